"""ballast map: a file that no profile knows becomes one that is known."""

from __future__ import annotations

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import click

from definitions.instruments import instruments_of
from etl.command.shared import data_option, json_option, print_json
from etl.errors import UserError
from etl.mapping.fields import Kindred, tables
from etl.mapping.look import Look, look
from etl.mapping.own_profile import (
    Questions,
    Said,
    as_toml,
    item_codes,
    rows_profile,
    save,
    survey_profile,
)
from etl.mapping.suggest import (
    length_column,
    likely_system,
    likely_table,
    meanings,
    suggested,
    with_time_of_day,
)
from etl.profile import DateOrder, Profile
from etl.readers import read_table

LEAVE_OUT = "-"


def _pairs(values: tuple[str, ...], option: str) -> dict[str, str]:
    """`a=b` options as a dictionary.

    Raises:
        click.BadParameter: one without an equals sign.
    """
    found = {}
    for value in values:
        name, equals, said = value.partition("=")
        if not equals:
            raise click.BadParameter(
                f"expected name=value, found {value!r}", param_hint=option
            )
        found[name.strip()] = said.strip()
    return found


@click.command("map")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@data_option
@click.option("--as", "table", metavar="TABLE", help="What a row is: see --tables.")
@click.option("--tables", "list_tables", is_flag=True, help="List what a row can be.")
@click.option("--title", help="What to call this export from now on.")
@click.option("--column", "columns", multiple=True, metavar="OURS=THEIRS",
              help="Map a column; `OURS=-` leaves it out.")  # fmt: skip
@click.option("--word", "words", multiple=True, metavar="OURS:WORD=VALUE",
              help="What a word of the file means.")  # fmt: skip
@click.option("--instrument", help="The file is a survey with this instrument.")
@click.option("--items", help="Its columns, in the instrument's item order: a,b,...")
@click.option("--answer", "answers", multiple=True, metavar="TEXT=NUMBER",
              help="What an answer text is worth.")  # fmt: skip
@click.option("--coding", help="Its coding, where it is not the first.")
@click.option(
    "--response-id", help="Survey: the column that numbers the answer sheets."
)
@click.option("--submitted-at", help="Survey: the column with the time of answering.")
@click.option("--person", help="Survey: the column with e-mail or token.")
@click.option("--team", help="Survey: the column with the team.")
@click.option("--date-order", type=click.Choice(["day first", "month first"]),
              help="How 3/4/2026 is meant.")  # fmt: skip
@click.option("--yes", is_flag=True, help="Take all suggestions; ask nothing.")
@json_option
def map_command(
    file: Path,
    data: Path,
    *,
    list_tables: bool,
    title: str | None,
    as_json: bool,
    yes: bool,
    **options: Any,
) -> None:
    """Map an export that nobody recognises, once; it is recognised from then on.

    Suggests a column of the file for each of ours, by name and by content, and asks.
    The mapping is saved as a profile in the data folder.
    """
    if list_tables:
        for kindred in tables().values():
            click.echo(f"{kindred.key.removeprefix('ballast_'):<20} {kindred.title}")
        return
    with tempfile.TemporaryDirectory() as scratch:
        seen = look(read_table(file, scratch=Path(scratch)))
        name = title or file.stem
        if options["instrument"]:
            profile = _survey(seen, data, name, options)
        else:
            profile = _rows(seen, name, options, ask=not (yes or as_json))
    if as_json and not yes:
        print_json({"profile": profile.key, "toml": as_toml(profile)})
        return
    path = save(profile, data)
    click.echo(f"Saved as {path}. Now: ballast load {file}")


def _rows(seen: Look, title: str, options: Mapping[str, Any], *, ask: bool) -> Profile:
    known = tables()
    key = options["table"] and f"ballast_{options['table'].removeprefix('ballast_')}"
    key = key or likely_table(seen)
    if key not in known:
        raise UserError(
            "cannot tell what a row of this file is; say so with --as, one of "
            + ", ".join(name.removeprefix("ballast_") for name in known)
        )
    kindred = known[key]
    click.echo(f"A row is taken for: {kindred.title}", err=True)
    chosen = _columns(seen, kindred, options, ask=ask)
    return rows_profile(title, kindred, _said(seen, kindred, chosen, options))


def _columns(
    seen: Look, kindred: Kindred, options: Mapping[str, Any], *, ask: bool
) -> dict[str, str]:
    """Our column -> the file's, as stated, else as answered, else as suggested."""
    stated = _pairs(options["columns"], "--column")
    by_name = {f.name: f.to for f in kindred.fields} | {
        f.to: f.to for f in kindred.fields
    }
    unknown = [name for name in stated if name not in by_name]
    unknown += [c for c in stated.values() if c != LEAVE_OUT and c not in seen.columns]
    if unknown:
        raise UserError(f"no such column: {', '.join(unknown)}")
    found = suggested(seen, kindred)
    found |= {by_name[name]: cell for name, cell in stated.items()}
    if ask:
        choice = click.Choice([*seen.columns, LEAVE_OUT])
        for ours in kindred.fields:
            needed = " (needed)" if ours.required else ""
            found[ours.to] = click.prompt(
                f"{ours.name}{needed}",
                default=found.get(ours.to, LEAVE_OUT),
                type=choice,
                show_choices=False,
            )
    return {to: cell for to, cell in found.items() if cell != LEAVE_OUT}


def _said(
    seen: Look, kindred: Kindred, chosen: dict[str, str], options: Mapping[str, Any]
) -> Said:
    words = _pairs(options["words"], "--word")
    values: dict[str, dict[str, str]] = {}
    systems: dict[str, str] = {}
    for ours in kindred.fields:
        cell = chosen.get(ours.to)
        if cell is None:
            continue
        if ours.values:
            stated = {
                word.partition(":")[2]: value
                for word, value in words.items()
                if word.partition(":")[0] in {ours.to, ours.name}
            }
            values[ours.to] = meanings(seen.values(cell) or [], ours) | stated
        if ours.system:
            systems[ours.to] = likely_system(seen.cells(cell), ours.system)
    return Said(
        with_time_of_day(seen, chosen),
        values,
        systems,
        _order(options),
        length_column(seen, kindred),
    )


def _order(options: Mapping[str, Any]) -> DateOrder | None:
    order: DateOrder | None = options["date_order"]
    return order


def _survey(seen: Look, data: Path, title: str, options: Mapping[str, Any]) -> Profile:
    known = instruments_of(data)
    instrument = known.get(options["instrument"])
    if instrument is None:
        raise UserError(
            f"no instrument is called {options['instrument']}; there are "
            + ", ".join(sorted(known))
        )
    if not (options["items"] and options["response_id"] and options["submitted_at"]):
        raise UserError("a survey needs --items, --response-id and --submitted-at")
    named = [name.strip() for name in options["items"].split(",")]
    unknown = [name for name in named if name not in seen.columns]
    if unknown:
        raise UserError(f"no such column: {', '.join(unknown)}")
    try:
        answers = {
            text: float(worth)
            for text, worth in _pairs(options["answers"], "--answer").items()
        }
    except ValueError as error:
        raise UserError("--answer: expected TEXT=NUMBER") from error
    return survey_profile(
        title,
        Questions(
            item_codes(named, instrument.items),
            {instrument.key: answers} if answers else {},
            {instrument.key: options["coding"]} if options["coding"] else {},
        ),
        submitted_at=options["submitted_at"],
        response_id=options["response_id"],
        person=options["person"],
        team=options["team"],
        date_order=_order(options),
    )
