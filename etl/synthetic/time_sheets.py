"""Time sheets: hours by person, day and activity; one file a month.

Bank staff and administrative assistants keep none.
"""

from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.arrays import Bools, Floats, Ints, happens, labels, stream
from etl.synthetic.csv_files import Slip, write_csv
from etl.synthetic.levels import BASE
from etl.synthetic.people import BANK, FULL_WEEK_HOURS, People
from etl.synthetic.roles import ADMIN, MANAGER
from etl.synthetic.roster import employee_numbers
from etl.synthetic.world import World

ACTIVITIES = (
    "direct", "documentation", "scheduling", "billing", "records", "meeting",
    "clinical_supervision", "one_to_one", "peer_support", "training_chosen",
    "training_mandatory",
    "admin_block", "admin_block_planned", "other_admin",
)  # fmt: skip
# a plan, and the hours of it that were kept: what was done in them stands elsewhere
BLOCKS = [ACTIVITIES.index(name) for name in ("admin_block", "admin_block_planned")]
DELEGABLE = {"scheduling": 0.34, "billing": 0.2, "records": 0.28, "other_admin": 0.18}
DELEGABLE_ON_A_DAY = 0.7  # chance of each
# hours a month, hours each time; supervision is the person's own level
REGULAR = {
    "one_to_one": (BASE["one_to_one"], 0.5),
    "peer_support": (0.9, 0.75),
    "training_chosen": (1.1, 2.0),
    "training_mandatory": (0.8, 1.0),
}
MEETINGS = 13.0  # hours a month
MANAGERS_MEETINGS = 0.45  # of a manager's contracted day
BLOCK_PLANNED, BLOCK_KEPT = 0.3, 0.72  # of days, of planned blocks
WORKING_WEEKS_A_MONTH = 3.79  # holidays and leave taken out
SHORTEST_ENTRY = 0.05
SLIPS: tuple[Slip, ...] = (
    ("hours", "7,5h"),
    ("on_date", "2025-02-30"),
    ("hours", "half a day"),
)


def write_month(path: Path, world: World, kept_minutes: Floats, month: int) -> int:
    """Writes one month's hours; returns the rows. `kept_minutes` is people x days."""
    rng = stream(world.seed, "time", month)
    first = int(world.span.first_index[month])
    person, offset = _worked_days(world, kept_minutes, month)
    half = world.away.half[person, first + offset]
    level = {key: values[person, month] for key, values in world.drawn.person.items()}
    direct = kept_minutes[person, offset] / 60
    worked = _worked(rng, world.persons, person, half, level["overtime_hours"])
    day = (np.maximum(worked, direct + 0.5), direct)
    hours = _hours(rng, world.persons, person, level, day)
    row, activity = np.nonzero(hours >= SHORTEST_ENTRY)
    frame = pl.DataFrame(
        {
            "staff_id": labels(employee_numbers(world.persons), person[row]),
            "on_date": world.span.dates[first + offset[row]],
            "activity": labels(ACTIVITIES, activity),
            "hours": hours[row, activity],
        }
    )
    write_csv(path, frame, slips=SLIPS)
    return len(frame)


def _worked_days(world: World, kept_minutes: Floats, month: int) -> tuple[Ints, Ints]:
    """Person and day of the month of every day worked, sessions on leave included."""
    span, persons, away = world.span, world.persons, world.away
    first, last = int(span.first_index[month]), int(span.first_index[month + 1]) - 1
    these = slice(first, last + 1)
    there = persons.employed(first, last) & span.workday[these]
    there &= persons.works[:, np.minimum(span.weekday[these], 4)]
    there &= (away.kind[:, these] < 0) | away.half[:, these]
    keeps = (persons.contract != BANK) & (persons.role != ADMIN)
    person, offset = np.nonzero((there | (kept_minutes > 0)) & keeps[:, None])
    return person.astype(np.int64), offset.astype(np.int64)


def _worked(
    rng: np.random.Generator,
    persons: People,
    person: Ints,
    half: Bools,
    overtime: Floats,
) -> Floats:
    """Hours of each day: contracted, half on half days, and the person's overtime."""
    days = persons.days_a_week[person]
    contracted = FULL_WEEK_HOURS * persons.fte[person] / days * np.where(half, 0.5, 1.0)
    return contracted + overtime / days + rng.normal(0, 0.45, len(person))


def _hours(
    rng: np.random.Generator,
    persons: People,
    person: Ints,
    level: dict[str, Floats],
    day: tuple[Floats, Floats],
) -> Floats:
    """Days x activities, to the hundredth. `day`: hours worked, and with clients.

    What is left of the day after all else is documentation.
    """
    worked, direct = day
    count, hours = len(person), np.zeros((len(person), len(ACTIVITIES)))
    column = dict(zip(ACTIVITIES, hours.T, strict=True))
    column["direct"][:] = direct
    _regular(rng, column, persons, person, level["clinical_supervision"])
    planned = happens(rng, count, BLOCK_PLANNED)
    column["admin_block_planned"][:] = planned
    column["admin_block"][:] = planned & happens(rng, count, BLOCK_KEPT)
    share = np.maximum(0, level["admin_share"] * rng.normal(1, 0.15, count))
    on_days = happens(rng, (count, len(DELEGABLE)), DELEGABLE_ON_A_DAY)
    on_days[:, 0] |= ~on_days.any(axis=1)
    split = on_days * np.array(list(DELEGABLE.values()))
    split /= split.sum(axis=1, keepdims=True)
    for number, name in enumerate(DELEGABLE):
        column[name][:] = share * worked * split[:, number]
    taken = hours.sum(axis=1) - hours[:, BLOCKS].sum(axis=1)
    column["documentation"][:] = np.maximum(worked - taken, 0.25)
    return np.round(hours, 2)


def _regular(
    rng: np.random.Generator,
    column: dict[str, Floats],
    persons: People,
    person: Ints,
    supervision: Floats,
) -> None:
    """Fills in what comes round regularly: supervision, training, meetings."""
    days = np.asarray(persons.days_a_week[person] * WORKING_WEEKS_A_MONTH, np.float64)
    column["clinical_supervision"][:] = _now_and_then(rng, supervision, days, 1.0)
    for name, (a_month, each) in REGULAR.items():
        column[name][:] = _now_and_then(rng, np.full(len(days), a_month), days, each)
    leads = persons.role[person] == MANAGER
    a_day = FULL_WEEK_HOURS * persons.fte[person] / persons.days_a_week[person]
    in_meetings = MANAGERS_MEETINGS * a_day
    meetings = _now_and_then(rng, np.full(len(days), MEETINGS), days, 1.0)
    column["meeting"][:] = np.where(leads, in_meetings, meetings)


def _now_and_then(
    rng: np.random.Generator, a_month: Floats, days: Floats, each: float
) -> Floats:
    """`each` hours on as many days as make `a_month` hours in a month's days.

    The days are evenly spaced, as appointments with a supervisor are: drawn by chance,
    two a month would say little about a person's own level.
    """
    chance = np.minimum(1.0, a_month / (days * each))
    reached = np.floor(np.cumsum(chance) + rng.random())
    return np.where(np.diff(reached, prepend=0.0) >= 1, each, 0.0)
