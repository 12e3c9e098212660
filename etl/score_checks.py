"""What is refused instead of scored: answers outside an instrument's coding.

Messages name items, counts and the likely fix, never a respondent or an answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Set
from typing import Final, NoReturn

import polars as pl

from definitions.instruments import Instrument
from definitions.scales import RawRange
from etl.errors import UserError
from etl.score_sums import any_of

REFUSED: Final = 3
# what survey tools write for "not answered"
MISSING_CODES: Final = frozenset({-999.0, -99.0, -9.0, -8.0, -1.0, 99.0, 999.0, 9999.0})
NINE: Final = frozenset({8.0, 9.0, 88.0, 98.0})


def fits(value: pl.Expr, raw: RawRange) -> pl.Expr:
    """Whether an answer is one of the coding's; null where unanswered."""
    return value.is_between(raw.lowest, raw.highest) & (value == value.floor())


def refuse_wide(values: pl.DataFrame, instrument: Instrument) -> None:
    """Passes when every answer of `item_values` is one of the coding's.

    Raises:
        UserError: some are not; exit code 3.
    """
    counts = values.select(
        (~fits(pl.col(item), instrument.raw_of(item))).sum()
        for item in instrument.items
    ).row(0, named=True)
    first = next((item for item in instrument.items if counts[item]), None)
    if first is None:
        return
    alike = _coded_alike(instrument)[_ends(instrument.raw_of(first))]
    refuse_outside(counts, values.select(alike).unpivot()["value"], instrument)


def refuse_long(own: pl.DataFrame, instrument: Instrument) -> None:
    """`refuse_wide` for one row per answer, as `placed`."""
    alike = _coded_alike(instrument)
    valid = pl.lit(value=False)
    for items in alike.values():
        mine = fits(pl.col("value"), instrument.raw_of(items[0]))
        valid |= mine if len(alike) == 1 else any_of(instrument, items) & mine
    wrong = own.lazy().filter(~valid).group_by("place").len().sort("place").collect()
    if wrong.is_empty():
        return
    counts = {instrument.items[place]: count for place, count in wrong.iter_rows()}
    same = alike[_ends(instrument.raw_of(next(iter(counts))))]
    values = own.filter(any_of(instrument, same))["value"]
    refuse_outside(counts, values, instrument)


def refuse_twice(own: pl.DataFrame, instrument: Instrument) -> NoReturn:
    """Refuses answers, as `placed`, of which some answer an item twice.

    Raises:
        UserError: always; exit code 3.
    """
    twice = own.group_by("response_id", "place").len().filter(pl.col("len") > 1)
    items = ", ".join(instrument.items[at] for at in twice["place"].unique().sort())
    raise UserError(
        f"{instrument.name}: {twice['response_id'].n_unique():,} response(s) answer an "
        f"item twice ({items}); load each response once",
        exit_code=REFUSED,
    )


def _coded_alike(instrument: Instrument) -> dict[tuple[int, int], list[str]]:
    """Items by the ends of their coding."""
    found: dict[tuple[int, int], list[str]] = defaultdict(list)
    for item in instrument.items:
        found[_ends(instrument.raw_of(item))].append(item)
    return found


def _ends(raw: RawRange) -> tuple[int, int]:
    return raw.lowest, raw.highest


def refuse_outside(
    counts: Mapping[str, int], values: pl.Series, instrument: Instrument
) -> None:
    """Passes when no answer lies outside the coding.

    Args:
        counts: item -> answers outside; items without any may be absent.
        values: every answer to items coded as the first offending item is.
        instrument: the key.

    Raises:
        UserError: exit code 3; by item the count, and what most likely went wrong.
    """
    outside = {item: count for item, count in counts.items() if count}
    if not outside:
        return
    lines = []
    for item in sorted(outside, key=instrument.items.index):
        raw = instrument.raw_of(item)
        ends = f"{raw.lowest} to {raw.highest}"
        lines.append(f"{item}: {outside[item]:,} answer(s) outside {ends}")
    raw = instrument.raw_of(next(iter(outside)))
    fix = likely_fix(set(values.drop_nulls().unique().to_list()), raw)
    raise UserError(
        "\n  ".join([f"{instrument.name}: cannot be scored", *lines, fix]),
        exit_code=REFUSED,
    )


def likely_fix(found: Set[float], raw: RawRange) -> str:
    """What most likely went wrong with the coding, as a next step.

    `found` holds every different answer, at least one of which the coding lacks.
    """
    coded = {float(value) for value in raw.points}
    wrong = found - coded
    ends = f"{raw.lowest} = {raw.lowest_means}, {raw.highest} = {raw.highest_means}"
    if wrong <= MISSING_CODES or wrong <= NINE:
        return "these look like codes for 'not answered': leave such cells empty"
    if found <= set(raw.points.values()):
        return "the file seems to hold points already: export the raw answers instead"
    if any(value != int(value) for value in wrong):
        return "some are no whole numbers: export the answers themselves, not means"
    shift = _shift(found, raw)
    if shift:
        low, high = raw.lowest + shift, raw.highest + shift
        change = f"subtract {shift} from" if shift > 0 else f"add {-shift} to"
        return f"the file seems coded {low} to {high}: {change} every answer ({ends})"
    return f"check the coding ({ends}), and that this is the version asked"


def _shift(found: Set[float], raw: RawRange) -> int:
    """By how much every answer lies too high; 0 where no shift explains them."""
    above, below = max(found) - raw.highest, min(found) - raw.lowest
    shift = int(above if above > 0 else below)
    moved = {value - shift for value in found}
    return shift if all(raw.lowest <= value <= raw.highest for value in moved) else 0
