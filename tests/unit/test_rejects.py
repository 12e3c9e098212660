"""Rejected rows of operational files can be written out, mended and loaded."""

from __future__ import annotations

import csv
from pathlib import Path

from etl.rejects import rejects_of

from .loading import csv_file, load, rows, warehouse

ROSTER = """
    as_of      | employee_number | name    | work_email | team_id | role  | fte | discipline
    2026-03-01 | E1              | Ann Lee | a@x.org    | T1      | nurse | 1   | mental health
    2026-03-01 | E2              | Bo Chen | b@x.org    | T1      | nurse | lot | mental health
    2026-03-01 |                 | Cy Diaz | c@x.org    | T1      | nurse | 1   | mental health
"""


def written(folder: Path, found: list[dict[str, str]]) -> Path:
    path = folder / "mended.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, found[0])
        writer.writeheader()
        writer.writerows(found)
    return path


def rejects(data: Path, load_id: int = 1) -> list[dict[str, str]]:
    with warehouse(data) as con:
        return rejects_of(con, load_id)


def test_mended_rows_take_their_place_beside_the_others(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load(data, csv_file(tmp_path, "roster.csv", ROSTER), accept_rejects=1)
    found = rejects(data)
    assert [row["row"] for row in found] == [3, 4]
    assert "fte" in found[0]["what_to_mend"]
    found[0]["fte"] = "0.8"
    found[1]["staff_key"] = "E3"
    load(data, written(tmp_path, found))
    query = "select fte, count(*) from roster_current group by 1 order by 1"
    assert rows(data, query) == [(0.8, 1), (1.0, 2)]


def test_a_mended_row_has_the_key_its_own_row_would_have_had(tmp_path: Path) -> None:
    data = tmp_path / "data"
    load(data, csv_file(tmp_path, "roster.csv", ROSTER), accept_rejects=1)
    found = rejects(data)[:1]
    found[0]["fte"] = "0.8"
    load(data, written(tmp_path, found))
    mended = rows(data, "select staff_key from roster_current where fte = 0.8")
    load(data, csv_file(tmp_path, "right.csv", ROSTER.replace("lot", "0.7")),
         accept_rejects=1)  # fmt: skip
    corrected = rows(data, "select staff_key from roster_current where fte = 0.7")
    assert mended == corrected


def test_an_appointment_keeps_its_number_through_mending(tmp_path: Path) -> None:
    drawn = """
        appointment_id | staff_id | client_id | starts_at        | ends_at          | status
        A1             | E1       | C1        | 2026-03-01 09:00 | 2026-03-01 10:00 | kept
        A2             | E1       | C2        | sometime         | 2026-03-01 11:00 | kept
    """
    data = tmp_path / "data"
    load(data, csv_file(tmp_path, "a.csv", drawn), accept_rejects=1)
    found = rejects(data)
    assert found[0]["staff_key"].startswith("key:")
    found[0]["starts_at"] = "2026-03-01 10:00"
    load(data, written(tmp_path, found))
    # the corrected export says A2 again: it replaces the mended row, not doubles it
    load(data, csv_file(tmp_path, "b.csv", drawn.replace("sometime        ",
                                                         "2026-03-01 10:00")))  # fmt: skip
    query = "select count(*), count(distinct session_key) from appointment_current"
    assert rows(data, query) == [(2, 2)]


def test_rejected_answers_keep_a_hash_and_no_cell(tmp_path: Path) -> None:
    drawn = """
        StartDate           | EndDate             | Status | Finished | RecordedDate        | ResponseId | CBI_01
        StartDate           | EndDate             | Status | Finished | RecordedDate        | ResponseId | q
        2026-03-02 10:00:00 | 2026-03-02 10:05:00 | 0      | 1        | 2026-03-02 10:05:00 | R_1        | 4
        2026-03-02 10:00:00 | 2026-03-02 10:05:00 | 0      | 1        | 2026-03-02 10:05:00 | R_2        | jane
    """
    data = tmp_path / "data"
    load(data, csv_file(tmp_path, "s.csv", drawn), accept_rejects=1)
    found = rows(data, "select kept, row_hash is not null from reject")
    assert found == [(None, True)]
    assert rejects(data) == []
