"""Contacts answered after hours: one row per clinician, week and channel; counts only."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.arrays import Floats, Ints, labels, stream
from etl.synthetic.availability import at_work
from etl.synthetic.csv_files import write_csv
from etl.synthetic.levels import team_level
from etl.synthetic.roster import employee_numbers
from etl.synthetic.world import World

CHANNELS = ("e-mail", "message", "call")
IN_HOURS_A_DAY = 6.0
WEEK = 7


def write_month(path: Path, world: World, month: int) -> None:
    """Writes one month; the day of a row is the person's last at work in its week."""
    rng = stream(world.seed, "contacts", month)
    first = int(world.span.first_index[month])
    there = at_work(world, month) & world.persons.sees_clients[:, None]
    weeks = np.arange(there.shape[1]) // WEEK
    rows = [
        _week(rng, world, there, np.flatnonzero(weeks == week), month)
        for week in range(int(weeks.max()) + 1)
    ]
    person, day, own, on_call = (
        np.concatenate(column) for column in zip(*rows, strict=True)
    )
    frame = pl.DataFrame(
        {
            "staff_id": labels(employee_numbers(world.persons), person),
            "on_date": world.span.dates[first + day],
            "channel": labels(CHANNELS, rng.integers(0, len(CHANNELS), len(person))),
            "in_hours": rng.poisson(IN_HOURS_A_DAY * WEEK, len(person)),
            "after_hours": own,
            "on_call": on_call,
        }
    )
    write_csv(path, frame)


def _week(
    rng: np.random.Generator, world: World, there: np.ndarray, days: Ints, month: int
) -> tuple[Ints, Ints, Ints, Ints]:
    """Person, day, contacts of one's own and on call, of everybody at work in a week."""
    persons = world.persons
    present = there[:, days]
    person = np.flatnonzero(present.any(axis=1))
    last = days[-1] - np.argmax(present[person, ::-1], axis=1)
    weeks: Floats = present[person].sum(axis=1) * (
        persons.clinical_fte[person] / persons.days_a_week[person]
    )
    team = persons.team_of[person, month]
    level = _level(world, "after_hours_contacts")[team, month] * weeks
    share = _level(world, "on_call_contact_share")[team, month]
    own = rng.poisson(level)
    on_call = _taken_on_call(rng, team, level * share / (1 - share))
    return person, last, own, on_call


def _taken_on_call(rng: np.random.Generator, team: Ints, expected: Floats) -> Ints:
    """A team's contacts on call are all one person's: whoever has the duty that week."""
    total = np.bincount(team, expected)
    order = rng.permutation(len(team))
    _, first = np.unique(team[order], return_index=True)
    found = np.zeros(len(team), dtype=np.int64)
    found[order[first]] = rng.poisson(total[team[order[first]]])
    return found


def _level(world: World, measure: str) -> Floats:
    return team_level(measure, world.span, world.org, world.told)
