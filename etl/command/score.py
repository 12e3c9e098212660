"""ballast score: one file of answers, scored without loading it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import click

from definitions.instruments import Instrument, InstrumentError, instruments_of
from definitions.scales import Scale
from definitions.score_measures import published_mean
from etl.command.shared import data_option, json_option, print_json
from etl.errors import UserError
from etl.score_file import Answers, read_answers
from etl.score_quality import ScaleQuality, scale_quality
from etl.scoring import score_wide

HEAD = f"{'scale':<24} {'n':>7} {'mean':>7} {'SD':>6} {'alpha':>6} {'omega':>6} {'unanswered':>10}"


def _names(
    _context: click.Context, _parameter: click.Parameter, value: str | None
) -> tuple[str, ...]:
    return tuple(n.strip() for n in value.split(",")) if value else ()


@click.command()
@click.argument(
    "file", type=click.Path(path_type=Path, exists=True, dir_okay=False, readable=True)
)
@click.option("--instrument", "key", required=True, help="Its key, e.g. cbi or olbi.")
@click.option(
    "--items",
    "names",
    callback=_names,
    help="The file's columns in the order of the instrument's items, with commas "
    "between; without it, columns are found by item code.",
)
@click.option(
    "--coding",
    "coding",
    help="Which way the file is coded, where an instrument has several codings; "
    "the first without it.",
)
@data_option
@json_option
def score(
    file: Path,
    key: str,
    names: tuple[str, ...],
    coding: str | None,
    data: Path,
    *,
    as_json: bool,
) -> None:
    """Score one file of answers, a row per respondent, without loading it.

    Mean and SD are on the instrument's own scale (a sum where it is a sum), of
    everybody together; no person's score is printed, and of fewer than five answers
    only their number. Alpha and omega are of those who answered every item.

    The data folder is looked at for instruments of your own (DATA/instruments).
    """
    chosen = in_coding(find_instrument(instruments(data), key), coding)
    answers = read_answers(file, chosen, names)
    found = scale_quality(
        answers.values,
        score_wide(answers.values, answers.instrument),
        answers.instrument,
    )
    if as_json:
        print_json({"instrument": chosen.key, "scales": [_json(one) for one in found]})
        return
    for line in _lines(answers, found):
        click.echo(line)


def instruments(data: Path) -> dict[str, Instrument]:
    """The instruments shipped and a data folder's own.

    Raises:
        UserError: an own instrument's file is wrong.
    """
    try:
        return instruments_of(data)
    except InstrumentError as error:
        raise UserError(f"{data / 'instruments'}: {error}") from error


def find_instrument(known: Mapping[str, Instrument], wanted: str) -> Instrument:
    """The instrument of a key or another name it goes by, however written.

    Raises:
        UserError: none has this name; near ones, and all, are named.
    """
    names: dict[str, str] = {}
    for key, instrument in known.items():
        also = (instrument.abbreviation, instrument.name, *instrument.aliases)
        for name in also:
            names.setdefault(_plain(name), key)
    names |= {_plain(key): key for key in known}
    key = names.get(_plain(wanted), "") if _plain(wanted) else ""
    if key:
        return known[key]
    close = get_close_matches(_plain(wanted), [name for name in names if name], n=3)
    near = ", ".join(dict.fromkeys(names[name] for name in close))
    hint = f"did you mean {near}? " if near else ""
    raise UserError(
        f"{wanted}: no instrument has this key; {hint}known are {', '.join(known)}"
    )


def in_coding(instrument: Instrument, coding: str | None) -> Instrument:
    """The instrument in one of its codings, the first for None.

    Raises:
        UserError: it has no coding of this name.
    """
    if coding is None:
        return instrument
    names = [one.name for one in instrument.coding]
    if coding not in names:
        has = f"has {', '.join(names)}" if names else "has one coding alone"
        raise UserError(f"--coding {coding}: {instrument.key} {has}")
    return instrument.coded(coding)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())


def _json(one: ScaleQuality) -> dict[str, Any]:
    return {
        "scale": one.scale,
        "n": one.n,
        "mean": one.mean,
        "sd": one.sd,
        "alpha": one.alpha,
        "omega": one.omega,
        "missing_share": one.missing_share,
        "warnings": list(one.warnings),
    }


def _lines(answers: Answers, found: list[ScaleQuality]) -> Iterator[str]:
    instrument = answers.instrument
    yield instrument.name
    yield f"    coded {_coded(instrument)}"
    yield ""
    yield HEAD
    for scale, one in zip(instrument.scale, found, strict=True):
        yield from _scale_lines(scale, one)
    if answers.left_out:
        yield f"Not in the file: {', '.join(answers.left_out)}"


def _coded(instrument: Instrument) -> str:
    raw = instrument.raw
    return f"{raw.lowest} = {raw.lowest_means}, {raw.highest} = {raw.highest_means}"


def _scale_lines(scale: Scale, one: ScaleQuality) -> Iterator[str]:
    share = "-" if one.missing_share is None else f"{one.missing_share:.1%}"
    yield (
        f"{scale.measure:<24} {one.n:>7,} {_number(one.mean):>7} {_number(one.sd):>6} "
        f"{_number(one.alpha):>6} {_number(one.omega):>6} {share:>10}"
    )
    points = (
        "" if one.mean is None else f" ({scale.to_points(one.mean):.0f} on 0 to 100)"
    )
    yield (
        f"    {scale.lowest:g} to {scale.highest:g}{points}, "
        f"higher is more {scale.direction}"
    )
    for mean in scale.reference[:1]:
        yield f"    {published_mean(scale, mean)}"
    if one.prorated or one.unscored:
        yield f"    {one.prorated:,} prorated, {one.unscored:,} unscored"
    for warning in one.warnings:
        yield f"    warning: {warning}"


def _number(value: float | None) -> str:
    return "-" if value is None else f"{value:z.2f}"
