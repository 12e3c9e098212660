"""Reconstruction: single persons' scores from every published figure at once.

The attacker knows who answered, in which cell, everybody's load and role, how much people
differ within teams and how closely two scores go together. Each figure is a weighted sum
of scores with the error of its rounding; a normal prior is conditioned on all of them,
cells of both versions and relations of the first (Rasmussen and Williams 2006, A.6), with
the whole covariance of everybody's scores and none of the project's own short cuts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from scipy.optimize import linprog

from benchmarks.attacked import Attacked
from benchmarks.attacker_sums import FIFTH, Floats, cells_of, files_of

TEAMS_DIFFER, LIKELY = 10.0, 1.96
CLOSEST = 6  # persons of each outcome whom linear programmes look at
NEAR = 10.0
WHOLE = "organisation"


@dataclass(frozen=True)
class Scores:
    """The unknown scores: one of each person, outcome and answer.

    Attributes:
        at: (outcome, person, mark) -> place.
        truth: of each.
        cell: of each, its outcome and the team it counts in.
        versions: of each, those that it was counted in.
        members: members x outcomes, the place of each score that relations of the first
            version may be made of; -1 where none counts.
    """

    at: dict[tuple[str, int, int], int]
    truth: Floats
    cell: list[tuple[str, str]]
    versions: list[tuple[int, ...]]
    members: Floats


@dataclass(frozen=True)
class Figures:
    """Published figures: low <= rows x scores <= high."""

    rows: Floats
    low: Floats
    high: Floats

    def __add__(self, other: Figures) -> Figures:
        return Figures(
            np.vstack([self.rows, other.rows]),
            np.concatenate([self.low, other.low]),
            np.concatenate([self.high, other.high]),
        )


def persons(attacked: Attacked) -> Counter[str]:
    """What the first version's relations tell of persons beside all cells.

    `statistics`: figures from single answers; `scores`: of people in shown cells who
    might be found out; `persons`: of these told to less than a fifth of the scale;
    `expected`, `measured`: by how many thousandths a guess gets better, in the middle
    (of the worst outcome; in absolute error against the cell's shown mean).
    """
    scores = _scores(attacked)
    cells = _cells(attacked, scores)
    found = list(_relations(attacked, scores))
    n, m = np.nonzero(scores.members >= 0)
    own = scores.members[n, m]
    count = Counter({"statistics": len(found), "scores": len(own)})
    if not found:
        return count
    told = _stack(found)
    prior = _prior(attacked, scores)
    before = _conditioned(prior, cells)
    after = _conditioned(prior, cells + told)
    spread = np.sqrt(np.maximum([after[0][own], before[0][own]], 1e-9))
    outcome = np.array([scores.cell[one][0] for one in own])
    sharper = 1 - spread[0] / spread[1]
    count["expected"] = round(
        1000 * max(float(np.median(sharper[outcome == y])) for y in set(outcome))
    )
    shown = attacked.members.shown[attacked.members.team[n], m]
    left = np.abs(scores.truth[own] - after[1][own])
    guess = np.abs(scores.truth[own] - shown)
    count["measured"] = round(1000 * (1 - float(np.mean(left) / np.mean(guess))))
    count["persons"] = len(
        {
            *_sure(own, spread[0], left),
            *_bounded(cells + told, own, spread[0], outcome, scores),
        }
    )
    return count


def _scores(attacked: Attacked) -> Scores:
    at: dict[tuple[str, int, int], int] = {}
    truth, cell, versions = [], [], []
    for number, where in enumerate(attacked.where):
        for row in where.sort("measure", "person").to_dicts():
            key = (row["measure"], row["person"], row["mark"])
            if key not in at:
                at[key] = len(at)
                truth.append(attacked.truth[number, row["person"], row["measure"]])
                cell.append((row["measure"], row["atom_id"]))
                versions.append(())
            versions[at[key]] += (number,)
    return Scores(at, np.array(truth), cell, versions, _places(attacked, at))


def _places(attacked: Attacked, at: dict[tuple[str, int, int], int]) -> Floats:
    made = attacked.members
    mark = {
        (row["measure"], row["person"]): row["mark"]
        for row in attacked.where[0].to_dicts()
    }
    found = np.full((len(made.person), len(made.outcomes)), -1)
    for n, m in np.argwhere(~np.isnan(made.score)):
        key = made.outcomes[m], int(made.person[n])
        found[n, m] = at[*key, mark[key]]
    return found


def _cells(attacked: Attacked, scores: Scores) -> Figures:
    """Every shown mean of both versions."""
    rows, ends = [], []
    for number, version in enumerate(attacked.versions):
        shown = cells_of(files_of(attacked, version))
        lines = attacked.lines[number]
        inside: dict[tuple[str, str], list[int]] = {}
        for row in attacked.where[number].to_dicts():
            place = scores.at[row["measure"], row["person"], row["mark"]]
            for group in lines[row["atom_id"]]:
                inside.setdefault((row["measure"], group), []).append(place)
        for key, people in inside.items():
            if key in shown:
                rows.append(np.zeros(len(scores.at)))
                rows[-1][people] = 1 / len(people)
                ends.append(shown[key])
    low, high = np.array(ends, dtype=float).reshape(-1, 2).T
    return Figures(np.array(rows).reshape(-1, len(scores.at)), low, high)


def _relations(attacked: Attacked, scores: Scores) -> Iterator[Figures]:
    """Slopes and levels as published, weights by the correlations behind them."""
    tables = files_of(attacked, attacked.versions[0])
    places = scores.members
    slopes = tables["analysis", "relation"].filter(pl.col("level") == "within")
    for row in slopes.to_dicts():
        weeks = int(row["time_window"].split()[0])
        yield from _slopes(
            attacked, places, [row["stressor"]], row["outcome"], weeks, [row["r"]],
            part=row["slice"], size=len(scores.at),
        )  # fmt: skip
    for (stressor, outcome), own in tables["analysis", "level_within"].group_by(
        "stressor", "outcome"
    ):
        yield from _levels(attacked, places, stressor, outcome, own, len(scores.at))
    # what is published of weights follows from these
    weights = attacked.single.figures.filter(
        pl.col("kind") == "weights", pl.col("state") == "released"
    )
    for (outcome,), own in weights.group_by("outcome"):
        rows = own.sort("row")
        yield from _slopes(
            attacked, places, rows["stressor"].to_list(), str(outcome), 12,
            rows["value"].to_list(), part=WHOLE, size=len(scores.at),
        )  # fmt: skip


def _counted(
    attacked: Attacked, own: Floats, loads: Sequence[Floats], part: str
) -> Floats:
    """Whom a statistic counts: answered, load known, not alone in the team."""
    made = attacked.members
    there = (own >= 0) & made.parts[part]
    for load in loads:
        there &= ~np.isnan(load)
    many = np.bincount(made.team[there], minlength=len(made.teams))
    return there & (many[made.team] > 1)


def _centred(values: Floats, team: Floats, there: Floats) -> Floats:
    found = np.zeros(len(values))
    for one in np.unique(team[there]):
        inside = there & (team == one)
        found[inside] = values[inside] - values[inside].mean()
    return found


def _slopes(
    attacked: Attacked,
    places: Floats,
    stressors: list[str],
    outcome: str,
    weeks: int,
    told: list[float],
    *,
    part: str,
    size: int,
) -> Iterator[Figures]:
    made = attacked.members
    m = made.outcomes.index(outcome)
    loads = [made.load[key, weeks] for key in stressors]
    there = _counted(attacked, places[:, m], loads, part)
    free = there.sum() - len(np.unique(made.team[there]))
    for load, r in zip(loads, told, strict=True):
        away = _centred(load, made.team, there)
        by = np.linalg.norm(away) * made.spread[m] * np.sqrt(free)
        row = np.zeros(size)
        row[places[there, m]] = away[there] / by
        yield Figures(row[None], np.array([r - 0.005]), np.array([r + 0.005]))


def _levels(
    attacked: Attacked,
    places: Floats,
    stressor: str,
    outcome: str,
    own: pl.DataFrame,
    size: int,
) -> Iterator[Figures]:
    made = attacked.members
    m = made.outcomes.index(outcome)
    load = made.load[stressor, 12]
    there = _counted(attacked, places[:, m], [load], WHOLE)
    away = _centred(load, made.team, there)
    for low, high, told in own.select("level_from", "level_to", "value").iter_rows():
        inside = there & (away >= (-np.inf if low is None else low))
        inside &= away < (np.inf if high is None else high)
        weight = _centred(inside.astype(float), made.team, there) / inside.sum()
        row = np.zeros(size)
        row[places[there, m]] = weight[there]
        yield Figures(row[None], np.array([told - 0.5]), np.array([told + 0.5]))


def _stack(found: Sequence[Figures]) -> Figures:
    return Figures(
        np.vstack([one.rows for one in found]),
        np.concatenate([one.low for one in found]),
        np.concatenate([one.high for one in found]),
    )


def _prior(attacked: Attacked, scores: Scores) -> Floats:
    """Covariance of all scores: teams differ, people within them, two scores agree."""
    made = attacked.members
    spread = dict(zip(made.outcomes, made.spread.tolist(), strict=True))
    usual = float(np.nanmean(made.spread))
    within = np.array([spread.get(y, usual) for y, _ in scores.cell])
    together = _agreement(made.deviations())
    person = np.array([key[1] for key in scores.at], dtype=np.uint64)
    outcome = np.array([y for y, _ in scores.cell])
    team = np.array([group for _, group in scores.cell])
    version = np.array([str(one) for one in scores.versions])
    same = outcome[:, None] == outcome
    one_answer = (person[:, None] == person) & (version[:, None] == version)
    people = np.where(same, np.eye(len(team)), together * one_answer)
    teams = np.where(same, 1.0, together) * (team[:, None] == team)
    return np.asarray(people * np.outer(within, within) + teams * TEAMS_DIFFER**2)


def _agreement(away: Floats) -> float:
    """How closely two scores of one person go together within teams; 0: only one."""
    both = ~np.isnan(away).any(axis=1)
    if away.shape[1] < 2 or both.sum() < 3:
        return 0.0
    return float(np.clip(np.corrcoef(away[both].T)[0, 1], -0.95, 0.95))


def _conditioned(prior: Floats, told: Figures) -> tuple[Floats, Floats]:
    """Variance and mean of every score once figures are known."""
    middle = (told.low + told.high) / 2
    usual = 50.0
    seen = told.rows @ prior
    inner = seen @ told.rows.T
    inner[np.diag_indices(len(inner))] += (told.high - told.low) ** 2 / 12
    solved = np.linalg.solve(inner, seen)
    mean = usual + solved.T @ (middle - told.rows.sum(axis=1) * usual)
    return np.diagonal(prior) - (seen * solved).sum(axis=0), np.clip(mean, 0, 100)


def _sure(own: Floats, spread: Floats, left: Floats) -> set[int]:
    """Scores within a fifth of the scale with 95 %, and rightly."""
    return set(own[(2 * LIKELY * spread < FIFTH) & (left < NEAR)].tolist())


def _bounded(
    told: Figures, own: Floats, spread: Floats, outcome: Floats, scores: Scores
) -> set[int]:
    """Of the scores known best, those that nothing but a fifth of the scale allows."""
    found = set()
    for y in sorted(set(outcome.tolist())):
        of_it = np.array([cell[0] == y for cell in scores.cell])
        rows = told.rows[:, of_it]
        some = np.abs(rows).sum(axis=1) > 0
        place = np.cumsum(of_it) - 1
        inside = outcome == y
        for one in own[inside][np.argsort(spread[inside])[:CLOSEST]].tolist():
            target = np.zeros(int(of_it.sum()))
            target[place[one]] = 1.0
            ends = [
                sign * _least(sign * target, rows[some], told, some)
                for sign in (1.0, -1.0)
            ]
            if ends[1] - ends[0] < FIFTH:
                found.add(one)
    return found


def _least(target: Floats, rows: Floats, told: Figures, some: Floats) -> float:
    """The least that a score can be (or less its most); NaN where nothing is possible."""
    done = linprog(
        target,
        A_ub=np.vstack([rows, -rows]),
        b_ub=np.concatenate([told.high[some], -told.low[some]]) + 1e-6,
        bounds=(0.0, 100.0),
    )
    return float(done.fun) if done.success else np.nan
