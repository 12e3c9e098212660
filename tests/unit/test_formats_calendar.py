"""iCalendar feeds: whose leave, which days; public holidays are nobody's."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from etl.errors import UserError
from etl.readers import read_table
from etl.transforms.calendar_days import Part, parts

from .vendor_files import NAME, SECRET, Read, calendar, key_of, read_file

VACATION = f"SUMMARY:{NAME} (Vacation - 3 days)"


def leave(found: Read) -> list[tuple[object, ...]]:
    return found.rows("leave_request", "kind", "first_day", "last_day", "days", "hours", "status")  # fmt: skip


def days(found: Read) -> list[tuple[object, ...]]:
    return found.rows("leave_request", "first_day", "last_day")


@pytest.mark.parametrize(
    ("summary", "person", "kind"),
    [
        ("Jane Doe is OOO (out of office)", "Jane Doe", "other"),
        ("Jane Doe is out of office", "Jane Doe", "other"),
        ("Jane Doe (Vacation - 3 days)", "Jane Doe", "vacation"),
        ("Jane Doe (Sick Leave - 0.5 days)", "Jane Doe", "sick"),
        ("Doe\\, Jane (Paid time off)", "Jane Doe", "vacation"),
        ("Jane Doe on parental leave", "Jane Doe", "parental"),
        ("Jane Doe is on vacation", "Jane Doe", "vacation"),
        ("Jane Doe - Annual leave", "Jane Doe", "vacation"),
        ("OOO: Jane Doe", "Jane Doe", "other"),
        ("Sick leave - Jane Doe", "Jane Doe", "sick"),
        ("Jane Doe abwesend", "Jane Doe", "other"),
        ("Abwesenheit Jane Doe", "Jane Doe", "other"),
        ("Urlaub: Jane Doe", "Jane Doe", "vacation"),
        ("Jane Doe (Congés payés - 2 jours)", "Jane Doe", "vacation"),
        ("Jane Doe - verlof", "Jane Doe", "vacation"),
    ],
)
def test_the_person_and_the_kind_come_from_the_summary(
    tmp_path: Path, summary: str, person: str, kind: str
) -> None:
    event = f"SUMMARY:{summary}\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260310"
    found = read_file(calendar(tmp_path, event))
    assert found.profile == "calendar_leave"
    assert found.rows("leave_request", "staff_key", "kind") == [
        (key_of("name", person), kind)
    ]


def test_a_summary_of_the_name_alone_counts_by_its_category(tmp_path: Path) -> None:
    # as Jorani writes it: the kind before the reason, times in UTC
    event = f"""
        SUMMARY:{NAME}
        CATEGORIES:leave
        DESCRIPTION:paid leave, annual / {SECRET}
        DTSTART:20260309T040100Z
        DTEND:20260314T035900Z
        """
    found = read_file(calendar(tmp_path, event))
    # 00:01 on the 9th to 23:59 on the 13th in New York
    assert leave(found) == [
        ("vacation", "2026-03-09", "2026-03-13", None, None, "approved")
    ]


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        (
            "20260309",
            "20260312",
            "2026-03-09",
            "2026-03-11",
        ),  # exclusive, as it should be
        ("20260309", "20260310", "2026-03-09", "2026-03-09"),
        (
            "20260309",
            "20260309",
            "2026-03-09",
            "2026-03-09",
        ),  # one day, as some write it
        ("20260309", None, "2026-03-09", "2026-03-09"),
    ],
)
def test_an_end_that_is_a_day_is_exclusive_unless_it_equals_the_start(
    tmp_path: Path, start: str, end: str | None, first: str, last: str
) -> None:
    lines = [VACATION, f"DTSTART;VALUE=DATE:{start}"]
    lines += [f"DTEND;VALUE=DATE:{end}"] if end else []
    assert days(read_file(calendar(tmp_path, "\n".join(lines)))) == [(first, last)]


def test_a_duration_stands_for_an_end(tmp_path: Path) -> None:
    event = f"{VACATION}\nDTSTART;VALUE=DATE:20260309\nDURATION:P3D"
    assert days(read_file(calendar(tmp_path, event))) == [("2026-03-09", "2026-03-11")]


BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("starts", "ends", "found"),
    [
        # whole days, however they are written
        ("2026-03-09T00:01:00", "2026-03-09T23:59:00", [("09", "09", None, None)]),
        ("2026-03-09T00:00:00", "2026-03-10T00:00:00", [("09", "09", None, None)]),
        ("2026-03-09T09:00:00", "2026-03-09T17:00:00", [("09", "09", None, None)]),
        ("2026-03-09T09:00:00", None, [("09", "09", None, None)]),
        # half days
        ("2026-03-09T00:01:00", "2026-03-09T12:00:00", [("09", "09", 0.5, None)]),
        ("2026-03-09T12:00:00", "2026-03-09T23:59:00", [("09", "09", 0.5, None)]),
        # hours
        ("2026-03-09T13:00:00", "2026-03-09T17:00:00", [("09", "09", None, 4.0)]),
        # several days with clock times
        ("2026-03-09T08:00:00", "2026-03-11T17:00:00", [("09", "11", None, None)]),
        ("2026-03-09T12:00:00", "2026-03-11T12:00:00", [("09", "09", 0.5, None), ("10", "10", None, None), ("11", "11", 0.5, None)]),
        ("2026-03-09T13:00:00", "2026-03-10T17:00:00", [("09", "09", 0.5, None), ("10", "10", None, None)]),
        # 23:00 in UTC is midnight in Berlin: the day is the 10th, not the 9th
        ("2026-03-09T23:00:00+00:00", "2026-03-10T23:00:00+00:00", [("10", "10", None, None)]),
        # an end before the start is no end
        ("2026-03-09T09:00:00", "2026-03-08T09:00:00", [("09", "09", None, None)]),
    ],
)  # fmt: skip
def test_timed_events_as_days(
    starts: str,
    ends: str | None,
    found: list[tuple[str, str, float | None, float | None]],
) -> None:
    wanted = [
        Part(date(2026, 3, int(first)), date(2026, 3, int(last)), number, hours)
        for first, last, number, hours in found
    ]
    assert list(parts(starts, ends, BERLIN)) == wanted


def test_an_event_a_day_becomes_one_leave_and_half_days_stay_apart(
    tmp_path: Path,
) -> None:
    def day(number: int, hours: str = "T090000,T170000") -> str:
        start, end = hours.split(",")
        return f"SUMMARY:{NAME} is out of office\nDTSTART:202603{number:02}{start}\nDTEND:202603{number:02}{end}"  # fmt: skip

    other = "SUMMARY:Jane Doe is out of office\nDTSTART:20260310T090000\nDTEND:20260310T170000"
    path = calendar(
        tmp_path, day(9), day(10), other, day(11), day(12, "T090000,T130000"), day(16)
    )
    found = read_file(path)
    assert found.rows("leave_request", "staff_key", "first_day", "last_day", "hours") == sorted(
        [
            (key_of("name", NAME), "2026-03-09", "2026-03-11", None),
            (key_of("name", NAME), "2026-03-12", "2026-03-12", 4.0),
            (key_of("name", NAME), "2026-03-16", "2026-03-16", None),
            (key_of("name", "Jane Doe"), "2026-03-10", "2026-03-10", None),
        ],
        key=lambda row: [(key_of("name", NAME), "2026-03-09"), (key_of("name", "Jane Doe"), "2026-03-10"), (key_of("name", NAME), "2026-03-12"), (key_of("name", NAME), "2026-03-16")].index(row[:2]),
    )  # fmt: skip


def test_a_recurrence_is_written_out_with_its_exceptions(tmp_path: Path) -> None:
    series = f"""
        UID:series
        {VACATION}
        DTSTART;VALUE=DATE:20260302
        DTEND;VALUE=DATE:20260303
        RRULE:FREQ=WEEKLY;UNTIL=20260406
        EXDATE;VALUE=DATE:20260309
        RDATE;VALUE=DATE:20260401
        """
    moved = f"""
        UID:series
        RECURRENCE-ID;VALUE=DATE:20260316
        {VACATION}
        DTSTART;VALUE=DATE:20260318
        DTEND;VALUE=DATE:20260319
        """
    found = days(read_file(calendar(tmp_path, series, moved)))
    assert [first for first, _ in sorted(found)] == [
        "2026-03-02",
        "2026-03-18",  # in place of the 16th
        "2026-03-23",
        "2026-03-30",
        "2026-04-01",
        "2026-04-06",
    ]


def test_a_recurrence_keeps_its_hour_when_the_clocks_change(tmp_path: Path) -> None:
    event = f"""
        {VACATION}
        DTSTART;TZID=Eastern Standard Time:20260302T130000
        DTEND;TZID=Eastern Standard Time:20260302T170000
        RRULE:FREQ=WEEKLY;COUNT=3
        """
    # the Windows name is New York's; the clocks change on 8 March, the hours stay
    found = read_file(calendar(tmp_path, event))
    assert found.rows("leave_request", "first_day", "hours") == [
        ("2026-03-02", 4.0),
        ("2026-03-09", 4.0),
        ("2026-03-16", 4.0),
    ]


def test_an_endless_rule_ends_in_sight_and_a_rule_by_the_second_is_refused(
    tmp_path: Path,
) -> None:
    event = f"{VACATION}\nDTSTART;VALUE=DATE:20260302\nRRULE:FREQ=MONTHLY"
    assert 10 < len(days(read_file(calendar(tmp_path, event)))) < 60
    event = f"{VACATION}\nDTSTART:20260302T090000\nRRULE:FREQ=SECONDLY"
    with pytest.raises(UserError, match="rule that cannot be followed") as refused:
        read_file(calendar(tmp_path, event, name="b.ics"))
    assert refused.value.exit_code == 3


def test_cancelled_and_tentative_events_are_not_leave_taken(tmp_path: Path) -> None:
    def event(day: int, status: str) -> str:
        return f"{VACATION}\nSTATUS:{status}\nDTSTART;VALUE=DATE:202603{day:02}\nDTEND;VALUE=DATE:202603{day + 1:02}"  # fmt: skip

    path = calendar(tmp_path, event(2, "CANCELLED"), event(3, "TENTATIVE"), event(4, "CONFIRMED"))  # fmt: skip
    assert [row[-1] for row in leave(read_file(path))] == [
        "cancelled",
        "requested",
        "approved",
    ]
    whole = calendar(
        tmp_path, event(2, "CONFIRMED"), head="METHOD:CANCEL", name="c.ics"
    )
    assert [row[-1] for row in leave(read_file(whole))] == ["cancelled"]


def test_an_event_sent_again_counts_once_in_its_last_form(tmp_path: Path) -> None:
    def sent(sequence: int, day: int) -> str:
        return f"UID:one\nSEQUENCE:{sequence}\n{VACATION}\nDTSTART;VALUE=DATE:202603{day:02}"  # fmt: skip

    assert days(read_file(calendar(tmp_path, sent(0, 2), sent(1, 5)))) == [
        ("2026-03-05", "2026-03-05")
    ]


def test_oof_marks_leave_and_who_stands_in_is_not_away(tmp_path: Path) -> None:
    oof = f"SUMMARY:{NAME}: OOO\nX-MICROSOFT-CDO-BUSYSTATUS:OOF\nTRANSP:TRANSPARENT\nDTSTART;VALUE=DATE:20260309"  # fmt: skip
    stand_in = "SUMMARY:Vertretung durch Jane Doe (Urlaub)\nDTSTART;VALUE=DATE:20260309"
    meeting = "SUMMARY:Team lunch (canteen)\nDTSTART:20260309T120000"
    found = read_file(calendar(tmp_path, oof, stand_in, meeting))
    assert found.rows("leave_request", "staff_key") == [(key_of("name", NAME),)]


def test_holidays_within_a_leave_feed_are_holidays_and_not_leave(
    tmp_path: Path,
) -> None:
    path = calendar(
        tmp_path,
        f"{VACATION}\nDTSTART;VALUE=DATE:20261222\nDTEND;VALUE=DATE:20261224",
        "SUMMARY:Christmas Day\nDTSTART;VALUE=DATE:20261225\nDTEND;VALUE=DATE:20261226",
        f"SUMMARY:{NAME} is OOO\nDTSTART;VALUE=DATE:20261228",
    )
    found = read_file(path)
    assert len(leave(found)) == 2
    assert found.rows("loaded_holiday", "on_date", "name") == [
        ("2026-12-25", "Christmas Day")
    ]


def test_a_folded_line_and_several_calendars_are_read_whole(tmp_path: Path) -> None:
    event = f"SUMMARY:{NAME[:4]}FOLD{NAME[4:]} is OOO\nDTSTART;VALUE=DATE:20260309"
    path = calendar(tmp_path, event)
    one = path.read_bytes().replace(b"FOLD", b"\r\n ")
    path.write_bytes(one + one.replace(b"20260309", b"20260316"))
    found = read_file(path)
    assert found.rows("leave_request", "staff_key", "first_day") == [
        (key_of("name", NAME), "2026-03-09"),
        (key_of("name", NAME), "2026-03-16"),
    ]


def test_leave_before_the_history_asked_for_is_left_out(tmp_path: Path) -> None:
    old = f"{VACATION}\nDTSTART;VALUE=DATE:20190309\nDTEND;VALUE=DATE:20190311"
    new = f"{VACATION}\nDTSTART;VALUE=DATE:20260309\nDTEND;VALUE=DATE:20260311"
    found = read_file(calendar(tmp_path, old, new), history_from=date(2020, 1, 1))
    assert days(found) == [("2026-03-09", "2026-03-10")]


@pytest.mark.parametrize(
    ("summary", "holds"),
    [
        ("Early May bank holiday", "holiday"),
        ("Christmas Holiday (office closed)", "holiday"),
        ("New Year's Day (observed)", "holiday"),
        ("Jane Doe on holiday (Christmas)", "leave"),
        ("Jane Doe - Christmas vacation", "leave"),
        ("Team meeting", "event"),
        ("Holiday replacement for Jane Doe", "event"),
    ],
)
def test_a_public_holiday_is_told_from_somebodys_holiday(
    tmp_path: Path, summary: str, holds: str
) -> None:
    path = calendar(tmp_path, f"SUMMARY:{summary}\nDTSTART;VALUE=DATE:20261225")
    rows = read_table(path, scratch=tmp_path).rows.collect()
    assert rows["c8"].to_list()[-1] == holds


# Real files


def real(real_data: Path, tmp_path: Path, name: str) -> Path:
    path = tmp_path / name
    path.symlink_to(real_data / "formats" / "ics" / name)
    return path


def test_the_real_bank_holidays_are_holidays_of_one_day(
    real_data: Path, tmp_path: Path
) -> None:
    found = read_file(real(real_data, tmp_path, "england-and-wales.ics"))
    assert found.profile == "calendar_holidays"
    holidays = found.rows("loaded_holiday", "on_date", "name")
    assert len(holidays) == 49  # as many as the file has events
    assert holidays[0] == ("2012-01-02", "New Year’s Day")
    assert ("2012-06-05", "Queen’s Diamond Jubilee") in holidays
    assert "leave_request" not in found.tables


def test_real_calendars_of_one_file_are_read_together(
    real_data: Path, tmp_path: Path
) -> None:
    path = real(real_data, tmp_path, "multiple_calendar_components.ics")
    found = read_file(path)
    assert found.profile == "calendar_holidays"
    assert found.rows("loaded_holiday", "on_date", "name") == [
        ("2003-12-25", "Christmas Day"),
        ("2003-05-01", "Boxing Day"),
        ("2003-12-25", "Christmas again!"),
    ]


@pytest.mark.parametrize(
    "name", ["america_new_york.ics", "issue_722_missing_timezones.ics"]
)
def test_real_calendars_of_other_events_are_known_and_not_loaded(
    real_data: Path, tmp_path: Path, name: str
) -> None:
    found = read_file(real(real_data, tmp_path, name))
    assert (found.profile, found.tables) == ("calendar_events", {})


def test_the_real_broken_calendar_is_refused(real_data: Path, tmp_path: Path) -> None:
    with pytest.raises(UserError, match="a line cannot be read") as refused:
        read_file(real(real_data, tmp_path, "broken_ical.ics"))
    assert refused.value.exit_code == 3
