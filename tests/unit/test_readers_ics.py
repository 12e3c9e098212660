"""Calendars as rows: occurrences, zones, and lines that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.errors import UserError
from etl.readers import read_table
from etl.readers.ics_occurrences import MOST_OCCURRENCES

from .vendor_files import calendar


def starts(path: Path) -> list[str]:
    """When the occurrences of a calendar begin, in file order."""
    found = read_table(path, scratch=path.parent)
    assert found.format == "ics"
    header = next(i for i, row in enumerate(found.head) if row[0] == "UID")
    rows = found.rows.collect()
    return rows.filter(rows["source_row"] > header + 1)["c2"].to_list()


def test_the_calendar_tells_of_itself_above_the_header(tmp_path: Path) -> None:
    path = calendar(tmp_path, "SUMMARY:x\nDTSTART;VALUE=DATE:20260309", head="X-WR-CALNAME:Team")  # fmt: skip
    head = read_table(path, scratch=tmp_path).head
    assert [row[0] for row in head[:4]] == [
        "calendar: Team",
        "made by: -//test//EN",
        "holds: events",
        "UID",
    ]


@pytest.mark.parametrize(
    ("start", "found"),
    [
        ("DTSTART;VALUE=DATE:20260309", "2026-03-09"),
        ("DTSTART:20260309T090000Z", "2026-03-09T09:00:00+00:00"),
        ("DTSTART:20260309T090000", "2026-03-09T09:00:00"),  # the clock on the wall
        ("DTSTART;TZID=Europe/Berlin:20260309T090000", "2026-03-09T08:00:00+00:00"),
        ("DTSTART;TZID=W. Europe Standard Time:20260309T090000", "2026-03-09T08:00:00+00:00"),
        # a zone that nobody knows: the clock on the wall
        ("DTSTART;TZID=Nowhere/Land:20260309T090000", "2026-03-09T09:00:00"),
    ],
)  # fmt: skip
def test_starts_in_every_usual_form(tmp_path: Path, start: str, found: str) -> None:
    assert starts(calendar(tmp_path, f"SUMMARY:x\n{start}")) == [found]


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("FREQ=DAILY;COUNT=3", ["09", "10", "11"]),
        ("FREQ=DAILY;INTERVAL=2;UNTIL=20260313", ["09", "11", "13"]),
        # an end in UTC, before the third start in New York
        ("FREQ=DAILY;UNTIL=20260311T120000Z", ["09", "10"]),
        ("FREQ=WEEKLY;BYDAY=MO,WE;UNTIL=20260318T235959Z", ["09", "11", "16", "18"]),
        ("FREQ=MONTHLY;BYDAY=2MO;COUNT=1", ["09"]),
    ],
)
def test_rules_give_the_days_they_say(
    tmp_path: Path, rule: str, days: list[str]
) -> None:
    event = f"SUMMARY:x\nDTSTART;TZID=America/New_York:20260309T090000\nRRULE:{rule}"
    # New York is 4 hours behind UTC from 8 March on
    assert starts(calendar(tmp_path, event)) == [
        f"2026-03-{day}T13:00:00+00:00" for day in days
    ]


def test_an_exception_may_name_the_day_alone(tmp_path: Path) -> None:
    event = "SUMMARY:x\nDTSTART:20260309T090000\nRRULE:FREQ=DAILY;COUNT=3\nEXDATE;VALUE=DATE:20260310"  # fmt: skip
    assert starts(calendar(tmp_path, event)) == [
        "2026-03-09T09:00:00",
        "2026-03-11T09:00:00",
    ]


def test_a_rule_that_never_ends_is_bounded(tmp_path: Path) -> None:
    event = "SUMMARY:x\nDTSTART;VALUE=DATE:19000101\nRRULE:FREQ=DAILY"
    assert len(starts(calendar(tmp_path, event))) == MOST_OCCURRENCES + 1
    event = f"SUMMARY:x\nDTSTART;VALUE=DATE:20260309\nRRULE:FREQ=DAILY;COUNT={10**9}"
    assert len(starts(calendar(tmp_path, event, name="b.ics"))) < MOST_OCCURRENCES


@pytest.mark.parametrize(
    ("event", "message"),
    [
        ("SUMMARY:x\nDTSTART;;VALUE=DATE:20260309", "a line cannot be read"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260309\nDTEND:nonsense", "a line cannot be read"),
        ("SUMMARY:x\nDTSTART;VALUE=DATE:20260309\nRRULE:FREQ=NEVER", "read|followed"),
        ("SUMMARY:x", "no event with a start"),
    ],
)  # fmt: skip
def test_a_line_that_would_move_or_lose_a_day_is_refused(
    tmp_path: Path, event: str, message: str
) -> None:
    with pytest.raises(UserError, match=message) as refused:
        starts(calendar(tmp_path, event))
    assert refused.value.exit_code == 3


def test_a_broken_line_that_does_not_matter_is_passed_over(tmp_path: Path) -> None:
    event = "SUMMARY:x\nDTSTART;VALUE=DATE:20260309\nGEO:nonsense\nX-ANY;;A=1:b"
    assert starts(calendar(tmp_path, event)) == ["2026-03-09"]


def test_a_calendar_cut_off_is_refused(tmp_path: Path) -> None:
    path = calendar(tmp_path, "SUMMARY:x\nDTSTART;VALUE=DATE:20260309")
    path.write_bytes(path.read_bytes()[:-30])
    with pytest.raises(UserError):
        starts(path)
