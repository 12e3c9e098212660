"""HR's monthly roster snapshots, and how every system names people."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.arrays import Ints
from etl.synthetic.csv_files import write_csv
from etl.synthetic.people import CONTRACTS, FULL_WEEK_HOURS, REASONS, People
from etl.synthetic.roles import ROLES
from etl.synthetic.span import Span
from etl.synthetic.words import POPULATIONS, person_name

EMPLOYEE_FROM = 1001


def employee_numbers(persons: People) -> tuple[str, ...]:
    return tuple(f"E{EMPLOYEE_FROM + n:05d}" for n in range(len(persons)))


def provider_ids(persons: People) -> tuple[str, ...]:
    """The EHR's numbers, in another order than HR's; blank without clients."""
    return tuple(
        f"P{(n * 7_919 + 13) % 99_991:05d}" if sees else ""
        for n, sees in enumerate(persons.sees_clients)
    )


def e_mails(persons: People) -> tuple[str, ...]:
    return tuple(
        f"{person_name(n).replace(' ', '.').lower()}.{n + 1}@example.org"
        for n in range(len(persons))
    )


def write_rosters(folder: Path, span: Span, persons: People) -> None:
    """One snapshot per month: who is employed, or starts, in that month."""
    everyone = _everyone(span, persons)
    for month, start in enumerate(span.month_starts[:-1]):
        first, end = (int(span.first_index[month + n]) for n in (0, 1))
        listed = (persons.hired < end) & (persons.left >= first)
        leader = leaders(persons, month, day=first)
        own = leader[persons.team_of[:, month]]
        own = np.where(own == np.arange(len(persons)), -1, own)
        employee = np.array([*employee_numbers(persons), ""])
        team_ids = np.array(
            [f"T{n + 1:02d}" for n in range(int(persons.team_of.max()) + 1)]
        )
        rows = everyone.with_columns(
            pl.lit(start).alias("as_of"),
            pl.Series("team_id", team_ids[persons.team_of[:, month]]),
            pl.Series("manager_employee_number", employee[own]).replace("", None),
            # a notice is on file from two months before the last day
            pl.when(pl.Series(persons.left < end + 60))
            .then("left_on")
            .alias("left_on"),
            pl.when(pl.Series(persons.left < end + 60))
            .then("leaving_reason")
            .alias("leaving_reason"),
        )
        chosen = rows.filter(pl.Series(listed)).select(HEADER)
        write_csv(folder / f"roster_{start}.csv", chosen)


HEADER = (
    "as_of", "employee_number", "name", "work_email", "provider_id", "team_id", "role",
    "discipline", "fte", "clinical_fte", "contract_hours_week", "contract_type",
    "pay_basis", "licence_status", "flexible_hours", "preferred_populations",
    "manager_employee_number", "hired_on", "left_on", "leaving_reason",
)  # fmt: skip


def leaders(persons: People, month: int, *, day: int) -> Ints:
    """Person who leads each team on a day, by team; -1 for a vacancy.

    A merged team is led by the leader of the first of the two it was made of.
    """
    teams = int(persons.team_of.max()) + 1
    result = np.full(teams, -1)
    there = np.flatnonzero((persons.leads >= 0) & persons.on_roster(day))
    for person in there[::-1]:
        result[persons.team_of[person, month]] = person
    return result


def preferences(person: int) -> tuple[int, int]:
    """The two populations that somebody prefers; two in three people say which."""
    return person % 6, (person + 1 + person % 5) % 6


def _everyone(span: Span, persons: People) -> pl.DataFrame:
    """The columns that don't change over time, one row per person."""
    count = len(persons)
    base = np.datetime64(span.dates[0])
    clinical = np.where(persons.sees_clients, persons.clinical_fte, np.nan)
    zero = np.arange(count) % 2 == 0  # HR writes none as 0 here and as blank there
    populations = [
        ";".join(POPULATIONS[number] for number in preferences(n)) if n % 3 else ""
        for n in range(count)
    ]
    return pl.DataFrame(
        {
            "employee_number": employee_numbers(persons),
            "name": [person_name(n) for n in range(count)],
            "work_email": e_mails(persons),
            "provider_id": provider_ids(persons),
            "role": [ROLES[n].key for n in persons.role],
            "discipline": [ROLES[n].discipline for n in persons.role],
            "fte": persons.fte,
            "clinical_fte": np.where(zero & ~persons.sees_clients, 0.0, clinical),
            "contract_hours_week": FULL_WEEK_HOURS * persons.fte,
            "contract_type": [CONTRACTS[n] for n in persons.contract],
            "pay_basis": np.where(persons.per_session, "per_session", "salary"),
            "licence_status": [ROLES[n].licence for n in persons.role],
            "flexible_hours": np.where(persons.flexible, "true", "false"),
            "preferred_populations": populations,
            "hired_on": base + persons.hired,
            "left_on": base + np.minimum(persons.left, 10_000),
            "leaving_reason": [REASONS[n] for n in persons.reason],
        },
    ).with_columns(
        pl.col("clinical_fte").fill_nan(None),
        pl.col("provider_id", "preferred_populations").replace("", None),
    )
