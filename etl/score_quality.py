"""What a file says of a scale as a whole: mean, spread, reliability, and warnings.

No group under the minimum can leak: everything is of all who answered, and of fewer
than five scores nothing but their number is said.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import polars as pl

from analytics.reliability import Floats, complete, cronbach_alpha, mcdonald_omega
from definitions.instruments import Instrument
from definitions.scales import Scale
from etl.score_points import points_of
from etl.score_warnings import lowest_unused, mirrored, noise, reversal

LEAST_SHOWN: Final = 5


@dataclass(frozen=True)
class ScaleQuality:
    """One scale over all respondents of a file.

    Attributes:
        scale: its measure key.
        n: respondents with a score.
        prorated: of these, with items unanswered.
        unscored: respondents with too few answered items.
        mean: of the scores, on the instrument's own scale; None under 5.
        sd: of the scores, on the instrument's own scale; None under 5.
        alpha: of respondents who answered every item; None if it has none.
        omega: of the same; None if it has none.
        missing_share: unanswered items of all its items, 0 to 1, over respondents who
            answered any item of the instrument; None without any.
        warnings: what should be looked at before the score is used.
    """

    scale: str
    n: int
    prorated: int
    unscored: int
    mean: float | None
    sd: float | None
    alpha: float | None
    omega: float | None
    missing_share: float | None
    warnings: tuple[str, ...]


def scale_quality(
    values: pl.DataFrame, scored: pl.DataFrame, instrument: Instrument
) -> list[ScaleQuality]:
    """One entry per scale, in the instrument's order.

    Args:
        values: answers, as from `item_values`; one row per respondent.
        scored: the same rows, as from `score_wide`.
        instrument: the key, in the coding of the answers.
    """
    answered = values.select(pl.any_horizontal(pl.all().is_not_null())).to_series()
    given, kept = values.filter(answered), scored.filter(answered)
    return [_of_scale(given, kept, instrument, scale) for scale in instrument.scale]


def _of_scale(
    given: pl.DataFrame, kept: pl.DataFrame, instrument: Instrument, scale: Scale
) -> ScaleQuality:
    own: Floats = kept[f"{scale.measure}_native"].drop_nulls().to_numpy()
    shown = len(own) >= LEAST_SHOWN
    answers = given.select(scale.items)
    found = ScaleQuality(
        scale=scale.measure,
        n=len(own),
        prorated=int(kept[f"{scale.measure}_prorated"].sum()),
        unscored=given.height - len(own),
        mean=float(own.mean()) if shown else None,
        sd=float(own.std(ddof=1)) if shown else None,
        alpha=None,
        omega=None,
        missing_share=_missing_share(answers),
        warnings=(f"fewer than {LEAST_SHOWN} answers: not shown",),
    )
    return _with_reliability(found, given, instrument, scale) if shown else found


def _with_reliability(
    found: ScaleQuality, given: pl.DataFrame, instrument: Instrument, scale: Scale
) -> ScaleQuality:
    assert found.mean is not None
    assert found.sd is not None
    points = complete(
        given.select(points_of(instrument, scale, item) for item in scale.items)
        .fill_null(np.nan)
        .to_numpy()
    )
    return replace(
        found,
        alpha=cronbach_alpha(points),
        omega=mcdonald_omega(points),
        warnings=(
            *reversal(points, scale),
            *mirrored(found.mean, scale, instrument, people=found.n),
            *noise(found.sd, scale, people=found.n),
            *lowest_unused(given, instrument),
        ),
    )


def _missing_share(answers: pl.DataFrame) -> float | None:
    cells = answers.height * answers.width
    missing = sum(column.null_count() for column in answers)
    return missing / cells if cells else None
