"""Leave: applications as Frappe HR exports them, and quarterly balances."""

from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.absence import ENTITLED_DAYS
from etl.synthetic.arrays import Floats, Ints, happens, stream
from etl.synthetic.csv_files import Slip, write_csv
from etl.synthetic.levels import BASE
from etl.synthetic.people import FULL_WEEK_HOURS, People
from etl.synthetic.requests import APPROVED, REJECTED, STATUSES, VACATION, Requests
from etl.synthetic.roster import e_mails, employee_numbers, leaders
from etl.synthetic.span import Span
from etl.synthetic.words import person_name
from etl.synthetic.world import World

TYPES = (
    "Annual Leave",
    "Sick Leave",
    "Parental Leave",
    "Personal Leave",
    "Training Leave",
)
REASONS = ("family holiday", "time off", "", "", "", "moving house", "travel")
CARRIED_DAYS = 5.0  # of a year's unused days; the rest is forfeited at the year's end
QUARTER_ENDS = (3, 6, 9, 12)
DAYS_A_YEAR = 365.25
DECIDED = ("requested", "approved", "denied", "cancelled", "cancelled")
CANCELLED_BY = ("", "", "", "person", "employer")
UNKNOWN = "E99998"  # an employee number that isn't the roster's
COMPANY = "Ballast Demo Practice"
SLIPS: tuple[Slip, ...] = (("From Date", "2025-02-30"), ("Employee", "E99999"))
HEADER = (
    "Series", "Employee", "Employee Name", "Leave Type", "Department",
    "Leave Balance Before Application", "From Date", "To Date", "Half Day",
    "Half Day Date", "Total Leave Days", "Reason", "Leave Approver",
    "Leave Approver Name", "Status", "Posting Date", "Company",
)  # fmt: skip


def write_applications(path: Path, world: World) -> None:
    """Every application of the span in the order it was posted."""
    cleaned = _applications(world)
    stranger = cleaned.head(1).with_columns(
        pl.lit(UNKNOWN).alias("Employee"), pl.lit("HR-LAP-2024-00000").alias("Series")
    )
    write_csv(path, pl.concat([stranger, cleaned]), slips=SLIPS, key="Series")


def write_decisions(path: Path, world: World) -> None:
    """HR's own list of vacation decisions, in Ballast's template: when, and who cancelled.

    Its numbers are those of the applications, so that it says more of the same requests.
    """
    span, asked = world.span, world.away.requests
    listed = _applications(world).with_columns(
        request_id=pl.concat_str(
            "Series", "Employee", pl.col("From Date").cast(pl.String), "Leave Type",
            separator="|",
        ),
        status=pl.Series(np.array(DECIDED)[asked.status]),
        cancelled_by=pl.Series(np.array(CANCELLED_BY)[asked.status]),
        decided=pl.Series(_decided(world)),
    )  # fmt: skip
    day = pl.lit(span.dates[0]).cast(pl.Date) + pl.duration(days=pl.col("decided"))
    rows = listed.filter(pl.col("Leave Type") == TYPES[VACATION]).select(
        "request_id",
        pl.col("Employee").alias("staff_id"),
        pl.lit("vacation").alias("kind"),
        pl.col("From Date").alias("first_day"),
        pl.col("To Date").alias("last_day"),
        pl.col("Total Leave Days").alias("days"),
        "status",
        pl.col("cancelled_by").replace("", None),
        pl.col("Posting Date").alias("requested_on"),
        pl.when(pl.col("status") != "requested").then(day).alias("decided_on"),
    )
    write_csv(path, rows)


def _decided(world: World) -> Ints:
    """Day of the decision on each request: within ten days, some after the first day."""
    asked, cut = world.away.requests, world.span.cut
    rng = stream(world.seed, "decisions")
    count = len(asked)
    # who is refused hears so at once, and may ask again
    wait = np.where(asked.status == REJECTED, 1, rng.integers(1, 11, count))
    soon = np.minimum(asked.posted + wait, asked.first)
    late = asked.first + rng.integers(1, 6, count)
    is_late = happens(rng, count, BASE["leave_undecided"]) & (late <= cut)
    is_late &= asked.status == APPROVED
    return np.minimum(np.where(is_late, late, soon), cut)


def _applications(world: World) -> pl.DataFrame:
    span, persons, asked = world.span, world.persons, world.away.requests
    person, first = asked.person, span.dates[asked.first]
    month = span.month_of[asked.first]
    team = persons.team_of[person, month]
    approver = _approvers(span, persons)[team, month]
    names = np.array([*(person_name(n) for n in range(len(persons))), ""])
    mails = np.array([*e_mails(persons), ""])
    posted = span.dates[0] + asked.posted
    year = posted.astype("datetime64[Y]").astype(int) + 1970
    frame = pl.DataFrame(
        {
            "Series": [f"HR-LAP-{y}-{n:05d}" for n, y in enumerate(year, start=1)],
            "Employee": np.array(employee_numbers(persons))[person],
            "Employee Name": names[person],
            "Leave Type": np.array(TYPES)[asked.kind],
            "Department": np.array([each.name for each in world.org.teams])[team],
            "Leave Balance Before Application": _balance_before(asked),
            "From Date": first,
            "To Date": span.dates[asked.last],
            "Half Day": asked.half.astype(np.int64),
            "Half Day Date": first,
            "Total Leave Days": asked.days,
            "Reason": np.array(REASONS)[np.arange(len(asked)) * 5 % len(REASONS)],
            "Leave Approver": mails[approver],
            "Leave Approver Name": names[approver],
            "Status": np.array(STATUSES)[asked.status],
            "Posting Date": posted,
            "Company": [COMPANY] * len(asked),
        }
    ).with_columns(
        pl.when(pl.col("Half Day") == 1).then("Half Day Date").alias("Half Day Date"),
        pl.when(pl.col("Leave Type") == TYPES[VACATION]).then("Reason").alias("Reason"),
        pl.col("Leave Approver", "Leave Approver Name").replace("", None),
    )
    return frame.with_columns(pl.col("Reason").replace("", None)).select(HEADER)


def _approvers(span: Span, persons: People) -> Ints:
    """Leader of each team in each month, teams x months, -1 for none."""
    return np.stack(
        [
            leaders(persons, month, day=int(span.first_index[month]))
            for month in range(span.months)
        ],
        axis=1,
    )


def _balance_before(asked: Requests) -> Floats:
    """Days left of the year's entitlement before each vacation request; others 0."""
    vacation = asked.kind == VACATION
    used = pl.DataFrame(
        {
            "person": asked.person,
            "taken": np.where(vacation & (asked.status == APPROVED), asked.days, 0.0),
        }
    ).with_columns(
        (pl.col("taken").cum_sum().over("person") - pl.col("taken")).alias("before")
    )
    left = ENTITLED_DAYS - used["before"].to_numpy() % ENTITLED_DAYS
    return np.where(vacation, left, 0.0)


def write_balances(path: Path, world: World) -> None:
    """Vacation of everyone entitled at each quarter's end; the year is the calendar's.

    Accrued and used count from January, or from the first day there is data for.
    """
    span, persons = world.span, world.persons
    parts, carried = [], np.zeros(len(persons))
    for month, start in enumerate(span.month_starts[:-1]):
        if start.month not in QUARTER_ENDS:
            continue
        end = int(span.first_index[month + 1]) - 1
        since = max(0, span.index(start.replace(month=1, day=1)))
        used = _taken(world, since, end)
        accrued = _accrued(persons, since, end)
        left = carried + accrued - used
        over = np.maximum(0, left - CARRIED_DAYS)
        lost = over if start.month == QUARTER_ENDS[-1] else np.zeros(len(persons))
        if start.month == QUARTER_ENDS[-1]:
            carried = np.maximum(0, left - lost)
        days = {
            "entitlement_hours": np.full(len(persons), ENTITLED_DAYS),
            "accrued_hours": accrued,
            "used_hours": used,
            "forfeited_hours": lost,
            "balance_hours": left - lost,
            "cap_hours": np.full(len(persons), ENTITLED_DAYS + CARRIED_DAYS),
        }
        parts.append(_at(span, persons, end, days))
    write_csv(path, pl.concat(parts))


def _at(span: Span, persons: People, day: int, days: dict[str, Floats]) -> pl.DataFrame:
    """One balance per person entitled on the day; days as hours."""
    day_hours = FULL_WEEK_HOURS * persons.fte / 5
    listed = persons.on_roster(day) & persons.on_payroll
    return pl.DataFrame(
        {
            "staff_id": list(employee_numbers(persons)),
            "kind": ["vacation"] * len(persons),
            "as_of": [span.on(day)] * len(persons),
            **{name: np.round(n * day_hours, 2) for name, n in days.items()},
        }
    ).filter(pl.Series(listed))


def _taken(world: World, first: int, last: int) -> Floats:
    """Approved vacation, working days by person."""
    days = slice(first, last + 1)
    off = (world.away.kind[:, days] == VACATION) & world.span.workday[days]
    taken = (off * np.where(world.away.half[:, days], 0.5, 1.0)).sum(axis=1)
    return np.asarray(taken)


def _accrued(persons: People, first: int, last: int) -> Floats:
    """Days of entitlement earned while employed between two days."""
    years = (last + 1 - np.maximum(persons.hired, first)) / DAYS_A_YEAR
    return np.clip(np.round(years * ENTITLED_DAYS, 1), 0, ENTITLED_DAYS)
