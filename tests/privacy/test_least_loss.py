"""Suppression of linked tables: the auditor finds nothing, and little is hidden."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.disclosure.least_loss import least_loss
from etl.disclosure.linked import Linked
from etl.disclosure.rowspace import derivable, small_sets
from tests.privacy.test_known_leaks import ROLES, TEAMS

NESTED = {"all": "ABCD", "A": "A", "B": "B", "C": "C", "D": "D"}


def linked(
    people: dict[str, int], groups: dict[str, str], *, fixed: str = ""
) -> Linked:
    """Groups of atoms, both by letters; `fixed`: groups published already."""
    member = np.array(
        [[int(atom in atoms) for atom in people] for atoms in groups.values()]
    )
    held = np.array(list(people.values()))[:, None]
    return Linked(
        member=member,
        people=held,
        loss=(member @ held).ravel() + 1.0,
        may_show=np.ones(len(groups), dtype=bool),
        fixed=np.array([group in fixed.split() for group in groups]),
        guarded=np.ones(len(groups), dtype=bool),
        made_of=[[] for _ in groups],
    )


def hidden(people: dict[str, int], groups: dict[str, str], **options) -> set[str]:
    found = least_loss(linked(people, groups), minimum=5, **options)
    return {group for group, seen in zip(groups, found.shown, strict=True) if not seen}


def is_safe(one: Linked, shown: np.ndarray, minimum: int = 5) -> bool:
    """The auditor's word, which shares no code with the suppressor."""
    there = one.people[:, 0] > 0
    rows = one.member[:, there].astype(np.int64)
    targets = rows[~shown]
    targets = targets[targets.any(axis=1)]
    return small_sets(rows[shown], one.people[there, 0], minimum) == [] and not any(
        derivable(rows[shown], targets)
    )


def test_nothing_small_nothing_hidden():
    assert hidden({"A": 9, "B": 8, "C": 12, "D": 30}, NESTED) == set()


def test_one_small_team_takes_its_smallest_sibling_with_it():
    assert hidden({"A": 30, "B": 8, "C": 12, "D": 3}, NESTED) == {"B", "D"}


def test_two_small_teams_that_are_four_together_take_a_third():
    assert hidden({"A": 30, "B": 8, "C": 3, "D": 1}, NESTED) == {"B", "C", "D"}


def test_linked_tables_are_closed_together():
    # each table is safe; role x less team b would be the four of P
    people = {"P": 4, "Q": 9, "R": 30}
    found = hidden(people, TEAMS | ROLES)
    assert found
    assert hidden(people, TEAMS) == hidden(people, ROLES) == set()


def test_what_is_published_already_is_not_hidden_and_the_rest_makes_up_for_it():
    people = {"A": 30, "B": 8, "C": 12, "D": 3}
    one = linked(people, NESTED, fixed="B")
    found = least_loss(one, minimum=5)
    assert found.shown[list(NESTED).index("B")]
    assert is_safe(one, found.shown)


def test_without_time_more_is_hidden_and_it_says_so():
    people = {"A": 30, "B": 8, "C": 12, "D": 3}
    one = linked(people, NESTED)
    found = least_loss(one, minimum=5, seconds=0)
    assert not found.in_time
    assert is_safe(one, found.shown)
    assert least_loss(one, minimum=5).in_time


@st.composite
def publications(draw: st.DrawFn) -> Linked:
    """Up to nine atoms, and any groups of them."""
    atoms = "ABCDEFGHI"[: draw(st.integers(1, 9))]
    people = {atom: draw(st.integers(1, 12)) for atom in atoms}
    some = st.sets(st.sampled_from(atoms), min_size=1)
    sets = draw(st.lists(some, min_size=1, max_size=8))
    return linked(people, {f"g{n}": "".join(one) for n, one in enumerate(sets)})


@given(publications(), st.sampled_from([5, 10]), st.booleans())
def test_the_auditor_finds_nothing_in_what_is_let_through(drawn, minimum, hurried):
    found = least_loss(drawn, minimum=minimum, seconds=0 if hurried else 60)
    assert is_safe(drawn, found.shown, minimum)
    assert hurried or found.in_time


@given(publications())
def test_no_pattern_that_loses_less_is_safe(drawn):
    found = least_loss(drawn, minimum=5)
    cells = range(len(drawn.loss))
    lost = drawn.loss[~found.shown].sum()
    large = (drawn.counts >= 5).all(axis=1)
    for kept in range(len(cells), -1, -1):
        for chosen in combinations(np.flatnonzero(large), kept):
            shown = np.isin(cells, chosen)
            if drawn.loss[~shown].sum() < lost * 0.998:
                assert not is_safe(drawn, shown)


@pytest.mark.parametrize("seed", range(3))
def test_an_organisation_with_two_attributes_is_closed(seed):
    random = np.random.default_rng(seed)
    atoms = [(t, r, s) for t in range(12) for r in range(3) for s in range(2)]
    people = random.poisson(2.5, size=len(atoms))
    kinds = [
        lambda atom, value=value, at=at: atom[at] == value
        for at, values in enumerate((range(12), range(3), range(2)))
        for value in values
    ]
    kinds += [lambda atom, p=p: atom[0] // 4 == p for p in range(3)]
    kinds += [
        lambda atom, p=p, at=at, value=value: atom[0] // 4 == p and atom[at] == value
        for p in range(3)
        for at, values in ((1, range(3)), (2, range(2)))
        for value in values
    ]
    member = np.array([[int(kind(atom)) for atom in atoms] for kind in kinds])
    one = Linked(
        member=member,
        people=people[:, None],
        loss=member @ people + 1.0,
        may_show=np.ones(len(kinds), dtype=bool),
        fixed=np.zeros(len(kinds), dtype=bool),
        guarded=np.ones(len(kinds), dtype=bool),
        made_of=[[] for _ in kinds],
    )
    found = least_loss(one, minimum=5)
    assert found.in_time
    assert is_safe(one, found.shown)
    assert found.shown.sum() > len(kinds) / 2
