"""Leave and caseload exports all the way into the warehouse, one person in all of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.privacy.test_door import everything_stored

from .loading import csv_file, load, rows
from .vendor_files import EMAIL, NAME, SECRET, calendar, file, ndjson

# the roster keeps the name, for the leave file alone
PLANTED = (EMAIL, SECRET, "PROV-5150", "PATIENT-90210", "078-05-1120")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A warehouse of one roster and six vendors' files, the roster loaded last."""
    folder = tmp_path_factory.mktemp("exports")
    data = tmp_path_factory.mktemp("data")
    bamboo = {
        "id": "1", "employeeId": "EMP-86", "name": NAME, "start": "2026-03-09", "end": "2026-03-13",
        "created": "2026-02-01", "status": {"lastChanged": "2026-02-03", "status": "approved"},
        "type": {"name": "Vacation"}, "amount": {"unit": "days", "amount": "5"},
        "dates": {"2026-03-09": "1"}, "notes": {"employee": SECRET},
    }  # fmt: skip
    encounter = {
        "resourceType": "Encounter", "id": "e1", "status": "finished", "class": {"code": "AMB"},
        "subject": {"reference": "Patient/PATIENT-90210", "display": NAME},
        "participant": [{"individual": {"reference": "Practitioner/PROV-5150", "display": NAME}}],
        "period": {"start": "2026-03-02T14:00:00Z", "end": "2026-03-02T14:50:00Z"},
        "serviceProvider": {"reference": "Organization?identifier=x|NORTH-1"},
    }  # fmt: skip
    north = {
        "resourceType": "Organization", "id": "T1", "name": "North",
        "identifier": [{"value": "NORTH-1"}], "telecom": [{"value": EMAIL}],
    }  # fmt: skip
    gusto = f"As of 06/30/2026\nEmployee name,Policy,Accrued time,Hours used,Ending balance\n{NAME},Vacation,80,24,56\n"
    files = [
        file(folder, "requests.json", json.dumps([bamboo])),
        ndjson(folder, encounter, name="Encounter.ndjson"),
        ndjson(folder, north, name="Organization.ndjson"),
        file(folder, "gusto.csv", gusto),
        calendar(folder, f"SUMMARY:{NAME} (Sick leave)\nDTSTART;VALUE=DATE:20260420\nDTEND;VALUE=DATE:20260422"),
        calendar(folder, "SUMMARY:Christmas Day\nDTSTART;VALUE=DATE:20261225", name="bank.ics"),
        csv_file(folder, "allocations.csv", """
            Employee | Leave Type   | From Date  | To Date    | New Leaves Allocated | Total Leaves Allocated
            EMP-86   | Annual Leave | 2026-01-01 | 2026-12-31 | 25                   | 28
            """),
        csv_file(folder, "identities.csv", """
            system | identifier | employee_number
            ehr    | PROV-5150  | EMP-86
            """),
        csv_file(folder, "roster.csv", f"""
            as_of      | employee_number | name   | work_email | team_id | role      | fte | contract_hours_week
            2026-01-01 | EMP-86          | {NAME} | {EMAIL}    | T1      | counselor | 0.5 | 20
            """),
    ]  # fmt: skip
    results = load(data, *files)
    assert [r.status for r in results] == ["loaded"] * len(files), [r.problems for r in results]  # fmt: skip
    return data


def test_all_of_one_persons_rows_come_together(data: Path) -> None:
    people = """
        select distinct staff_key from leave_request_current
        union select staff_key from leave_balance_current
        union select staff_key from appointment_current
        union select staff_key from roster_current
    """
    assert len(rows(data, people)) == 1


def test_leave_of_a_json_and_of_a_calendar_stand_beside_each_other(data: Path) -> None:
    found = rows(
        data,
        "select kind, first_day::varchar, last_day::varchar, days, hours, status "
        "from leave_request_current order by first_day",
    )
    # 5 days of a contract of 20 hours a week are 20 hours
    assert found[0] == ("vacation", "2026-03-09", "2026-03-13", 5.0, 20.0, "approved")
    assert found[1][:4] == ("sick", "2026-04-20", "2026-04-21", None)


def test_days_of_an_allocation_become_hours_by_the_contract(data: Path) -> None:
    found = rows(
        data,
        "select as_of::varchar, entitlement_hours, balance_hours "
        "from leave_balance_current order by as_of",
    )
    # 28 days of 4 hours; Gusto's hours are hours
    assert found == [("2026-01-01", 112.0, None), ("2026-06-30", None, 56.0)]


def test_an_encounter_finds_its_team_by_the_organizations_identifier(
    data: Path,
) -> None:
    found = rows(
        data,
        "select team_id, starts_at::varchar, utc_offset_min from appointment_current",
    )
    assert found == [("T1", "2026-03-02 09:00:00", -300)]


def test_a_holiday_of_a_feed_is_loaded(data: Path) -> None:
    found = rows(data, "select on_date::varchar, name from loaded_holiday_current")
    assert found == [("2026-12-25", "Christmas Day")]


def test_no_planted_value_is_anywhere_in_the_data_folder(data: Path) -> None:
    stored = [cell.lower() for cell in everything_stored(data)]
    assert any("2026-03-02" in cell for cell in stored)
    for value in PLANTED:
        assert not [cell for cell in stored if value.lower() in cell], value


def test_the_same_files_again_change_nothing(data: Path, tmp_path: Path) -> None:
    again = calendar(
        tmp_path,
        f"SUMMARY:{NAME} (Sick leave)\nDTSTART;VALUE=DATE:20260420\nDTEND;VALUE=DATE:20260422",
        f"SUMMARY:{NAME} (Sick leave)\nDTSTART;VALUE=DATE:20260518\nDTEND;VALUE=DATE:20260519",
    )
    before = rows(data, "select count(*) from leave_request_current")[0][0]
    assert isinstance(before, int)
    load(data, again)
    # the feed has grown by one leave; the one it had is the same request
    assert rows(data, "select count(*) from leave_request_current") == [(before + 1,)]
