"""Ballast's own templates for posts, hours, contacts, incidents and clients of teams."""

from __future__ import annotations

from pathlib import Path

import pytest

from .loading import csv_file, load, rows


def loaded(
    folder: Path, drawn: str, table: str, columns: str
) -> list[tuple[object, ...]]:
    """A drawn file as its table holds it after loading."""
    (result,) = load(folder / "data", csv_file(folder, "export.csv", drawn))
    assert result.status in {"loaded", "replaced"}
    assert (result.table, result.rows_rejected) == (table, 0)
    return rows(folder / "data", f"select {columns} from {table}_current order by all")


def test_established_posts_of_the_template(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        team  | role  | fte_established | staffing_minimum | valid_from | valid_to
        River | nurse | 2.5             | 1                | 2026-01-01 |
        River | nurse | 3               |                  | 2026-03-01 | 2026-05-31
        """,
        "position",
        "team_id, role, fte_established, staffing_minimum, valid_to::varchar",
    )
    assert found == [
        ("River", "nurse", 2.5, 1.0, None),
        ("River", "nurse", 3.0, None, "2026-05-31"),
    ]


def test_own_hours_of_the_template_name_weekdays_and_times_as_people_do(
    tmp_path: Path,
) -> None:
    found = loaded(
        tmp_path,
        """
        staff_id | weekday | starts   | ends  | valid_from | valid_to
        E1       | Monday  | 9:00     | 17:30 | 2026-01-01 |
        E1       | tue     | 12:00:00 | 21:00 | 2026-01-01 | 2026-06-30
        E1       | 7       | 22:00    | 06:00 | 2026-01-01 |
        """,
        "work_pattern",
        "weekday, starts::varchar, ends::varchar",
    )
    assert found == [
        (1, "09:00:00", "17:30:00"),
        (2, "12:00:00", "21:00:00"),
        (7, "22:00:00", "06:00:00"),
    ]


@pytest.mark.parametrize(
    ("starts", "weekday"), [("9am", "1"), ("25:00", "1"), ("09:00", "8")]
)
def test_a_time_or_weekday_that_cannot_be_is_refused(
    tmp_path: Path, starts: str, weekday: str
) -> None:
    drawn = f"""
    staff_id | weekday   | starts   | ends  | valid_from
    E1       | {weekday} | {starts} | 17:30 | 2026-01-01
    """
    (result,) = load(tmp_path / "data", csv_file(tmp_path, "export.csv", drawn))
    assert (result.status, result.rows_rejected) == ("refused", 1)


def test_contacts_of_the_template_are_counts_by_channel(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        staff_id | on_date    | channel | in_hours | after_hours | on_call
        E1       | 2026-03-02 | Email   | 12       | 3           | 0
        E1       | 2026-03-02 | phone   | 4        | 0           |
        """,
        "contact",
        "channel, in_hours, after_hours, on_call",
    )
    assert found == [("call", 4, 0, None), ("e-mail", 12, 3, 0)]


def test_incidents_of_the_template_may_lack_a_debriefing(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        team  | on_date    | kind         | debriefed_on
        River | 2026-03-02 | violence     | 2026-03-03
        River | 2026-03-02 | client_death |
        """,
        "incident",
        "kind, debriefed_on::varchar",
    )
    assert found == [("client_death", None), ("violence", "2026-03-03")]


def test_an_empty_count_of_clients_is_unknown_and_a_zero_none(tmp_path: Path) -> None:
    found = loaded(
        tmp_path,
        """
        team  | on_date    | without_clinician | discharged | waiting
        River | 2026-03-01 | 4                 | 0          |
        """,
        "team_caseload",
        "without_clinician, discharged, waiting",
    )
    assert found == [(4, 0, None)]


def test_a_later_snapshot_of_a_day_says_which_teams_are_gone(tmp_path: Path) -> None:
    first = "team | on_date | without_clinician\nA | 2026-03-01 | 4\nB | 2026-03-01 | 2"
    loaded(tmp_path, first, "team_caseload", "team_id")
    second = "team | on_date | without_clinician\nA | 2026-03-01 | 5"
    found = loaded(tmp_path, second, "team_caseload", "team_id, without_clinician")
    assert found == [("A", 5)]
