"""The `ballast` command."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import Final

import click

from etl.errors import UserError

FAULT = 1
# Where each command is: `ballast serve` need not wait for what `ballast publish` takes.
COMMANDS: Final = {
    "demo": "etl.command.demo:demo",
    "load": "etl.command.loading:load",
    "map": "etl.command.mapping:map_command",
    "publish": "etl.command.publishing:publish_command",
    "wave": "etl.command.publishing:wave",
    "audit": "etl.command.publishing:audit_command",
    "serve": "etl.command.serving:serve",
    "status": "etl.command.status:status",
    "score": "etl.command.score:score",
    "brief": "etl.command.brief:brief",
    "history": "etl.command.history:history",
    "undo": "etl.command.history:undo",
    "forget": "etl.command.forget:forget_command",
    "profiles": "etl.command.profiles:profiles_command",
    "templates": "etl.command.profiles:templates",
    "audit-log": "etl.command.audit_log:audit_log",
    "docs": "etl.command.docs:docs",
}


def command_named(name: str) -> click.Command | None:
    """A command of `ballast` (imported now), None where there is none of this name."""
    if name not in COMMANDS:
        return None
    module, _, attribute = COMMANDS[name].partition(":")
    found = getattr(import_module(module), attribute)
    assert isinstance(found, click.Command)
    return found


class _Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        return command_named(cmd_name)


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="ballast")
def ballast() -> None:
    """Shows an organisation, team by team, where the load is, before people burn out.

    Exit codes: 0 done (rejected rows are reported), 1 our fault, 2 wrong use,
    3 a file was refused, 4 the audit stopped the survey part.
    """


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
