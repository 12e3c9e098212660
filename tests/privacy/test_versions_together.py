"""A wave withdrawn and closed again: no difference of two versions tells of a few."""

import os
from dataclasses import replace

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.close_wave import Snapshot, WaveCells, wave_cells
from etl.disclosure.audit import audit_frames
from etl.disclosure.audit_versions import RULE, audit_versions
from etl.disclosure.together import Version
from tests.privacy.worlds import (
    OUTCOMES,
    organisations,
    snapshot,
    team_of,
    teams_table,
    wave,
)

# most of a second each: a wave closed twice
EXAMPLES = 500 if os.environ.get("BALLAST_HYPOTHESIS") == "deep" else 12
SECRET = b"0" * 32
TEAMS = teams_table(
    [("p", None, "programme", None), *((team, "p", "team", None) for team in "abc")]
)


def world(**sizes: int) -> Snapshot:
    answers, start = [], 1
    for team, size in sizes.items():
        answers += team_of(size, team, start=start)
        start += size
    return snapshot(TEAMS, answers)


def closed(one: Snapshot, *earlier: WaveCells) -> WaveCells:
    return wave_cells(
        wave(), one, secret=SECRET, earlier=[version(cells) for cells in earlier]
    )


def version(cells: WaveCells) -> Version:
    assert cells.people is not None
    return Version(cells.estimate, cells.counts, cells.people)


def leaks(*closings: WaveCells) -> set[str]:
    tables = [(one.estimate, one.counts, one.people) for one in closings]
    found = audit_versions("w2", tables)
    return {finding.rule for finding in found}


def shown(cells: WaveCells) -> set[str]:
    rows = cells.estimate.filter(pl.col("state") == "shown")
    return set(rows["group_id"])


def corrected(one: Snapshot, people: range, score: float) -> Snapshot:
    """The same wave in which some people's scores were wrong."""
    wrong = pl.col("response_id").is_in([1000 + person for person in people])
    return replace(
        one,
        scores=one.scores.with_columns(
            score=pl.when(wrong).then(score).otherwise("score")
        ),
    )


def moved(one: Snapshot, people: range, team: str) -> Snapshot:
    other = pl.col("response_id").is_in([1000 + person for person in people])
    return replace(
        one,
        responses=one.responses.with_columns(
            team_id=pl.when(other).then(pl.lit(team)).otherwise("team_id")
        ),
    )


ONE = world(a=30, b=20, c=12)
OTHERS = {
    "a corrected answer": corrected(ONE, range(1, 2), 90.0),
    "four corrected answers": corrected(ONE, range(1, 5), 90.0),
    "a person moved between teams": moved(ONE, range(1, 2), "b"),
    "a late answer": snapshot(
        TEAMS,
        [
            *team_of(30, "a", start=1),
            *team_of(20, "b", start=31),
            *team_of(12, "c", start=51),
            *team_of(1, "a", start=90),
        ],
    ),
}


@pytest.mark.parametrize("what", OTHERS)
def test_two_versions_that_differ_by_a_few_people_are_found(what):
    first, second = closed(ONE), closed(OTHERS[what])
    for cells in (first, second):
        assert (
            audit_frames(
                cells.estimate, cells.response, cells.counts, people_minimums={}
            )
            == []
        )
    assert leaks(first, second) == {RULE}


@pytest.mark.parametrize("what", OTHERS)
def test_closed_together_nothing_is_found_and_what_is_alike_stays(what):
    first = closed(ONE)
    second = closed(OTHERS[what], first)
    assert leaks(first, second) == set()
    assert "c" in shown(second)
    assert "a" not in shown(second)


def test_the_same_wave_closed_again_shows_the_same():
    first = closed(ONE)
    again = closed(ONE, first)
    assert again.estimate.equals(first.estimate)
    assert leaks(first, again) == set()


def test_a_coding_turned_round_for_everybody_is_published_again():
    other = replace(ONE, scores=ONE.scores.with_columns(score=100 - pl.col("score")))
    second = closed(other, closed(ONE))
    assert shown(second) == shown(closed(ONE))


@given(organisations(), st.integers(0, 40), st.booleans())
@settings(max_examples=EXAMPLES)
def test_any_two_versions_closed_together_pass_the_audit(drawn, number, goes):
    teams = [team for team in drawn.teams["team_id"] if "t" in team]
    first = closed(drawn)
    changed = (
        moved(drawn, range(1, number), teams[0])
        if goes
        else corrected(drawn, range(1, number), 100.0)
    )
    second = closed(changed, first)
    assert leaks(first, second) == set()
    assert (
        audit_frames(
            second.estimate, second.response, second.counts, people_minimums={}
        )
        == []
    )


def test_the_ledger_knows_people_by_keyed_hashes_alone():
    people = closed(ONE).people
    assert people is not None
    assert people.height == 62 * len(OUTCOMES)
    other = wave_cells(wave(), ONE, secret=b"1" * 32).people
    assert not set(people["person"]) & set(other["person"])
    assert not set(people["person"]) & set(ONE.responses["staff_key"])
    assert wave_cells(wave(), ONE).people is None
