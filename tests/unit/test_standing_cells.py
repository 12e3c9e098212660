"""Standing on a score: from shown and rounded cells alone, nobody named without cause."""

from __future__ import annotations

from datetime import date

import numpy as np
import polars as pl

from etl.disclosure.rows import ESTIMATE
from etl.standing_cells import STANDING, standing_cells

WAVE = date(2026, 2, 2)


def groups(teams: int) -> pl.DataFrame:
    rows = [("org", "none", "organisation"), ("org:role:nurse", "role", "organisation")]
    rows += [("p", "none", "programme"), ("unit:a", "none", "unit")]
    rows += [(f"t{place:02}", "none", "team") for place in range(teams)]
    return pl.DataFrame(rows, schema=["group_id", "split", "kind"], orient="row")


def scores(
    means: list[float | None],
    *,
    reach: float = 8.0,
    ids: list[str] | None = None,
    measure: str = "cbi_work",
    wave: date = WAVE,
) -> pl.DataFrame:
    """Published cells of one wave; None: not shown."""
    rows = [
        {
            "measure": measure,
            "group_id": ids[place] if ids else f"t{place:02}",
            "period_kind": "wave",
            "period_start": wave,
            "period_end": wave,
            "value": mean,
            "lower": None if mean is None else mean - reach,
            "upper": None if mean is None else mean + reach,
            "n_band": None if mean is None else "10-19",
            "origin": "answers",
            "state": "not_shown" if mean is None else "shown",
        }
        for place, mean in enumerate(means)
    ]
    return pl.DataFrame(rows, schema=ESTIMATE)


def reference(level: float = 45.0, teams: int = 12) -> pl.DataFrame:
    ids = [f"t{place:02}" for place in range(teams)] + ["unit:a"]
    return pl.DataFrame(
        {
            "measure": ["cbi_work"] * len(ids),
            "group_id": ids,
            "value": [level] * len(ids),
            "agreed": [False] * len(ids),
        }
    )


def standing(estimate: pl.DataFrame, *, level: float = 45.0) -> pl.DataFrame:
    return standing_cells(estimate, groups(12), reference(level))


SPREAD: list[float | None] = [30, 36, 40, 44, 45, 46, 50, 54, 60, 68]


def test_means_are_drawn_in_and_written_to_one_point() -> None:
    found = standing(scores(SPREAD))
    assert dict(found.schema) == STANDING
    assert found.height == 10
    assert found["differ"].all()
    values = dict(found.select("group_id", "value").iter_rows())
    assert 30 < values["t00"] < 36
    assert 62 < values["t09"] < 68
    for name in ("value", "lower", "upper"):
        assert (found[name] == found[name].round(0)).all()
    assert (found["lower"] < found["value"]).all()


def test_a_group_is_over_or_under_only_with_its_whole_interval() -> None:
    found = standing(scores(SPREAD))
    said = dict(found.select("group_id", "reading").iter_rows())
    chance = dict(found.select("group_id", "chance").iter_rows())
    assert (said["t09"], chance["t09"]) == ("over", "97.5 % or over")
    assert (said["t00"], chance["t00"]) == ("under", "under 2.5 %")
    assert (said["t04"], chance["t04"]) == ("cannot_tell", "20-80 %")


def test_where_groups_do_not_differ_nobody_is_named() -> None:
    alike = standing(scores([44, 45, 46, 45, 44, 46, 45, 47]), level=20)
    assert not alike["differ"].any()
    # all lie far above the reference, and yet no team is singled out
    assert set(alike["reading"]) == {"cannot_tell"}
    assert alike["chance"].is_null().all()


def test_a_group_that_is_not_shown_counts_nowhere() -> None:
    without = standing(scores(SPREAD))
    hidden = scores([*SPREAD, None])
    assert standing(hidden).equals(without)
    leaky = hidden.with_columns(
        *(pl.col(name).fill_null(95.0) for name in ("value", "lower", "upper"))
    )
    assert standing(leaky).equals(without)


def test_a_merged_mean_is_no_figure() -> None:
    # "10 or under" is written as 10: it would be drawn in as if it were known
    made = scores([*SPREAD, 10]).with_columns(
        pl.when(pl.col("value") == 10).then(pl.lit("10 or under")).alias("band")
    )
    assert standing(made).equals(standing(scores(SPREAD)))


def test_reporting_units_stand_beside_teams_and_nothing_above_them_does() -> None:
    ids = ["org", "p", "org:role:nurse", "unit:a", *(f"t{n:02}" for n in range(7))]
    found = standing(scores([46, 46, 46, 61, 30, 36, 40, 44, 50, 54, 60], ids=ids))
    assert set(found["group_id"]) == {"unit:a", *(f"t{n:02}" for n in range(7))}


def test_fewer_than_five_groups_are_not_compared() -> None:
    assert standing(scores([30, 40, 50, 60])).is_empty()
    assert standing(scores([30, 40, 50, 60, None])).is_empty()
    assert standing(pl.DataFrame(schema=ESTIMATE)).is_empty()


def test_operational_figures_have_no_standing() -> None:
    made = scores(SPREAD).with_columns(pl.lit("people").alias("origin"))
    assert standing(made).is_empty()


def test_waves_and_scores_are_apart() -> None:
    later = scores([mean and mean + 9 for mean in SPREAD], wave=date(2026, 5, 4))
    other = scores(SPREAD[::-1], measure="cbi_client")
    together = standing(pl.concat([scores(SPREAD), later, other]))
    assert together.height == 30
    first = pl.col("period_start") == WAVE
    own = together.filter(first & (pl.col("measure") == "cbi_work"))
    assert own.equals(standing(scores(SPREAD)))
    # no reference of that score: no reading but cannot_tell
    unread = together.filter(pl.col("measure") == "cbi_client")
    assert set(unread["reading"]) == {"cannot_tell"}
    assert unread["chance"].is_null().all()


def test_values_stay_on_the_scale() -> None:
    ends = standing(scores([89, 88, 80, 40, 12, 11, 20, 60], reach=15.0))
    for name in ("value", "lower", "upper"):
        assert ends[name].is_between(0, 100).all()


def test_limits_without_width_or_absent_are_left_out() -> None:
    made = scores(SPREAD)
    none = made.with_columns(pl.lit(None, dtype=pl.Float64).alias("lower"))
    assert standing(none).is_empty()
    flat = made.with_columns(
        pl.col("value").alias("lower"), pl.col("value").alias("upper")
    )
    assert standing(flat).is_empty()
    assert np.isfinite(standing(made)["value"].to_numpy()).all()
