"""The marts against slow loops in plain Python that share nothing with their SQL."""

import os

import pytest
from hypothesis import HealthCheck, given, settings

from tests.marts.drawn import EVERYTHING, build, warehouse
from tests.parity.organisation import (
    FIRST,
    LAST,
    PEOPLE,
    PERIODS,
    Organisation,
    organisations,
    write,
)
from tests.parity.slow_cells import cells
from tests.parity.slow_exposure import exposures
from tests.parity.slow_roster import roster_days

# a second each: all marts, and the same again in loops
EXAMPLES = 500 if os.environ.get("BALLAST_HYPOTHESIS") == "deep" else 12


def made(organisation: Organisation):
    """All marts of an organisation."""
    con = warehouse()
    write(con, organisation)
    build(con, *PERIODS, first_day=str(FIRST), last_day=str(LAST), until=EVERYTHING)
    return con


def difference(con, organisation: Organisation) -> str:
    """The cells in which SQL and loops differ, in words; empty if none does."""
    fast = {
        (measure, group, kind, start): figures
        for measure, group, kind, start, *figures in con.execute(
            "select measure, group_id, period_kind, period_start, numerator, denominator, "
            "people, expected_people, basis from cell"
        ).fetchall()
    }
    slow = cells(organisation)
    return "\n".join(
        f"{key}: sql {fast.get(key)}, loops {slow.get(key)}"
        for key in sorted({*fast, *slow}, key=str)
        if not _same(fast.get(key), slow.get(key))
    )


def _same(fast, slow) -> bool:
    if fast is None or slow is None:
        return fast is slow
    return fast[:2] == pytest.approx(slow[:2], abs=1e-6) and list(fast[2:]) == list(
        slow[2:]
    )


def same_days(con, organisation: Organisation) -> None:
    """Fails unless every person's days are those of the slow loops."""
    fast = {
        (who, day): figures
        for who, day, *figures in con.execute(
            "select staff_key, on_date, team_id, role, scheduled, long_absent, "
            "contract_hours, leave_share, fte_weeks from staff_day"
        ).fetchall()
    }
    slow = roster_days(organisation)
    assert fast.keys() == slow.keys()
    for key, here in slow.items():
        exact = [here.team, here.role, here.scheduled, here.long_absent]
        assert fast[key][:4] == exact, key
        amounts = [here.contract, here.leave, here.fte_weeks]
        assert fast[key][4:] == pytest.approx(amounts), key


def same_exposure(con, organisation: Organisation) -> None:
    """Fails unless everybody's exposure is that of the slow loops."""
    fast = {
        (who, wave, measure, weeks): figures
        for who, wave, measure, weeks, *figures in con.execute(
            "select staff_key, wave_id, measure, window_weeks, answered, team_id, "
            "moved, weeks, numerator, denominator from exposure"
        ).fetchall()
        if who in PEOPLE
    }
    slow = exposures(organisation)
    assert fast.keys() == slow.keys()
    for key, (*about, top, below) in slow.items():
        assert fast[key][:4] == about, key
        assert fast[key][4:] == pytest.approx([top, below]), key


@given(organisations())
@settings(max_examples=EXAMPLES, suppress_health_check=list(HealthCheck))
def test_marts_equal_slow_loops(organisation):
    con = made(organisation)
    same_days(con, organisation)
    assert difference(con, organisation) == ""
    same_exposure(con, organisation)
