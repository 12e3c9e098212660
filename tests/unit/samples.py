"""A made-up file of every profile Ballast ships, for the tests of the door.

One good row each, in the vendor's own shape; tests copy it, spoil it, and plant in it.
A profile without a sample here fails tests/privacy/test_planted_values.py.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

import polars as pl
import pyreadstat
import xlsxwriter

Format = Literal["csv", "semicolons", "xlsx", "sav", "json", "ics"]
Row = tuple[str, ...]
SUFFIX = {"csv": "csv", "semicolons": "csv", "xlsx": "xlsx", "sav": "sav", "json": "json", "ics": "ics"}  # fmt: skip


@dataclass(frozen=True)
class Sample:
    """A made-up export.

    Attributes:
        head: the rows above the data, the header among them.
        good: one sound row. Of JSON a record as JSON, of a calendar an event's lines.
        header: which of the head's rows names the columns.
        key: the columns (of JSON: the path) that tell rows apart; a number is added.
        days: columns of days that tell rows apart; days are added.
        loads: how many of our rows one good row gives in the first table; 0 for a
            file that is known and holds nothing to load, None where it is refused.
        together: rows that are only loaded in such a number (a mean of five people).
        wide: whether every further column is read (a kind of leave each).
        strict: columns in which one cell that cannot be read refuses the whole file.
    """

    profile: str
    head: tuple[Row, ...]
    good: Row
    header: int = 0
    key: tuple[str, ...] = ()
    days: tuple[str, ...] = ()
    format: Format = "csv"
    loads: int | None = 1
    together: int = 1
    wide: bool = False
    strict: tuple[str, ...] = ()

    @property
    def columns(self) -> Row:
        """The names of the columns, as the header row has them."""
        return self.head[self.header] if self.head else ()

    def row(self, number: int) -> Row:
        """The good row under another key."""
        return renumbered(self, self.good, number)

    def rows(self, count: int) -> list[Row]:
        """As many good rows, each under a key of its own."""
        return [self.row(number) for number in range(count)]


def renumbered(sample: Sample, row: Row, number: int) -> Row:
    if sample.format == "json":
        return (json.dumps(_numbered(json.loads(row[0]), sample.key, number)),)
    if sample.format == "ics":
        return tuple(_event_line(sample, line, number) for line in row)
    return tuple(
        _moved(cell, number)
        if name in sample.days
        else f"{cell}{number:03}"
        if name in sample.key
        else cell
        for name, cell in zip(sample.columns, row, strict=True)
    )


def _numbered(value: object, names: tuple[str, ...], number: int) -> object:
    """The JSON value with a number behind each text of these names, at any depth."""
    if isinstance(value, list):
        return [_numbered(each, names, number) for each in value]
    if not isinstance(value, dict):
        return value
    return {
        name: f"{each}{number:03}"
        if name in names and isinstance(each, str)
        else _numbered(each, names, number)
        for name, each in value.items()
    }


def _event_line(sample: Sample, line: str, number: int) -> str:
    name = re.split("[:;]", line)[0]
    if name in sample.days:
        return _moved(line, number)
    return re.sub(r"^(UID:\w+|SUMMARY:[\w ]+)", rf"\g<1>{number:03}", line)


def _moved(cell: str, number: int) -> str:
    """The cell with its day of a month some days later."""

    def later(found: re.Match[str]) -> str:
        day = date.fromisoformat(found[0]) + timedelta(days=number)
        return f"{day:%Y%m%d}" if "-" not in found[0] else day.isoformat()

    return re.sub(r"20\d\d-\d\d-\d\d|20\d{6}", later, cell, count=1)


def written(folder: Path, sample: Sample, rows: Sequence[Row], name: str = "") -> Path:
    """A file of these rows, in the sample's own format."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / (name or f"{sample.profile}.{SUFFIX[sample.format]}")
    match sample.format:
        case "csv" | "semicolons":
            path.write_bytes(as_bytes(sample, rows))
        case "xlsx":
            with xlsxwriter.Workbook(path) as book:
                sheet = book.add_worksheet()
                for number, row in enumerate([*sample.head, *rows]):
                    sheet.write_row(number, 0, row)
        case "sav":
            frame = pl.DataFrame(
                list(rows), schema=list(sample.columns), orient="row", strict=False
            )
            pyreadstat.write_sav(frame, str(path))
        case "json":
            path.write_text("[" + ",\n".join(row[0] for row in rows) + "]", "utf-8")
        case "ics":
            path.write_bytes(as_bytes(sample, rows))
    return path


def as_bytes(sample: Sample, rows: Sequence[Row]) -> bytes:
    """The text of a delimited file or of a calendar."""
    if sample.format == "ics":
        lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//test//EN"]
        for row in rows:
            lines += ["BEGIN:VEVENT", *row, "END:VEVENT"]
        return "\r\n".join([*lines, "END:VCALENDAR", ""]).encode()
    out = io.StringIO()
    delimiter = ";" if sample.format == "semicolons" else ","
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(
        [*sample.head, *rows]
    )
    return out.getvalue().encode()


def _drawn(text: str) -> tuple[tuple[Row, ...], Row]:
    """The head and the one good row of a drawn table, | between the cells."""
    lines = [line.strip() for line in text.strip().splitlines()]
    cells = [tuple(cell.strip() for cell in line.split("|")) for line in lines]
    return tuple(cells[:-1]), cells[-1]


def _table(
    profile: str,
    text: str,
    *,
    key: str | tuple[str, ...] = (),
    days: str | tuple[str, ...] = (),
    header: int = 0,
    format: Format = "csv",  # noqa: A002
    loads: int | None = 1,
    together: int = 1,
) -> Sample:
    head, good = _drawn(text)
    width = max(map(len, (*head, good)))
    padded = tuple((*row, *[""] * (width - len(row))) for row in head)
    return Sample(
        profile,
        padded,
        good,
        header,
        (key,) if isinstance(key, str) else key,
        (days,) if isinstance(days, str) else days,
        format,
        loads,
        together,
    )


def _json(
    profile: str,
    record: object,
    *,
    key: tuple[str, ...] = ("id",),
    loads: int | None = 1,
) -> Sample:
    good = (json.dumps(record),)
    return Sample(profile, (), good, key=key, format="json", loads=loads)


def _events(
    profile: str, text: str, *, days: tuple[str, ...] = (), loads: int | None = 1
) -> Sample:
    lines = tuple(line.strip() for line in text.strip().splitlines())
    strict = ("DTSTART", "DTEND", "STATUS")
    return Sample(
        profile, (), lines, days=days, format="ics", loads=loads, strict=strict
    )


FRAPPE = "ID | Employee | Employee Name | Leave Type   | From Date  | To Date    | Total Leave Days | Reason | Status   | Posting Date | Document Status"
ENCOUNTER = {
    "resourceType": "Encounter", "id": "e", "status": "finished", "class": {"code": "AMB"},
    "subject": {"reference": "Patient/p1", "display": "x"},
    "participant": [{"type": [{"coding": [{"code": "PPRF"}]}],
                     "individual": {"reference": "Practitioner/111", "display": "x"}}],
    "period": {"start": "2026-03-02T14:00:00Z", "end": "2026-03-02T14:50:00Z"},
    "serviceProvider": {"reference": "Organization/north", "display": "North"},
    "location": [{"location": {"reference": "Location/room-4", "display": "x"}}],
    "text": {"div": "x"},
}  # fmt: skip
APPOINTMENT = {
    "resourceType": "Appointment", "id": "a", "status": "booked",
    "start": "2026-03-02T09:00:00-05:00", "minutesDuration": 50,
    "participant": [
        {"actor": {"reference": "Patient/p1", "display": "x"}, "status": "accepted"},
        {"actor": {"reference": "Practitioner/111", "display": "x"}, "status": "accepted"},
        {"actor": {"reference": "Location/room-4"}, "status": "accepted"},
    ],
    "comment": "x", "description": "x",
}  # fmt: skip

SAMPLES: tuple[Sample, ...] = (
    # Ballast's own
    _table("ballast_actions", """
        team | started_on | ended_on   | lever     | target_measure | note
        T1   | 2026-03-02 | 2026-06-02 | admin day | admin_share    | x
        """, days="started_on"),
    _table("ballast_appointments", """
        appointment_id | staff_id | client_id | client_name | team | starts_at           | ends_at             | actual_end_at       | status | kind       | modality | location | population | acuity | cancelled_at | note_finished_at    | note_minutes | cosigned
        A-             | PROV     | C-1       | x           | T1   | 2026-03-02 09:00:00 | 2026-03-02 09:50:00 | 2026-03-02 09:55:00 | kept   | individual | video    | main     | adults     | high   |              | 2026-03-02 12:00:00 | 10           | true
        """, key="appointment_id"),
    _table("ballast_caseload", """
        staff_id | name | on_date    | open_clients | active_clients | weighted_clients | high_risk_clients
        S        | x    | 2026-03-02 | 30           | 25             | 22.5             | 2
        """, key="staff_id"),
    _table("ballast_holidays", """
        on_date    | holiday
        2026-03-02 | Founders
        """, days="on_date"),
    _table("ballast_identities", """
        system | identifier | employee_number | name
        ehr    | PROV       | E1              | x
        """, key="identifier"),
    _table("ballast_invites", """
        wave   | team | invited
        Spring | T    | 12
        """, key="team"),
    _table("ballast_leave_balances", """
        staff_id | name | kind     | as_of      | entitlement_hours | accrued_hours | used_hours | forfeited_hours | balance_hours | cap_hours
        S        | x    | vacation | 2026-03-02 | 200               | 100           | 40         | 0               | 60            | 240
        """, key="staff_id"),
    _table("ballast_leave_requests", """
        request_id | staff_id | kind     | paid | first_day  | last_day   | hours | days | status   | cancelled_by | requested_on | decided_on | reason
        L-         | S1       | vacation | true | 2026-03-09 | 2026-03-13 | 40    | 5    | approved |              | 2026-02-01   | 2026-02-02 | x
        """, key="request_id"),
    _table("ballast_roster", """
        as_of      | employee_number | name     | work_email     | provider_id | team_id | role      | discipline | fte | clinical_fte | contract_hours_week | contract_type | pay_basis | licence_status | flexible_hours | preferred_populations | manager_employee_number | hired_on   | left_on | leaving_reason | home_phone | ssn
        2026-03-01 | E               | Ann Made | a@work.example | PROV        | T1      | counselor | therapy    | 0.8 | 0.7          | 32                  | permanent     | salary    | full           | true           | adults                | E9                      | 2020-01-06 |         |                | x          | x
        """, key=("employee_number", "work_email", "provider_id", "name")),
    _table("ballast_team_aliases", """
        system | name  | team_id
        ehr    | North | T1
        """, key="name"),
    _table("ballast_teams", """
        team_id | name  | parent_id | kind | setting    | service_model | led_by | reporting_unit | valid_from | valid_to | became | phone
        T       | North | P1        | team | outpatient | community     | E1     | U1             | 2026-01-01 |          |        | x
        """, key="team_id"),
    _table("ballast_time", """
        staff_id | name | on_date    | activity | hours | comment
        S        | x    | 2026-03-02 | direct   | 7.5   | x
        """, key="staff_id"),
    _table("ballast_unit_measures", """
        team | period_start | period_end | measure | value | numerator | denominator | n
        T    | 2026-03-01   | 2026-03-31 | waiting | 17    | 17        | 100         | 100
        """, key="team"),
    _table("ballast_contacts", """
        staff_id | name | on_date    | channel | in_hours | after_hours | on_call
        S        | x    | 2026-03-02 | message | 12       | 3           | 0
        """, key="staff_id"),
    _table("ballast_incidents", """
        team | on_date    | kind     | debriefed_on | what_happened
        T    | 2026-03-02 | violence | 2026-03-04   | x
        """, key="team"),
    _table("ballast_positions", """
        team | role  | fte_established | staffing_minimum | valid_from | valid_to | holder
        T    | nurse | 4.5             | 3                | 2026-01-01 |          | x
        """, key="team"),
    _table("ballast_team_caseload", """
        team | on_date    | without_clinician | discharged | waiting | comment
        T    | 2026-03-02 | 3                 | 4          | 12      | x
        """, key="team"),
    _table("ballast_work_pattern", """
        staff_id | name | weekday | starts | ends  | valid_from | valid_to
        S        | x    | monday  | 09:00  | 17:00 | 2026-01-01 |
        """, key="staff_id"),
    # leave
    _json("bamboohr_requests", {
        "id": "1", "employeeId": "86", "name": "x", "start": "2026-03-09", "end": "2026-03-13",
        "created": "2026-02-01", "status": {"lastChanged": "2026-02-03", "status": "approved"},
        "type": {"id": "78", "name": "Vacation"}, "amount": {"unit": "days", "amount": "5"},
        "dates": {"2026-03-09": "1"}, "notes": {"employee": "x", "manager": "x"},
    }),
    _json("bamboohr_whos_out", {
        "id": "1", "type": "timeOff", "employeeId": "86", "name": "x",
        "start": "2026-03-09", "end": "2026-03-13",
    }),
    _events("calendar_leave", """
        UID:1
        SUMMARY:Ann Made (Sick leave)
        DTSTART;VALUE=DATE:20260420
        DTEND;VALUE=DATE:20260422
        STATUS:CONFIRMED
        CATEGORIES:Absence
        X-MICROSOFT-CDO-BUSYSTATUS:OOF
        DESCRIPTION:x
        """),
    _events("calendar_holidays", """
        UID:1
        SUMMARY:Christmas Day
        DTSTART;VALUE=DATE:20261225
        DTEND;VALUE=DATE:20261226
        STATUS:CONFIRMED
        DESCRIPTION:x
        """, days=("DTSTART", "DTEND")),
    _events("calendar_events", """
        UID:1
        SUMMARY:Team meeting
        DTSTART:20260420T090000Z
        DTEND:20260420T100000Z
        DESCRIPTION:x
        """, loads=0),
    _table("frappe_data_export", """
        Data Export
        Column Labels: | ID | Employee | Leave Type   | From Date  | To Date    | Total Leave Days | Status   | Posting Date | ~ | Employee Name | Reason
        Start entering data below this line
                       | L  | E1       | Annual Leave | 2026-03-09 | 2026-03-13 | 5                | Approved | 2026-02-01   |   | x             | x
        """, header=1, key="ID"),
    _table("frappe_leave_applications", f"""
        {FRAPPE}
        L  | E1       | x             | Annual Leave | 2026-03-09 | 2026-03-13 | 5                | x      | Approved | 2026-02-01   | 1
        """, key="ID"),
    _table("frappe_leave_allocations", """
        ID | Employee | Employee Name | Leave Type   | From Date  | To Date    | New Leaves Allocated | Total Leaves Allocated | Carry Forwarded Leaves | Document Status | Description
        A  | E        | x             | Annual Leave | 2026-01-01 | 2026-12-31 | 25                   | 28                     | 3                      | 1               | x
        """, key=("ID", "Employee")),
    _table("frappe_leave_ledger", """
        Employee | Employee Name | Leave Type   | Transaction Type  | Transaction Name | Leaves | From Date  | To Date    | Is Carry Forward | Is Expired
        E        | x             | Annual Leave | Leave Application | L                | -5     | 2026-03-09 | 2026-03-13 | 0                | 0
        """, key=("Transaction Name", "Employee")),
    _table("gusto_balances", """
        As of 06/30/2026
        Employee name | Policy   | Accrued time | Hours used | Ending balance | Notes
        Ann Made      | Vacation | 80           | 24         | 56             | x
        """, header=1, key="Employee name"),
    _table("jorani_employee_leaves", """
        Ann Made

        ID | Status   | Start Date | End Date   | Duration | Type     | Reason
        1  | Accepted | 2026-03-16 | 2026-03-17 | 2        | Vacation | x
        """, header=2, key="ID", format="xlsx"),
    _table("jorani_requests", """
        ID | Fullname | Start Date | Morning/Afternoon | End Date   | Morning/Afternoon | Duration | Type     | Reason | Status
        1  | Ann Made | 2026-03-16 | Morning           | 2026-03-17 | Afternoon         | 2        | Vacation | x      | Accepted
        """, key="ID", format="xlsx"),
    _json("merge_time_off", {
        "id": "m", "employee": "w-1", "approver": "w-2", "status": "APPROVED", "employee_note": "x",
        "units": "HOURS", "amount": 16, "request_type": "VACATION",
        "start_time": "2026-03-10T03:00:00Z", "end_time": "2026-03-12T03:00:00Z",
    }),
    _table("odoo_leave", """
        Employee | Time Off Type | Request Start Date | Request End Date | Duration (Days) | Duration (Hours) | Status   | Description | ID
        Ann Made | Paid Time Off | 2026-03-09         | 2026-03-10       | 2.00            | 16.00            | Approved | x           | 7
        """, key="ID"),
    replace(_table("orangehrm_leave", """
        id | date       | length_hours | length_days | status | comments | leave_request_id | leave_type_id | leave_type_name | emp_number | duration_type
        1  | 2026-03-05 | 8            | 1           | 3      | x        | 7                | 1             | Vacation        | 12         | 0
        """, key=("leave_request_id", "id")), strict=("date",)),
    replace(_table("timeoff_management_allowance", """
        2026-01-01 to 2026-06-30
        email  | last name | name | Holiday | days deducted from allowance
        a.made | Made      | Ann  | 12.5    | 12.5
        """, header=1, key="email"), wide=True),
    _table("timeoff_management_backup", """
        Department | Last name | Name | Email address  | Type of absence | Started at | Date type | Ended at   | Date type | Comment
        Sales      | Made      | Ann  | a@work.example | Holiday         | 2026-03-09 | All Day   | 2026-03-13 | All Day   | x
        """, key="Email address"),
    _table("timeoff_management_leaves", """
        Employee | Department | Leave Type | Deducted days | From       | To         | Status   | Requested On | Approved By | Comment
        Ann Made | Sales      | Holiday    | 5             | 2026-03-09 | 2026-03-13 | Approved | 2026-02-01   | x           | x
        """, key="Employee"),
    _table("urlaubsverwaltung_absences", """
        Zeitraum: 01.01.2026 - 31.12.2026
        Personalnummer | Vorname | Nachname | Abteilungen | Von        | Bis        | Zeitraum  | Art der Abwesenheit | Anzahl der Arbeitstage | Status
        86             | Ann     | Made     | Nord        | 09.03.2026 | 13.03.2026 | ganztägig | Erholungsurlaub     | 5                      | genehmigt
        """, header=1, key="Personalnummer", format="semicolons"),
    _table("workday_time_off", """
        worker | absenceType | date       | quantity | unit  | status   | comment
        W      | Vacation    | 2026-03-09 | 8        | Hours | Approved | x
        """, key="worker"),
    # appointments and caseloads
    _table("epic_signal", """
        DE_ID | Grouper   | Metric             | 24-Jul | Name
        P     | PHYSICIAN | In Basket Messages | 7      | x
        """, key="DE_ID", format="xlsx", together=5),
    _json("fhir_encounters", ENCOUNTER),
    _json("fhir_appointments", APPOINTMENT),
    _json("fhir_encounters_and_appointments", {
        "resourceType": "Bundle", "id": "b",
        "entry": [{"resource": ENCOUNTER}, {"resource": APPOINTMENT}],
    }, loads=2),
    _json("fhir_organizations", {
        "resourceType": "Organization", "id": "o", "name": "North", "alias": ["x"],
        "identifier": [{"system": "x", "value": "N-1"}], "telecom": [{"value": "x"}],
    }, key=("id", "name", "value")),
    _json("fhir_directory", {
        "resourceType": "Practitioner", "id": "1", "name": [{"family": "x"}],
    }, loads=0),
    _json("fhir_other", {
        "resourceType": "Patient", "id": "1", "name": [{"family": "x"}],
    }, loads=0),
    _table("omop_care_sites", """
        care_site_id | care_site_name | place_of_service_concept_id | location_id
        3            | North          | 0                           | 1
        """, key=("care_site_id", "care_site_name")),
    _table("omop_providers", """
        provider_id | provider_name | npi | dea | specialty_concept_id | care_site_id
        55          | x             | 1   |     | 0                    | 3
        """, loads=0),
    _table("omop_visits", """
        visit_occurrence_id | person_id | visit_concept_id | visit_start_date | visit_start_datetime | visit_end_date | visit_end_datetime  | visit_type_concept_id | provider_id | care_site_id | visit_source_value
        1                   | 7         | 9202             | 2026-03-02       | 2026-03-02 09:00:00  | 2026-03-02     | 2026-03-02 09:50:00 | 32827                 | 55          | 3            | x
        """, key="visit_occurrence_id"),
    _table("openemr_calendar", """
        pc_eid | pc_catid | pc_multiple | pc_aid | pc_pid | pc_gid | pc_title | pc_hometext | pc_eventDate | pc_endDate | pc_duration | pc_recurrtype | pc_recurrspec | pc_startTime | pc_endTime | pc_alldayevent | pc_apptstatus | pc_facility
        1      | 5        | 0           | 12     | 77     | 0      | x        | x           | 2026-03-02   | 0000-00-00 | 3000        | 0             | a:0:{}        | 09:00:00     | 09:50:00   | 0              | @             | 3
        """, key="pc_eid"),
    _table("synthea_encounters", """
        Id | START                | STOP                 | PATIENT | ORGANIZATION | PROVIDER | PAYER | ENCOUNTERCLASS | CODE | DESCRIPTION
        e  | 2026-07-06T13:00:00Z | 2026-07-06T13:50:00Z | pat-1   | org-1        | prov-1   | pay   | ambulatory     | 1    | x
        """, key="Id"),
    _table("synthea_encounters_2017", """
        ID | DATE       | PATIENT | CODE | DESCRIPTION | REASONCODE | REASONDESCRIPTION
        e  | 2016-03-04 | p1      | 1    | x           |            |
        """, key="ID", loads=None),
    _table("synthea_organizations", """
        Id | NAME  | ADDRESS | CITY | LAT | LON | PHONE | REVENUE | UTILIZATION
        o  | North | x       | x    | x   | x   | x     | 1       | 1
        """, key=("Id", "NAME")),
    _table("synthea_providers", """
        Id | ORGANIZATION | NAME | GENDER | SPECIALITY | ADDRESS | ENCOUNTERS
        p  | o            | x    | F      | GENERAL    | x       | 1
        """, loads=0),
    # figures of whole units
    _table("nhs_mental_health_caseload", """
        REPORTING_PERIOD_START | REPORTING_PERIOD_END | STATUS | BREAKDOWN | PRIMARY_LEVEL | PRIMARY_LEVEL_DESCRIPTION | SECONDARY_LEVEL | MEASURE_ID | MEASURE_NAME | MEASURE_VALUE
        01/03/2026             | 31/03/2026           | Final  | Provider  | RX            | North Trust               | NONE            | MRS06      | Open cases   | 1200
        """, key="PRIMARY_LEVEL"),
    _table("nhs_sickness_absence", """
        DATE       | ORG_CODE | ORG_NAME    | ORG_TYPE      | NHSE_REGION_NAME | FTE_DAYS_LOST | FTE_DAYS_AVAILABLE
        31/03/2026 | RX       | North Trust | Mental Health | North            | 100.5         | 2000
        """, key="ORG_CODE", loads=2),
    _table("nhs_staff_survey", """
        ODS code | Year | Organisation name | Burned_out_base | Burned_out_rate | Emotionally_exhausting_base | Emotionally_exhausting_rate | Stress_base | Stress_rate | Time_demands_meet_base | Time_demands_meet_rate | Enough_staff_base | Enough_staff_rate | Autonomy_base | Autonomy_rate
        RX       | 2024 | North Trust       | 100             | 30.5            | 100                         | 30.5                        | 100         | 30.5        | 100                    | 30.5                   | 100               | 30.5              | 100           | 30.5
        """, key="ODS code", loads=6),
    # surveys
    _table("google_forms", """
        Timestamp          | Email Address  | Team  | Role  | Your name | How tired? [CBI_01] | CBI_02 | Anything else?
        03/13/2026 9:10:00 | a@work.example | North | Nurse | x         | 4                   | 2      | x
        """, key="Email Address"),
    _table("limesurvey_codes", """
        id | submitdate          | lastpage | startlanguage | seed | token | startdate           | ipaddr | refurl | attribute_1 | Role  | G1[CBI01] | G1[CBI02] | Q3[other] | interviewtime
        1  | 2026-03-05 09:10:00 | 4        | en            | 11   | tok   | 2026-03-05 09:00:00 | x      | x      | North       | Nurse | 4         | 5         | x         | 90
        """, key=("id", "token")),
    _table("limesurvey_texts", """
        Response ID | Date submitted      | Last page | Start language | Seed | Date started        | Email address  | Team  | Role  | How often? [CBI_01] | IP address | Total time
        1           | 2026-03-05 09:10:00 | 4         | en             | 11   | 2026-03-05 09:00:00 | a@work.example | North | Nurse | 4                   | x          | 90
        """, key=("Response ID", "Email address")),
    _table("microsoft_forms", """
        ID | Start time          | Completion time     | Email          | Name | Team  | Role  | CBI_01 | Why?
        1  | 2026-03-05 09:00:00 | 2026-03-05 09:10:22 | a@work.example | x    | North | Nurse | 4      | x
        """, key=("ID", "Email"), format="xlsx"),
    _table("qualtrics_survey", """
        StartDate           | EndDate             | Status | IPAddress | Progress | Duration (in seconds) | Finished | RecordedDate        | ResponseId | RecipientLastName | RecipientFirstName | RecipientEmail | ExternalReference | LocationLatitude | LocationLongitude | CBI_01          | CBI_02 | Q_comment | Team  | Role
        Start               | End                 | Type   | IP        | Progress | Seconds               | Finished | Recorded            | Id         | Last              | First              | Email          | Ref               | Lat              | Lon               | How often tired | Worn   | Else?     | Team  | Role
        {"ImportId":"start"} | {"ImportId":"a"}   | {"ImportId":"b"} | c | d       | e                     | f        | g                   | h          | i                 | j                  | k              | l                 | m                | n                 | o               | p      | q         | r     | s
        2026-03-03 09:00:00 | 2026-03-03 09:09:00 | 0      | x         | 100      | 600                   | 1        | 2026-03-03 09:10:00 | R_         | x                 | x                  | a@work.example | x                 | x                | x                 | 4               | 5      | x         | North | Nurse
        """, key=("ResponseId", "RecipientEmail")),
    _table("qualtrics_survey_2016", """
        ResponseID | ResponseSet      | IPAddress | StartDate           | EndDate             | RecipientLastName | RecipientEmail | ExternalDataReference | Finished | Status | LocationLatitude | Team | Role | CBI_01
        ResponseID | ResponseSet      | IPAddress | StartDate           | EndDate             | RecipientLastName | RecipientEmail | ExternalDataReference | Finished | Status | LocationLatitude | Team | Role | How often tired
        {'ImportId': 'responseID'} | b | c       | d                   | e                   | f                 | g              | h                     | i        | j      | k                | l    | m    | n
        R_         | Default Response | x         | 2026-03-03 09:00:00 | 2026-03-03 09:09:00 | x                 | a@work.example | x                     | 1        | 0      | x                | North | Nurse | 4
        """, key=("ResponseID", "RecipientEmail")),
    _table("qualtrics_survey_legacy", """
        V1         | V2               | V3   | V4                    | V5           | V6        | V7     | V8                  | V9                  | V10      | CBI_01 | Q2
        ResponseID | ResponseSet      | Name | ExternalDataReference | EmailAddress | IPAddress | Status | StartDate           | EndDate             | Finished | Tired? | Else?
        R_         | Default Response | x    | x                     | a@work.example | x       | 0      | 2026-03-03 09:00:00 | 2026-03-03 09:09:00 | 1        | 4      | x
        """, key=("V1", "V5")),
    _table("qualtrics_survey_sav", """
        ResponseId | IPAddress | RecipientEmail | RecordedDate        | Status | Duration__in_seconds_ | Finished | CBI_01 | CBI_02 | Team  | Role  | Q_comment
        R_         | x         | a@work.example | 2026-03-03 09:10:00 | 0      | 600                   | 1        | 4      | 5      | North | Nurse | x
        """, key=("ResponseId", "RecipientEmail"), format="sav"),
    _table("redcap_dictionary", """
        Variable / Field Name | Form Name | Section Header | Field Type | Field Label | Choices, Calculations, OR Slider Labels
        cbi_01                | burnout   |                | radio      | x           | 1, x
        """, loads=0),
    _table("redcap_events", """
        event_name | arm_num | unique_event_name
        Spring     | 1       | spring_arm_1
        """, loads=0),
    _table("redcap_survey", """
        study_id | redcap_event_name | redcap_repeat_instrument | redcap_repeat_instance | redcap_data_access_group | redcap_survey_identifier | first_name | email | intake_complete | burnout_timestamp   | cbi_01 | cbi_02 | burnout_complete
        331-     | spring_arm_1      |                          |                        | north                    | a@work.example           | x          | x     | 2               | 2026-03-05 09:10:00 | 4      | 5      | 2
        """, key=("study_id", "redcap_survey_identifier")),
    _table("redcap_survey_labels", """
        Study ID | Event Name | Data Access Group | Survey Identifier | First Name | Complete? | Survey Timestamp    | CBI_01 | Remarks | Complete?
        1        | Spring     | North             | a@work.example    | x          | Complete  | 2026-03-05 09:10:00 | 4      | x       | Complete
        """, key=("Study ID", "Survey Identifier")),
    _table("surveymonkey", """
        Respondent ID | Collector ID | Start Date          | End Date            | IP Address | Email Address  | First Name | Last Name | Custom Data 1 | CBI_01   | CBI_02   | Which?                 | Why?
                      |              |                     |                     |            |                |            |           |               | Response | Response | Other (please specify) | Open-Ended Response
        3292880000    | 77           | 03/13/2026 09:00:00 | 03/13/2026 09:10:00 | x          | a@work.example | x          | x         | x             | 4        | 5        | x                      | x
        """, key=("Respondent ID", "Email Address")),
)  # fmt: skip


def sample_of(profile: str) -> Sample:
    """The sample of a profile.

    Raises:
        LookupError: it has none; the message says what to do.
    """
    for sample in SAMPLES:
        if sample.profile == profile:
            return sample
    raise LookupError(
        f"profile {profile} has no sample: add one to SAMPLES in tests/unit/samples.py, "
        "with every column its export has, those that are dropped too"
    )
