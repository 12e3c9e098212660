"""The auditor of operational cells: planted leaks are found, what passes is safe."""

from datetime import date

import numpy as np
import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from definitions.measures import measures
from etl.disclosure.audit_people import audit_people
from etl.disclosure.operational_cells import operational_cells
from etl.disclosure.rows import ESTIMATE
from etl.settings import Minimums

KEY = {
    "measure": "caseload_per_fte",
    "period_kind": "month",
    "period_start": date(2025, 1, 1),
    "period_end": date(2025, 1, 31),
}


def groups(rows: dict[str, str | None], roles: dict[str, list[str]]) -> pl.DataFrame:
    plain = [(one, one, "none", None, above) for one, above in rows.items()]
    parts = [
        (f"{node}:role:{role}", node, "role", role, rows[node])
        for node, held in roles.items()
        for role in held
    ]
    schema = ["group_id", "node_id", "split", "split_value", "parent_id"]
    return pl.DataFrame(
        plain + parts, schema=dict.fromkeys(schema, pl.String), orient="row"
    )


def cells(people: dict[str, int]) -> pl.DataFrame:
    rows = [
        KEY
        | {
            "group_id": group,
            "numerator": 20.0 * size,
            "denominator": float(size),
            "people": size,
            "expected_people": size,
            "basis": None,
        }
        for group, size in people.items()
    ]
    return pl.DataFrame(rows, schema_overrides={"basis": pl.String})


def table(shown: str) -> pl.DataFrame:
    rows = [
        KEY | {"group_id": group, "state": "shown", "origin": "people"}
        for group in shown.split()
    ]
    return pl.DataFrame(rows, schema=ESTIMATE)


TREE = groups({"p": None, "a": "p", "b": "p", "c": "p"}, {"p": ["x", "y"]})


def found(shown: str, people: dict[str, int], **minimums: int) -> list[str]:
    findings = audit_people(table(shown), cells(people), TREE, minimums=minimums)
    return [group for finding in findings for group in finding.groups]


def test_a_parent_less_its_shown_teams_is_found():
    assert found("p a b", {"p": 40, "a": 20, "b": 17, "c": 3}) == ["p"]


def test_two_hidden_teams_that_reach_the_minimum_pass():
    assert found("p a", {"p": 27, "a": 20, "b": 4, "c": 3}) == []


def test_people_in_both_hidden_teams_are_not_counted_twice():
    # 4 and 3 with three in both: four people in all
    assert found("p a", {"p": 24, "a": 20, "b": 4, "c": 3}) == ["p"]


def test_a_split_less_its_shown_values_is_found():
    people = {"p": 40, "p:role:x": 37, "p:role:y": 3}
    assert found("p p:role:x", people) == ["p"]


def test_a_split_not_shown_at_all_passes():
    assert found("p", {"p": 40, "p:role:x": 37, "p:role:y": 3}) == []


def test_a_larger_minimum_counts():
    people = {"p": 40, "a": 20, "b": 13, "c": 7}
    assert found("p a b", people) == []
    assert found("p a b", people, caseload_per_fte=10) == ["p"]


@st.composite
def practices(draw: st.DrawFn) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Real people, some of them in two teams within the month, of three roles."""
    rows: dict[str, str | None] = {"o": None}
    teams = []
    for p in range(draw(st.integers(1, 3))):
        rows[f"p{p}"] = "o"
        for t in range(draw(st.integers(1, 4))):
            rows[f"p{p}t{t}"] = f"p{p}"
            teams.append(f"p{p}t{t}")
    random = np.random.default_rng(draw(st.integers(0, 2**16)))
    sizes = {team: draw(st.integers(0, 12)) for team in teams}
    members: dict[str, set[int]] = {}
    for person, team in enumerate(t for t, n in sizes.items() for _ in range(n)):
        role = random.integers(3)
        second = random.choice(teams) if random.random() < 0.15 else team
        for one in (team, second):
            programme = one[:2]
            for node in (one, programme, "o"):
                members.setdefault(node, set()).add(person)
            for node in (programme, "o"):
                members.setdefault(f"{node}:role:r{role}", set()).add(person)
    wholes = [node for node in rows if "t" not in node]
    tree = groups(rows, {node: ["r0", "r1", "r2"] for node in wholes})
    people = {group: len(members.get(group, ())) for group in tree["group_id"]}
    return tree, cells(people)


@given(practices())
def test_what_suppression_releases_passes_the_auditor(drawn):
    tree, rollup = drawn
    released = operational_cells(
        rollup, tree, measures=measures().values(), minimums=Minimums()
    )
    assert audit_people(released, rollup, tree, minimums={}) == []
