"""Privacy properties over any organisation: what hypothesis draws, the audit clears."""

from dataclasses import replace
from random import Random

import numpy as np
import polars as pl
from hypothesis import assume, given
from hypothesis import strategies as st

from etl.close_wave import Snapshot, wave_cells
from etl.disclosure.audit import audit_frames
from etl.disclosure.suppression import suppress
from etl.disclosure.tree import Tree, make_tree
from tests.privacy.worlds import organisations, wave

REFERENCE = {"cbi_client": 45.0, "cbi_work": 45.0}


@given(organisations(), st.booleans())
def test_audit_of_any_closed_wave_is_clean(drawn: Snapshot, strict: bool):
    cells = wave_cells(wave(anonymous=strict), drawn, reference=REFERENCE)
    findings = audit_frames(
        cells.estimate, cells.response, cells.counts, people_minimums={}
    )
    assert findings == []


@given(organisations())
def test_no_published_cell_stands_on_fewer_people_than_the_minimum(drawn: Snapshot):
    cells = wave_cells(wave(), drawn, reference=REFERENCE)
    people = cells.counts.explode("ancestors").group_by("measure", "ancestors")
    sizes = people.agg(pl.col("n").sum().alias("people"))
    shown = cells.estimate.filter(pl.col("state") == "shown").join(
        sizes, left_on=["measure", "group_id"], right_on=["measure", "ancestors"]
    )
    assert shown.filter(pl.col("people") < 5).is_empty()
    assert shown.height == (cells.estimate["state"] == "shown").sum()


@given(organisations(), st.integers(0, 2**16))
def test_other_answers_in_a_hidden_team_move_only_its_ancestors(drawn, seed):
    """Where only some outcomes of a team are hidden, answers to these alone change."""
    before = wave_cells(wave(), drawn, reference=REFERENCE)
    hidden = before.estimate.filter(
        pl.col("state") == "not_shown", pl.col("group_id").str.contains(r"t\d$")
    )
    assume(hidden.height > 0)
    random = Random(seed)
    team = random.choice(hidden["group_id"].unique(maintain_order=True).to_list())
    outcomes = hidden.filter(pl.col("group_id") == team)["measure"].to_list()
    after = wave_cells(
        wave(), with_other_answers(drawn, team, outcomes, random), reference=REFERENCE
    )
    lines = before.counts.filter(pl.col("atom_id") == team)["ancestors"]
    above = set(lines.explode()) - {team}
    rest = ~pl.col("group_id").is_in(sorted(above)) | ~pl.col("measure").is_in(outcomes)
    assert after.estimate.filter(rest).equals(before.estimate.filter(rest))
    assert after.response.equals(before.response)
    pattern = ["measure", "group_id", "state", "shown_in", "n_band"]
    assert after.estimate.select(pattern).equals(before.estimate.select(pattern))


def with_other_answers(
    drawn: Snapshot, team: str, outcomes: list[str], random: Random
) -> Snapshot:
    """The same wave, in which the members of one team gave other scores of outcomes.

    Who answered what stays. Leaders are left alone: they count above their team.
    """
    leaders = drawn.teams["led_by_key"].drop_nulls().to_list()
    inside = drawn.responses.filter(
        pl.col("team_id") == team, ~pl.col("staff_key").is_in(leaders)
    )["response_id"]
    other = [random.choice([0.0, 50.0, 100.0]) for _ in drawn.scores["score"]]
    changes = pl.col("response_id").is_in(inside.to_list()) & pl.col("scale").is_in(
        outcomes
    )
    scores = drawn.scores.with_columns(
        pl.when(changes & pl.col("score").is_not_null())
        .then(pl.Series(other))
        .otherwise("score")
        .alias("score")
    )
    return replace(drawn, scores=scores)


@st.composite
def trees_with_counts(draw: st.DrawFn) -> tuple[Tree, np.ndarray]:
    """Any tree of up to 14 nodes; people only in leaves; two outcomes."""
    size = draw(st.integers(1, 14))
    parents: dict[str, str | None] = {"n00": None}
    for node in range(1, size):
        parents[f"n{node:02}"] = f"n{draw(st.integers(0, node - 1)):02}"
    tree = make_tree(parents)
    own = np.zeros((size, 2))
    for node in range(size):
        if not tree.children[node]:
            own[node] = [draw(st.integers(0, 12)), draw(st.integers(0, 12))]
    return tree, tree.totals(own)


def residuals_of(tree: Tree, shown: np.ndarray) -> list[frozenset[int]]:
    """Of each shown node the leaves in none of its shown parts, by plain sets."""
    leaves: dict[int, frozenset[int]] = {}
    for node in range(len(tree.nodes) - 1, -1, -1):
        parts = [leaves[child] for child in tree.children[node]]
        leaves[node] = frozenset().union(*parts) if parts else frozenset({node})
    visible = [node for node in range(len(tree.nodes)) if shown[node]]
    residuals = []
    for node in visible:
        inner = [leaves[o] for o in visible if o != node and _below(tree, o, node)]
        residuals.append(leaves[node] - frozenset().union(*inner))
    return residuals


def _below(tree: Tree, node: int, top: int) -> bool:
    while node >= 0 and node != top:
        node = int(tree.parent[node])
    return node == top


@given(trees_with_counts())
def test_every_residual_is_empty_or_reaches_the_minimum(drawn):
    tree, counts = drawn
    shown = suppress(tree, counts[:, None, :], minimum=5)[:, 0]
    assert (counts[shown] >= 5).all()
    for residual in residuals_of(tree, shown):
        people = counts[sorted(residual)].sum(axis=0)
        assert ((people == 0) | (people >= 5)).all()


@given(trees_with_counts())
def test_nothing_is_hidden_where_nothing_is_small(drawn):
    tree, _ = drawn
    large = tree.totals(
        np.array(
            [[0, 0] if tree.children[n] else [7, 9] for n in range(len(tree.nodes))],
            dtype=float,
        )
    )
    assert suppress(tree, large[:, None, :], minimum=5).all()
