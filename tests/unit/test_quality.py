"""The checks of loaded rows: their headers, how counts are written, small teams joined."""

from __future__ import annotations

import doctest
import re

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl import quality as module
from etl.quality import FOLDER, RAW, SECTIONS, Node, checks, joined_up, written

HEADER = ("check", "section", "title", "unit", "weight", "mend", "sources", "grain")
NODES = {
    "org": Node(None, "Practice"),
    "p": Node("org", "Adult"),
    "q": Node("org", "Youth"),
    "a": Node("p", "Riverside"),
    "b": Node("p", "Westgate"),
    "c": Node("p", "Harbour"),
    "d": Node("q", "School"),
}


def test_doctests_hold():
    assert doctest.testmod(module).failed == 0


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sql")), ids=lambda p: p.stem)
def test_a_check_states_its_contract_and_is_one_statement(path):
    lines = path.read_text("utf-8").splitlines()
    head = [line.split(":")[0].removeprefix("-- ") for line in lines[: len(HEADER)]]
    assert head == list(HEADER)
    body = re.sub(r"--.*", "", "\n".join(lines))
    assert body.count(";") == 1
    assert body.lstrip().startswith("create or replace temp table quality_check as\n")


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.sql")), ids=lambda p: p.stem)
def test_a_check_reads_what_its_header_names(path):
    text = path.read_text("utf-8")
    body = re.sub(r"--.*", "", text)
    steps = set(re.findall(r"(\w+) as \(\n", body))
    read = set(re.findall(r"(?<!distinct )\b(?:from|join)\s+([a-z_]+)\b", body)) - steps
    named = next(one.sources for one in checks() if one.key == path.stem)
    assert read == set(named.split(", "))


def test_every_check_says_what_it_found_and_how_to_mend_it():
    found = checks()
    assert len(found) == len(list(FOLDER.glob("*.sql")))
    assert [one.section for one in found] == sorted(
        (one.section for one in found), key=SECTIONS.index
    )
    for one in found:
        assert one.mend.endswith((".", "it.")), one.key
        assert len(one.mend) > 40, one.key
        assert one.title[0].islower(), one.key


def raw(*rows: tuple[str | None, int, int]) -> pl.DataFrame:
    """(team, people with rows, people) of one source and month."""
    return pl.DataFrame(
        [
            {"source": "time", "team_id": team, "count": count, "of": of, "people": of}
            for team, count, of in rows
        ],
        schema=RAW,
    )


def joined(*rows: tuple[str | None, int, int]) -> dict[str, tuple[int, int]]:
    found = joined_up(raw(*rows), NODES)
    return {
        name: (count, of)
        for name, count, of in found.select("team_name", "count", "of").rows()
    }


SMALL = ": small teams, and people of no team"


def test_teams_of_five_and_more_stand_alone():
    assert joined(("a", 5, 5), ("b", 6, 9)) == {"Riverside": (5, 5), "Westgate": (6, 9)}


def test_small_teams_join_under_the_group_above():
    found = joined(("a", 8, 8), ("b", 2, 3), ("c", 4, 4))
    assert found == {"Riverside": (8, 8), f"Adult{SMALL}": (6, 7)}


def test_what_is_small_in_its_programme_goes_further_up():
    # 3 of Adult and 4 of Youth meet in the organisation, with one of no team
    found = joined(("a", 8, 8), ("b", 2, 3), ("d", 4, 4), (None, 0, 1))
    assert found == {"Riverside": (8, 8), f"Practice{SMALL}": (6, 8)}


def test_what_is_small_at_the_top_has_no_row():
    assert joined(("a", 8, 8), ("b", 2, 3)) == {"Riverside": (8, 8)}
    assert joined((None, 0, 4)) == {}


def test_people_of_a_programme_itself_meet_its_small_teams():
    assert joined(("p", 3, 3), ("b", 1, 2)) == {f"Adult{SMALL}": (4, 5)}


def test_a_team_that_nobody_knows_counts_at_the_top():
    assert joined(("strange", 4, 6)) == {f"Practice{SMALL}": (4, 6)}


@given(
    st.dictionaries(
        st.sampled_from([*NODES, None]),
        st.tuples(st.integers(0, 9), st.integers(0, 9)),
    )
)
def test_nobody_is_in_two_rows_and_no_row_is_of_a_few(drawn):
    rows = [(team, one, one + more) for team, (one, more) in drawn.items()]
    found = joined_up(raw(*rows), NODES)
    assert found["of"].sum() <= sum(of for _, _, of in rows)
    # what is left over is under the minimum, so nothing of it can be said
    assert sum(of for _, _, of in rows) - found["of"].sum() < 5
    assert all(of >= 5 for of in found["of"])
    assert found["team_id"].is_unique().all()


def test_a_count_of_a_few_people_hides_their_rows_too():
    said = written("rows", {"people": 4, "count": 300, "of": 900})
    assert said == {
        "count": None,
        "count_words": "of under 5 people",
        "people_words": "under 5",
        "of": 900,
        "share": None,
    }
    # and two rows of two people say no more than three hundred
    few = written("rows", {"people": 2, "count": 2, "of": 900})
    assert few == said


def test_nothing_found_is_zero():
    assert written("people", {"people": 0, "count": 0, "of": 12}) == {
        "count": 0,
        "count_words": "0",
        "people_words": None,
        "of": 12,
        "share": 0.0,
    }


@pytest.mark.parametrize(
    ("count", "words"), [(3, "under 5"), (7, "5-9"), (12, "10-19"), (60, "60")]
)
def test_answers_are_counted_in_bands(count, words):
    said = written("rows", {"people": None, "count": count, "of": 70, "survey": True})
    assert said["count_words"] == words
    assert (said["count"], said["of"], said["share"]) == (None, None, None)


def test_teams_are_no_people():
    assert written("teams", {"people": None, "count": 1, "of": 3})["count"] == 1
