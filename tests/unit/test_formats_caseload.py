"""Appointments of EHR exports: what each vendor's rows mean."""

from __future__ import annotations

import csv
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from etl.errors import UserError

from .vendor_files import (
    NAME,
    SECRET,
    client_of,
    file,
    key_of,
    read_file,
)

SYNTHEA = (
    "Id,START,STOP,PATIENT,ORGANIZATION,PROVIDER,PAYER,ENCOUNTERCLASS,CODE,DESCRIPTION,"
    "BASE_ENCOUNTER_COST,TOTAL_CLAIM_COST,PAYER_COVERAGE,REASONCODE,REASONDESCRIPTION\n"
)


def synthea(*rows: str) -> str:
    lines = []
    for row in rows:
        number, start, stop, kind = (cell.strip() for cell in row.split("|"))
        lines.append(
            f"{number},{start},{stop},pat-1,org-1,prov-1,pay,{kind},1,{SECRET},1,1,1,,"
        )
    return SYNTHEA + "\n".join(lines) + "\n"


def test_synthea_encounters_become_local_appointments(tmp_path: Path) -> None:
    text = synthea(
        "e1 | 2026-07-06T13:00:00Z | 2026-07-06T13:50:00Z | ambulatory",
        "e2 | 2026-07-07T13:00:00Z | 2026-07-07T13:50:00Z | virtual",
        "e3 | 2026-07-07T02:00:00Z | 2026-07-07T03:00:00Z | emergency",
        "e4 | 2026-07-07T13:00:00Z | 2026-07-09T13:50:00Z | inpatient",
        "e5 | 1936-05-23T13:00:00Z | 1936-05-23T13:50:00Z | wellness",
    )
    found = read_file(file(tmp_path, "encounters.csv", text))
    assert found.profile == "synthea_encounters"
    assert found.problems == ()
    # in July New York is 4 hours behind UTC
    assert found.rows(
        "appointment", "appointment_key", "starts_at", "modality", "kind"
    ) == [
        ("e1", "2026-07-06 09:00", "in_person", "other"),
        ("e2", "2026-07-07 09:00", "video", "other"),
        ("e3", "2026-07-06 22:00", "in_person", "crisis"),
    ]
    assert found.rows("appointment", "staff_key", "client_key", "team_id")[0] == (
        key_of("ehr", "prov-1"),
        client_of("pat-1"),
        "org-1",
    )


def test_synthea_of_2017_names_no_provider_and_is_refused(tmp_path: Path) -> None:
    path = file(
        tmp_path,
        "encounters.csv",
        "ID,DATE,PATIENT,CODE,DESCRIPTION,REASONCODE,REASONDESCRIPTION\n"
        "e1,2016-03-04,p1,185349003,Outpatient Encounter,,\n",
    )
    with pytest.raises(UserError, match='lacks "PROVIDER"') as refused:
        read_file(path)
    assert refused.value.exit_code == 3


def test_the_real_synthea_export(real_data: Path, tmp_path: Path) -> None:
    folder = real_data / "formats" / "synthea"
    for name in ("encounters.csv", "organizations.csv", "providers.csv"):
        (tmp_path / name).symlink_to(folder / name)
    found = read_file(tmp_path / "encounters.csv", history_from=date(2020, 1, 1))
    with (folder / "encounters.csv").open(encoding="utf-8") as lines:
        rows = list(csv.DictReader(lines))
    wanted = [
        row["Id"]
        for row in rows
        if row["START"] >= "2020-01-01T05:00:00Z"  # midnight in New York
        and row["ENCOUNTERCLASS"] not in ("inpatient", "snf", "hospice")
    ]
    assert [key for (key,) in found.rows("appointment", "appointment_key")] == wanted
    assert found.problems == ()
    # 07:13:55 UTC in July is 03:13:55 in New York
    assert found.rows("appointment", "starts_at")[0] == ("2022-07-20 03:13",)
    aliases = read_file(tmp_path / "organizations.csv").rows(
        "team_alias", "name", "team_id"
    )
    assert aliases[0] == (
        "CHADRON COMMUNITY HOSPITAL CORP",
        "97559c44-de61-310e-be16-3f7d841a0742",
    )
    assert read_file(tmp_path / "providers.csv").profile == "synthea_providers"


OMOP = (
    "visit_occurrence_id,person_id,visit_concept_id,visit_start_date,visit_start_datetime,"
    "visit_end_date,visit_end_datetime,visit_type_concept_id,provider_id,care_site_id,"
    "visit_source_value\n"
)


@pytest.mark.parametrize("case", [str.lower, str.upper])
def test_omop_visits_in_either_case(tmp_path: Path, case: Callable[[str], str]) -> None:
    rows = (
        "1,7,9202,2026-03-02,2026-03-02 09:00:00,2026-03-02,2026-03-02 09:50:00,32827,55,3,x\n"
        "2,7,9203,2026-03-02,2026-03-02 23:00:00,2026-03-03,2026-03-03 01:00:00,32827,55,,x\n"
        "3,7,9201,2026-03-02,2026-03-02 23:00:00,2026-03-09,2026-03-09 01:00:00,32827,55,,x\n"
    )
    found = read_file(file(tmp_path, "VISIT_OCCURRENCE.csv", case(OMOP) + rows))
    assert found.profile == "omop_visits"
    assert found.rows(
        "appointment", "appointment_key", "staff_key", "team_id", "starts_at", "kind"
    ) == [
        ("1", key_of("ehr", "55"), "3", "2026-03-02 09:00", "other"),
        ("2", key_of("ehr", "55"), None, "2026-03-02 23:00", "crisis"),
    ]


def test_an_omop_visit_without_provider_or_time_is_rejected(tmp_path: Path) -> None:
    rows = (
        "1,7,9202,2026-03-02,,2026-03-02,,32827,55,3,x\n"
        "2,7,9202,2026-03-02,2026-03-02 09:00:00,2026-03-02,,32827,0,3,x\n"
    )
    found = read_file(file(tmp_path, "v.csv", OMOP + rows))
    assert [(p.row, p.column) for p in found.problems] == [
        (2, "visit_start_datetime"),
        (3, "provider_id"),
    ]


def test_omop_tables_beside_visits(tmp_path: Path) -> None:
    sites = "care_site_id,care_site_name,place_of_service_concept_id,location_id\n3,North,0,1\n4,,0,1\n"
    found = read_file(file(tmp_path, "care_site.csv", sites))
    assert found.rows("team_alias", "name", "team_id") == [("North", "3")]
    people = f"provider_id,provider_name,npi,dea,specialty_concept_id,care_site_id\n55,{NAME},1,,0,3\n"
    assert read_file(file(tmp_path, "provider.csv", people)).profile == "omop_providers"


OPENEMR = (
    "pc_eid,pc_catid,pc_multiple,pc_aid,pc_pid,pc_gid,pc_title,pc_eventDate,pc_endDate,"
    "pc_duration,pc_recurrtype,pc_recurrspec,pc_startTime,pc_endTime,pc_alldayevent,"
    "pc_apptstatus,pc_facility\n"
)


def openemr(*rows: str) -> str:
    """Rows `eid | catid | pid | gid | date | end | seconds | recurrtype | spec | start | status`."""
    lines = []
    for row in rows:
        eid, cat, pid, gid, day, end, seconds, kind, spec, start, status = (
            cell.strip() for cell in row.split("|")
        )
        pairs = [pair.split("=") for pair in spec.split()]
        php = "".join(f's:9:"{k}";s:{len(v)}:"{v}";' for k, v in pairs)
        quoted = f"a:{len(pairs)}:{{{php}}}".replace('"', '""')
        lines.append(
            f'{eid},{cat},0,12,{pid},{gid},{SECRET},{day},{end},{seconds},{kind},"{quoted}",'
            f"{start},,0,{status},3"
        )
    return OPENEMR + "\n".join(lines) + "\n"


def test_openemr_events_blocks_and_statuses(tmp_path: Path) -> None:
    text = openemr(
        "1 | 5  | 77 | 0 | 2026-03-02 | 0000-00-00 | 3000 | 0 | | 09:00:00 | @",
        "2 | 10 | 78 | 0 | 2026-03-02 | 0000-00-00 | 3000 | 0 | | 10:00:00 | ?",
        "3 | 5  | 77 | 0 | 2026-03-03 | 1000-01-01 | 3000 | 0 | | 09:00:00 | x",
        "4 | 5  | 77 | 0 | 2026-03-03 | 0000-00-00 | 3000 | 0 | | 10:00:00 | %",
        "5 | 5  | 77 | 0 | 2026-03-04 | 0000-00-00 | 3000 | 0 | | 09:00:00 | -",
        "6 | 15 |    | 4 | 2026-03-04 | 0000-00-00 | 5400 | 0 | | 13:00:00 | =",
        "7 | 2  |    | 0 | 2026-03-02 | 0000-00-00 | 28800 | 0 | | 08:00:00 | -",  # in office
        "8 | 8  |    | 0 | 2026-03-02 | 0000-00-00 | 3600 | 0 | | 12:00:00 | -",  # lunch
        "9 | 3  |    | 0 | 2026-03-05 | 0000-00-00 | 3600 | 0 | | 12:00:00 | -",  # out
    )
    found = read_file(file(tmp_path, "events.csv", text))
    assert found.profile == "openemr_calendar"
    assert found.problems == ()
    assert found.rows(
        "appointment", "appointment_key", "starts_at", "ends_at", "status", "kind"
    ) == [
        ("1|2026-03-02", "2026-03-02 09:00", "2026-03-02 09:50", "kept", "individual"),
        ("2|2026-03-02", "2026-03-02 10:00", "2026-03-02 10:50", "no_show", "intake"),
        (
            "3|2026-03-03",
            "2026-03-03 09:00",
            "2026-03-03 09:50",
            "cancelled",
            "individual",
        ),
        (
            "4|2026-03-03",
            "2026-03-03 10:00",
            "2026-03-03 10:50",
            "late_cancel",
            "individual",
        ),
        (
            "5|2026-03-04",
            "2026-03-04 09:00",
            "2026-03-04 09:50",
            "planned",
            "individual",
        ),
        ("6|2026-03-04", "2026-03-04 13:00", "2026-03-04 14:30", "kept", "group"),
    ]
    assert found.rows("appointment", "staff_key", "client_key")[0] == (
        key_of("ehr", "12"),
        client_of("77"),
    )
    assert found.rows("leave_request", "first_day") == []


WEEKLY = "event_repeat_freq=1 event_repeat_freq_type=1"


@pytest.mark.parametrize(
    ("kind", "spec", "end", "days"),
    [
        # Monday 2 March 2026 and on, without the 16th
        ("1", f"{WEEKLY} exdate=20260316", "2026-03-30", ["02", "09", "23", "30"]),
        (
            "1",
            "event_repeat_freq=2 event_repeat_freq_type=0",
            "2026-03-07",
            ["02", "04", "06"],
        ),
        # workdays: the weekend of 7 and 8 March is skipped
        (
            "1",
            "event_repeat_freq=1 event_repeat_freq_type=4",
            "2026-03-09",
            ["02", "03", "04", "05", "06", "09"],
        ),
        # Mondays and Wednesdays, 1 = Sunday
        (
            "3",
            "event_repeat_freq=2,4 event_repeat_freq_type=6",
            "2026-03-11",
            ["02", "04", "09", "11"],
        ),
        # the last Friday of the month
        (
            "2",
            "event_repeat_on_num=5 event_repeat_on_day=5 event_repeat_on_freq=1",
            "2026-03-31",
            ["27"],
        ),
        (
            "2",
            "event_repeat_on_num=2 event_repeat_on_day=2 event_repeat_on_freq=1",
            "2026-03-31",
            ["10"],
        ),
    ],
)
def test_a_recurring_openemr_event_is_written_out(
    tmp_path: Path, kind: str, spec: str, end: str, days: list[str]
) -> None:
    text = openemr(
        f"1 | 5 | 77 | 0 | 2026-03-02 | {end} | 3000 | {kind} | {spec} | 09:00:00 | @"
    )
    found = read_file(file(tmp_path, "events.csv", text))
    assert found.rows("appointment", "starts_at") == [
        (f"2026-03-{day} 09:00",) for day in days
    ]


def test_a_rule_without_an_end_goes_on_into_next_year_and_is_planned_there(
    tmp_path: Path,
) -> None:
    text = openemr(
        f"1 | 5 | 77 | 0 | 2026-03-02 | 0000-00-00 | 3000 | 1 | {WEEKLY} | 09:00:00 | @"
    )
    found = read_file(file(tmp_path, "events.csv", text)).rows(
        "appointment", "starts_at", "status"
    )
    assert found[-1][1] == "planned"
    assert 30 < len(found) < 200


def test_vacation_in_the_openemr_calendar_is_leave_day_by_day(tmp_path: Path) -> None:
    daily = "event_repeat_freq=1 event_repeat_freq_type=4"
    text = openemr(
        f"1 | 4 | | 0 | 2026-03-05 | 2026-03-09 | 28800 | 1 | {daily} | 08:00:00 | -",
        "2 | 4 | | 0 | 2026-03-12 | 0000-00-00 | 10800 | 0 | | 09:00:00 | -",
    )
    found = read_file(file(tmp_path, "events.csv", text))
    assert found.rows(
        "leave_request", "first_day", "last_day", "days", "hours", "kind", "status"
    ) == [
        ("2026-03-05", "2026-03-05", 1.0, None, "vacation", "approved"),
        ("2026-03-06", "2026-03-06", 1.0, None, "vacation", "approved"),
        ("2026-03-09", "2026-03-09", 1.0, None, "vacation", "approved"),
        ("2026-03-12", "2026-03-12", None, 3.0, "vacation", "approved"),
    ]


def signal(folder: Path, *, as_days: bool) -> Path:
    """A workbook of 7 providers in two groups, months as text or as Excel took them."""
    months: list[object] = ["24-Jul", "24-Aug"]
    if as_days:
        months = [datetime(2025, 7, 24), datetime(2025, 8, 24)]
    sheets = {
        "Time": "Count Of In Basket Minutes",
        "Messages": "% Of Minutes On Sunday",
    }
    path = folder / "signal.xlsx"
    with xlsxwriter.Workbook(path, {"default_date_format": "d-mmm"}) as book:
        for name, metric in sheets.items():
            sheet = book.add_worksheet(name)
            for column, cell in enumerate(["DE_ID ", "Grouper", "Metric", *months]):
                sheet.write(0, column, cell)
            for number in range(7):
                group = (
                    "PHYSICIAN + PSYCHIATRIST" if number < 5 else "RESIDENT + FELLOW"
                )
                last = "" if number == 4 else 10
                row = [f"PROV{number}", group, metric, number, last]
                sheet.write_row(number + 1, 0, row)
    return path


@pytest.mark.parametrize("as_days", [False, True])
def test_signal_metrics_become_means_of_groups_of_five(
    tmp_path: Path, as_days: bool
) -> None:
    found = read_file(signal(tmp_path, as_days=as_days))
    assert found.profile == "epic_signal"
    # 0 to 4 is 2 on average; August has four values only, residents are two people
    assert found.rows("unit_measure", "team_id", "measure", "period_start", "period_end", "value", "n") == [
        ("PHYSICIAN + PSYCHIATRIST", "count_of_in_basket_minutes", "2024-07-01", "2024-07-31", 2.0, 5.0),
        ("PHYSICIAN + PSYCHIATRIST", "share_of_minutes_on_sunday", "2024-07-01", "2024-07-31", 2.0, 5.0),
    ]  # fmt: skip
