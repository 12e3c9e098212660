"""What all relations cost, beside a plain loop over pandas and statsmodels.

    .venv/bin/python benchmarks/relations_speed.py

20,000 respondents x 8 waves in 1,000 teams, 12 stressors, 8 outcomes, 3 windows, 12 slices
(the organisation, four divisions, four settings, three roles): every pair between teams
(correlation with its bootstrap, slope, levels, break), within them, within person and wave,
and by slopes with errors by team; Shapley values for the organisation. The plain loop does
the first pairs of the organisation the usual way; its slopes and correlations are compared.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from multiprocessing import Pool
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
import pandas as pd
import statsmodels.formula.api as smf

from analytics.drivers import drivers
from analytics.every_pair import EveryPair, every_pair
from analytics.segmented import break_point, levels, round_edges
from analytics.team_sums import Floats, codes, team_means, team_sums
from etl.understand.between_pair import DRAWS, between_pair
from etl.understand.shown_teams import Pair

WINDOWS, STRESSORS, OUTCOMES = 3, 12, 8
held_by_all: dict[str, Any] = {}


def made(
    people: int, teams: int, waves: int
) -> tuple[list[Floats], Floats, dict[str, np.ndarray]]:
    """Exposures by window, scores, and team, person and wave of each row."""
    rng = np.random.default_rng(1)
    person = np.repeat(np.arange(people), waves)
    wave = np.tile(np.arange(waves), people)
    team = person % teams
    rows = people * waves
    usual = rng.normal(28, 3, (teams, STRESSORS))[team]
    windows = [
        usual + 3 * rng.standard_normal((rows, STRESSORS)) for _ in range(WINDOWS)
    ]
    own = rng.standard_normal((people, OUTCOMES))[person]
    y = (
        46
        + 0.4 * windows[0][:, :OUTCOMES]
        + 10 * own
        + 8 * rng.standard_normal((rows, OUTCOMES))
    )
    return windows, y, {"team": team, "person": person, "wave": wave}


def slices(labels: dict[str, np.ndarray]) -> list[np.ndarray]:
    """Everybody; four divisions, four settings, three roles."""
    team, person = labels["team"], labels["person"]
    parts = [np.ones(len(team), dtype=bool)]
    parts += [team % 4 == each for each in range(4)]
    parts += [(team // 4) % 4 == each for each in range(4)]
    return parts + [(person // 1000) % 3 == each for each in range(3)]


def one_slice(x: Floats, y: Floats, labels: dict[str, np.ndarray]) -> EveryPair:
    """All figures of one slice and window."""
    code, teams = codes(labels["team"])
    size = np.bincount(code).astype(float)
    sides = [
        [team_means(column, code, teams) for column in columns.T] for columns in (x, y)
    ]
    for one in sides[0]:
        edges = round_edges(one, 1.0)
        for other in sides[1]:
            between_pair(Pair(one, other, size), seed=1)
            levels(one, other, edges=edges, weight=size)
            break_point(one, other, weight=size)
    return every_pair(x, y, **labels)


def judged(job: tuple[int, int]) -> tuple[EveryPair, float]:
    """One slice and window, and the processor's seconds it took."""
    number, window = job
    started = time.process_time()
    labels = held_by_all["labels"]
    part = slices(labels)[number]
    own = {name: each[part] for name, each in labels.items()}
    x, y = held_by_all["windows"][window][part], held_by_all["y"][part]
    return one_slice(x, y, own), time.process_time() - started


def plain_pair(frame: pd.DataFrame, x: str, y: str) -> tuple[float, float, float]:
    """Correlation between teams, within slope and within person and wave, the usual way."""
    means = frame.groupby("team")[[x, y]].mean()
    between = means[x].corr(means[y])
    rng = np.random.default_rng(1)
    for _ in range(DRAWS):
        drawn = means.iloc[rng.integers(len(means), size=len(means))]
        drawn[x].corr(drawn[y])
    cell = frame.groupby(["team", "wave"])[x].transform("mean")
    rows = frame.assign(mean=cell, own=frame[x] - cell, score=frame[y])
    fit = smf.ols("score ~ own + mean + C(wave)", rows).fit(
        cov_type="cluster", cov_kwds={"groups": rows["team"]}
    )
    centred = frame[[x, y]] - frame.groupby("person")[[x, y]].transform("mean")
    for _ in range(20):  # by turns, until person and wave are both gone
        centred -= centred.groupby(frame["wave"]).transform("mean")
        centred -= centred.groupby(frame["person"]).transform("mean")
    return float(between), float(fit.params["own"]), float(centred[x].corr(centred[y]))


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--people", type=int, default=20_000)
    parser.add_argument("--teams", type=int, default=1_000)
    parser.add_argument("--waves", type=int, default=8)
    parser.add_argument("--plain", type=int, default=3, help="pairs of the plain loop")
    given = parser.parse_args()
    windows, y, labels = made(given.people, given.teams, given.waves)
    held_by_all.update(windows=windows, y=y, labels=labels)
    begun = time.perf_counter()
    jobs = [(s, w) for s in range(len(slices(labels))) for w in range(WINDOWS)]
    with Pool(2) as pool:  # forked: the rows are shared, not sent
        done = pool.map(judged, jobs, chunksize=1)
    whole, first = done[0]
    code, teams = codes(labels["team"])
    for each in range(OUTCOMES):
        x = windows[0][:, :10] - windows[0][:, :10].mean(axis=0)
        held = np.column_stack([np.ones(len(y)), x, y[:, each] - y[:, each].mean()])
        drivers(team_sums(held, code, teams), seed=1)
    seconds, busy = time.perf_counter() - begun, sum(spent for _, spent in done)
    pairs = STRESSORS * OUTCOMES * len(done)
    print(
        f"all: {seconds:.1f} s on the clock, {busy:.1f} s of processor, {pairs} pairs"
    )
    frame = pd.DataFrame(windows[0], columns=[f"x{n}" for n in range(STRESSORS)])
    frame = frame.assign(**{f"y{n}": y[:, n] for n in range(OUTCOMES)}, **labels)
    started = time.process_time()
    plain = [plain_pair(frame, f"x{n}", "y0") for n in range(given.plain)]
    each = (time.process_time() - started) / given.plain
    for n, (between, slope, repeated) in enumerate(plain):
        fit = whole.slopes[n, 0]
        assert fit
        assert np.isclose(between, whole.between[n, 0], atol=1e-6)
        assert np.isclose(slope, fit.coefficients[-2], atol=1e-6)
        assert np.isclose(repeated, whole.repeated[n, 0], atol=1e-6)
    ours = first / (STRESSORS * OUTCOMES)
    print(
        f"a pair of the organisation: {ours:.3f} s here, {each:.2f} s plain: {each / ours:.0f} times"
    )


if __name__ == "__main__":
    main()
