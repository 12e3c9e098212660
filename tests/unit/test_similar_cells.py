"""Similar teams: five or none, shown figures alone, and who lies outside the funnel."""

from __future__ import annotations

from datetime import date

import polars as pl

from etl.disclosure.rows import ESTIMATE
from etl.similar_cells import SIMILAR, similar_cells

MAY, JUNE = date(2026, 5, 1), date(2026, 6, 1)


def groups(teams: int, *, model: str | None = "clinic") -> pl.DataFrame:
    """Teams of one kind, one of another, and a programme that is no team."""
    rows = [(f"t{n:02}", "none", "team", "outpatient", model) for n in range(teams)]
    rows += [("other", "none", "team", "school", model)]
    rows += [("p", "none", "programme", "outpatient", model)]
    names = ["group_id", "split", "kind", "setting", "service_model"]
    return pl.DataFrame(rows, schema=names, orient="row")


def cells(
    values: dict[str, float | None],
    *,
    measure: str = "admin_share",
    start: date = JUNE,
    kind: str = "month",
    reach: float | None = None,
) -> pl.DataFrame:
    """Published cells of one period; None: not shown. With `reach` they are answers."""
    rows = [
        {
            "measure": measure,
            "group_id": group,
            "period_kind": kind,
            "period_start": start,
            "period_end": start,
            "value": value,
            "lower": None if value is None or reach is None else value - reach,
            "upper": None if value is None or reach is None else value + reach,
            "origin": "people" if reach is None else "answers",
            "state": "not_shown" if value is None else "shown",
        }
        for group, value in values.items()
    ]
    return pl.DataFrame(rows, schema=ESTIMATE)


def five(*values: float | None) -> dict[str, float | None]:
    return {f"t{place:02}": value for place, value in enumerate(values)}


def test_half_of_five_similar_teams_lie_at_or_below_their_median() -> None:
    values = five(0.1, 0.2, 0.15, 0.3, 0.25)
    made = cells(values | {"other": 0.9, "p": 0.9})
    found = similar_cells(made, groups(5))
    assert dict(found.schema) == SIMILAR
    assert found["group_id"].to_list() == list(values)  # no other kind, no programme
    assert set(found["half"]) == {0.2}
    assert set(found["teams"]) == {5}
    assert found["target"].null_count() == 5


def test_with_four_similar_teams_there_is_no_comparison() -> None:
    assert similar_cells(cells(five(0.1, 0.2, 0.3, 0.4)), groups(4)).is_empty()


def test_a_team_that_is_not_shown_counts_nowhere_and_moves_nothing() -> None:
    shown = five(0.1, 0.2, 0.15, 0.3, 0.25)
    hidden = cells(shown | {"t05": None})
    leaky = hidden.with_columns(
        pl.when(pl.col("group_id") == "t05")
        .then(pl.lit(0.99))
        .otherwise("value")
        .alias("value")
    )
    found = similar_cells(hidden, groups(6))
    assert found["group_id"].to_list() == list(shown)
    assert similar_cells(leaky, groups(6)).equals(found)
    assert similar_cells(cells(five(0.1, 0.2, 0.3, 0.4, None)), groups(5)).is_empty()


def test_the_latest_month_counts_and_no_wave_of_an_operational_measure() -> None:
    made = pl.concat(
        [
            cells(five(0.9, 0.9, 0.9, 0.9, 0.9), start=MAY),
            cells(five(0.1, 0.2, 0.15, 0.3, 0.25)),
            cells(five(0.8, 0.8, 0.8, 0.8, 0.8), kind="wave"),
        ]
    )
    found = similar_cells(made, groups(5))
    assert set(found["half"]) == {0.2}
    assert set(found["period_start"]) == {JUNE}


def test_teams_of_which_no_kind_is_known_are_not_similar() -> None:
    unknown = groups(5, model=None).with_columns(setting=pl.lit(None, pl.String))
    made = cells(five(0.1, 0.2, 0.15, 0.3, 0.25))
    assert similar_cells(made, unknown).is_empty()


def test_only_a_score_far_outside_the_funnel_is_unlike_similar_teams() -> None:
    """Errors of 2; weighted mean of nine at 40 and one at 70 is 43.

    z = -1.5 nine times and 13.5; at 90 % 13.5 counts as 0 (type 7 interpolates at
    8.1: -1.5 + .1 x 15), at 10 % nothing changes: phi = (9 x 2.25 + 0) / 10 = 2.025,
    tau2 = (10 x 2.025 - 9) / (9 / 4) = 5: limits 43 -+ 3.09 x 3 = 33.7 and 52.3.
    """
    values = five(*[40.0] * 9, 70.0)
    made = cells(values, measure="cbi_work", kind="wave", reach=2 * 1.959964)
    found = similar_cells(made, groups(10))
    last = found.row(9, named=True)
    assert (last["target"], last["alarm_lower"], last["alarm_upper"]) == (43, 34, 52)
    assert last["unlike"] == "above"
    assert found["unlike"].null_count() == 9


def test_limits_of_scores_are_written_to_one_point_within_the_scale() -> None:
    values = five(1.0, 2.0, 3.0, 4.0, 5.0, 1.0)
    made = cells(values, measure="cbi_work", kind="wave", reach=9.0)
    found = similar_cells(made, groups(6))
    for name in ("half", "target", "lower", "upper", "alarm_lower", "alarm_upper"):
        assert (found[name] == found[name].round(0)).all()
        assert found[name].min() >= 0


def test_nothing_published_gives_no_rows() -> None:
    assert similar_cells(pl.DataFrame(schema=ESTIMATE), groups(5)).is_empty()
