"""The EHR's appointment export: one row per client, one file a month."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import polars as pl

from etl.synthetic.arrays import Floats, Ints, happens, labels, stream, whole
from etl.synthetic.csv_files import Slip, write_csv
from etl.synthetic.levels import BASE
from etl.synthetic.records import (
    DAY,
    KEPT,
    NONE,
    STATUSES,
    Records,
    Rows,
    client_outcomes,
    outcomes,
    records,
)
from etl.synthetic.roles import TRAINEE
from etl.synthetic.roster import preferences, provider_ids
from etl.synthetic.sessions import (
    CRISIS,
    GROUP,
    KINDS,
    Sessions,
    by_setting,
    month_sessions,
)
from etl.synthetic.span import FIRST_DAY
from etl.synthetic.structure import ehr_names
from etl.synthetic.words import POPULATIONS
from etl.synthetic.world import World

MODALITIES = ("in_person", "video", "phone")
MODALITY_SHARES = (
    1 - BASE["remote_share"],
    0.77 * BASE["remote_share"],
    0.23 * BASE["remote_share"],
)
ACUITIES = ("low", "medium", "high")
HOME_VISITS = {"community": 0.35, "crisis": 0.3}
CRISIS_IS_HIGH = 0.7
UNKNOWN, UNKNOWN_SHARE = "P99999", 0.0002  # a clinician the roster doesn't know
SMALLEST_PANEL = 9
SMALLEST_GROUP, GROUP_SIZES = 4, 5
SLIPS: tuple[Slip, ...] = (
    ("note_minutes", "n/a"),
    ("starts_at", "2025-02-30 09:00:00"),
)


@dataclass(frozen=True)
class MonthOfCare:
    """What a month's file held, and the kept minutes by person x day of the month."""

    rows: int
    kept_minutes: Floats


def write_month(path: Path, world: World, month: int) -> MonthOfCare:
    """Writes one month's appointments, the last with those planned for four weeks."""
    rng = stream(world.seed, "appointments", month)
    booked = month_sessions(rng, world, month)
    status = outcomes(rng, world, booked)
    session, client = _clients(rng, world, booked, month)
    rows = Rows(
        session,
        booked.person[session],
        client,
        client_outcomes(rng, booked, status, session),
        booked.day[session] * DAY + booked.start[session],
        booked.day[session] * DAY + booked.end[session],
    )
    described = _described(rng, world, booked, rows, month)
    recorded = records(rng, world, booked, rows, month)
    exported = _as_exported(rows, recorded, described, month)
    write_csv(path, exported, slips=SLIPS, key="appointment_id")
    kept = booked.only(status == KEPT)
    return MonthOfCare(len(exported), _minutes_by_day(world, kept, month))


def _minutes_by_day(world: World, kept: Sessions, month: int) -> Floats:
    """Minutes of kept sessions, people x days of the month."""
    first, after = (int(day) for day in world.span.first_index[month : month + 2])
    cell = kept.person * (after - first) + kept.day - first
    minutes = np.bincount(
        cell,
        (kept.end - kept.start).astype(np.float64),
        minlength=len(world.persons) * (after - first),
    )
    return minutes.astype(np.float64).reshape(len(world.persons), -1)


def _clients(
    rng: np.random.Generator, world: World, booked: Sessions, month: int
) -> tuple[Ints, Ints]:
    """Session of each row, and its client, out of the leading clinician's own panel.

    Panels turn over by a tenth a month. Both leaders of a group see the same clients.
    """
    group = booked.kind == GROUP
    key = booked.lead * 100_003 + booked.day * 1_009 + booked.start
    size = np.where(group, SMALLEST_GROUP + key * 7919 % GROUP_SIZES, 1)
    session = np.repeat(np.arange(len(booked)), size)
    nth = np.arange(len(session)) - np.repeat(np.cumsum(size) - size, size)
    lead = booked.lead[session]
    level = world.drawn.person["caseload_per_fte"][lead, month]
    clients = whole(level * world.persons.clinical_fte[lead])
    panel = np.maximum(SMALLEST_PANEL, clients)
    first = month * np.maximum(1, panel // 10)
    alone = rng.integers(0, panel)
    within = np.where(group[session], (key[session] + nth) % panel, alone)
    return session, (lead + 1) * 10_000 + first + within


def _described(
    rng: np.random.Generator, world: World, booked: Sessions, rows: Rows, month: int
) -> pl.DataFrame:
    """The descriptive columns of each row."""
    session, person, count = rows.session, rows.person, len(rows.session)
    team, kind = world.persons.team_of[person, month], booked.kind[session]
    modality = rng.choice(3, size=len(booked), p=MODALITY_SHARES)[session]
    visits = by_setting(HOME_VISITS, world, otherwise=0.0)[team]
    visit = (rng.random(len(booked))[session] < visits) & (modality == 0)
    sites = [names[month] for names in ehr_names(world.span, world.org)]
    places = [*(f"{site} site" for site in sites), "Home visit"]
    acuity = rng.choice(3, size=count, p=(0.5, 0.38, 0.12))
    acute = np.maximum(acuity, 1 + happens(rng, count, CRISIS_IS_HIGH))
    acuity = np.where(kind == CRISIS, acute, acuity)
    stranger = happens(rng, count, UNKNOWN_SHARE)
    stranger[0] |= month == 0
    population = _populations(rng, booked)[session]
    providers = [*provider_ids(world.persons), UNKNOWN]
    trainee = world.persons.role[person] == TRAINEE
    return pl.DataFrame(
        {
            "staff_id": labels(providers, np.where(stranger, -1, person)),
            "team": labels(sites, team),
            "kind": labels(KINDS, kind),
            "modality": labels(MODALITIES, modality),
            "location": labels(places, np.where(visit, -1, team)),
            "population": labels(POPULATIONS, population),
            "acuity": labels(ACUITIES, acuity),
            "cosigned": labels(("false", "true"), trainee.astype(np.int64)),
        }
    )


def _populations(rng: np.random.Generator, booked: Sessions) -> Ints:
    """Population of each session: one that its clinician prefers by the planted share."""
    numbers = np.arange(len(POPULATIONS))
    preferred = np.array([preferences(n) for n in range(int(booked.person.max()) + 1)])
    liked = preferred[booked.person, rng.integers(0, 2, len(booked))]
    others = np.array([np.setdiff1d(numbers, pair) for pair in preferred])
    other = others[booked.person, rng.integers(0, others.shape[1], len(booked))]
    return np.where(happens(rng, len(booked), BASE["caseload_fit"]), liked, other)


def _as_exported(
    rows: Rows, recorded: Records, described: pl.DataFrame, month: int
) -> pl.DataFrame:
    """The export's own columns, in order of start; times are local wall times."""
    minutes = {
        "starts_at": rows.start,
        "ends_at": rows.end,
        "actual_end_at": recorded.actual_end,
        "cancelled_at": recorded.cancelled,
        "note_finished_at": recorded.note,
    }
    frame = pl.DataFrame(
        {
            **minutes,
            "client_id": rows.client,
            "status": rows.status,
            "note_minutes": recorded.note_minutes,
        }
    ).hstack(described)
    number = pl.int_range(1, pl.len() + 1) + (month + 1) * 1_000_000
    midnight = pl.datetime(FIRST_DAY.year, FIRST_DAY.month, FIRST_DAY.day)
    return (
        frame.sort("starts_at", maintain_order=True)
        .with_columns(pl.col(*minutes, "note_minutes").replace(NONE, None))
        .with_columns(
            (midnight + pl.duration(minutes=pl.col(name))).alias(name)
            for name in minutes
        )
        .with_columns(
            pl.format("A{}", number).alias("appointment_id"),
            pl.format("C{}", pl.col("client_id")).alias("client_id"),
            pl.col("status").replace_strict(
                range(len(STATUSES)), STATUSES, return_dtype=pl.String
            ),
        )
        .select(HEADER)
    )


HEADER = (
    "appointment_id", "staff_id", "client_id", "team", "starts_at", "ends_at",
    "actual_end_at", "status", "kind", "modality", "location", "population", "acuity",
    "cancelled_at", "note_finished_at", "note_minutes", "cosigned",
)  # fmt: skip
