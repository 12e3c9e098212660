"""Which days the rows of a warehouse cover."""

from datetime import date

from etl.periods import span
from tests.marts.drawn import drawn, warehouse


def test_an_appointment_cancelled_ahead_does_not_stretch_the_days_covered():
    con = warehouse()
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at           | status
        ann       | 2026-08-03 09:00:00 | kept
        ann       | 2026-08-31 09:00:00 | no_show
        ann       | 2026-09-20 09:00:00 | cancelled
        ann       | 2026-09-21 09:00:00 | clinician_cancelled
        ann       | 2026-09-22 09:00:00 | planned
        """,
    )
    assert span(con) == (date(2026, 8, 3), date(2026, 8, 31))


def test_days_off_after_the_last_day_are_covered():
    con = warehouse()
    # 28 November 2025 is a Friday
    drawn(
        con,
        "time_entry",
        "staff_key | on_date | activity | hours\nann | 2025-11-03 | direct | 8\nann | 2025-11-28 | direct | 8",
    )
    assert span(con, (1, 2, 3, 4, 5)) == (date(2025, 11, 3), date(2025, 11, 30))
    assert span(con, (1, 2, 3, 4, 5, 6)) == (date(2025, 11, 3), date(2025, 11, 28))
