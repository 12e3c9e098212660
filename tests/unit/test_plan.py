"""The release plan: who stands under whom, and what contradicts itself."""

import numpy as np
import polars as pl
import pytest

from etl.disclosure.plan import propose_reporting_units, release_plan, settle
from etl.errors import UserError


def teams(*rows: tuple) -> pl.DataFrame:
    """team_id, parent_id, kind and, if given, led_by_key and reporting_unit_id."""
    full = [(*row, None, None)[:5] for row in rows]
    schema = {
        "team_id": pl.String,
        "parent_id": pl.String,
        "kind": pl.String,
        "led_by_key": pl.UInt64,
        "reporting_unit_id": pl.String,
    }
    return pl.DataFrame(full, schema=schema, orient="row")


TWO_PROGRAMMES = (
    ("adult", None, "programme"),
    ("youth", None, "programme"),
    ("a1", "adult", "team"),
    ("a2", "adult", "team"),
    ("y1", "youth", "team"),
)


def parents(plan) -> dict[str, str | None]:
    return {node.node_id: node.parent_id for node in plan.nodes}


def refusal(*rows: tuple, units: dict[str, list[str]] | None = None) -> str:
    with pytest.raises(UserError) as refused:
        release_plan(teams(*rows), units)
    return str(refused.value)


def test_without_an_organisation_row_there_is_one_called_org():
    assert parents(release_plan(teams(*TWO_PROGRAMMES))) == {
        "org": None,
        "adult": "org",
        "youth": "org",
        "a1": "adult",
        "a2": "adult",
        "y1": "youth",
    }


def test_the_organisation_row_is_the_root():
    plan = release_plan(teams(("acme", None, "organisation"), *TWO_PROGRAMMES))
    assert plan.root == "acme"
    assert parents(plan)["adult"] == "acme"


def test_a_reporting_unit_stands_between_programme_and_teams():
    plan = release_plan(teams(*TWO_PROGRAMMES), {"small": ["a1", "a2"]})
    found = parents(plan)
    assert (found["a1"], found["unit:small"]) == ("unit:small", "adult")
    assert found["y1"] == "youth"


def test_teams_of_a_unit_are_never_apart_in_a_survey():
    plan = release_plan(teams(*TWO_PROGRAMMES), {"small": ["a1", "a2"]})
    assert [node.node_id for node in plan.nodes if not node.apart] == ["a1", "a2"]


def test_a_unit_of_one_team_would_be_that_team_under_another_name():
    plan = release_plan(teams(*TWO_PROGRAMMES), {"small": ["a1", "closed-long-ago"]})
    assert parents(plan)["a1"] == "adult"
    assert "unit:small" not in parents(plan)


def test_the_teams_table_may_name_units_too():
    rows = (*TWO_PROGRAMMES[:2], ("a1", "adult", "team", None, "u"))
    plan = release_plan(teams(*rows, ("a2", "adult", "team", None, "u")))
    assert parents(plan)["a2"] == "unit:u"


def test_a_loop_is_refused():
    rows = (("a", "b", "programme"), ("b", "a", "programme"))
    assert "a: stands under itself" in refusal(*rows)


def test_two_parents_are_refused():
    assert "y1: 2 different rows" in refusal(*TWO_PROGRAMMES, ("y1", "adult", "team"))


def test_a_unit_in_two_programmes_is_refused():
    message = refusal(*TWO_PROGRAMMES, units={"mixed": ["a1", "y1"]})
    assert "reporting unit mixed: its teams stand under adult, youth" in message


def test_a_team_in_two_units_is_refused():
    units = {"u": ["a1", "a2"], "v": ["a2"]}
    assert "a2: in two reporting units" in refusal(*TWO_PROGRAMMES, units=units)


def test_an_unknown_parent_is_refused():
    assert "its parent nowhere" in refusal(("a", "nowhere", "team"))


def test_a_team_under_a_team_is_refused():
    rows = (*TWO_PROGRAMMES, ("b", "a1", "team"))
    assert "b: a team cannot stand under a team" in refusal(*rows)


def test_a_division_under_a_programme_is_refused():
    rows = (*TWO_PROGRAMMES, ("d", "adult", "division"))
    assert "a division cannot stand under a programme" in refusal(*rows)


def test_two_organisations_are_refused():
    message = refusal(("x", None, "organisation"), ("y", None, "organisation"))
    assert "two organisations: x, y" in message


def test_all_problems_come_at_once():
    message = refusal(("a", "nowhere", "team"), ("b", "nowhere", "team"))
    assert message.count("its parent nowhere") == 2


def test_a_leader_has_their_home_above_what_they_lead():
    rows = (*TWO_PROGRAMMES[:3], ("a2", "adult", "team", 7))
    assert release_plan(teams(*rows)).leads == {7: "adult"}


def test_a_leader_of_two_programmes_teams_has_their_home_above_both():
    rows = (*TWO_PROGRAMMES[:2], ("a1", "adult", "team", 7), ("y1", "youth", "team", 7))
    assert release_plan(teams(*rows)).leads == {7: "org"}


def loose(**homes: int) -> dict[str, np.ndarray]:
    return {home: np.array([count]) for home, count in homes.items()}


def test_leaders_count_from_the_first_group_where_they_reach_the_minimum():
    plan = release_plan(teams(*TWO_PROGRAMMES))
    assert settle(plan, loose(adult=5, youth=5), 5) == {
        "adult": "adult",
        "youth": "youth",
    }
    assert settle(plan, loose(adult=3, youth=2), 5) == {"adult": "org", "youth": "org"}


def test_leaders_who_stay_few_up_to_the_top_count_nowhere():
    plan = release_plan(teams(*TWO_PROGRAMMES))
    # adult is settled; the two of youth then find nobody to stand with.
    assert settle(plan, loose(adult=6, youth=2), 5) == {"adult": "adult"}


def test_leaders_must_reach_the_minimum_for_every_outcome():
    plan = release_plan(teams(*TWO_PROGRAMMES))
    homes = {"adult": np.array([6, 4]), "youth": np.array([1, 1])}
    assert settle(plan, homes, 5) == {"adult": "org", "youth": "org"}


@pytest.mark.parametrize(
    ("invited", "expected"),
    [
        # 3 + 4 + 5 reach 12; 30 stands alone
        ({"a": 3, "b": 4, "c": 5, "d": 30}, {"p-1": ("a", "b", "c")}),
        # 4 + 6 reach 10; the 7 that is left joins them rather than the 30
        ({"a": 4, "b": 6, "c": 7, "d": 30}, {"p-1": ("a", "b", "c")}),
        # a lone small one needs its next sibling
        ({"a": 4, "d": 30, "e": 40}, {"p-1": ("a", "d")}),
        ({"d": 30, "e": 40}, {}),
        ({"a": 4}, {}),
        ({}, {}),
    ],
)
def test_small_siblings_are_joined_to_ten_invited(invited, expected):
    above = dict.fromkeys(invited, "p")
    assert propose_reporting_units(invited, above) == expected


def test_units_never_cross_parents():
    proposed = propose_reporting_units(
        {"a": 6, "b": 6, "c": 6}, {"a": "p", "b": "q", "c": "q"}
    )
    assert proposed == {"q-1": ("b", "c")}
