"""Small made-up organisations, drawn by hypothesis, as plain rows.

Thirteen months that hold a leap day (29 February 2024), a night on which the clock jumps
(10 March 2024, New York) and public holidays; people who move, work part-time, leave, or
that the roster does not know; rows that stand there twice; a team without anybody.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

import duckdb
from hypothesis import strategies as st

from tests.parity.appointments import STRANGER, Row, appointments
from tests.parity.lists import FIRST, LAST, SOON, many, some
from tests.parity.people_sources import contacts, leave_requests
from tests.parity.team_sources import agreements, teams_sources

HOLIDAYS = (date(2023, 12, 25), date(2024, 1, 1), date(2024, 2, 19), date(2024, 3, 6))
SNAPSHOTS = (FIRST, date(2024, 2, 15), date(2024, 3, 8))
WORK_DAYS = (1, 2, 3, 4, 5)
OPENS, CLOSES = time(8), time(18)
# kind, start, end, first and last day that count
PERIODS = (
    ("month", date(2024, 2, 1), date(2024, 2, 29), date(2024, 2, 1), date(2024, 2, 29)),
    ("month", date(2024, 3, 1), LAST, date(2024, 3, 1), LAST),
    ("quarter", date(2024, 1, 1), LAST, date(2024, 1, 1), LAST),
    (
        "wave",
        date(2024, 3, 18),
        date(2024, 3, 31),
        date(2023, 12, 25),
        date(2024, 3, 17),
    ),
)
# wave -> first day; the windows before them overlap
WAVES = {"v": date(2024, 2, 26), "w": date(2024, 3, 18)}
# team -> parent; `e` has nobody, `a` and `b` report together
TEAMS = {"a": "p", "b": "p", "c": "q", "e": "q", "p": None, "q": None}
UNIT = {"a": "u", "b": "u"}
MODEL = {"a": "outpatient", "b": "outpatient"}
PEOPLE = tuple(range(1, 6))
LEADER = 2  # of team c


@dataclass
class Organisation:
    """The rows of every table."""

    tables: dict[str, list[Row]] = field(default_factory=dict)

    def __getitem__(self, table: str) -> list[Row]:
        return self.tables.get(table, [])


# tables of which a row may stand there twice
TWICE = {
    "roster",
    "work_pattern",
    "leave_request",
    "caseload",
    "contact",
    "position",
    "team_caseload",
}
ROLES = st.sampled_from(["nurse", "psychologist", "manager"])
TEAM = st.sampled_from(["a", "b", "c", None])


def _post(person: int, day: date, load: int) -> st.SearchStrategy[Row]:
    return st.fixed_dictionaries(
        {
            "staff_key": st.just(person),
            "team_id": TEAM,
            "role": ROLES,
            "fte": st.sampled_from([0.4, 0.5, 1.0]),
            "clinical_fte": st.sampled_from([0.0, 0.3, 0.8, 0.8, None]),
            "contract_hours_week": st.sampled_from([16.0, 20.0, 40.0, 40.0, None]),
            "contract_type": st.sampled_from(
                ["permanent", "permanent", "permanent", "bank", "contractor", "trainee"]
            ),
            "licence_status": st.sampled_from([None, "licensed", "Pre-licensed"]),
            "flexible_hours": st.sampled_from([None, True, False]),
            "preferred_populations": st.sampled_from(
                [None, "", "Adults", "adults; families"]
            ),
            "hired_on": st.sampled_from(
                [None, None, date(2023, 6, 1), date(2024, 3, 4)]
            ),
            "left_on": st.sampled_from([None, None, None, date(2024, 3, 12)]),
            "leaving_reason": st.sampled_from(
                [None, "voluntary", "voluntary", "transfer"]
            ),
            "valid_from": st.just(day),
            "load_id": st.just(load),
        }
    )


@st.composite
def _roster(draw: st.DrawFn) -> list[Row]:
    rows = []
    for load, day in enumerate(SNAPSHOTS):
        for person in PEOPLE:
            posts = draw(st.integers(0, 7))
            if posts == 0:
                continue
            rows.append(draw(_post(person, day, load)))
            if posts == 7:
                rows.append(draw(_post(person, day, load)))
    return rows


@st.composite
def organisations(draw: st.DrawFn) -> Organisation:
    """Organisations of up to five people; any source may be empty or hold duplicates."""
    person = st.sampled_from(PEOPLE)
    tables: dict[str, list[Row]] = {
        "team": [
            {
                "team_id": team,
                "name": team,
                "parent_id": parent,
                "kind": "programme" if parent is None else "team",
                "led_by_key": LEADER if team == "c" else None,
                "reporting_unit_id": UNIT.get(team),
                "service_model": MODEL.get(team),
            }
            for team, parent in TEAMS.items()
        ],
        "roster": draw(_roster()),
        "holiday": [{"on_date": day, "name": "holiday"} for day in HOLIDAYS],
        "work_pattern": draw(
            some(
                {
                    "staff_key": person,
                    "weekday": st.integers(1, 7),
                    "starts": st.sampled_from([time(9), time(12), time(22)]),
                    "ends": st.sampled_from([time(6), time(17), time(21)]),
                    "valid_from": st.sampled_from([FIRST, date(2024, 3, 4)]),
                    "valid_to": st.sampled_from([None, None, date(2024, 3, 12)]),
                },
                8,
            )
        ),
        "appointment": draw(appointments()),
        "caseload": draw(
            some(
                {
                    "staff_key": person,
                    "on_date": st.sampled_from(
                        [date(2024, 2, 1), date(2024, 3, 1), date(2024, 3, 10)]
                    ),
                    "active_clients": st.sampled_from([None, 5, 20]),
                    "open_clients": st.sampled_from([None, 3, 9, 25]),
                    "weighted_clients": st.sampled_from([None, 7.5, 7.5]),
                },
                6,
            )
        ),
        "time_entry": draw(
            many(
                {
                    "staff_key": st.sampled_from([1, 2, 3, STRANGER]),
                    "on_date": SOON,
                    "activity": st.sampled_from(
                        [
                            "direct",
                            "documentation",
                            "scheduling",
                            "other_admin",
                            "break",
                            "on_call",
                            "admin_block",
                            "admin_block_planned",
                            "clinical_supervision",
                            "clinical_supervision",
                            "one_to_one",
                            "peer_support",
                            "training_chosen",
                            "training_mandatory",
                        ]
                    ),
                    "hours": st.sampled_from([0.5, 2.0, 4.0, 8.0, 8.0, 24.0]),
                },
                30,
            )
        ),
        "leave_request": draw(leave_requests(person)),
        "leave_balance": draw(
            some(
                {
                    "staff_key": person,
                    "kind": st.sampled_from(["vacation", "vacation", "sick"]),
                    "as_of": st.sampled_from(
                        [FIRST, date(2024, 1, 1), date(2024, 3, 20)]
                    ),
                    "entitlement_hours": st.sampled_from([None, 0.0, 80.0, 120.0]),
                },
                6,
            )
        ),
    }
    tables |= draw(teams_sources())
    tables |= draw(agreements())
    tables["contact"] = draw(contacts(person))
    tables["wave"] = [
        {
            "wave_id": wave,
            "name": wave,
            "first_day": first,
            "last_day": first + timedelta(days=13),
            "anonymous": False,
        }
        for wave, first in WAVES.items()
    ]
    tables["survey_response"] = draw(_answers())
    twice = draw(st.sampled_from([*sorted(TWICE), "none"]))
    if tables.get(twice):
        tables[twice].append(dict(tables[twice][0]))
    for number, row in enumerate(tables["leave_request"]):
        row["request_key"] = number + 1
    return Organisation(tables)


@st.composite
def _answers(draw: st.DrawFn) -> list[Row]:
    rows: list[Row] = []
    for number in range(draw(st.integers(0, 6))):
        wave = draw(st.sampled_from(sorted(WAVES)))
        day = WAVES[wave] + timedelta(days=draw(st.sampled_from([0, 1, 2, 9, 15])))
        rows.append(
            {
                "response_id": number,
                "staff_key": draw(st.sampled_from([*PEOPLE, STRANGER, None])),
                "wave_id": wave,
                "instrument": "cbi",
                "submitted_at": datetime.combine(day, time(23, 30)),
                "late": draw(st.sampled_from([False, False, False, True])),
            }
        )
    return rows


def write(con: duckdb.DuckDBPyConnection, organisation: Organisation) -> None:
    """Inserts every row of an organisation into an empty warehouse."""
    for table, rows in organisation.tables.items():
        plain = table in ("holiday", "wave", "agreed_level", "supervision_interval")
        ours = {} if plain else {"source_file": "f", "source_row": 1}
        full = [ours | ({"load_id": 0} if ours else {}) | row for row in rows]
        if full:
            names = sorted(full[0])
            holes = ", ".join("?" * len(names))
            con.executemany(
                f"insert into {table} ({', '.join(names)}) values ({holes})",
                [[row[name] for name in names] for row in full],
            )
