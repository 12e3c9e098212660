"""Leave exports of HR systems: what each vendor's rows mean."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest
import xlsxwriter

from etl.errors import UserError

from .vendor_files import EMAIL, NAME, SECRET, Read, file, key_of, read_file

REQUEST = ("kind", "first_day", "last_day", "days", "hours", "status")
Cells = list[list[object]]


def as_csv(cells: Cells, delimiter: str = ",") -> str:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator="\n").writerows(cells)
    return out.getvalue()


def drawn(text: str) -> Cells:
    """Rows of a drawn table with | between the cells."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def read_csv(folder: Path, text: str, *, delimiter: str = ",", **options: str) -> Read:
    path = file(folder, "export.csv", as_csv(drawn(text), delimiter))
    return read_file(path, **options)  # type: ignore[arg-type]


def workbook(folder: Path, cells: Cells) -> Path:
    path = folder / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(cells):
            sheet.write_row(number, 0, row)
    return path


def requests(found: Read) -> list[tuple[object, ...]]:
    return found.rows("leave_request", *REQUEST)


# Frappe HR


def test_frappe_applications_count_by_document_and_status(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        f"""
        ID | Employee | Employee Name | Leave Type   | From Date  | To Date    | Total Leave Days | Reason   | Status   | Posting Date | Document Status
        L1 | EMP-86   | {NAME}        | Annual Leave | 2026-03-09 | 2026-03-13 | 5                | {SECRET} | Approved | 2026-02-01   | 1
        L2 | EMP-86   | {NAME}        | Annual Leave | 2026-04-06 | 2026-04-06 | 0.5              | {SECRET} | Approved | 2026-02-02   | 2
        L3 | EMP-86   | {NAME}        | Sick Leave   | 2026-05-04 | 2026-05-05 | 2                | {SECRET} | Open     | 2026-05-04   | 0
        L4 | EMP-86   | {NAME}        | Sick Leave   | 2026-05-06 | 2026-05-06 | 1                | {SECRET} | Approved | 2026-05-04   | Draft
        L5 | EMP-86   | {NAME}        | Leave Without Pay | 2026-06-01 | 2026-06-02 | 2           | {SECRET} | Rejected | 2026-05-04   | Submitted
        """,
    )
    assert found.profile == "frappe_leave_applications"
    assert found.problems == ()
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved"),
        ("vacation", "2026-04-06", "2026-04-06", 0.5, None, "cancelled"),
        ("sick", "2026-05-04", "2026-05-05", 2.0, None, "requested"),
        ("sick", "2026-05-06", "2026-05-06", 1.0, None, "requested"),
        ("other", "2026-06-01", "2026-06-02", 2.0, None, "denied"),
    ]
    # what is not decided has no day of decision
    assert found.rows("leave_request", "decided_on") == [
        ("2026-02-01",), (None,), (None,), (None,), ("2026-05-04",)
    ]  # fmt: skip
    assert found.rows("leave_request", "staff_key")[0] == (key_of("hr", "EMP-86"),)


def test_frappe_without_a_document_status_goes_by_status_alone(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        """
        Series | Employee | Leave Type   | From Date  | To Date    | Total Leave Days | Status    | Posting Date
        S      | E1       | Annual Leave | 2026-03-09 | 2026-03-13 | 5                | Approved  | 2026-02-01
        S      | E1       | Annual Leave | 2026-04-09 | 2026-04-09 | 1                | Cancelled | 2026-02-01
        """,
    )
    assert found.rows("leave_request", "status", "decided_on") == [
        ("approved", "2026-02-01"),
        ("cancelled", None),
    ]


def test_the_old_frappe_data_export_with_its_preamble(tmp_path: Path) -> None:
    labels = ["", "ID", "Employee", "Leave Type", "From Date", "To Date", "Total Leave Days", "Status", "Posting Date", "~", "Employee Name"]  # fmt: skip
    notes = [["Notes:"], ["Please do not change the template headings."], [""] * 3]
    notes += [[f"note {n}"] for n in range(8)]
    cells: Cells = [
        ["Data Export"],
        *notes,
        ["DocType:", "Leave Application"],
        ["Column Labels:", *labels[1:]],
        ["Column Name:", *[name.lower().replace(" ", "_") for name in labels[1:]]],
        ["Mandatory:", "Yes"],
        ["Type:", "Data"],
        ["Info:", ""],
        ["Start entering data below this line"],
        ["", '"L1"', "E1", "Annual Leave", "2026-03-09", "2026-03-13", "5", "Approved", "2026-02-01", "", NAME],
        ["", '"L2"', "E1", "Sick Leave", "2026-03-16", "2026-03-16", "1", "Open", "2026-03-16", "", NAME],
    ]  # fmt: skip
    found = read_file(file(tmp_path, "export.csv", as_csv(cells)))
    assert found.profile == "frappe_data_export"
    assert found.problems == ()
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved"),
        ("sick", "2026-03-16", "2026-03-16", 1.0, None, "requested"),
    ]


def test_frappe_allocations_are_entitlements_in_days(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        """
        ID | Employee | Leave Type   | From Date  | To Date    | New Leaves Allocated | Total Leaves Allocated | Carry Forwarded Leaves | Document Status
        A1 | E1       | Annual Leave | 2026-01-01 | 2026-12-31 | 25                   | 28                     | 3                      | 1
        A2 | E1       | Sick Leave   | 2026-01-01 | 2026-12-31 | 10                   | 10                     | 0                      | 2
        """,
    )
    assert found.profile == "frappe_leave_allocations"
    assert found.rows("leave_balance", "kind", "as_of", "entitlement_days", "accrued_days") == [
        ("vacation", "2026-01-01", 28.0, 25.0)
    ]  # fmt: skip


def test_the_frappe_ledger_tells_taken_from_allocated_by_sign(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        """
        Employee | Leave Type   | Transaction Type  | Transaction Name | Leaves | From Date  | To Date    | Is Carry Forward | Is Expired | Is Leave Without Pay
        E1       | Annual Leave | Leave Allocation  | A1               | 25     | 2026-01-01 | 2026-12-31 | 0                | 0          | 0
        E1       | Annual Leave | Leave Application | L1               | -5     | 2026-03-09 | 2026-03-13 | 0                | 0          | 0
        E1       | Annual Leave | Leave Allocation  | A0               | -3     | 2026-01-01 | 2026-01-01 | 0                | 1          | 0
        """,
    )
    assert found.profile == "frappe_leave_ledger"
    assert found.problems == ()
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved")
    ]
    assert found.rows("leave_balance", "as_of", "entitlement_days", "forfeited_days") == [
        ("2026-01-01", 25.0, None),
        ("2026-01-01", None, 3.0),
    ]  # fmt: skip


# OrangeHRM


def test_orangehrm_days_become_one_row_per_request_and_status(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        f"""
        id | date       | length_hours | length_days | status | comments | leave_request_id | leave_type_id | leave_type_name | emp_number | duration_type
        1  | 2026-03-05 | 8            | 1           | 3      | {SECRET} | 7                | 1             | Vacation        | 12         | 0
        2  | 2026-03-06 | 4            | 0.5         | 3      | {SECRET} | 7                | 1             | Vacation        | 12         | 1
        3  | 2026-03-07 | 0            | 0           | 4      |          | 7                | 1             | Vacation        | 12         | 0
        4  | 2026-03-08 | 0            | 0           | 4      |          | 7                | 1             | Vacation        | 12         | 0
        5  | 2026-03-09 | 0            | 0           | 5      |          | 7                | 1             | Vacation        | 12         | 0
        6  | 2026-03-10 | 8            | 1           | 0      |          | 7                | 1             | Vacation        | 12         | 0
        7  | 2026-03-11 | 8            | 1           | 3      |          | 7                | 1             | Vacation        | 12         | 0
        8  | 2026-03-05 | 8            | 1           | -1     |          | 8                | 2             | Sick            | 13         | 0
        """,
    )
    assert found.profile == "orangehrm_leave"
    # weekend and holiday rows are no leave; the cancelled day parts the request
    assert requests(found) == [
        ("vacation", "2026-03-05", "2026-03-06", 1.5, 12.0, "taken"),
        ("vacation", "2026-03-10", "2026-03-10", 1.0, 8.0, "cancelled"),
        ("vacation", "2026-03-11", "2026-03-11", 1.0, 8.0, "taken"),
        ("sick", "2026-03-05", "2026-03-05", 1.0, 8.0, "denied"),
    ]


# Odoo


def test_odoo_goes_by_the_requests_own_dates_not_by_utc(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        f"""
        Employee | Time Off Type | Start Date          | End Date            | Request Start Date | Request End Date | Duration (Days) | Duration (Hours) | Status     | Description
        {NAME}   | Paid Time Off | 2026-03-08 22:00:00 | 2026-03-10 15:00:00 | 2026-03-09         | 2026-03-10       | 2.00            | 16.00            | Approved   | {SECRET}
        {NAME}   | Sick Time Off | 2026-03-16 06:00:00 | 2026-03-16 10:00:00 | 2026-03-16         | 2026-03-16       | 0.50            | 4.00             | To Approve | {SECRET}
        {NAME}   | Paid Time Off | 2026-04-16 06:00:00 | 2026-04-16 10:00:00 | 2026-04-16         | 2026-04-16       | 1               | 8                | Refused    | {SECRET}
        {NAME}   | Paid Time Off | 2026-05-16 06:00:00 | 2026-05-16 10:00:00 | 2026-05-16         | 2026-05-16       | 1               | 8                | Second Approval | {SECRET}
        """,
    )
    assert found.profile == "odoo_leave"
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-10", 2.0, 16.0, "approved"),
        ("sick", "2026-03-16", "2026-03-16", 0.5, 4.0, "requested"),
        ("vacation", "2026-04-16", "2026-04-16", 1.0, 8.0, "denied"),
        ("vacation", "2026-05-16", "2026-05-16", 1.0, 8.0, "requested"),
    ]
    assert found.rows("leave_request", "staff_key")[0] == (key_of("name", NAME),)


def test_odoo_without_the_requests_dates_says_which_columns_to_add(
    tmp_path: Path,
) -> None:
    with pytest.raises(UserError, match='lacks "Request Start Date') as refused:
        read_csv(
            tmp_path,
            """
            Employee | Time Off Type | Start Date          | End Date            | Status
            Jane Doe | Paid Time Off | 2026-03-08 22:00:00 | 2026-03-10 15:00:00 | Approved
            """,
        )
    assert refused.value.exit_code == 3


# BambooHR


def bamboo(number: str, unit: str, amount: str, status: str, **more: object) -> object:
    return {
        "id": number,
        "employeeId": "86",
        "name": NAME,
        "start": "2026-03-09",
        "end": "2026-03-13",
        "created": "2026-02-01",
        "status": {"lastChanged": "2026-02-03", "lastChangedByUserId": "2369", "status": status},
        "type": {"id": "78", "name": "Vacation", "icon": "palm-trees"},
        "amount": {"unit": unit, "amount": amount},
        "actions": {"view": True, "edit": True},
        "dates": {"2026-03-09": "8", "2026-03-10": "8", "2026-03-11": "0"},
        "notes": {"employee": SECRET, "manager": SECRET},
    } | more  # fmt: skip


def test_bamboohr_requests_in_hours_and_in_days(tmp_path: Path) -> None:
    sick = {"id": "77", "name": "Sick"}
    whole = [
        bamboo("1", "hours", "16", "approved"),
        bamboo("2", "days", "0.5", "requested", type=sick, dates=[], notes=[]),
        bamboo("3", "days", "5", "denied"),
        bamboo("4", "days", "5", "superceded"),
        bamboo("5", "days", "5", "canceled"),
    ]
    found = read_file(file(tmp_path, "requests.json", json.dumps(whole)))
    assert found.profile == "bamboohr_requests"
    assert found.problems == ()
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", None, 16.0, "approved"),
        ("sick", "2026-03-09", "2026-03-13", 0.5, None, "requested"),
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "denied"),
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "cancelled"),
    ]
    assert found.rows("leave_request", "staff_key", "requested_on", "decided_on") == [
        (key_of("hr", "86"), "2026-02-01", "2026-02-03"),
        (key_of("hr", "86"), "2026-02-01", None),
        (key_of("hr", "86"), "2026-02-01", "2026-02-03"),
        (key_of("hr", "86"), "2026-02-01", None),
    ]


def test_bamboohr_whos_out_has_no_kind_and_holidays_are_nobodys(tmp_path: Path) -> None:
    whole = [
        {"id": 1, "type": "timeOff", "employeeId": 86, "name": NAME, "start": "2026-03-09", "end": "2026-03-13"},
        {"id": 9, "type": "holiday", "name": "Thanksgiving", "start": "2026-11-26", "end": "2026-11-27"},
    ]  # fmt: skip
    found = read_file(file(tmp_path, "out.json", json.dumps(whole)))
    assert found.profile == "bamboohr_whos_out"
    assert requests(found) == [
        ("other", "2026-03-09", "2026-03-13", None, None, "approved")
    ]
    assert found.rows("loaded_holiday", "on_date", "name") == [
        ("2026-11-26", "Thanksgiving"),
        ("2026-11-27", "Thanksgiving"),
    ]


# Gusto


GUSTO = """
        Employee name | Policy         | Accrued time | Hours used | Ending balance
        Quist, Zelda  | Vacation       | 80.00        | 24.00      | 56.00
        Jane Doe      | Paid time off  | 80.00        | 100.00     | -20.00
        Jane Doe      | Sick           |              |            |
        Total         |                | 160.00       | 124.00     | 36.00
        """


def test_gusto_balances_are_hours_at_the_end_of_the_period_above(
    tmp_path: Path,
) -> None:
    cells = [["Time off balances"], ["01/01/2026 - 06/30/2026"], *drawn(GUSTO)]
    found = read_file(file(tmp_path, "balances.csv", as_csv(cells)))
    assert found.profile == "gusto_balances"
    assert found.problems == ()
    assert found.rows("leave_balance", "staff_key", "kind", "as_of", "accrued_hours", "used_hours", "balance_hours") == [
        (key_of("name", NAME), "vacation", "2026-06-30", 80.0, 24.0, 56.0),
        (key_of("name", "Jane Doe"), "vacation", "2026-06-30", 80.0, 100.0, -20.0),
    ]  # fmt: skip


def test_gusto_balances_without_a_day_are_refused_with_what_to_do(
    tmp_path: Path,
) -> None:
    with pytest.raises(UserError, match="as_of; add one at the top") as refused:
        read_csv(tmp_path, GUSTO)
    assert refused.value.exit_code == 3


# TimeOff.Management


def test_the_timeoff_backup_names_date_type_twice_and_tells_no_decision(
    tmp_path: Path,
) -> None:
    found = read_csv(
        tmp_path,
        f"""
        Department | Last name | Name  | Email address | Type of absence | Started at | Date type | Ended at   | Date type
        Sales      | Quist     | Zelda | {EMAIL}       | Holiday         | 2026-03-09 | All Day   | 2026-03-13 | All Day
        Sales      | Quist     | Zelda | {EMAIL}       | Sick Leave      | 2026-04-09 | Morning   | 2026-04-09 | Morning
        Sales      | Quist     | Zelda | {EMAIL}       | Sick Leave      | 2026-04-09 | Afternoon | 2026-04-09 | Afternoon
        """,
    )
    assert found.profile == "timeoff_management_backup"
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", None, None, "requested"),
        ("sick", "2026-04-09", "2026-04-09", 0.5, None, "requested"),
        ("sick", "2026-04-09", "2026-04-09", 0.5, None, "requested"),
    ]
    keys = found.rows("leave_request", "request_key")
    assert len(set(keys)) == 3  # a morning and an afternoon are two requests


def test_timeoff_leaves_have_states(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        f"""
        Employee | Department | Leave Type | Deducted days | From       | To         | Status       | Requested On | Approved By | Comment
        {NAME}   | Sales      | Holiday    | 5             | 09/03/2026 | 13/03/2026 | Approved     | 01/02/2026   | {NAME}      | {SECRET}
        {NAME}   | Sales      | Holiday    | 0.5           | 01/04/2026 | 01/04/2026 | Rejected     | 01/02/2026   | {NAME}      | {SECRET}
        {NAME}   | Sales      | Sick Leave | 1             | 02/04/2026 | 02/04/2026 | Pended revoke | 02/04/2026  |             |
        {NAME}   | Sales      | Sick Leave | 1             | 03/04/2026 | 03/04/2026 | New          | 02/04/2026   |             |
        """,
    )
    assert found.profile == "timeoff_management_leaves"
    # 13/03 proves the day first for the whole file
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved"),
        ("vacation", "2026-04-01", "2026-04-01", 0.5, None, "denied"),
        ("sick", "2026-04-02", "2026-04-02", 1.0, None, "approved"),
        ("sick", "2026-04-03", "2026-04-03", 1.0, None, "requested"),
    ]


ALLOWANCE = f"""
        email   | last name | name  | Holiday | Sick Leave | days deducted from allowance
        {EMAIL} | Quist     | Zelda | 12.5    | 3          | 12.5
        """


def test_the_timeoff_allowance_is_wide_by_leave_type(tmp_path: Path) -> None:
    cells = [["2026-01-01 to 2026-06-30"], *drawn(ALLOWANCE)]
    found = read_file(file(tmp_path, "allowance.csv", as_csv(cells)))
    assert found.profile == "timeoff_management_allowance"
    assert found.rows("leave_balance", "staff_key", "kind", "as_of", "used_days") == [
        (key_of("email", EMAIL), "sick", "2026-06-30", 3.0),
        (key_of("email", EMAIL), "vacation", "2026-06-30", 12.5),
    ]
    with pytest.raises(UserError, match="as_of"):
        read_csv(tmp_path, ALLOWANCE)


# Jorani


JORANI = {
    "en": ("ID|Fullname|Start Date|Morning/Afternoon|End Date|Morning/Afternoon|Duration|Type|Reason|Status",
           "03/31/2026|Morning|04/02/2026|Afternoon|3.000|paid leave, vacation|{0}|Accepted"),
    "fr": ("ID|Nom complet|Date début|Matin/Après-midi|Date fin|Matin/Après-midi|Durée|Type|Cause|Statut",
           "31/03/2026|Matin|02/04/2026|Après-midi|3.000|congés payés|{0}|Acceptée"),
    "de": ("ID|Voller Name|Anfangsdatum|Vormittag/Nachmittag|Enddatum|Vormittag/Nachmittag|Dauer|Typ|Grund|Status",
           "03/31/2026|Vormittag|04/02/2026|Nachmittag|3.000|Erholungsurlaub|{0}|Akzeptiert"),
}  # fmt: skip


@pytest.mark.parametrize("language", JORANI)
def test_jorani_requests_in_three_languages(tmp_path: Path, language: str) -> None:
    header, row = JORANI[language]
    cells = [header.split("|"), ["17", NAME, *row.format(SECRET).split("|")]]
    found = read_file(workbook(tmp_path, cells))
    assert found.profile == "jorani_requests"
    assert requests(found) == [
        ("vacation", "2026-03-31", "2026-04-02", 3.0, None, "approved")
    ]
    assert found.rows("leave_request", "staff_key") == [(key_of("name", NAME),)]


@pytest.mark.parametrize(
    ("header", "states"),
    [
        ("ID|Status|Start Date|End Date|Duration|Type", ["Accepted", "Canceled", "Cancellation", "Rejected"]),
        ("N°|Statut|Date début|Date fin|Durée|Type", ["Acceptée", "Annulée", "Annulation", "Rejetée"]),
        ("ID|Status|Anfangsdatum|Enddatum|Dauer|Typ", ["Akzeptiert", "Storniert", "Stornierung beantragt", "Abgelehnt"]),
    ],
)  # fmt: skip
def test_jorani_leaves_of_one_employee_take_the_name_from_the_first_cell(
    tmp_path: Path, header: str, states: list[str]
) -> None:
    rows: Cells = [
        [str(n), state, "2026-03-16", "2026-03-17", 2, "RTT"]
        for n, state in enumerate(states)
    ]
    found = read_file(workbook(tmp_path, [[NAME], [], header.split("|"), *rows]))
    assert found.profile == "jorani_employee_leaves"
    assert found.problems == ()
    asked = found.rows("leave_request", "staff_key", "kind", "status")
    assert asked == [
        (key_of("name", NAME), "toil", "approved"),
        (key_of("name", NAME), "toil", "cancelled"),
        (key_of("name", NAME), "toil", "approved"),  # stands until that is decided
        (key_of("name", NAME), "toil", "denied"),
    ]


# Urlaubsverwaltung


def test_urlaubsverwaltung_with_its_period_above_the_header(tmp_path: Path) -> None:
    cells: Cells = [
        ["Zeitraum: 01.01.2026 - 31.12.2026"],
        ["Personalnummer", "Vorname", "Nachname", "Abteilungen", "Von", "Bis", "Zeitraum", "Art der Abwesenheit", "Anzahl der Arbeitstage"],
        ["86", "Zelda", "Quist", "Nord", "09.03.2026", "13.03.2026", "ganztägig", "Erholungsurlaub", "5"],
        ["86", "Zelda", "Quist", "Nord", "04.05.2026", "04.05.2026", "morgens", "Krankheit", "0,5"],
        ["86", "Zelda", "Quist", "Nord", "05.05.2026", "05.05.2026", "ganztägig", "Sonderurlaub", "1"],
    ]  # fmt: skip
    found = read_file(
        file(tmp_path, "abwesenheiten.csv", "\ufeff" + as_csv(cells, ";"))
    )
    assert found.profile == "urlaubsverwaltung_absences"
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved"),
        ("sick", "2026-05-04", "2026-05-04", 0.5, None, "approved"),
        ("personal", "2026-05-05", "2026-05-05", 1.0, None, "approved"),
    ]
    assert found.rows("leave_request", "staff_key")[0] == (key_of("hr", "86"),)


def test_a_report_with_a_title_is_not_taken_for_one_employees_leave(
    tmp_path: Path,
) -> None:
    header = "ID|Status|Start Date|End Date|Duration|Type"
    row: list[object] = ["1", "Accepted", "2026-03-16", "2026-03-17", 2, "Vacation"]
    with pytest.raises(UserError):
        read_file(
            workbook(tmp_path, [["Leave report 2026"], [], header.split("|"), row])
        )


# Workday and Merge


def test_workday_days_in_hours_and_days(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        """
        worker | absenceType  | date       | quantity | unit  | status
        W1     | Vacation     | 2026-03-09 | 8        | Hours | Approved
        W1     | Sick Leave   | 2026-03-10 | 0.5      | Days  | Submitted
        W1     | Parental Leave | 2026-03-11 | 1      | Days  | Denied
        """,
    )
    assert found.profile == "workday_time_off"
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-09", None, 8.0, "approved"),
        ("sick", "2026-03-10", "2026-03-10", 0.5, None, "requested"),
        ("parental", "2026-03-11", "2026-03-11", 1.0, None, "denied"),
    ]


def test_merge_time_off_in_utc_falls_on_the_local_day(tmp_path: Path) -> None:
    record = {
        "id": "m1", "employee": "w-1", "approver": "w-2", "status": "APPROVED", "employee_note": SECRET,
        "units": "HOURS", "amount": 16, "request_type": "JURY_DUTY",
        "start_time": "2026-03-10T03:00:00Z", "end_time": "2026-03-12T03:00:00Z",
    }  # fmt: skip
    whole = {
        "next": None,
        "results": [record, record | {"id": "m2", "status": "DELETED"}],
    }
    found = read_file(file(tmp_path, "merge.json", json.dumps(whole)))
    assert found.profile == "merge_time_off"
    # 03:00 UTC is 23:00 of the day before in New York in March
    assert requests(found) == [
        ("other", "2026-03-09", "2026-03-11", None, 16.0, "approved")
    ]


# Ballast's own


def test_identities_are_hashed_under_the_system_they_name(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        f"""
        system | identifier | employee_number
        EHR    | PROV-5150  | E1
        email  | {EMAIL}    | E1
        name   | {NAME}     | E1
        """,
    )
    assert found.profile == "ballast_identities"
    assert found.rows("staff_identity", "staff_key", "id_hash") == [
        (key_of("hr", "E1"), key_of("ehr", "PROV-5150")),
        (key_of("hr", "E1"), key_of("email", EMAIL)),
        (key_of("hr", "E1"), key_of("name", NAME)),
    ]


def test_leave_requests_of_the_template(tmp_path: Path) -> None:
    found = read_csv(
        tmp_path,
        """
        request_id | staff_id | kind     | first_day  | last_day   | status    | days | hours | requested_on | decided_on
        1          | E1       | vacation | 2026-03-09 | 2026-03-13 | approved  | 5    |       | 2026-02-01   | 2026-02-02
        2          | E1       | sick     | 2026-04-09 | 2026-04-09 | Taken     |      | 4     |              |
        """,
    )
    assert found.profile == "ballast_leave_requests"
    assert requests(found) == [
        ("vacation", "2026-03-09", "2026-03-13", 5.0, None, "approved"),
        ("sick", "2026-04-09", "2026-04-09", None, 4.0, "taken"),
    ]


def test_holidays_and_unit_measures_of_the_templates(tmp_path: Path) -> None:
    days = read_csv(tmp_path, "on_date | holiday\n2026-12-24 | Founders' day\n")
    assert days.rows("loaded_holiday", "on_date", "name") == [
        ("2026-12-24", "Founders' day")
    ]
    found = read_csv(
        tmp_path,
        """
        team | period_start | period_end | measure    | value | numerator | denominator | n
        T1   | 2026-03-01   | 2026-03-31 | waiting    | 17    |           |             |
        T1   | 2026-03-01   | 2026-03-31 | complaints | 0.02  | 4         | 200         | 200
        """,
    )
    assert found.profile == "ballast_unit_measures"
    assert found.rows("unit_measure", "measure", "value", "numerator", "denominator", "n") == [
        ("waiting", 17.0, None, None, None),
        ("complaints", 0.02, 4.0, 200.0, 200.0),
    ]  # fmt: skip
