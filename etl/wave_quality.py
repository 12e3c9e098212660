"""How good a wave's answers are, computed once when the wave is closed.

No group under the minimum can leak here. Everything is of the organisation: of the
people whose own team's (or reporting unit's) cell is shown, so nothing moves when
answers of a hidden team change; from 30 answers on; shares and numbers in bands that
hold three people. Nothing is said by team.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import polars as pl

from analytics.reliability import (
    Floats,
    alpha_upper,
    complete,
    cronbach_alpha,
    item_rest,
    mcdonald_omega,
    surely_negative,
)
from analytics.wording import stand
from definitions.instruments import Instrument
from definitions.scales import Scale
from etl.disclosure.coarse import written_mean
from etl.disclosure.quality_bands import (
    LEAST_ANSWERS,
    answers_band,
    answers_floor,
    share_band,
)
from etl.disclosure.rows import ANSWER_QUALITY, ITEMS, RELIABILITY
from etl.disclosure.survey_cells import Wave
from etl.score_points import points_of
from etl.score_warnings import (
    SUSPECTED,
    lowest_unused,
    mirrored,
    noise,
    reversal,
)
from etl.wave_answers import Row, Sheet, answer_quality, sheet_of

TWO_DECIMALS = 2
LOWER, UPPER = 0.025, 0.975  # ends of a 95 % interval


@dataclass(frozen=True)
class WaveQuality:
    """Shapes: RELIABILITY, ANSWER_QUALITY and ITEMS in etl/disclosure/rows.py.

    The first two may be published but for `asked`; `items` never leaves the ledger.
    """

    reliability: pl.DataFrame
    answer_quality: pl.DataFrame
    items: pl.DataFrame


def wave_quality(
    wave: Wave,
    sheets: pl.DataFrame,
    answers: pl.DataFrame,
    *,
    measures: Collection[str],
    known: Mapping[str, Instrument],
) -> WaveQuality:
    """What is said of a wave's answers.

    Args:
        wave: the wave.
        sheets: response_id and too_fast (null: not known) of the questionnaires of
            people whose cell is shown, as from `shown_responses`.
        answers: response_id, item, value.
        measures: the scales that the wave has cells of.
        known: instruments by key, each in the coding of the answers.
    """
    own = answers.join(sheets.select("response_id"), on="response_id", how="semi")
    own = own.filter(pl.col("value").is_not_null())
    found = [
        sheet
        for kind in known.values()
        if (sheet := sheet_of(kind, own)).asked
        and any(scale.measure in measures for scale in kind.scale)
    ]
    key: Row = {"wave_id": wave.wave_id, "period_start": wave.first_day}
    scales = [
        (sheet, scale)
        for sheet in found
        for scale in sheet.kind.scale
        if scale.measure in measures
    ]
    reliability = [key | _reliability(sheet, scale) for sheet, scale in scales]
    items = [
        {"wave_id": wave.wave_id} | row
        for sheet, scale in scales
        for row in _items(sheet, scale)
    ]
    return WaveQuality(
        pl.DataFrame(reliability, schema=RELIABILITY).sort("wave_id", "measure"),
        pl.DataFrame([key | answer_quality(sheets, found)], schema=ANSWER_QUALITY),
        pl.DataFrame(items, schema=ITEMS).sort("wave_id", "measure", "item"),
    )


def _of_scale(sheet: Sheet, scale: Scale) -> tuple[Scale, Floats]:
    """The scale with the items that were asked, and the complete rows of their points."""
    items = tuple(item for item in scale.items if item in sheet.asked)
    kept = tuple(item for item in scale.reversed if item in items)
    part = scale.model_copy(update={"items": items, "reversed": kept})
    points = sheet.values.select(points_of(sheet.kind, part, item) for item in items)
    return part, complete(points.fill_null(np.nan).to_numpy())


def _reliability(sheet: Sheet, scale: Scale) -> Row:
    kind = sheet.kind
    row: Row = {
        "measure": scale.measure,
        "instrument": kind.key,
        "instrument_name": kind.name,
        "state": "not_shown",
    }
    part, points = _of_scale(sheet, scale)
    people = len(points)
    if people < LEAST_ANSWERS:
        return row
    published = next((one for one in scale.reliability if one.alpha or one.omega), None)
    values = sheet.values.select(part.items)
    missing = sum(column.null_count() for column in values)
    row |= {
        "state": "shown",
        "n_band": answers_band(people),
        "missing_band": share_band(missing, of=values.height * values.width),
        "items": len(scale.items),
        "items_asked": len(part.items),
        "warnings": "\n".join(_warnings(sheet, part, points)) or None,
        "asked": _asked(kind, part),
    }
    if published:
        row |= {
            "published_alpha": published.alpha,
            "published_omega": published.omega,
            "published_source": published.source
            + ("" if published.verified else " [to be confirmed]"),
        }
    return row | _coefficients(points)


def _coefficients(points: Floats) -> Row:
    """Alpha with its interval, and omega; the interval stands on the band's lower end.

    Source of the interval: Feldt 1965, Psychometrika 30:357-370.
    """
    people, items = points.shape
    alpha, omega = cronbach_alpha(points), mcdonald_omega(points)
    row: Row = {"omega": None if omega is None else round(omega, TWO_DECIMALS)}
    if alpha is None:
        return row
    written = round(alpha, TWO_DECIMALS)
    floor = answers_floor(people)
    limits = (
        alpha_upper(written, people=floor, items=items, confidence=end)
        for end in (LOWER, UPPER)
    )
    lower, upper = (round(limit, TWO_DECIMALS) for limit in limits)
    return row | {"alpha": written, "alpha_lower": lower, "alpha_upper": upper}


def _warnings(sheet: Sheet, scale: Scale, points: Floats) -> list[str]:
    """What to look at before the scale is used; means in it are written to 1 point."""
    people = len(points)
    means = points.mean(axis=1)
    mean = scale.to_own(written_mean(float(means.mean()))[0])
    width = (scale.highest - scale.lowest) / 100
    found = [
        *_against(points, scale),
        *mirrored(mean, scale, sheet.kind, people=people),
        *noise(float(means.std(ddof=1)) * width, scale, people=people),
    ]
    if scale.measure == sheet.kind.scale[0].measure:
        found += lowest_unused(sheet.values.select(sheet.asked), sheet.kind)
    return found


def _against(points: Floats, scale: Scale) -> Iterator[str]:
    """Items against the rest of their scale, all in one line; else as `reversal`."""
    if len(scale.items) == 1:
        return
    rest = item_rest(points)
    against = surely_negative(rest, people=len(points))
    if not against.any():
        yield from reversal(points, scale)
        return
    said = [
        f"{item} (r = {r:.2f})"
        for item, r, found in zip(scale.items, rest, against, strict=True)
        if found
    ]
    run = "runs" if len(said) == 1 else "run"
    yield f"{SUSPECTED}: {', '.join(said)} {run} against the rest of the scale"


def _asked(kind: Instrument, scale: Scale) -> str:
    """How the scale was put, so that the next wave can be set beside it."""
    raws = {item: kind.raw_of(item) for item in scale.items}
    return json.dumps(
        {
            "instrument": kind.key,
            "items": list(scale.items),
            "reversed": sorted(scale.reversed),
            "coding": {item: [raw.lowest, raw.highest] for item, raw in raws.items()},
            "points": {item: list(raw.points.values()) for item, raw in raws.items()},
            "least_answered": scale.least_answered,
        },
        sort_keys=True,
    )


def _items(sheet: Sheet, scale: Scale) -> list[Row]:
    part, points = _of_scale(sheet, scale)
    found = stand(points) if len(points) >= LEAST_ANSWERS else None
    if found is None:
        return []
    return [
        {
            "measure": scale.measure,
            "item": item,
            "people": found.people,
            "apart": apart,
            "spread": spread,
        }
        for item, apart, spread in zip(
            part.items, found.apart, found.spread, strict=True
        )
    ]
