"""iCalendar: one row per occurrence of an event, below rows that tell the calendar.

Of an event its summary, times and marks are read, not whom it invites or what else
is written about it, save for the first words of a short description (a kind of leave).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Final

import polars as pl
from icalendar import Calendar, Event

from etl.errors import UserError
from etl.profile import vocabularies
from etl.readers.csv_file import HEAD_ROWS
from etl.readers.ics_occurrences import (
    Occurrence,
    RecurrenceError,
    as_text,
    occurrences,
)
from etl.readers.table import EXTRA, ROW, TextTable

CALENDAR_START: Final = re.compile(rb"(?i)\s*BEGIN:VCALENDAR")
LARGEST_BYTES: Final = 64 * 1024 * 1024
HEADER: Final = (
    "UID",
    "SUMMARY",
    "DTSTART",
    "DTEND",
    "STATUS",
    "CATEGORIES",
    "BUSYSTATUS",
    "DESCRIPTION",
    "HOLDS",
)
# A line with one of these that cannot be read would move or lose days.
NEEDED: Final = re.compile(
    r"\b(DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|STATUS)\b"
)
SHORT_DESCRIPTION: Final = 60
LETTERS: Final = re.compile(r"[^\W\d_]+")
WITH_HOLIDAYS: Final = {
    "bank", "closed", "company", "day", "days", "eve", "holiday", "holidays", "in",
    "lieu", "observed", "off", "office", "public", "s", "substitute", "the",
}  # fmt: skip
# What the parser raises on lines that are none, and on values it could not make out.
UNREADABLE: Final = (
    ArithmeticError,
    AttributeError,
    IndexError,
    KeyError,
    RecursionError,
    TypeError,
    ValueError,
)
ENDS: Final = re.compile(rb"(?im)^(?:BEGIN|END):VCALENDAR[ \t]*\r?$")
LEAVE: Final = "leave"
LEAVE_BY_CATEGORY: Final = "leave by category"
HOLIDAY: Final = "holiday"
EVENT: Final = "event"


@cache
def _words(vocabulary: str) -> re.Pattern[str]:
    """Any of a vocabulary's words, as whole words."""
    words = "|".join(re.escape(word) for word in vocabularies()[vocabulary])
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def _cells(event: Event, name: str) -> str:
    """The text of a property, of all if it stands several times, on one line."""
    found = event.get(name)
    values = found if isinstance(found, list) else [found] if found is not None else []
    texts = [
        ", ".join(map(str, value.cats)) if hasattr(value, "cats") else str(value)
        for value in values
    ]
    return " ".join(" ".join(texts).split())


def _holds(event: Event, summary: str, categories: str) -> str:
    """What an event tells of: a person's leave, a public holiday, or neither.

    "Christmas holiday" is one, "Jane Doe on holiday (Christmas)" is leave: of the rest
    of a holiday's summary, words other than its usual company name somebody.
    """
    if _words("stand_in").search(summary):
        return EVENT
    absent = _words("absence")
    rest, holidays = _words("public_holiday").subn(" ", summary)
    if holidays:
        others = set(LETTERS.findall(rest.lower())) - WITH_HOLIDAYS
        return LEAVE if others and absent.search(rest) else HOLIDAY
    away = _cells(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() == "OOF"
    if away or absent.search(summary):
        return LEAVE
    return LEAVE_BY_CATEGORY if absent.search(categories) else EVENT


def _row(found: Occurrence, cancelled: str) -> tuple[str | None, ...]:
    event = found.event
    summary = _cells(event, "SUMMARY")
    categories = _cells(event, "CATEGORIES")
    description = _cells(event, "DESCRIPTION")
    return (
        _cells(event, "UID") or None,
        summary or None,
        as_text(found.starts),
        as_text(found.ends),
        cancelled or _cells(event, "STATUS").upper() or None,
        categories or None,
        _cells(event, "X-MICROSOFT-CDO-BUSYSTATUS").upper() or None,
        description if 0 < len(description) < SHORT_DESCRIPTION else None,
        _holds(event, summary, categories),
    )


def _rows(calendar: Calendar) -> list[tuple[str | None, ...]]:
    cancelled = str(calendar.get("METHOD", "")).upper() == "CANCEL"
    events = [each for each in calendar.walk("VEVENT") if isinstance(each, Event)]
    return [
        _row(found, "CANCELLED" if cancelled else "")
        for found in occurrences(events, datetime.now(UTC).date())
    ]


def _broken(path: Path) -> UserError:
    return UserError(
        f"{path.name}: expected an iCalendar file, a line cannot be read; "
        "export the calendar again",
        exit_code=3,
    )


def _calendars(path: Path) -> list[Calendar]:
    if path.stat().st_size > LARGEST_BYTES:
        raise UserError(
            f"{path.name}: the calendar is larger than {LARGEST_BYTES >> 20} MiB; "
            "export fewer years",
            exit_code=3,
        )
    text = path.read_bytes()
    if len(ENDS.findall(text)) % 2:
        raise UserError(
            f"{path.name}: the calendar has no end, the file is cut off; export it again",
            exit_code=3,
        )
    found = Calendar.from_ical(text, multiple=True)
    calendars = [each for each in found if isinstance(each, Calendar)]
    for calendar in calendars:
        for event in calendar.walk("VEVENT"):
            if any(NEEDED.search(f"{name} {said}") for name, said in event.errors):
                raise _broken(path)
    return calendars


def _told(calendars: Sequence[Calendar], name: str) -> str:
    return ", ".join(str(c.get(name)) for c in calendars if c.get(name))


def _kind_of(rows: Sequence[tuple[str | None, ...]]) -> str:
    """What most events of a calendar tell of."""
    kinds = Counter(row[-1] for row in rows)
    leave = kinds[LEAVE] + kinds[LEAVE_BY_CATEGORY]
    if leave and leave >= kinds[HOLIDAY]:
        return LEAVE
    return "holidays" if 2 * kinds[HOLIDAY] >= len(rows) else "events"


def read_ics(path: Path) -> TextTable:
    """The text table of a calendar's occurrences, below what the calendar says of itself.

    The row above the header says what it `holds`: leave, holidays or events.

    Raises:
        UserError: no calendar, a broken line that matters, a rule that cannot be
            followed, or no event with a start.
    """
    try:
        calendars = _calendars(path)
        rows = [row for calendar in calendars for row in _rows(calendar)]
    except RecurrenceError as error:
        raise UserError(
            f"{path.name}: an event repeats by a rule that cannot be followed, or too "
            "often; export fewer years, or the calendar with its events written out",
            exit_code=3,
        ) from error
    except UNREADABLE as error:
        raise _broken(path) from error
    if not rows:
        raise UserError(
            f"{path.name}: the calendar holds no event with a start", exit_code=3
        )
    told = [
        f"calendar: {_told(calendars, 'X-WR-CALNAME')}",
        f"made by: {_told(calendars, 'PRODID')}",
        f"holds: {_kind_of(rows)}",
    ]
    above = tuple((line, *[""] * (len(HEADER) - 1)) for line in told)
    head = tuple(tuple(cell or "" for cell in row) for row in rows)
    names = [f"c{i}" for i in range(len(HEADER))]
    frame = pl.DataFrame(
        [*above, HEADER, *rows], schema=dict.fromkeys(names, pl.String), orient="row"
    )
    frame = frame.with_row_index(ROW, offset=1).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    shown = (*above, HEADER, *head)[:HEAD_ROWS]
    return TextTable(path, shown, frame.lazy(), "ics")
