"""A person's days in March 2025."""

from tests.marts.drawn import month, one

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}


def days(con, name, what="count(*)", where="true"):
    """A figure over a person's days."""
    return one(
        con,
        f"select {what} from staff_day where staff_key = $key and {where}",
        key=int.from_bytes(name.encode(), "big"),
    )
