"""Where a series breaks: another instrument, other items, another basis.

No group under the minimum can leak: this reads which scales a wave has cells of, how
its items were put, and the bases of shown figures; of answers only what stands on 30
of them and was frozen with the wave. What two waves say is set side by side here and
never made into one figure.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Any, Final

import polars as pl

from analytics.wording import Stand, moved_item
from definitions.instruments import Instrument
from etl.disclosure.rows import ANSWER_QUALITY, RELIABILITY
from etl.ledger import Ledger

BREAK: Final = {
    "measure": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "kind": pl.String,
    "says": pl.String,
}
BASES: Final = {
    "available": "from here on per available FTE, less leave and public holidays",
    "contracted": "from here on per contracted FTE: no leave records cover the period",
}
NOT_COMPUTED: Final = "not_computed"
PRIVATE: Final = ("asked",)
Row = dict[str, object]


@dataclass(frozen=True)
class WaveSeries:
    """What is published of the waves' quality, and where their series break.

    reliability and answer_quality: as in sql/analysis.sql; a wave of which nothing was
    computed has its rows with the state `not_computed`. breaks: as in sql/teams.sql.
    """

    reliability: pl.DataFrame
    answer_quality: pl.DataFrame
    breaks: pl.DataFrame


@dataclass(frozen=True)
class _Wave:
    wave_id: str
    name: str
    first_day: date
    measures: frozenset[str]


def wave_series(ledger: Ledger | None, known: Mapping[str, Instrument]) -> WaveSeries:
    """The closed waves set beside each other.

    Args:
        ledger: every closed wave; None: none.
        known: instruments by key, for their names.
    """
    waves = _waves(ledger) if ledger else []
    if ledger is None or not waves:
        return WaveSeries(
            _published(pl.DataFrame(schema=RELIABILITY)),
            _published(pl.DataFrame(schema=ANSWER_QUALITY)),
            pl.DataFrame(schema=BREAK),
        )
    of_measure = _instruments_of(ledger.reliability, known)
    rows = list(_replaced(waves, of_measure)) + list(_put_otherwise(waves, ledger))
    breaks = pl.DataFrame(rows, schema=BREAK).unique(
        ["measure", "period_kind", "period_start"], keep="first", maintain_order=True
    )
    return WaveSeries(
        _published(_with_uncomputed(ledger.reliability, waves), breaks),
        _published(_with_uncomputed_waves(ledger.answer_quality, waves)),
        breaks.sort("measure", "period_start"),
    )


def basis_breaks(estimate: pl.DataFrame) -> pl.DataFrame:
    """Where figures begin to stand on another basis; columns of BREAK.

    One row per measure x kind of period x period whose basis is not that of the period
    before. Shown figures alone are looked at; a basis is the same for all groups.
    """
    key = ["measure", "period_kind"]
    bases = (
        estimate.filter(pl.col("state") == "shown", pl.col("basis").is_in(list(BASES)))
        .group_by(*key, "period_start")
        .agg(pl.col("basis").max())
        .sort(*key, "period_start")
    )
    before = pl.col("basis").shift(1).over(key)
    return bases.filter(before.is_not_null() & (before != pl.col("basis"))).select(
        "measure",
        "period_kind",
        "period_start",
        pl.lit("basis").alias("kind"),
        pl.col("basis").replace_strict(BASES, return_dtype=pl.String).alias("says"),
    )


def asked_differently(before: str, now: str) -> list[str]:
    """In which ways a scale was put otherwise, in words; empty if it was not.

    Args:
        before: `asked` of the earlier wave.
        now: `asked` of the later wave.
    """
    earlier, later = json.loads(before), json.loads(now)
    lost = [item for item in earlier["items"] if item not in later["items"]]
    gained = [item for item in later["items"] if item not in earlier["items"]]
    both = [item for item in later["items"] if item in earlier["items"]]
    turned = set(earlier["reversed"]) ^ set(later["reversed"])
    found = [f"asked without {', '.join(lost)}"] if lost else []
    found += [f"asked with {', '.join(gained)} added"] if gained else []
    found += [f"{item} turned the other way" for item in both if item in turned]
    found += _coded_differently(earlier, later, both)
    if earlier["least_answered"] != later["least_answered"]:
        found.append(
            f"scored from {later['least_answered']} answered items on, "
            f"before {earlier['least_answered']}"
        )
    return found


def _coded_differently(
    earlier: Mapping[str, Any], later: Mapping[str, Any], both: Sequence[str]
) -> list[str]:
    """The first item coded otherwise stands for all that are."""
    for item in both:
        was, now = earlier["coding"][item], later["coding"][item]
        if was != now:
            return [f"answers coded {now[0]} to {now[1]}, before {was[0]} to {was[1]}"]
        if earlier["points"][item] != later["points"][item]:
            return ["answers worth other points"]
    return []


def _waves(ledger: Ledger) -> list[_Wave]:
    """Closed waves in their order, with the scales each has cells of."""
    asked: dict[date, set[str]] = {}
    for first_day, measure in ledger.estimate.select("period_start", "measure").rows():
        asked.setdefault(first_day, set()).add(measure)
    found = ledger.response.select("wave_id", "wave_name", "first_day").unique()
    return [
        _Wave(wave_id, name, first_day, frozenset(asked.get(first_day, ())))
        for wave_id, name, first_day in found.sort("first_day").rows()
    ]


def _instruments_of(
    reliability: pl.DataFrame, known: Mapping[str, Instrument]
) -> dict[str, str]:
    """Measure key -> name of its instrument."""
    shipped = {
        scale.measure: kind.name for kind in known.values() for scale in kind.scale
    }
    frozen = reliability.select("measure", "instrument_name").unique().rows()
    return shipped | dict(frozen)


def _replaced(waves: Sequence[_Wave], of_measure: Mapping[str, str]) -> Iterator[Row]:
    """Breaks of all scales where one instrument was asked in place of another."""
    for before, now in pairwise(waves):
        was = {of_measure.get(measure, measure) for measure in before.measures}
        has = {of_measure.get(measure, measure) for measure in now.measures}
        ended, begun = was - has, has - was
        if not (ended and begun):
            continue
        says = (
            f"from {now.name} on {' and '.join(sorted(begun))} in place of "
            f"{' and '.join(sorted(ended))}: two series, not one"
        )
        changed = ended | begun
        for measure in sorted(before.measures | now.measures):
            if of_measure.get(measure, measure) in changed:
                yield _break(measure, now, "instrument", says)


def _put_otherwise(waves: Sequence[_Wave], ledger: Ledger) -> Iterator[Row]:
    """Breaks of one scale: other items, another coding, an item that moved."""
    rows = {
        (row["measure"], row["wave_id"]): row["asked"]
        for row in ledger.reliability.filter(pl.col("asked").is_not_null()).to_dicts()
    }
    for measure in sorted({measure for measure, _ in rows}):
        asked = [wave for wave in waves if (measure, wave.wave_id) in rows]
        for before, now in pairwise(asked):
            found = asked_differently(
                rows[measure, before.wave_id], rows[measure, now.wave_id]
            )
            if found:
                yield _break(measure, now, "items", "; ".join(found))
                continue
            item = _moved(ledger.items, measure, before.wave_id, now.wave_id)
            if item:
                yield _break(
                    measure,
                    now,
                    "wording",
                    f"{item} moved against the rest of its scale since {before.name}: "
                    "was it worded or coded another way?",
                )


def _moved(items: pl.DataFrame, measure: str, before: str, now: str) -> str | None:
    of_scale = items.filter(pl.col("measure") == measure).sort("item")
    stands = {
        wave: of_scale.filter(pl.col("wave_id") == wave) for wave in (before, now)
    }
    names = [frame["item"].to_list() for frame in stands.values()]
    if not names[0] or names[0] != names[1]:
        return None
    place = moved_item(_stand(stands[before]), _stand(stands[now]))
    return None if place is None else names[0][place]


def _stand(rows: pl.DataFrame) -> Stand:
    return Stand(rows["people"][0], tuple(rows["apart"]), tuple(rows["spread"]))


def _break(measure: str, wave: _Wave, kind: str, says: str) -> Row:
    return {
        "measure": measure,
        "period_kind": "wave",
        "period_start": wave.first_day,
        "kind": kind,
        "says": says,
    }


def _with_uncomputed(reliability: pl.DataFrame, waves: Sequence[_Wave]) -> pl.DataFrame:
    there = set(reliability["wave_id"])
    rows = [
        {
            "wave_id": wave.wave_id,
            "period_start": wave.first_day,
            "measure": measure,
            "state": NOT_COMPUTED,
        }
        for wave in waves
        if wave.wave_id not in there
        for measure in sorted(wave.measures)
    ]
    return pl.concat([reliability, pl.DataFrame(rows, schema=RELIABILITY)])


def _with_uncomputed_waves(
    answers: pl.DataFrame, waves: Sequence[_Wave]
) -> pl.DataFrame:
    there = set(answers["wave_id"])
    rows = [
        {
            "wave_id": wave.wave_id,
            "period_start": wave.first_day,
            "state": NOT_COMPUTED,
        }
        for wave in waves
        if wave.wave_id not in there
    ]
    return pl.concat([answers, pl.DataFrame(rows, schema=ANSWER_QUALITY)])


def _published(frame: pl.DataFrame, breaks: pl.DataFrame | None = None) -> pl.DataFrame:
    """The columns that may be published, of scales with what changed before a wave."""
    kept = frame.drop(PRIVATE, strict=False)
    if "measure" not in kept.columns:
        return kept.sort("period_start", "wave_id")
    changed = pl.DataFrame(schema=BREAK) if breaks is None else breaks
    return kept.join(
        changed.select("measure", "period_start", change="says"),
        on=["measure", "period_start"],
        how="left",
    ).sort("measure", "period_start")
