"""What the Watch and Leave pages cost with 1,000 teams, 36 months and 30 measures published.

    .venv/bin/python -m benchmarks.watch               # publishes, then measures
    .venv/bin/python -m benchmarks.watch --browser     # and in Chromium, beside a bare page

The published file is made here, without exports and marts: cells of every team and month
drawn at random, the tables of signals, control charts, standings and similar teams as
publishing makes them.
"""

from __future__ import annotations

import argparse
import os
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from tempfile import mkdtemp

import duckdb
import numpy as np
import polars as pl
from streamlit.testing.v1 import AppTest

from benchmarks.browser import beside_a_bare_page
from benchmarks.made_leave import leave_tables, lists
from definitions.measures import Measure, measures
from etl.disclosure.rows import ESTIMATE
from etl.periods import month_start
from etl.signals_cells import signal_cells
from etl.similar_cells import similar_cells
from etl.spc_cells import spc_cells
from etl.standing_cells import standing_cells

ROOT = Path(__file__).resolve().parents[1]
RUNS = 7
LAST = date(2026, 8, 1)
MODELS = (
    "outpatient clinic",
    "assertive community",
    "school based",
    "residential care",
)
AGREED = ("caseload_per_fte", "back_to_back_share", "after_hours_notes", "admin_share",
          "clinical_supervision", "sessions_per_fte_week")  # fmt: skip
RESTED = ("leave_taken_ratio", "no_week_off", "worked_on_leave", "sick_share",
          "vacation_share")  # fmt: skip
SCORES = ("cbi_work", "cbi_personal", "cbi_client")
PAGES = {
    "Overview": ("pages/watch/overview.py", {}),
    "Team": ("pages/watch/team.py", {"team": "Team 0500"}),
    "Trends": ("pages/watch/trends.py", {"level": "Teams"}),
    "Next four weeks": ("pages/watch/next_weeks.py", {}),
    "Leave use": ("pages/leave/leave_use.py", {"role": "HR"}),
    "Rest": ("pages/leave/leave_rest.py", {"role": "HR"}),
    "Decisions compared": ("pages/leave/leave_decisions.py", {"role": "HR"}),
    "Balances": ("pages/leave/leave_balances.py", {"role": "HR"}),
    "Named lists": ("pages/leave/leave_lists.py", {"role": "HR"}),
}


def chosen_measures(many: int) -> list[Measure]:
    """So many monthly measures of work, and three scores."""
    every = [m for m in measures().values() if m.origin == "people"]
    first = [m for m in every if m.key in (*AGREED, *RESTED)]
    rest = [m for m in every if "month" in m.periods and m not in first]
    scores = [measures()[key] for key in SCORES]
    return [*first, *rest][: many - len(scores)] + scores


def groups(teams: int) -> pl.DataFrame:
    """An organisation, ten divisions, fifty programmes and their teams."""
    rows = [("org", "The practice", "organisation", None, None, None)]
    rows += [
        (f"d{n}", f"Division {n}", "division", "org", None, None) for n in range(10)
    ]
    rows += [
        (f"p{n}", f"Programme {n}", "programme", f"d{n % 10}", None, None)
        for n in range(50)
    ]
    rows += [
        (f"t{n:04}", f"Team {n:04}", "team", f"p{n % 50}", MODELS[n % 4], MODELS[n % 4])
        for n in range(teams)
    ]
    names = ["group_id", "name", "kind", "parent_id", "setting", "service_model"]
    made = pl.DataFrame(rows, schema=dict.fromkeys(names, pl.String), orient="row")
    return made.with_columns(
        node_id="group_id",
        split=pl.lit("none"),
        people_band=pl.lit("20-29"),
        valid_from=pl.lit(date(2023, 1, 1)),
    )


def cells(ids: list[str], kept: list[Measure], months: int) -> pl.DataFrame:
    """Every figure of every group: months of work, a wave a quarter of scores."""
    rng = np.random.default_rng(1)
    starts = [month_start(LAST, place + 1 - months) for place in range(months)]
    frames = []
    for measure in kept:
        score = measure.origin == "answers"
        days = starts[2::3] if score else starts
        level = 0.25 if measure.format == "share" else 45.0 if score else 24.0
        base = level * (1 + 0.05 * rng.standard_normal((len(ids), 1)))
        values = base * (1 + 0.05 * rng.standard_normal((len(ids), len(days))))
        values = np.round(values) if score else values
        reach = 6.0 if score else 0.1 * level
        frames.append(_frame(measure, ids, days, values, reach))
    return pl.concat(frames)


def _frame(
    measure: Measure, ids: list[str], days: list[date], values: np.ndarray, reach: float
) -> pl.DataFrame:
    score = measure.origin == "answers"
    flat = values.ravel()
    found = pl.DataFrame(
        {
            "measure": [measure.key] * flat.size,
            "group_id": np.repeat(ids, len(days)).tolist(),
            "period_kind": ["wave" if score else "month"] * flat.size,
            "period_start": days * len(ids),
            "period_end": [day + timedelta(days=27) for day in days] * len(ids),
            "value": flat,
            "lower": flat - reach,
            "upper": flat + reach,
            "n": [None if score else 20] * flat.size,
            "n_band": ["10-19" if score else None] * flat.size,
            "denominator": [None if score else 10.0] * flat.size,
            "origin": [measure.origin] * flat.size,
            "state": ["shown"] * flat.size,
            "reading": ["cannot_tell"] * flat.size,
        }
    )
    return pl.concat([pl.DataFrame(schema=ESTIMATE), found], how="diagonal_relaxed")


def references(ids: list[str], kept: list[Measure]) -> pl.DataFrame:
    """An agreed level a little above most teams for six measures, a beginning else."""
    rows = [
        {
            "measure": m.key,
            "group_id": group,
            "value": 0.3 if m.format == "share" else 28.0,
            "agreed": m.key in AGREED,
            "text": "agreed" if m.key in AGREED else "the first year",
        }
        for m in kept
        for group in ids
    ]
    return pl.DataFrame(rows)


def published(data: Path, teams: int, months: int, many: int) -> dict[str, float]:
    """Writes a version; seconds that its tables took."""
    kept = chosen_measures(many)
    made = groups(teams)
    ids = made["group_id"].to_list()
    estimate, reference = cells(ids, kept, months), references(ids, kept)
    tables = {"grp": made, "estimate": estimate, "reference": reference}
    actions = pl.DataFrame(
        schema={"team_id": pl.String, "target_measure": pl.String}
        | {"started_on": pl.Date, "ended_on": pl.Date}
    )
    breaks = pl.DataFrame(
        schema={"measure": pl.String, "period_kind": pl.String}
        | {"period_start": pl.Date}
    )
    makers = {
        "signal": lambda: signal_cells(
            estimate, made, reference, headline_measures=AGREED
        ),
        "spc": lambda: spc_cells(
            estimate, made, actions, measures=kept, reference=reference, breaks=breaks
        ),
        "standing": lambda: standing_cells(estimate, made, reference),
        "similar_teams": lambda: similar_cells(estimate, made),
    }
    took = {}
    for name, make in makers.items():
        began = time.perf_counter()
        tables[name] = make()
        took[name] = time.perf_counter() - began
    tables |= {**_frame_tables(kept), **leave_tables(made, LAST)}
    folder = data / "published" / "made"
    folder.mkdir(parents=True)
    _write(folder / "teams.duckdb", ("teams",), tables)
    rested = pl.col("measure").is_in(RESTED)
    tables |= {**lists(made, LAST), "leave_estimate": estimate.filter(rested)}
    _write(folder / "leave.duckdb", ("leave", "teams"), tables)
    (data / "published" / "CURRENT").write_text("made\n", "utf-8")
    return took


def _frame_tables(kept: list[Measure]) -> dict[str, pl.DataFrame]:
    named = ["label", "short_label", "unit", "format", "section", "direction", "area", "origin", "sensitivity", "chart", "step"]  # fmt: skip
    rows = [
        {
            "measure": m.key,
            "position": place,
            "headline": m.key in AGREED,
            **{name: getattr(m, name) for name in named},
        }
        for place, m in enumerate(kept)
    ]
    manifest = {
        "version": "made",
        "published_at": LAST,
        "organisation": "The practice",
        "made_from": "nothing",
        "minimums": "{}",
        "audit": "passed",
        "code_version": "0",
    }
    return {"measure": pl.DataFrame(rows), "manifest": pl.DataFrame([manifest])}


def _write(
    path: Path, declared: tuple[str, ...], tables: dict[str, pl.DataFrame]
) -> None:
    """A file of those tables that its statements make; by name, so they fit."""
    with duckdb.connect(str(path)) as con:
        for each in declared:
            con.execute((ROOT / "etl" / "sql" / f"{each}.sql").read_text("utf-8"))
        there = {name for (name,) in con.execute("show tables").fetchall()}
        for name in there & tables.keys():
            con.register("made", tables[name])
            con.execute(f"insert into {name} by name from made order by all")
            con.unregister("made")


def rerun_ms(
    name: str, page: str, address: dict[str, str]
) -> tuple[float, float, float]:
    """The first run of a page, nothing kept of it; medians of later ones.

    Milliseconds on the clock, on the clock, and of processor time.
    """
    app = AppTest.from_file(ROOT / "dashboard.py", default_timeout=120)
    app.query_params.update(address)
    app.run()
    app.query_params.update(address)
    times, worked = [], []
    for turn in range(RUNS + 1):
        began, busy = time.perf_counter(), time.process_time()
        app.switch_page(page).run() if turn == 0 else app.run()
        times.append(1000 * (time.perf_counter() - began))
        worked.append(1000 * (time.process_time() - busy))
    assert not app.exception, [each.message for each in app.exception]
    assert [each.value for each in app.title] == [name]
    return times[0], median(times[1:]), median(worked[1:])


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--teams", type=int, default=1000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--measures", type=int, default=30)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--browser", action="store_true")
    chosen = parser.parse_args()
    data = chosen.data or Path(mkdtemp())
    if not (data / "published").exists():
        took = published(data, chosen.teams, chosen.months, chosen.measures)
        for table, seconds in took.items():
            print(f"{table}\t{seconds:.1f} s", flush=True)
    os.environ["BALLAST_DATA"] = str(data)
    for name, (page, address) in PAGES.items():
        first, later, worked = rerun_ms(name, page, address)
        line = f"{name}\tfirst {first:.0f} ms\trerun {later:.0f} ms, {worked:.0f} of it work"
        print(line, flush=True)
    if chosen.browser:
        for line in beside_a_bare_page(data):
            print(line, flush=True)


if __name__ == "__main__":
    main()
    # the app test leaves threads that would keep this process alive
    sys.stdout.flush()
    os._exit(0)
