"""Two nurses and their drawn appointments, as figures of session_day."""

from tests.marts.drawn import build, drawn, month, one, warehouse

MARCH = month("2025-03-01")
SPAN = {"first_day": "2025-03-01", "last_day": "2025-03-31"}
ROSTER = """
staff_key | team_id | role | fte | clinical_fte | contract_hours_week | valid_from
ann       | a       | nurse| 1   | 1            | 40                  | 2025-03-01
bob       | a       | nurse| 1   | 1            | 40                  | 2025-03-01
"""


def figures(appointments, *wanted, where="true", roster=ROSTER, **tables):
    """Sums over session_day after drawing a roster, appointments and other tables."""
    con = warehouse()
    if roster:
        drawn(con, "roster", roster)
    drawn(con, "appointment", appointments)
    for table, text in tables.items():
        drawn(con, table, text)
    build(con, MARCH, **SPAN, until="session_day")
    sums = ", ".join(f"sum({column})" for column in wanted)
    return one(con, f"select {sums} from session_day where {where}")
