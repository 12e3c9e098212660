"""The `ballast` command."""

from __future__ import annotations

import sys

import click

from etl.command.audit_log import audit_log
from etl.command.brief import brief
from etl.command.demo import demo
from etl.command.docs import docs
from etl.command.forget import forget_command
from etl.command.history import history, undo
from etl.command.loading import load
from etl.command.mapping import map_command
from etl.command.profiles import profiles_command, templates
from etl.command.publishing import audit_command, publish_command, status, wave
from etl.command.score import score
from etl.command.serving import serve
from etl.errors import UserError

FAULT = 1


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ballast")
def ballast() -> None:
    """Shows an organisation, team by team, where the load is, before people burn out.

    Exit codes: 0 done (rejected rows are reported), 1 our fault, 2 wrong use,
    3 a file was refused, 4 the audit stopped the survey part.
    """


for command in (
    demo,
    load,
    map_command,
    publish_command,
    wave,
    audit_command,
    serve,
    status,
    score,
    brief,
    history,
    undo,
    forget_command,
    profiles_command,
    templates,
    audit_log,
    docs,
):
    ballast.add_command(command)


def main() -> None:
    """Runs the command; a `UserError` is shown without a traceback."""
    try:
        # click hands an early exit's code back instead of raising it
        code = ballast(standalone_mode=False)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(FAULT)
    except UserError as error:
        click.echo(f"ballast: {error}", err=True)
        sys.exit(error.exit_code)
    sys.exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
