"""Days of drawn sessions, near every threshold and on awkward nights."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from hypothesis import strategies as st

Row = dict[str, object]
STRANGER = 9  # whom the roster does not know
JUMP = datetime(2024, 3, 10, 7)  # UTC
# few days, so that many sessions meet: a leap day, a holiday, the night of the jump
BUSY = st.sampled_from(
    [date(2024, 2, 29), *(date(2024, 3, day) for day in (4, 4, 5, 6, 9, 10, 11))]
)
# Minutes between one session's end and the next one's start: about every threshold.
GAPS = (-30, -6, -5, 0, 9, 10, 29, 30, 31, 120, 240)
LENGTHS = (4, 5, 30, 50, 60, 60, 90, 240)


@st.composite
def appointments(draw: st.DrawFn) -> list[Row]:
    """Days of sessions one after the other, some with several clients."""
    rows: list[Row] = []
    for _ in range(draw(st.integers(0, 12))):
        person = draw(st.sampled_from([1, 1, 1, 2, 2, 3, 4, STRANGER]))
        opening = time(draw(st.sampled_from([0, 1, 7, 8, 9, 9, 12, 16, 18, 22])))
        utc = datetime.combine(draw(BUSY), opening) + timedelta(hours=5)
        team = draw(st.sampled_from(["a", "c", None]))
        for _ in range(draw(st.integers(1, 6))):
            end = utc + timedelta(minutes=draw(st.sampled_from(LENGTHS)))
            clients = draw(st.sampled_from([1, 1, 1, 2]))
            rows.extend(
                draw(_appointment(utc, end)) | {"staff_key": person, "team_id": team}
                for _ in range(clients)
            )
            utc = end + timedelta(minutes=draw(st.sampled_from(GAPS)))
    for number, row in enumerate(rows):
        row["appointment_key"] = number + 1
    return rows


def offset(utc: datetime) -> int:
    """New York's offset in minutes, in winter and early spring 2024."""
    return -300 if utc < JUMP else -240


@st.composite
def _appointment(draw: st.DrawFn, utc: datetime, utc_end: datetime) -> Row:
    start = utc + timedelta(minutes=offset(utc))
    end = utc_end + timedelta(minutes=offset(utc_end))
    known = draw(st.integers(0, 25)) > 0
    odd = draw(st.sampled_from([*[None] * 15, -10, 0, 12 * 60, 12 * 60 + 1, 30 * 60]))
    if odd is not None:  # minutes after the start at which the source has it end
        utc_end = utc + timedelta(minutes=odd)
        end = utc_end + timedelta(minutes=offset(utc_end))
    late = draw(st.sampled_from([None, 0, 0, 4, 5, 6, 20, 20, 12 * 60 + 1]))
    note = draw(st.sampled_from([None, 1, 7, 15, 71, 72, 73, 100]))
    return {
        "session_key": 0,
        "starts_at": start,
        "ends_at": end if known else None,
        "actual_end_at": end + timedelta(minutes=late)
        if known and late is not None
        else None,
        "utc_offset_min": offset(utc),
        "end_offset_min": offset(utc_end) if known else None,
        "status": draw(
            st.sampled_from(
                [
                    "kept",
                    "kept",
                    "kept",
                    "kept",
                    "no_show",
                    "late_cancel",
                    "cancelled",
                    "planned",
                ]
            )
        ),
        "kind": draw(st.sampled_from(["individual", "group", "crisis", None])),
        "location": ("main", "main", "main", "home", None)[start.minute // 10 % 5],
        "acuity": draw(st.sampled_from([None, None, "low", "High"])),
        "cancelled_at": draw(
            st.sampled_from([None, start - timedelta(hours=1), start])
        ),
        "note_finished_at": (end if known else start) + timedelta(hours=note)
        if note
        else None,
        "note_minutes": draw(st.sampled_from([None, 6.0, 15.0, 30.0])),
        "modality": draw(
            st.sampled_from([None, "in_person", "in_person", "Video", "phone"])
        ),
        "population": draw(st.sampled_from([None, "Adults", "families", "trauma"])),
        "cosigned": draw(st.sampled_from([None, False, True])),
    }
