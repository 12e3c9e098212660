"""Drawn contacts and leave requests of the people of a made-up organisation."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from tests.parity.appointments import Row
from tests.parity.lists import LAST, SOON, some


def contacts(person: st.SearchStrategy[int]) -> st.SearchStrategy[list[Row]]:
    """Counts of contacts by day and channel; a row may stand there twice."""
    return some(
        {
            "staff_key": person,
            "on_date": SOON,
            "channel": st.sampled_from(["call", "e-mail"]),
            "after_hours": st.sampled_from([None, 0, 3]),
            "on_call": st.sampled_from([None, 0, 2]),
        },
        6,
    )


@st.composite
def leave_requests(draw: st.DrawFn, person: st.SearchStrategy[int]) -> list[Row]:
    """Requests that overlap, repeat, and are decided before, after or never."""
    rows: list[Row] = []
    for _ in range(draw(st.integers(0, 20))):
        first = draw(
            st.one_of(
                SOON,
                st.dates(date(2023, 2, 20), LAST),
                st.dates(date(2023, 10, 1), LAST),
            )
        )
        length = draw(st.sampled_from([1, 1, 2, 5, 7, 7, 9, 12, 26, 40]))
        rows.append(
            {
                "staff_key": draw(person),
                "kind": draw(
                    st.sampled_from(
                        ["vacation", "vacation", "vacation", "sick", "parental"]
                    )
                ),
                "first_day": first,
                "last_day": first + timedelta(days=length - 1),
                "hours": draw(st.sampled_from([None, None, None, 4.0, 40.0])),
                "days": draw(st.sampled_from([None, None, None, 0.5, 3.0])),
                "status": draw(
                    st.sampled_from(
                        [
                            "approved",
                            "approved",
                            "taken",
                            "denied",
                            "requested",
                            "cancelled",
                        ]
                    )
                ),
                "cancelled_by": draw(st.sampled_from([None, "person", "employer"])),
                "requested_on": draw(
                    st.sampled_from([None, date(2024, 2, 29), date(2024, 2, 20)])
                ),
                "decided_on": draw(
                    st.sampled_from(
                        [None, date(2024, 2, 29), date(2024, 3, 5), date(2024, 3, 6)]
                    )
                ),
            }
        )
        if draw(st.integers(0, 4)) == 0:
            rows.append(
                dict(rows[-1])
                | {"status": draw(st.sampled_from(["denied", "approved", "cancelled"]))}
            )
    return rows
