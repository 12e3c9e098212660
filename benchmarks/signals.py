"""How often signals err, and what they see, over made-up organisations.

    .venv/bin/python -m benchmarks.signals --organisations 400 --first 1000 --kept FILE

The false discovery rate was chosen on organisations 0 to 399: figures that are told come
of others. Each is named at the product's rate and, beside it, at others. FILE takes a line
for each organisation as it is done, so that a run that was stopped goes on where it was.
Beside the steps of the aim that our test names stand those that a test would name that
knew every team's season, standard deviation and lag-1 correlation (`known`): nothing that
looks at the mean of three months can do better at that rate.

Every organisation has 48 teams of unequal size and role mix in three service models, six
measures with a season of their own, AR(1) months whose lag-1 correlation differs from
team to team, months that are missing, a team that came late and one that was merged away.
Kinds: `calm`, every team well under its levels; `edge`, every team .5 SD of its own
months under them; `level`, every team exactly at them (the worst case there can be);
`step`, one team of a calm organisation moved past one level three months ago, judged in
its third month alone: what was named sooner and then not is not counted as found.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from dataclasses import dataclass, replace
from multiprocessing import Pool
from pathlib import Path
from typing import Any

os.environ.setdefault("OMP_NUM_THREADS", "1")
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from analytics.marks import STATES, marks
from analytics.signals import (
    FALSE_DISCOVERIES,
    WORTH,
    benjamini_hochberg,
    findings,
    mean_of_three,
    past_level,
)
from analytics.xmr import limits

Floats = NDArray[np.float64]

TEAMS = 48
RATES = (0.20, FALSE_DISCOVERIES, 0.10, 0.05)  # the product's, and others beside it
SIZES = (1.0, 2.0, 3.0, 4.0, 6.0)
LONGEST = 4.0  # the aim: 4 SD or 15 %, whichever is smaller
SHARE = 0.15
LAST = 3
SEEN = 25  # organisations between two lines
# Level, and the SD of a month of a team of 12 as a share of it: loads, shares of many,
# hours. Season: SD of its twelve effects, as a share.
MEASURES = (
    ("caseload_per_fte", 28.0, 0.035, 0.04, False),
    ("sessions_per_fte_week", 24.0, 0.03, 0.03, False),
    ("back_to_back_share", 0.35, 0.05, 0.02, False),
    ("admin_share", 0.24, 0.04, 0.01, False),
    ("after_hours_notes", 3.0, 0.08, 0.06, False),
    ("clinical_supervision", 1.0, 0.05, 0.05, True),
)


@dataclass(frozen=True)
class Made:
    """One measure of a made-up organisation: teams x months, and its truth.

    `season`: what of each month is season; `phi`: each team's lag-1 correlation.
    """

    series: Floats
    level: Floats
    sd: Floats
    season: Floats
    phi: Floats
    alike: NDArray[np.int64]
    first_month: int
    below: bool


def made(rng: np.random.Generator, kind: str, months: int) -> list[Made]:
    """The measures of one organisation."""
    people = np.clip(np.exp(rng.normal(np.log(12), 0.5, TEAMS)), 5, 60)
    alike = rng.integers(3, size=TEAMS)
    first = int(rng.integers(12))
    late, merged = rng.choice(TEAMS, 2, replace=False)
    found = []
    for _, level, noise, season, below in MEASURES:
        sd = noise * np.sqrt(12 / people) * np.exp(0.2 * rng.standard_normal(TEAMS))
        way = -1.0 if below else 1.0
        under = {"edge": 0.5 * sd, "level": 0.0 * sd}.get(
            kind, np.maximum(0.1 + 0.03 * rng.standard_normal(TEAMS), 0.0)
        )
        months_of = (first + np.arange(months)) % 12
        shape = np.stack([year(rng, season) for _ in range(3)])[alike][:, months_of]
        usual = level * (1 - way * under)[:, None]
        phi, noise_of = wander(rng, TEAMS, months)
        figure = usual * (1 + shape) + level * sd[:, None] * noise_of
        figure[rng.random(figure.shape) < 0.02] = np.nan
        figure[late, : months // 2] = np.nan
        figure[merged, months // 2 :] = np.nan
        found.append(
            Made(
                figure,
                np.full(TEAMS, level),
                level * sd,
                usual * shape,
                phi,
                alike,
                first,
                below,
            )
        )
    return found


def year(rng: np.random.Generator, size: float) -> Floats:
    """Twelve effects that change slowly, adding up to nothing."""
    raw = rng.standard_normal(12)
    slow = 0.3 * np.roll(raw, 1) + 0.4 * raw + 0.3 * np.roll(raw, -1)
    slow -= slow.mean()
    return size * slow / slow.std()


def wander(rng: np.random.Generator, teams: int, months: int) -> tuple[Floats, Floats]:
    """Lag-1 correlations, .3 give or take .1 a team, and AR(1) months of variance 1."""
    phi = np.clip(rng.normal(0.3, 0.1, teams), 0, 0.8)
    shocks = rng.standard_normal((teams, months + 30))
    for month in range(1, months + 30):
        shocks[:, month] = phi * shocks[:, month - 1] + (
            np.sqrt(1 - phi**2) * shocks[:, month]
        )
    return phi, shocks[:, 30:]


def tested(one: Made) -> Floats:
    """P of each team as it would be published; 1 where its figure is not past its level.

    Where no team's is, nothing is simulated: no p could make a signal.
    """
    seen = one.series
    now = seen[:, -LAST:].mean(axis=1)
    past = now < one.level if one.below else now > one.level
    if not past.any():
        return np.ones(len(seen))
    p = past_level(
        seen,
        one.level,
        first_month=one.first_month,
        alike=one.alike,
        below=one.below,
        worth=WORTH,
    ).p
    return np.where(past | np.isnan(p), p, 1.0)


def known(one: Made) -> Floats:
    """P of each team for a test that knows its season, SD and lag-1 correlation."""
    now = (one.series - one.season)[:, -LAST:].mean(axis=1)
    past = (one.level - now) if one.below else (now - one.level)
    return np.asarray(stats.norm.sf(past / one.sd / np.sqrt(mean_of_three(one.phi))))


def named(p: list[Floats], at: float = FALSE_DISCOVERIES) -> NDArray[np.bool_]:
    """Which of measures x teams are signals."""
    found = findings(np.concatenate(p), false_discoveries=at)
    return found.reshape(len(p), -1)


def false_ones(task: tuple[str, int, int]) -> tuple[dict[str, int], int]:
    """False signals of one publication by rate, and false marks on last points."""
    kind, months, seed = task
    measures = made(np.random.default_rng([seed, len(kind)]), kind, months)
    p = [tested(one) for one in measures]
    signals = {told(at): int(named(p, at).sum()) for at in RATES}
    return signals, sum(concerns(one) for one in measures)


def told(rate: float) -> str:
    return f"at {100 * rate:g} %"


def concerns(one: Made) -> int:
    """Last points that a chart marks as concern."""
    last = marks(one.series, limits(one.series))[:, -1]
    bad = [s for s in range(1, len(STATES)) if (s % 2 == 1) != one.below]
    return int(np.isin(last, bad).sum())


def detections(task: tuple[str, int, int]) -> dict[str, Any]:
    """Whether a step of each size is named in its third month, by rate."""
    _, months, seed = task
    rng = np.random.default_rng([seed, 99])
    measures = made(rng, "calm", months)
    which = int(rng.integers(len(measures)))
    one = measures[which]
    whole = np.flatnonzero(~np.isnan(one.series[:, -LAST - 13 :]).any(axis=1))
    team = int(rng.choice(whole))
    share = SHARE * one.level[team] / one.sd[team]
    sizes = {f"{size:g} SD": size for size in SIZES} | {"15 %": share}
    rest = [each for each in measures if each is not one]
    others = [tested(each) for each in rest]
    p = {name: tested(moved(one, team, size)) for name, size in sizes.items()}
    smaller = share < LONGEST
    p["aim"] = p["15 %" if smaller else f"{LONGEST:g} SD"]
    sure = [known(each) for each in (moved(one, team, min(share, LONGEST)), *rest)]
    return {
        told(at): {
            name: bool(named([own, *others], at)[0, team]) for name, own in p.items()
        }
        | {"known": bool(named(sure, at)[0, team])}
        for at in RATES
    } | {"measure": MEASURES[which][0], "aim is 15 %": bool(smaller)}


def moved(one: Made, team: int, size: float) -> Made:
    """The measure, with the last three months' mean of a team past its level."""
    series = one.series.copy()
    way = -1.0 if one.below else 1.0
    # its own level before: the mean of its months, season and noise as they were
    before = np.nanmean(series[team, :-LAST])
    series[team, -LAST:] += one.level[team] - before + way * size * one.sd[team]
    return replace(one, series=series)


def rate(count: int, times: int) -> tuple[float, float, float]:
    """Events per publication with the exact 95 % Poisson interval (Garwood 1936)."""
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return count / times, low / times, stats.chi2.ppf(0.975, 2 * count + 2) / 2 / times


def share_of(hits: int, of: int) -> tuple[float, float, float]:
    """A share with its exact 95 % interval (Clopper and Pearson 1934)."""
    low = stats.beta.ppf(0.025, hits, of - hits + 1) if hits else 0.0
    high = stats.beta.ppf(0.975, hits + 1, of - hits) if hits < of else 1.0
    return hits / of, float(low), float(high)


def speed(teams: int, months: int, measures: int) -> float:
    """Seconds for the signals of so many teams, months and measures."""
    rng = np.random.default_rng(1)
    _, months_of = wander(rng, teams, months)
    base = 25 + rng.standard_normal((teams, 1)) + months_of
    began = time.perf_counter()
    p = [past_level(base + n, np.full(teams, 27.0 + n)).p for n in range(measures)]
    benjamini_hochberg(np.concatenate(p))
    return time.perf_counter() - began


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--organisations", type=int, default=400)
    parser.add_argument("--first", type=int, default=0, help="number of the first")
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--kinds", default="calm,edge,level,step,speed")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--kept", type=Path, help="a file of lines to go on from")
    chosen = parser.parse_args()
    kinds = chosen.kinds.split(",")
    if "speed" in kinds:
        kinds.remove("speed")
        print("speed", f"{speed(1000, 36, 30):.1f} s", flush=True)
    rows = so_far(chosen.kept, kinds, chosen.months)
    with Pool(chosen.workers) as pool:
        began = time.perf_counter()
        # kind by kind in turns, so that an interrupted run has found something of each
        end = chosen.first + chosen.organisations
        for first in range(chosen.first, end, SEEN):
            for kind in kinds:
                last = min(first + SEEN, end)
                seeds = [n for n in range(first, last) if n not in rows[kind]]
                tasks = [(kind, chosen.months, seed) for seed in seeds]
                for line in pool.imap_unordered(lived, tasks, 1):
                    rows[kind][line["seed"]] = line["found"]
                    keep(chosen.kept, line)
                seconds = f"{time.perf_counter() - began:.0f} s"
                print(kind, json.dumps(summed(kind, rows[kind])), seconds, flush=True)


def lived(task: tuple[str, int, int]) -> dict[str, Any]:
    """One organisation of a kind: what it was and what was found."""
    kind, months, seed = task
    found = detections(task) if kind == "step" else false_ones(task)
    return {"kind": kind, "months": months, "seed": seed, "found": found}


def so_far(
    kept: Path | None, kinds: list[str], months: int
) -> dict[str, dict[int, Any]]:
    """What each organisation of these kinds gave in earlier runs, by its seed."""
    rows: dict[str, dict[int, Any]] = {kind: {} for kind in kinds}
    if kept is None or not kept.exists():
        return rows
    for written in kept.read_text("utf-8").splitlines():
        line = json.loads(written)
        if line["kind"] in rows and line["months"] == months:
            rows[line["kind"]][line["seed"]] = line["found"]
    return rows


def keep(kept: Path | None, line: dict[str, Any]) -> None:
    """One line more."""
    if kept is not None:
        with kept.open("a", encoding="utf-8") as lines:
            lines.write(json.dumps(line) + "\n")


def summed(kind: str, rows: dict[int, Any]) -> dict[str, object]:
    """Figures of one kind with their 95 % intervals."""
    every = list(rows.values())
    found = detected(every) if kind == "step" else false(every)
    return {"organisations": len(every)} | found


def detected(rows: list[dict[str, Any]]) -> dict[str, object]:
    """The share of steps named, by rate and size; those of the aim by measure."""
    by_rate: dict[str, object] = {
        rate: {
            name: rounded(share_of(sum(row[rate][name] for row in rows), len(rows)))
            for name in rows[0][rate]
        }
        for rate in map(told, RATES)
    }
    product = told(FALSE_DISCOVERIES)
    of = {row["measure"] for row in rows}
    by_measure = {
        key: f"{sum(row[product]['aim'] for row in own)} of {len(own)}"
        for key in sorted(of)
        if (own := [row for row in rows if row["measure"] == key])
    }
    return by_rate | {"aim by measure": by_measure}


def false(rows: list[tuple[dict[str, int], int]]) -> dict[str, object]:
    """False signals by rate and false chart marks."""
    times = len(rows)
    counts = {at: [row[0][at] for row in rows] for at in rows[0][0]}
    return (
        {
            f"false signals a publication {at}": rounded(rate(sum(own), times))
            for at, own in counts.items()
        }
        | {
            f"publications with one {at}": rounded(share_of(sum(map(bool, own)), times))
            for at, own in counts.items()
        }
        | {"false marks a publication": rounded(rate(sum(r[1] for r in rows), times))}
    )


def rounded(figures: tuple[float, ...]) -> list[float]:
    return [round(float(one), 4) for one in figures]


if __name__ == "__main__":
    main()
