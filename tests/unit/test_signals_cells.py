"""Signals from published cells: what they say, of whom, and what never makes one."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest

from definitions.measures import measures
from etl.disclosure.rows import ESTIMATE
from etl.headlines import headlines
from etl.periods import month_start
from etl.references import references
from etl.settings import AgreedLevel, Settings
from etl.signals_cells import SIGNAL, agreed_months, signal_cells

CASELOAD = "caseload_per_fte"
SUPERVISION = "clinical_supervision"
LAST = date(2026, 8, 1)
NAMES = ("Riverside Outpatient", "Northgate", "Overlook")


def name_of(place: int) -> str:
    return NAMES[place] if place < len(NAMES) else f"Team {place}"


def groups(teams: int) -> pl.DataFrame:
    """An organisation with its teams, one role of it, and a programme."""
    rows = [("org", "none", "The practice", "organisation", None)]
    rows += [("org:role:nurse", "role", "Nurses", "organisation", None)]
    rows += [("p", "none", "Programme", "programme", None)]
    rows += [
        (f"t{place:02}", "none", name_of(place), "team", "outpatient clinic")
        for place in range(teams)
    ]
    names = ["group_id", "split", "name", "kind", "service_model"]
    return pl.DataFrame(rows, schema=names, orient="row")


def cells(
    series: np.ndarray,
    *,
    measure: str = CASELOAD,
    last: date = LAST,
    ids: list[str] | None = None,
    period_kind: str = "month",
    origin: str = "people",
) -> pl.DataFrame:
    """Published rows of teams x months; NaN: not shown."""
    step = {"month": 1, "quarter": 3, "wave": 1}[period_kind]
    rows = []
    for team, months in enumerate(series):
        for place, value in enumerate(months):
            start = month_start(last, step * (place + 1 - len(months)))
            hidden = bool(np.isnan(value))
            rows.append(
                {
                    "measure": measure,
                    "group_id": ids[team] if ids else f"t{team:02}",
                    "period_kind": period_kind,
                    "period_start": start,
                    "period_end": start + timedelta(days=27),
                    "value": None if hidden else float(value),
                    "n": None if hidden else 12,
                    "origin": origin,
                    "state": "not_shown" if hidden else "shown",
                }
            )
    return pl.DataFrame(rows, schema=ESTIMATE)


def levels(
    teams: int, level: float = 28.0, *, measure: str = CASELOAD, agreed: bool = True
) -> pl.DataFrame:
    return pl.DataFrame(
        {
            "measure": [measure] * teams,
            "group_id": [f"t{place:02}" for place in range(teams)],
            "value": [level] * teams,
            "agreed": [agreed] * teams,
            "text": ["the agreed level"] * teams,
        }
    )


def loads(teams: int = 12, months: int = 24, *, seed: int = 1) -> np.ndarray:
    """Teams five SD under a level of 28."""
    return 23 + np.random.default_rng(seed).standard_normal((teams, months))


def signals(
    estimate: pl.DataFrame, teams: int = 12, *, reference: pl.DataFrame | None = None
) -> pl.DataFrame:
    known = levels(teams) if reference is None else reference
    return signal_cells(
        estimate, groups(teams), known, headline_measures=[CASELOAD, SUPERVISION]
    )


def test_a_team_above_its_level_is_named_with_since_when_and_how_much() -> None:
    series = loads()
    series[0, -6:] = [31.0, 30.5, 31.2, 31.0, 31.1, 31.4]  # March to August
    found = signals(cells(series))
    assert found.height == 1
    row = found.row(0, named=True)
    assert row["sentence"] == (
        "Riverside Outpatient: caseload per FTE has been above the agreed level of 28 "
        "since March 2026, now 31.4."
    )
    assert (row["kind"], row["group_id"], row["position"]) == ("above", "t00", 0)
    assert row["since"] == date(2026, 3, 1)
    assert row["period_start"] == LAST
    assert row["strength"] > 2
    assert row["p_band"] == "under .0001"


def test_less_of_what_protects_is_below() -> None:
    rng = np.random.default_rng(2)
    series = 2.2 + 0.1 * rng.standard_normal((12, 24))
    series[1, -4:] = [1.2, 1.1, 1.15, 1.1]
    reference = levels(12, 1.5, measure=SUPERVISION)
    found = signals(cells(series, measure=SUPERVISION), reference=reference)
    assert found["kind"].to_list() == ["below"]
    assert found["sentence"][0] == (
        "Northgate: clinical supervision has been below the agreed level of 1.5 since "
        "May 2026, now 1.1."
    )


def test_shares_and_several_nouns_are_said_as_a_person_would() -> None:
    rng = np.random.default_rng(3)
    series = 0.2 + 0.01 * rng.standard_normal((12, 24))
    series[2, -3:] = [0.47, 0.47, 0.48]
    key = "back_to_back_share"
    found = signal_cells(
        cells(series, measure=key),
        groups(12),
        levels(12, 0.35, measure=key),
        headline_measures=[key],
    )
    assert found["sentence"].to_list() == [
        (
            "Overlook: back-to-back sessions have been above the agreed level of 35 % "
            "since June 2026, now 48 %."
        )
    ]


def test_a_last_month_within_the_level_is_not_hidden_in_the_words() -> None:
    series = loads()
    series[0, -3:] = [36.0, 36.0, 27.8]
    found = signals(cells(series))
    assert found["since"].to_list() == [None]
    assert found["sentence"][0] == (
        "Riverside Outpatient: caseload per FTE has averaged 33.3 over the last three "
        "months, above the agreed level of 28."
    )


def test_teams_at_ease_make_no_signal() -> None:
    found = signals(cells(loads()))
    assert found.is_empty()
    assert dict(found.schema) == SIGNAL


def test_the_surest_comes_first() -> None:
    series = loads()
    series[3, -3:] = 30.5
    series[7, -3:] = 40
    found = signals(cells(series))
    assert found["group_id"].to_list() == ["t07", "t03"]
    assert found["position"].to_list() == [0, 1]


# What never makes a signal


def test_a_month_that_is_not_shown_makes_none_and_changes_none() -> None:
    series = loads()
    series[0, -3:] = 40
    hidden = series.copy()
    hidden[0, -2] = np.nan
    assert signals(cells(series)).height == 1
    assert signals(cells(hidden)).is_empty()
    # whatever a row that is not shown may hold, it is not looked at
    leaky = cells(hidden).with_columns(pl.col("value").fill_null(40.0))
    assert signals(leaky).equals(signals(cells(hidden)))


@pytest.mark.parametrize("state", ["missing", "insufficient", "not_applicable"])
def test_no_other_state_makes_one(state: str) -> None:
    series = loads()
    series[0, -3:] = 40
    made = cells(series).with_columns(
        pl.when(pl.col("group_id") == "t00")
        .then(pl.lit(state))
        .otherwise("state")
        .alias("state")
    )
    assert signals(made).is_empty()


def test_a_sensitive_measure_never_makes_one_below_its_minimum() -> None:
    """Sensitive figures stand on ten people and come by quarter: no month is shown."""
    sick = measures()["sick_share"]
    assert sick.sensitivity == "sensitive"
    rng = np.random.default_rng(4)
    series = 0.05 + 0.002 * rng.standard_normal((12, 24))
    series[0, -3:] = 0.4
    reference = levels(12, 0.08, measure=sick.key)
    keys = [sick.key]
    by_quarter = cells(series, measure=sick.key, period_kind="quarter")
    below = cells(np.full_like(series, np.nan), measure=sick.key)
    for estimate in (by_quarter, below, pl.concat([by_quarter, below])):
        found = signal_cells(estimate, groups(12), reference, headline_measures=keys)
        assert found.is_empty()


def test_answers_never_make_one() -> None:
    score = measures()["cbi_work"]
    rng = np.random.default_rng(5)
    series = 45 + rng.standard_normal((12, 24))
    series[0, -3:] = 80
    for kind in ("wave", "month"):
        estimate = cells(series, measure=score.key, period_kind=kind, origin="answers")
        found = signal_cells(
            estimate,
            groups(12),
            levels(12, 50, measure=score.key),
            headline_measures=[score.key],
        )
        assert found.is_empty()


def test_a_rolling_measure_never_makes_one() -> None:
    # its months overlap by nature: no autoregression describes them
    key = "no_week_off"
    assert measures()[key].chart == "line_only"
    series = loads() / 100
    series[0, -3:] = 0.6
    found = signal_cells(
        cells(series, measure=key),
        groups(12),
        levels(12, 0.28, measure=key),
        headline_measures=[key],
    )
    assert found.is_empty()


def test_without_an_agreed_level_there_is_none() -> None:
    series = loads()
    series[0, -3:] = 40
    assert signals(cells(series), reference=levels(12, agreed=False)).is_empty()
    assert signals(cells(series), reference=levels(12).clear()).is_empty()


def test_at_most_six_measures_are_looked_at() -> None:
    keys = [
        m.key
        for m in measures().values()
        if m.direction == "strain" and m.chart == "xmr" and m.origin == "people"
    ][:7]
    series = loads()
    series[0, -3:] = 40
    estimate = pl.concat([cells(series, measure=key) for key in keys])
    reference = pl.concat([levels(12, measure=key) for key in keys])
    found = signal_cells(estimate, groups(12), reference, headline_measures=keys)
    assert set(found["measure"]) == set(keys[:6])


def test_groups_above_teams_and_roles_make_none() -> None:
    series = loads(2)
    series[:, -3:] = 40
    estimate = cells(series, ids=["p", "org:role:nurse"])
    reference = pl.DataFrame(
        {
            "measure": [CASELOAD] * 2,
            "group_id": ["p", "org:role:nurse"],
            "value": [28.0] * 2,
            "agreed": [True] * 2,
            "text": ["agreed"] * 2,
        }
    )
    assert signals(estimate, 2, reference=reference).is_empty()


# Bad input


def test_one_team() -> None:
    series = loads(1, 30)
    assert signals(cells(series), 1).is_empty()
    series[0, -8:] += 14
    assert signals(cells(series), 1)["group_id"].to_list() == ["t00"]


@pytest.mark.parametrize("months", [1, 2, 3, 5])
def test_too_few_months(months: int) -> None:
    assert signals(cells(np.full((12, months), 40.0))).is_empty()


def test_nothing_published() -> None:
    nothing = pl.DataFrame(schema=ESTIMATE)
    assert signals(nothing).is_empty()


def test_constant_series() -> None:
    assert signals(cells(np.full((12, 24), 20.0))).is_empty()
    # surely past, all of them, by any reading
    assert signals(cells(np.full((12, 24), 30.0))).height == 12


def test_a_team_that_appears_and_one_that_is_merged_away() -> None:
    series = loads()
    series[0, :20] = np.nan  # four months
    series[0, 20:] = 40
    series[1, :10] = 40
    series[1, 10:] = np.nan  # merged away while above
    assert signals(cells(series)).is_empty()


def test_a_measure_that_stops_soon_says_nothing_more() -> None:
    stopped, going = loads(), loads(seed=2)
    stopped[0, -6:] = 40
    other = cells(1.5 + going / 100, measure=SUPERVISION)
    reference = pl.concat([levels(12), levels(12, 1.0, measure=SUPERVISION)])
    for months_ago, expected in ((0, 1), (2, 1), (3, 0)):
        estimate = pl.concat(
            [cells(stopped, last=month_start(LAST, -months_ago)), other]
        )
        assert signals(estimate, reference=reference).height == expected, months_ago


def test_gaps_in_the_months_of_all_teams_are_gaps() -> None:
    series = loads()
    series[0, -4:] = 40
    made = cells(series)
    # nobody has June of last year; since-when is told by the calendar
    june = pl.col("period_start") != date(2025, 6, 1)
    found = signals(made.filter(june))
    assert found["since"].to_list() == [date(2026, 5, 1)]


def test_levels_that_contradict_each_other_do_not_stop_it() -> None:
    series = loads()
    series[0, -3:] = 31
    twice = pl.concat([levels(12, 28), levels(12, 35)])
    # two agreed rows of one team cannot be published (the table's key); if they were,
    # the team is judged by the more cautious one
    assert signals(cells(series), reference=twice).is_empty()
    series[0, -3:] = 45
    assert signals(cells(series), reference=twice).height == 1


def test_of_two_agreed_levels_the_later_one_holds() -> None:
    older, newer = (
        AgreedLevel(measure=CASELOAD, level=level, set_by="the board", set_on=day)
        for level, day in ((35, date(2024, 5, 1)), (28, date(2026, 5, 1)))
    )
    for order in ((older, newer), (newer, older)):
        found = references(
            levels(1).clear().select("measure", "value", "text"),
            groups(2),
            measures=[measures()[CASELOAD]],
            settings=Settings(agreed_level=order),
        )
        assert set(found["value"]) == {28}


# What the rest of a publication makes of them


def test_headlines_are_the_signals_in_words() -> None:
    series = loads()
    series[0, -3:] = 40
    series[1, -3:] = 35
    found = signals(cells(series))
    said = headlines(found, root="org", tested=True)
    assert said.filter(pl.col("group_id") == "org")["sentence"].to_list() == [
        "Two teams are past an agreed level, judged by the last three months.",
        *found["sentence"],
    ]
    assert said.filter(pl.col("group_id") == "t01")["sentence"].to_list() == [
        found["sentence"][1]
    ]


def test_no_signal_is_said_only_where_it_was_looked_for() -> None:
    none = signals(cells(loads()))
    assert headlines(none, root="org", tested=True)["sentence"].to_list() == [
        "No team is surely past an agreed level, judged by the last three months."
    ]
    assert headlines(none, root="org", tested=False).is_empty()


def test_the_months_looked_at_are_the_shown_ones_of_teams_with_a_level() -> None:
    series = loads(3, 8)
    series[1, 2] = np.nan
    reference = levels(2)
    found = agreed_months(cells(series), groups(3), reference, [CASELOAD])
    assert found.height == 8 + 7
    assert set(found["group_id"]) == {"t00", "t01"}


# What is new since last month


def risen(months: int) -> np.ndarray:
    """Twelve teams at ease, the first of them far above its level for so many months."""
    series = loads()
    series[0, -months:] += 15.0
    return series


def test_a_finding_of_the_latest_month_is_new_and_one_of_long_goes_on() -> None:
    def status(months: int) -> list[str]:
        return signals(cells(risen(months)))["status"].to_list()

    assert status(8) == ["goes_on"]
    news = next(months for months in range(1, 8) if status(months))
    assert status(news) == ["new"]  # the first month in which it is named
    assert status(news + 1) == ["goes_on"]


def test_what_was_named_and_is_no_more_is_said_last_and_makes_no_headline() -> None:
    series = risen(8)
    series[1, -8:] = 35.0, 35.5, 34.8, 35.2, 35.1, 34.9, 35.0, 11.0
    found = signals(cells(series))
    assert found["status"].to_list() == ["goes_on", "ended"]
    row = found.row(1, named=True)
    assert row["sentence"] == (  # (34.9 + 35 + 11) / 3
        "Northgate: caseload per FTE is back within the agreed level of 28, "
        "27.0 over the last three months."
    )
    assert row["since"] is None
    said = headlines(found, root="org", tested=True)
    assert "Northgate" not in " ".join(said["sentence"])
    assert said["sentence"][0].startswith("One team is past an agreed level")


def test_what_is_still_past_its_level_but_less_surely_is_said_so() -> None:
    series = risen(8)
    series[1, -8:] = 35.0, 35.5, 34.8, 35.2, 35.1, 34.9, 35.0, 14.6
    found = signals(cells(series))
    assert found["sentence"][1] == (  # (34.9 + 35 + 14.6) / 3
        "Northgate: caseload per FTE is less surely above the agreed level of 28 than "
        "a month ago, 28.2 over the last three months."
    )


def test_the_month_before_is_judged_by_its_own_months_alone() -> None:
    """Whether it was named before must not depend on the latest month."""
    series = risen(8)
    calm = series.copy()
    calm[0, -1] = 2.0
    found = signals(cells(calm))
    assert found["status"].to_list() == ["ended"]
