"""ballast publish, wave, audit, status."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import click
import duckdb
import polars as pl

from definitions.measures import measures
from etl.catalogue import made_by_another
from etl.close_single import with_single_answers
from etl.command.brief import every_page
from etl.command.shared import data_option, json_option, note, print_json
from etl.disclosure.audit import Finding
from etl.disclosure.audit_briefs import audit_briefs
from etl.disclosure.plan import propose_reporting_units
from etl.errors import UserError
from etl.keys import read_key
from etl.ledger import freeze, ledger_folder, read_all, withdraw
from etl.ledger_versions import withdrawn_versions
from etl.operational import Rollup
from etl.publish import AUDIT_STOPPED, Published, audit_version, publish
from etl.references import first_wave
from etl.settings import SETTINGS_FILE, Settings, read_settings
from etl.settings_tables import sync_settings
from etl.versions import current_version, published_folder
from etl.warehouse import locked, open_warehouse
from etl.waves import known_wave, may_close, preview
from etl.write_files import code_version

WAVE_EXAMPLE = """\
[[wave]]
name = "Wave 1"
first_day = 2026-05-04
last_day = 2026-05-24
"""


def stop_on(findings: tuple[Finding, ...] | list[Finding]) -> None:
    """Ends a command with exit code 4 where the audit found anything."""
    if findings:
        lines = [f"the audit stopped the survey part: {len(findings)} finding(s)"]
        raise UserError(
            "\n".join([*lines, *(f"  {one}" for one in findings)]),
            exit_code=AUDIT_STOPPED,
        )


def say_retired(data: Path, done: Published) -> None:
    """Reports rows that were kept long enough."""
    if not done.retired:
        return
    for table, rows in sorted(done.retired.items()):
        click.echo(
            f"{table}: {rows:,} rows older than the settings keep them", err=True
        )
    note(data, "deleted what was kept long enough", rows=sum(done.retired.values()))


@click.command("publish")
@data_option
def publish_command(data: Path) -> None:
    """Publish a new version from what is loaded and the closed waves."""
    settings = read_settings(data)
    with locked(data), open_warehouse(data) as con:
        sync_settings(con, settings)
        done = publish(
            con, data, settings, progress=lambda what: click.echo(what, err=True)
        )
    say_retired(data, done)
    click.echo(f"Published version: {done.version}")
    stop_on(done.findings)


@click.group()
def wave() -> None:
    """Close a survey wave, withdraw one, or list them."""


def first_reference(con: duckdb.DuckDBPyConnection, data: Path) -> dict[str, float]:
    """The organisation's own first closed wave: outcome -> published mean."""
    root = con.execute(
        "select coalesce(min(team_id) filter (kind = 'organisation'), 'org') "
        "from team_current"
    ).fetchall()[0][0]
    closed = read_all(ledger_folder(data)).estimate
    return dict(first_wave(closed, root).select("measure", "value").iter_rows())


def close_wave(
    con: duckdb.DuckDBPyConnection,
    data: Path,
    name: str,
    settings: Settings,
    *,
    made: Rollup | None = None,
) -> pl.DataFrame:
    """Freezes a wave into the ledger; returns the cells it publishes.

    `made`: the marts of what is loaded now, if they are made already.

    Raises:
        UserError: no such wave, not over yet, closed already, or without answers.
    """
    chosen = known_wave(con, name, settings)
    now = datetime.now(UTC)
    may_close(chosen, now.date())
    cells = preview(
        con,
        chosen,
        settings,
        reference=first_reference(con, data),
        secret=read_key(data),
        earlier=withdrawn_versions(ledger_folder(data), chosen.wave_id),
    )
    cells = replace(
        cells, single=with_single_answers(con, data, chosen, cells, settings, made)
    )
    if not cells.in_time:
        click.echo(
            f"{chosen.name}: the search for the fewest groups to hide ran out of time; "
            "more are hidden than needed",
            err=True,
        )
    freeze(
        ledger_folder(data),
        chosen.wave_id,
        cells=cells,
        code_version=code_version(),
        closed_at=now,
    )
    con.execute(
        "update wave set closed_at = $now where wave_id = $wave_id",
        {"now": now.replace(tzinfo=None), "wave_id": chosen.wave_id},
    )
    return cells.estimate


def with_waves(data: Path) -> Settings:
    """The settings of a folder that name at least one wave.

    Raises:
        UserError: the folder has no settings.toml, or it names no wave.
    """
    settings = read_settings(data)
    if settings.wave:
        return settings
    path = data / SETTINGS_FILE
    why = "it names no wave" if path.exists() else "there is no such file"
    raise UserError(
        f"{path}: {why}. Waves stand in it, each as\n{WAVE_EXAMPLE}"
        "Or name the data folder with --data"
    )


@wave.command("close")
@click.argument("name")
@data_option
@click.option(
    "--dry-run", is_flag=True, help="Show what it would publish; freeze nothing."
)
def close(name: str, data: Path, *, dry_run: bool) -> None:
    """Close the wave NAME: compute what it publishes, once, and freeze it.

    Late answers and corrections wait for the next wave from then on.
    """
    settings = with_waves(data)
    with locked(data), open_warehouse(data) as con:
        sync_settings(con, settings)
        if dry_run:
            chosen = known_wave(con, name, settings)
            reference = first_reference(con, data)
            _show_wave(preview(con, chosen, settings, reference=reference).estimate)
            return
        _show_wave(close_wave(con, data, name, settings))
        done = publish(con, data, settings)
    note(data, "closed a wave", wave=name)
    say_retired(data, done)
    click.echo(f"{name} is closed. Published version: {done.version}")
    stop_on(done.findings)


def _show_wave(cells: pl.DataFrame) -> None:
    shown = cells.filter(pl.col("state") == "shown")
    for measure, groups in shown.group_by("measure", maintain_order=True):
        label = measures()[str(measure[0])].label
        click.echo(f"{label}: {groups.height} groups shown")
        for row in groups.sort("group_id").to_dicts():
            between = ""
            if row["lower"] is not None:
                between = f" ({row['lower']:.0f} to {row['upper']:.0f})"
            click.echo(
                f"    {row['group_id']:<20} {row['value']:>4.0f}{between}, "
                f"{row['n_band']} answers"
            )


@wave.command("withdraw")
@click.argument("name")
@data_option
def withdraw_command(name: str, data: Path) -> None:
    """Take back what the wave NAME published (a wrong file, a wrong coding)."""
    settings = read_settings(data)
    with locked(data), open_warehouse(data) as con:
        sync_settings(con, settings)
        chosen = known_wave(con, name, settings)
        now = datetime.now(UTC)
        withdraw(ledger_folder(data), chosen.wave_id, at=now)
        con.execute(
            "update wave set closed_at = null, withdrawn_at = $now "
            "where wave_id = $wave_id",
            {"now": now.replace(tzinfo=None), "wave_id": chosen.wave_id},
        )
        done = publish(con, data, settings)
    note(data, "withdrew a wave", wave=name)
    say_retired(data, done)
    click.echo(f"{name} is withdrawn. Published version: {done.version}")


@wave.command("list")
@data_option
@json_option
def list_waves(data: Path, *, as_json: bool) -> None:
    """The waves of the settings, and which are closed."""
    settings = read_settings(data)
    closed = set(read_all(ledger_folder(data)).waves)
    rows = [
        {
            "wave": one.name,
            "first_day": one.first_day,
            "last_day": one.last_day,
            "anonymous": one.anonymous,
            "closed": one.wave_id in closed,
        }
        for one in settings.wave
    ]
    if as_json:
        print_json(rows)
        return
    for row in rows:
        state = "closed" if row["closed"] else "open"
        click.echo(
            f"{row['wave']:<20} {row['first_day']} to {row['last_day']}  {state}"
        )


@wave.command("units")
@data_option
def units(data: Path) -> None:
    """Propose reporting units: small sibling teams joined to at least 10 invited.

    Prints TOML for settings.toml; set them before a wave is launched.
    """
    with locked(data), open_warehouse(data) as con:
        rows = con.execute(
            """
            select t.team_id, t.parent_id, max(i.invited)
            from team_current t
            join survey_invite_current i using (team_id)
            where t.kind = 'team' and t.parent_id is not null
            group by all
            order by all
            """
        ).fetchall()
    if not rows:
        raise UserError("no invitations are loaded; fill in the template `invites.csv`")
    proposed = propose_reporting_units(
        {team: int(invited) for team, _, invited in rows},
        {team: above for team, above, _ in rows},
    )
    for unit_id, teams in proposed.items():
        quoted = ", ".join(f'"{team}"' for team in teams)
        click.echo(f'[[reporting_unit]]\nid = "{unit_id}"\nname = "{unit_id}"')
        click.echo(f"teams = [{quoted}]\n")


@click.command("audit")
@data_option
@json_option
def audit_command(data: Path, *, as_json: bool) -> None:
    """Play the attacker on the published files, the briefs and the ledger."""
    version = current_version(data)
    if version is None:
        raise UserError(f"{data}: nothing is published yet; run `ballast load`")
    ledger = read_all(ledger_folder(data))
    folder = published_folder(data) / version
    if made_by_another(folder):
        raise UserError(
            f"{version}: an earlier Ballast published this version, which this one cannot "
            "audit; `ballast publish` publishes anew and audits what it writes"
        )
    findings = audit_version(folder, data, ledger, read_settings(data))
    findings += audit_briefs(folder / "teams.duckdb", every_page(data))
    if as_json:
        print_json({"version": version, "findings": [str(one) for one in findings]})
    elif not findings:
        click.echo(f"{version}: no finding.")
    stop_on(findings)
