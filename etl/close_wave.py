"""Closing a wave: from answers to the cells that are published once and frozen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from etl.disclosure.linked import Mask
from etl.disclosure.plan import LOOSE, Plan, release_plan, settle
from etl.disclosure.response_cells import LEAST_INVITED, Turnout, response_cells
from etl.disclosure.rows import COUNTS, INVITED
from etl.disclosure.survey_cells import Moments, Wave, survey_cells
from etl.disclosure.survey_pattern import (
    Atoms,
    Before,
    Groups,
    survey_pattern,
    survey_units,
)
from etl.disclosure.together import Version
from etl.disclosure.tree import Counts, Tree
from etl.single_answers import SingleAnswers
from etl.wave_people import who_stood_where
from etl.wave_quality import WaveQuality


@dataclass(frozen=True)
class Snapshot:
    """What a wave is closed on, as it stood at launch.

    responses: response_id, staff_key (null in an anonymous wave), team_id (null: none),
        submitted_at, late.
    scores: response_id, scale, score (null: unscored), as from etl.scoring.
    teams: the groups, as for `release_plan`.
    invites: team_id, invited.
    units: reporting unit -> team_ids, as for `release_plan`.
    """

    responses: pl.DataFrame
    scores: pl.DataFrame
    teams: pl.DataFrame
    invites: pl.DataFrame
    units: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class WaveCells:
    """What a closed wave publishes, and the private counts its audit needs.

    Shapes: etl/disclosure/rows.py. `estimate` and `response` may be published;
    `counts` never leaves the ledger. `quality`: how good the answers are; None where it
    was not computed. `in_time`: false where the search for what to hide ran out of time,
    so that more is hidden than needed. `people` never leaves the ledger; None where no
    secret for it was given. `scores`: of who counts in a shown cell; never written.
    `single`: relations from single answers; None where none were asked for.
    """

    estimate: pl.DataFrame
    response: pl.DataFrame
    counts: pl.DataFrame
    in_time: bool = True
    people: pl.DataFrame | None = None
    quality: WaveQuality | None = None
    scores: pl.DataFrame | None = None
    single: SingleAnswers | None = None


def wave_cells(
    wave: Wave,
    snapshot: Snapshot,
    *,
    reference: Mapping[str, float] | None = None,
    minimums: Mapping[str, int] | None = None,
    secret: bytes | None = None,
    earlier: Sequence[Version] = (),
) -> WaveCells:
    """The cells of one wave.

    Late answers are left out; of several questionnaires of one person the latest
    counts; in an anonymous wave a team that returned more than it was invited is left
    out whole. Which cells are shown depends on counts alone. An outcome that fewer
    people answered than the minimum is shown nowhere and decides nothing.

    Args:
        wave: the wave with its minimum.
        snapshot: answers, groups and invitations at launch.
        reference: outcome -> organisation's own first wave, as published.
        minimums: outcome -> answers behind one of its figures, where these are more
            than the wave's: 10 for a share.
        secret: the key that people are known by in the ledger.
        earlier: what the wave published before it was withdrawn; takes a secret.

    Raises:
        UserError: the groups contradict each other (see `release_plan`).
    """
    plan = release_plan(snapshot.teams, snapshot.units)
    counted = _refuse_overfull(
        counted_responses(snapshot.responses), snapshot.invites, wave
    )
    scored = _scored(snapshot.scores, counted, plan)
    answered = scored.group_by("scale").len().sort("scale")
    enough = answered.filter(pl.col("len") >= wave.minimum)["scale"].to_list()
    placed, tree = _placed(scored, plan, enough, minimum=wave.minimum)
    moments = _moments(placed, tree, answered["scale"].to_list())
    least = [
        max(wave.minimum, (minimums or {}).get(key, 0)) if key in enough else 0
        for key in moments.outcomes
    ]
    atoms, groups = _atoms(moments), Groups(_is_cell(tree), {})
    people = None if secret is None else who_stood_where(placed, counted, secret)
    before = _before(people, earlier, moments.outcomes)
    pattern, in_time = survey_pattern(
        tree, atoms, groups, minimums=least, before=before
    )
    invited = _by_team(tree, snapshot.invites, "invited")
    estimate = survey_cells(
        moments,
        pattern,
        wave=wave,
        groups=plan.kinds,
        reference=reference or {},
        units=survey_units(atoms, pattern, moments.total / np.maximum(moments.size, 1)),
    )
    response = response_cells(
        tree,
        _turnout(tree, invited, counted),
        wave=wave,
        allowed=np.asarray(pattern.any(axis=1)),
        groups=plan.kinds,
    )
    return WaveCells(
        estimate=estimate,
        response=response,
        counts=_counts(moments, invited, least, wave=wave),
        in_time=in_time,
        people=people,
    )


def counted_responses(responses: pl.DataFrame) -> pl.DataFrame:
    """The questionnaires that count: not late, and one per person, the latest.

    Without a key (anonymous wave) every questionnaire counts.
    """
    in_time = responses.filter(~pl.col("late")).sort("submitted_at", "response_id")
    keyed = in_time.filter(pl.col("staff_key").is_not_null())
    latest = keyed.unique("staff_key", keep="last", maintain_order=True)
    keyless = in_time.filter(pl.col("staff_key").is_null())
    return pl.concat([latest, keyless]).sort("response_id")


def shown_responses(wave: Wave, snapshot: Snapshot, cells: WaveCells) -> pl.Series:
    """Ids of the questionnaires that count in a shown team's or reporting unit's cell.

    A union of shown cells: what is made of it moves with no answer of a hidden team,
    of who leads one, or of who has none. Sorted.
    """
    return shown_people(wave, snapshot, cells)["response_id"].sort()


def shown_people(wave: Wave, snapshot: Snapshot, cells: WaveCells) -> pl.DataFrame:
    """Those questionnaires: response_id, staff_key, team_id, group_id (the shown cell)."""
    plan = release_plan(snapshot.teams, snapshot.units)
    counted = _refuse_overfull(
        counted_responses(snapshot.responses), snapshot.invites, wave
    )
    shown = cells.estimate.filter(pl.col("state") == "shown")["group_id"].unique()
    unit_of = {node.node_id: node.parent_id for node in plan.nodes if not node.apart}
    group_of = {
        node.node_id: unit_of.get(node.node_id, node.node_id) for node in plan.nodes
    }
    return (
        _with_home(counted, plan)
        .filter(pl.col("atom").is_not_null())
        .with_columns(group_id=pl.col("atom").replace_strict(group_of))
        .filter(pl.col("group_id").is_in(shown.implode()))
        .join(counted.select("response_id", "staff_key"), on="response_id")
        .select("response_id", "staff_key", team_id="atom", group_id="group_id")
    )


def _refuse_overfull(
    counted: pl.DataFrame, invites: pl.DataFrame, wave: Wave
) -> pl.DataFrame:
    if not wave.anonymous:
        return counted
    returned = counted.group_by("team_id").len().join(invites, on="team_id")
    overfull = returned.filter(pl.col("len") > pl.col("invited"))
    return counted.join(overfull.select("team_id"), on="team_id", how="anti")


def _scored(scores: pl.DataFrame, counted: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """The scores of questionnaires that count, with each one's `atom` and `home`."""
    return (
        scores.filter(pl.col("score").is_not_null())
        .join(_with_home(counted, plan), on="response_id", how="inner")
        .sort("scale", "response_id")
    )


def _with_home(counted: pl.DataFrame, plan: Plan) -> pl.DataFrame:
    """response_id, atom (the team whose cell a person counts in, or null), home."""
    leaves = [key for key, kind in plan.kinds.items() if kind == "team"]
    leads = pl.DataFrame(
        {"staff_key": list(plan.leads), "leads_under": list(plan.leads.values())},
        schema={"staff_key": counted.schema["staff_key"], "leads_under": pl.String},
    )
    known = pl.col("team_id").is_in(list(plan.kinds))
    in_team = pl.col("team_id").is_in(leaves) & pl.col("leads_under").is_null()
    return counted.join(leads, on="staff_key", how="left").select(
        "response_id",
        pl.when(in_team).then("team_id").alias("atom"),
        pl.coalesce(
            "leads_under", pl.when(known).then("team_id"), pl.lit(plan.root)
        ).alias("home"),
    )


def _placed(
    scored: pl.DataFrame, plan: Plan, enough: Sequence[str], *, minimum: int
) -> tuple[pl.DataFrame, Tree]:
    """Scored answers with the atom they count in; who reaches no atom is left out."""
    loose = scored.filter(pl.col("atom").is_null(), pl.col("scale").is_in(enough))
    by_home = loose.pivot(
        "scale", index="home", values="response_id", aggregate_function="len"
    )
    vectors = {
        str(row["home"]): np.array([row.get(outcome) or 0 for outcome in enough])
        for row in by_home.to_dicts()
    }
    settled = settle(plan, vectors, minimum)
    atoms = {home: f"{LOOSE}{node}" for home, node in settled.items()}
    home_atom = pl.col("home").replace_strict(
        atoms, default=None, return_dtype=pl.String
    )
    placed = scored.with_columns(pl.coalesce("atom", home_atom).alias("atom"))
    return (
        placed.filter(pl.col("atom").is_not_null()),
        plan.tree(sorted(set(settled.values()))),
    )


def _moments(placed: pl.DataFrame, tree: Tree, outcomes: Sequence[str]) -> Moments:
    at = {node_id: node for node, node_id in enumerate(tree.nodes)}
    rows = np.array([at[atom] for atom in placed["atom"]], dtype=np.int64)
    columns = np.array([outcomes.index(key) for key in placed["scale"]], dtype=np.int64)
    score = placed["score"].to_numpy()
    sums: list[Counts] = []
    for power in (0, 1, 2):
        own = np.zeros((len(tree.nodes), len(outcomes)))
        # In the order of response_id, so that a float sum is the same every time.
        np.add.at(own, (rows, columns), score**power)
        sums.append(tree.totals(own))
    return Moments(tree, tuple(outcomes), *sums)


def _is_cell(tree: Tree) -> Mask:
    return np.array([not node.startswith(LOOSE) for node in tree.nodes])


def _atoms(moments: Moments) -> Atoms:
    """The groups under which no other group stands, with those each counts in."""
    tree = moments.tree
    leaves = [node for node in range(len(tree.nodes)) if not tree.children[node]]
    cells = _is_cell(tree)
    lines = []
    for leaf in leaves:
        line, above = ([leaf] if cells[leaf] else []), int(tree.parent[leaf])
        while above >= 0:
            line.append(above)
            above = int(tree.parent[above])
        lines.append(tuple(line))
    return Atoms(
        ids=tuple(tree.nodes[leaf] for leaf in leaves),
        lines=tuple(lines),
        people=moments.size[leaves].astype(np.int64),
    )


def _by_team(tree: Tree, frame: pl.DataFrame, column: str) -> Counts:
    """A count per team as an array over nodes; teams outside the plan are left out."""
    own = np.zeros(len(tree.nodes))
    at = {node_id: node for node, node_id in enumerate(tree.nodes)}
    for team, count in frame.select("team_id", column).iter_rows():
        if team in at and not tree.children[at[team]]:
            own[at[team]] += count
    return own


def _before(
    people: pl.DataFrame | None, earlier: Sequence[Version], outcomes: Sequence[str]
) -> Before | None:
    """What was published of the wave before; None where nothing was."""
    if people is None or not earlier:
        return None
    return Before(people, earlier, outcomes)


def _turnout(tree: Tree, invited: Counts, counted: pl.DataFrame) -> Turnout:
    returned = _by_team(tree, counted.group_by("team_id").len(), "len")
    return Turnout(tree.totals(invited), tree.totals(returned))


def _counts(
    moments: Moments, invited: Counts, least: Sequence[int], *, wave: Wave
) -> pl.DataFrame:
    tree = moments.tree
    sizes = np.column_stack([moments.size, invited])
    measures = [*moments.outcomes, INVITED]
    rows = [
        {
            "wave_id": wave.wave_id,
            "period_start": wave.first_day,
            "period_end": wave.last_day,
            "measure": measure,
            "atom_id": node_id,
            "ancestors": _ancestors(tree, node),
            "n": int(sizes[node, column]),
            "minimum": minimum or wave.minimum,
        }
        for node, node_id in enumerate(tree.nodes)
        if not tree.children[node]
        for column, (measure, minimum) in enumerate(
            zip(measures, [*least, LEAST_INVITED], strict=True)
        )
    ]
    return pl.DataFrame(rows, schema=COUNTS).sort("wave_id", "measure", "atom_id")


def _ancestors(tree: Tree, node: int) -> list[str]:
    line = [] if tree.nodes[node].startswith(LOOSE) else [tree.nodes[node]]
    above = int(tree.parent[node])
    while above >= 0:
        line.append(tree.nodes[above])
        above = int(tree.parent[above])
    return line
