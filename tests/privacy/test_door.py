"""Nothing personal gets past the door: planted values are nowhere under the data folder."""

from __future__ import annotations

from pathlib import Path

import duckdb

from tests.unit.loading import csv_file, load

PLANTED = (
    "zelda.quist@planted.example",
    "Quist",
    "203.0.113.77",
    "47.11591",
    "her mother is very ill",
    "PATIENT-90210",
    "PROV-5150",
    "EMP-86",
)


def exports(folder: Path) -> list[Path]:
    """One person's traces in four vendors' exports."""
    survey = folder / "survey.csv"
    survey.write_text(
        "StartDate,EndDate,Status,IPAddress,Progress,Finished,RecordedDate,ResponseId,"
        "RecipientLastName,RecipientEmail,LocationLatitude,CBI_01,Q_comment\n"
        "Start,End,Type,IP,P,F,R,Id,L,E,Lat,Tired?,Anything?\n"
        '"{""ImportId"":""startDate""}",b,c,d,e,f,g,h,i,j,k,l,m\n'
        "2026-03-02 09:00:00,2026-03-02 09:05:00,0,203.0.113.77,100,1,"
        "2026-03-02 09:05:00,R_1,Quist,zelda.quist@planted.example,47.11591,4,"
        "her mother is very ill\n",
        "utf-8",
    )
    leave = csv_file(
        folder,
        "leave.csv",
        """
        Series | Employee | Employee Name | Leave Type   | From Date  | To Date    | Total Leave Days | Reason                 | Status   | Posting Date
        L-1    | EMP-86   | Zelda Quist   | Annual Leave | 2026-03-09 | 2026-03-13 | 5                | her mother is very ill | Approved | 2026-02-01
        """,
    )
    appointments = csv_file(
        folder,
        "appointments.csv",
        """
        appointment_id | staff_id  | client_id     | client_name | starts_at           | ends_at             | status
        A-1            | PROV-5150 | PATIENT-90210 | Quist       | 2026-03-02 09:00:00 | 2026-03-02 09:50:00 | kept
        """,
    )
    roster = csv_file(
        folder,
        "roster.csv",
        """
        as_of      | employee_number | name  | work_email                  | provider_id | team_id | role      | fte
        2026-03-01 | EMP-86          | Q. Z. | zelda.quist@planted.example | PROV-5150   | T1      | counselor | 1
        """,
    )
    return [survey, leave, appointments, roster]


def everything_stored(data: Path) -> list[str]:
    """Every cell of every table, and the bytes of every file that is no database."""
    found = []
    for path in data.rglob("*"):
        if path.suffix == ".duckdb":
            with duckdb.connect(path, read_only=True) as con:
                tables = con.execute(
                    "select table_name from duckdb_tables()"
                ).fetchall()
                for (table,) in tables:
                    for row in con.execute(f'from "{table}"').fetchall():
                        found += [str(cell) for cell in row]
        elif path.is_file():
            found.append(path.read_bytes().decode("latin-1"))
    return found


def test_planted_personal_values_are_nowhere_after_loading(tmp_path: Path) -> None:
    data = tmp_path / "data"
    results = load(data, *exports(tmp_path))
    assert [r.status for r in results] == ["loaded"] * 4
    stored = everything_stored(data)
    assert any("2026-03-02" in cell for cell in stored)  # the dump does see rows
    for value in PLANTED:
        assert not [cell for cell in stored if value.lower() in cell.lower()], value


def test_rejects_of_a_survey_keep_no_answer(tmp_path: Path) -> None:
    data = tmp_path / "data"
    survey = exports(tmp_path)[0]
    good = survey.read_text("utf-8")
    bad = good.splitlines()[-1].replace("R_1", "R_2").replace(",4,", ",very tired,")
    survey.write_text(good + bad + "\n", "utf-8")
    result = load(data, survey, accept_rejects=0.5)[0]
    assert (result.status, result.rows_rejected) == ("loaded", 1)
    assert not [c for c in everything_stored(data) if "very tired" in c]


def test_an_anonymous_wave_keeps_no_person_and_no_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    survey = exports(tmp_path)[0]
    text = survey.read_text("utf-8").replace("2026-03-02", "2026-06-03")
    survey.write_text(text, "utf-8")
    load(data, survey)
    with duckdb.connect(data / "warehouse" / "warehouse.duckdb") as con:
        rows = con.execute(
            "select wave_id, staff_key, submitted_at::varchar from survey_response"
        ).fetchall()
    assert rows == [("open", None, "2026-06-01 00:00:00")]


def test_files_of_the_data_folder_are_their_owners_alone(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load(data, *exports(tmp_path))
    assert (data / "warehouse" / "key").stat().st_mode & 0o777 == 0o600
    assert (data / "warehouse" / "warehouse.duckdb").stat().st_mode & 0o077 == 0
    assert not list((data / "warehouse").glob("scratch/*"))


def test_rejects_of_operational_files_keep_no_name_and_no_identifier(
    tmp_path: Path,
) -> None:
    data = tmp_path / "data"
    rows = "\n".join(
        f"L-{i} | EMP-86 | Zelda Quist | Annual Leave | 2026-03-09 | 2026-03-13 | "
        f"{'Zelda Quist' if i == 0 else 5} | ill | Approved | 2026-02-01"
        for i in range(150)
    )
    leave = csv_file(
        tmp_path,
        "leave.csv",
        "Series | Employee | Employee Name | Leave Type | From Date | To Date | "
        "Total Leave Days | Reason | Status | Posting Date\n" + rows,
    )
    assert load(data, leave)[0].rows_rejected == 1
    stored = everything_stored(data)
    assert any("2026-03-09" in cell for cell in stored)  # the reject is there
    for value in ("EMP-86", "Quist", "L-0|"):
        assert not [cell for cell in stored if value in cell], value


def test_an_anonymous_wave_keeps_no_order_of_arrival(tmp_path: Path) -> None:
    data = tmp_path / "data"
    survey = exports(tmp_path)[0]
    text = survey.read_text("utf-8").replace("2026-03-02", "2026-06-03")
    survey.write_text(text, "utf-8")
    load(data, survey)
    with duckdb.connect(data / "warehouse" / "warehouse.duckdb") as con:
        for table in ("survey_response", "survey_answer"):
            places = con.execute(f"select distinct source_row from {table}").fetchall()
            assert places == [(0,)]
