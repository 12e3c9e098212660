"""The exports of the made-up practice: their layout, their traps, what cannot be."""

import csv
import json
import re
from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from pathlib import Path

import holidays
import pytest

from etl.synthetic import write_practice

HEADERS = {
    "roster": "as_of,employee_number,name,work_email,provider_id,team_id,role,discipline,fte,clinical_fte,contract_hours_week,contract_type,pay_basis,licence_status,flexible_hours,preferred_populations,manager_employee_number,hired_on,left_on,leaving_reason",
    "teams": "team_id,name,parent_id,kind,setting,service_model,led_by,reporting_unit,valid_from,valid_to,became",
    "team_aliases": "system,name,team_id",
    "invites": "wave,team,invited",
    "appointments": "appointment_id,staff_id,client_id,team,starts_at,ends_at,actual_end_at,status,kind,modality,location,population,acuity,cancelled_at,note_finished_at,note_minutes,cosigned",
    "caseload": "staff_id,on_date,open_clients,active_clients,weighted_clients,high_risk_clients",
    "time": "staff_id,on_date,activity,hours",
    "leave_applications": "Series,Employee,Employee Name,Leave Type,Department,Leave Balance Before Application,From Date,To Date,Half Day,Half Day Date,Total Leave Days,Reason,Leave Approver,Leave Approver Name,Status,Posting Date,Company",
    "leave_balances": "staff_id,kind,as_of,entitlement_hours,accrued_hours,used_hours,forfeited_hours,balance_hours,cap_hours",
    "actions": "team,started_on,ended_on,lever,target_measure,note",
    "leave_decisions": "request_id,staff_id,kind,first_day,last_day,days,status,cancelled_by,requested_on,decided_on",
    "positions": "team,role,fte_established,staffing_minimum,valid_from,valid_to",
    "work_pattern": "staff_id,weekday,starts,ends,valid_from,valid_to",
    "contacts": "staff_id,on_date,channel,in_hours,after_hours,on_call",
    "incidents": "team,on_date,kind,debriefed_on",
    "team_caseload": "team,on_date,without_clinician,discharged,waiting",
}
SURVEY_START = "StartDate,EndDate,Status,IPAddress,Progress,Duration (in seconds),Finished,RecordedDate,ResponseId,RecipientLastName,RecipientFirstName,RecipientEmail,ExternalReference,LocationLatitude,LocationLongitude,DistributionChannel,UserLanguage"
ITEMS = [f"CBI_{n:02d}" for n in range(1, 20)] + ["SIB_1", "ITL_1"]
Rows = list[dict[str, str]]


@pytest.fixture(scope="module")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A year, so that the anonymous fourth wave is in it."""
    out = tmp_path_factory.mktemp("exports")
    write_practice(out, staff=80, teams=8, months=12)
    return out / "exports"


def table(exports: Path, pattern: str) -> Rows:
    rows: Rows = []
    for file in sorted(exports.glob(pattern)):
        with file.open(encoding="utf-8", newline="") as lines:
            rows += list(csv.DictReader(lines))
    return rows


@pytest.fixture(scope="module")
def roster(exports: Path) -> Rows:
    return table(exports, "roster/*.csv")


@pytest.fixture(scope="module")
def appointments(exports: Path) -> Rows:
    return table(exports, "appointments/*.csv")


@pytest.fixture(scope="module")
def leave(exports: Path) -> Rows:
    return table(exports, "leave/leave_applications.csv")


def on(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None


def wave(exports: Path, number: int) -> list[list[str]]:
    with (exports / "surveys" / f"wave_{number}.csv").open(newline="") as lines:
        return list(csv.reader(lines))


@pytest.mark.parametrize("name", HEADERS)
def test_header_is_exactly_the_vendors(exports, name):
    files = sorted(file for file in exports.rglob(f"{name}*.csv"))
    assert files
    for file in files:
        with file.open(encoding="utf-8") as lines:
            assert lines.readline().rstrip("\n") == HEADERS[name]


def test_files_are_named_by_month(exports):
    assert (exports / "roster" / "roster_2024-09-01.csv").exists()
    assert (exports / "appointments" / "appointments_2025-08.csv").exists()
    assert (exports / "caseload" / "caseload_2025-08-01.csv").exists()
    assert (exports / "time" / "time_2025-08.csv").exists()


def test_survey_has_the_three_header_rows_of_a_qualtrics_export(exports):
    names, texts, ids = wave(exports, 1)[:3]
    assert names == [*SURVEY_START.split(","), *ITEMS]
    assert len(texts) == len(ids) == len(names)
    assert json.loads(ids[0]) == {
        "ImportId": "startDate",
        "timeZone": "America/New_York",
    }
    assert all(re.match(r'^\{"ImportId":', each) for each in ids)


def test_anonymous_wave_names_teams_and_nobody(exports):
    header, *_ = rows = wave(exports, 4)
    assert header[17] == "Team"
    assert all(row[9:13] == ["", "", "", ""] for row in rows[3:])
    listed = {row["name"] for row in table(exports, "team_aliases.csv")}
    listed |= {row["name"] for row in table(exports, "teams.csv")}
    assert {row[17] for row in rows[3:]} <= listed


def test_survey_has_the_slips_of_a_real_one(exports, roster):
    known = {row["work_email"] for row in roster}
    for number, last_day in ((1, "2024-11-17"), (2, "2025-02-16"), (3, "2025-05-18")):
        rows = wave(exports, number)[3:]
        mails = Counter(row[11] for row in rows if row[11])
        assert sum(row[2] in {"1", "Survey Preview"} for row in rows) == 1
        assert sum(row[6] in {"0", "False"} for row in rows) == 1
        assert sum(row[7][:10] > last_day for row in rows) == 2
        assert len(mails.keys() - known) == 2
        assert sum(count == 2 for count in mails.values()) == number % 2
        assert any("-99" in row[17:] for row in rows)
        assert any("" in row[17:] for row in rows)
        assert any(int(row[5]) < 60 for row in rows)


def test_answers_are_one_to_five(exports):
    for row in wave(exports, 2)[3:]:
        assert set(row[17:]) <= {"1", "2", "3", "4", "5", "-99", ""}


@pytest.mark.parametrize(
    ("name", "launch"),
    [
        ("Wave 1", date(2024, 11, 4)),
        ("Wave 2", date(2025, 2, 3)),
        ("Wave 3", date(2025, 5, 5)),
        ("Wave 4", date(2025, 8, 4)),
    ],
)
def test_invites_count_the_roster_at_launch(exports, roster, name, launch):
    there = Counter(
        row["team_id"]
        for row in roster
        if row["as_of"] == launch.replace(day=1).isoformat()
        and date.fromisoformat(row["hired_on"]) <= launch
        and (not row["left_on"] or date.fromisoformat(row["left_on"]) >= launch)
    )
    asked = {
        row["team"]: int(row["invited"])
        for row in table(exports, "invites.csv")
        if row["wave"] == name
    }
    assert asked == there


def test_roster_has_every_kind_of_contract_and_change(roster):
    assert {row["contract_type"] for row in roster} == {
        "permanent", "fixed", "bank", "contractor", "trainee",
    }  # fmt: skip
    assert {row["pay_basis"] for row in roster} == {"salary", "per_session"}
    assert any(float(row["fte"]) < 1 for row in roster)
    assert any(row["left_on"] and row["leaving_reason"] for row in roster)
    assert any(row["hired_on"] > "2024-09-01" for row in roster)
    teams = defaultdict(set)
    for row in roster:
        teams[row["employee_number"]].add(row["team_id"])
    merged = {"T05", "T06", "T09"}
    assert any(len(ids) > 1 and not ids <= merged for ids in teams.values())
    blank_or_none = {
        row["clinical_fte"] for row in roster if row["role"] == "admin_assistant"
    }
    assert blank_or_none <= {"", "0.0"}


def test_one_team_is_renamed_and_two_become_a_third(exports):
    teams = table(exports, "teams.csv")
    rows = Counter(row["team_id"] for row in teams)
    (renamed,) = [team for team, count in rows.items() if count == 2]
    before, after = (row for row in teams if row["team_id"] == renamed)
    assert on(before["valid_to"]) == on(after["valid_from"]) - timedelta(days=1)
    assert before["name"] != after["name"]
    became = [row for row in teams if row["became"]]
    assert len(became) == 2
    (new,) = {row["became"] for row in became}
    merger = next(row for row in teams if row["team_id"] == new)
    assert all(
        on(row["valid_to"]) == on(merger["valid_from"]) - timedelta(days=1)
        for row in became
    )
    aliases = table(exports, "team_aliases.csv")
    assert before["name"] in {row["name"] for row in aliases}
    assert {row["system"] for row in aliases} == {"ehr", "survey"}


def test_every_parent_is_listed_and_leads_to_the_organisation(exports):
    teams = {row["team_id"]: row for row in table(exports, "teams.csv")}
    kinds = Counter(row["kind"] for row in teams.values())
    assert kinds == {"organisation": 1, "division": 2, "programme": 3, "team": 9}
    assert all(row["parent_id"] in teams for row in teams.values() if row["parent_id"])
    assert [key for key, row in teams.items() if not row["parent_id"]] == ["org"]


def test_every_team_that_the_ehr_names_is_known(exports, appointments):
    known = {row["name"] for row in table(exports, "team_aliases.csv")}
    known |= {row["name"] for row in table(exports, "teams.csv")}
    assert {row["team"] for row in appointments} <= known


def test_no_appointment_lies_outside_its_clinicians_employment(roster, appointments):
    hired = {row["provider_id"]: row["hired_on"] for row in roster}
    left = {row["provider_id"]: row["left_on"] for row in roster if row["left_on"]}
    for row in appointments:
        day = row["starts_at"][:10]
        if row["staff_id"] in hired and "-" not in row["appointment_id"]:
            assert hired[row["staff_id"]] <= day <= left.get(row["staff_id"], "9999")


def test_group_sessions_share_clinician_and_start(appointments):
    clients = defaultdict(list)
    for row in appointments:
        if row["kind"] == "group" and "-" not in row["appointment_id"]:
            clients[row["staff_id"], row["starts_at"]].append(row["client_id"])
    sizes = [len(ids) for ids in clients.values()]
    # strangers take single rows out of a group
    assert sum(size >= 4 for size in sizes) > 0.95 * len(sizes)
    shared = Counter(
        (frozenset(ids), start) for (_, start), ids in clients.items() if len(ids) > 3
    )
    assert sum(count == 2 for count in shared.values()) > 10


def test_appointments_have_every_status_and_the_traps(roster, appointments):
    statuses = Counter(row["status"] for row in appointments)
    assert statuses.keys() == {
        "kept", "no_show", "late_cancel", "cancelled", "clinician_cancelled", "planned",
    }  # fmt: skip
    planned = [
        row["starts_at"][:10]
        for row in appointments
        if row["status"] == "planned" and on(row["starts_at"])
    ]
    assert min(planned) > "2025-08-31"
    assert max(planned) > "2025-09-22"
    known = {row["provider_id"] for row in roster}
    assert 0 < sum(row["staff_id"] not in known for row in appointments) < 100
    broken = [row for row in appointments if "-" in row["appointment_id"]]
    assert {"n/a"} < {row["note_minutes"] for row in broken}
    assert any(row["starts_at"].startswith("2025-02-30") for row in broken)
    assert len(broken) < 0.005 * len(appointments)
    notes = [row for row in appointments if row["status"] == "kept"]
    assert any(not row["note_finished_at"] for row in notes)
    assert any(row["note_finished_at"][11:13] >= "22" for row in notes)


def test_nothing_is_recorded_after_the_data_cut(appointments):
    for row in appointments:
        assert row["note_finished_at"] < "2025-09-01"
        assert row["cancelled_at"] < "2025-09-01"
        assert (
            row["status"] in {"planned", "cancelled"} or row["starts_at"] < "2025-09-01"
        )


def test_leave_days_are_weekdays_that_are_no_public_holiday(leave):
    off = holidays.country_holidays("US", years=range(2024, 2027))
    checked = 0
    for row in leave:
        first, last = on(row["From Date"]), on(row["To Date"])
        if not first:
            continue
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        working = sum(day.weekday() < 5 and day not in off for day in days)
        half = 0.5 if row["Half Day"] == "1" else 0
        assert float(row["Total Leave Days"]) == working - half
        assert row["Half Day Date"] == (row["From Date"] if half else "")
        checked += 1
    assert checked > 300


def test_leave_has_every_type_and_status_and_a_few_slips(leave, roster):
    assert {row["Leave Type"] for row in leave} == {
        "Annual Leave", "Sick Leave", "Parental Leave", "Personal Leave", "Training Leave",
    }  # fmt: skip
    assert {row["Status"] for row in leave} == {
        "Open",
        "Approved",
        "Rejected",
        "Cancelled",
    }
    known = {row["employee_number"] for row in roster}
    assert 1 <= sum(row["Employee"] not in known for row in leave) <= 2
    assert sum(on(row["From Date"]) is None for row in leave) == 1
    bank = {row["employee_number"] for row in roster if row["contract_type"] == "bank"}
    assert not bank & {row["Employee"] for row in leave}


def test_nobody_is_on_two_granted_leaves_on_one_day(leave):
    taken: set[tuple[str, date]] = set()
    for row in leave:
        first, last = on(row["From Date"]), on(row["To Date"])
        if row["Status"] != "Approved" or not first or row["Series"].endswith("-0"):
            continue
        days = {
            (row["Employee"], first + timedelta(days=n))
            for n in range((last - first).days + 1)
        }
        assert not days & taken
        taken |= days


def test_time_sheets_leave_out_bank_staff_and_hold_a_few_slips(exports, roster):
    rows = table(exports, "time/*.csv")
    role = {row["employee_number"]: row["role"] for row in roster}
    contract = {row["employee_number"]: row["contract_type"] for row in roster}
    assert "bank" not in {contract[row["staff_id"]] for row in rows}
    assert "admin_assistant" not in {role[row["staff_id"]] for row in rows}
    assert "manager" in {role[row["staff_id"]] for row in rows}
    assert {row["activity"] for row in rows} >= {"admin_block", "admin_block_planned"}
    texts = [
        row["hours"] for row in rows if not re.fullmatch(r"\d+\.\d+", row["hours"])
    ]
    assert set(texts) == {"7,5h", "half a day"}
    assert len(texts) < 0.005 * len(rows)


def test_a_day_of_time_sheets_has_a_days_hours(exports):
    days: dict[tuple[str, str], float] = defaultdict(float)
    for row in table(exports, "time/*.csv"):
        real = on(row["on_date"]) and row["hours"][-1].isdigit()
        if real and row["activity"] != "admin_block_planned":
            days[row["staff_id"], row["on_date"]] += float(row["hours"])
    worked = sorted(days.values())
    assert 7.5 < worked[len(worked) // 2] < 9
    assert worked[-1] < 14


def test_balances_add_up(exports):
    for row in table(exports, "leave/leave_balances.csv"):
        numbers = {key: float(row[key]) for key in list(row)[3:]}
        used = (
            numbers["accrued_hours"]
            - numbers["used_hours"]
            - numbers["forfeited_hours"]
        )
        carried = numbers["balance_hours"] - used
        # at most five days are carried from one year to the next
        assert -0.05 <= carried <= numbers["cap_hours"] / 5 + 0.05


def test_times_are_whole_and_in_order(appointments):
    for row in appointments:
        if "-" in row["appointment_id"]:
            continue
        start, end = (
            datetime.fromisoformat(row[key]) for key in ("starts_at", "ends_at")
        )
        assert timedelta(minutes=30) <= end - start <= timedelta(minutes=90)
        assert start.date() == end.date()
