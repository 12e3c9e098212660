"""The EHR's caseload list on the first of each month."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.arrays import stream, whole
from etl.synthetic.csv_files import Slip, write_csv
from etl.synthetic.levels import BASE
from etl.synthetic.requests import PARENTAL
from etl.synthetic.roles import ROLES
from etl.synthetic.roster import provider_ids
from etl.synthetic.world import World

SLIPS: tuple[Slip, ...] = (("active_clients", "about 20"),)
DAYS_TO_FILL, FILLED_AT_START = 60, 0.8  # a new clinician's panel
# shares of the active clients
DORMANT, AT_HIGH_RISK = BASE["dormant_share"] / (1 - BASE["dormant_share"]), 0.11
HEAVIER = 0.15  # weight of clients of roles with smaller panels
LEFT_WITH_THE_ABSENT = 0.25  # of a panel, when its clinician is on parental leave
# Levels are planted per available FTE; over a year leave and holidays take 13 % of it,
# and nobody's panel shrinks for the weeks they are away.
AVAILABLE = 0.87
UNKNOWN = "P99998"  # a clinician the roster doesn't know


def write_snapshots(folder: Path, world: World) -> None:
    """One file a month: clients of everyone who sees clients and is employed that day."""
    for month, start in enumerate(world.span.month_starts[:-1]):
        frame = _with_a_stranger(_snapshot(world, month), month)
        write_csv(folder / f"caseload_{start}.csv", frame, slips=SLIPS)


def _snapshot(world: World, month: int) -> pl.DataFrame:
    rng = stream(world.seed, "caseload", month)
    persons, first = world.persons, int(world.span.first_index[month])
    there = persons.on_roster(first) & persons.sees_clients
    per_fte = world.drawn.person["caseload_per_fte"][:, month] * AVAILABLE
    level = per_fte * persons.clinical_fte
    absent = world.away.kind[:, first] == PARENTAL
    level = np.where(absent, level * LEFT_WITH_THE_ABSENT, level)
    filled = np.clip((first - persons.hired) / DAYS_TO_FILL, FILLED_AT_START, 1)
    active = whole(np.maximum(0, level * filled))
    weight = np.array([1.0 + HEAVIER * (role.clients < 1) for role in ROLES])
    return pl.DataFrame(
        {
            "staff_id": list(provider_ids(persons)),
            "on_date": [world.span.month_starts[month]] * len(persons),
            "open_clients": active + rng.binomial(np.maximum(active, 1), DORMANT),
            "active_clients": active,
            "weighted_clients": np.round(active * weight[persons.role], 1),
            "high_risk_clients": rng.binomial(active, AT_HIGH_RISK),
        }
    ).filter(pl.Series(there))


def _with_a_stranger(frame: pl.DataFrame, month: int) -> pl.DataFrame:
    """Every third file lists a clinician whom the roster doesn't know."""
    if month % 3:
        return frame
    row = frame.head(1).with_columns(pl.lit(UNKNOWN).alias("staff_id"))
    return pl.concat([row, frame])
