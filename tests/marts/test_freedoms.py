"""Remote work, preferred populations, flexible hours: the organisation's figures alone."""

from tests.marts.drawn import build, cell, drawn, warehouse
from tests.marts.sessions import MARCH, SPAN, figures

ROSTER = """
staff_key | team_id | role  | fte | clinical_fte | preferred_populations | flexible_hours | valid_from
ann       | a       | nurse | 1   | 1            | Trauma ; older adults | true           | 2025-03-01
bob       | a       | nurse | 1   | 1            |                       | false          | 2025-03-01
cid       | a       | nurse | 1   | 1            | adults                |                | 2025-03-01
"""
SESSIONS = """
staff_key | starts_at        | modality  | location | population   | status
ann       | 2025-03-03 09:00 | Video     | home     | trauma       | kept
ann       | 2025-03-03 11:00 | in_person | main     | children     | kept
bob       | 2025-03-03 09:00 | in_person | main     | trauma       | kept
bob       | 2025-03-04 09:00 | in_person | annexe   | adults       | kept
bob       | 2025-03-04 11:00 | in_person | annexe   | adults       | no_show
cid       | 2025-03-04 09:00 | phone     | main     | older adults | kept
cid       | 2025-03-05 09:00 |           | main     |              | kept
cid       | 2025-03-06 09:00 | in_person |          | adults       | kept
"""


def made():
    con = warehouse()
    drawn(con, "team", "team_id | name | kind\np | P | programme\na | A | team")
    drawn(con, "roster", ROSTER)
    drawn(con, "appointment", SESSIONS)
    build(con, MARCH, **SPAN)
    return con


def test_remote_are_video_and_telephone_and_a_place_where_nobody_else_is():
    # Ann by video, Cid by telephone, Bob alone at the annexe. At the main site both
    # were there on the 3rd. A session without a place is nowhere alone, and one of
    # which nobody knows how it was held does not count.
    assert figures(SESSIONS, "remote_sessions", "remote_known", roster=ROSTER) == (3, 6)


def test_two_sessions_at_a_place_alone_are_alone():
    text = """
    staff_key | starts_at        | modality  | location
    ann       | 2025-03-03 09:00 | in_person | annexe
    ann       | 2025-03-03 11:00 | in_person | annexe
    bob       | 2025-03-04 09:00 | in_person | annexe
    cid       | 2025-03-04 09:00 | in_person | annexe
    """
    assert figures(text, "remote_sessions", "remote_known", roster=ROSTER) == (2, 4)


def test_a_place_alone_after_midnight_counts_on_its_own_day():
    text = """
    staff_key | starts_at        | modality  | location
    ann       | 2025-03-03 23:00 | in_person | annexe
    ann       | 2025-03-04 02:00 | in_person | annexe
    bob       | 2025-03-03 09:00 | in_person | annexe
    """
    pattern = """
    staff_key | weekday | starts | ends  | valid_from
    ann       | 1       | 22:00  | 06:00 | 2025-01-01
    """
    # Bob was there on Monday, on the Tuesday nobody but Ann.
    found = figures(
        text, "remote_sessions", "remote_known", roster=ROSTER, work_pattern=pattern
    )
    assert found == (1, 3)


def test_fitting_are_sessions_with_a_population_that_the_clinician_prefers():
    # Ann's trauma, Cid's adults. Bob names none, and one has no population.
    assert figures(SESSIONS, "fit_sessions", "fit_known", roster=ROSTER) == (2, 4)


def test_the_latest_preferences_count():
    later = ROSTER.replace("Trauma ; older adults", "older adults         ")
    con = warehouse()
    drawn(con, "roster", ROSTER)
    drawn(con, "roster", later.replace("2025-03-01", "2025-03-10"))
    drawn(con, "appointment", SESSIONS)
    build(con, MARCH, **SPAN)
    # Ann does not name trauma any more; Cid's adults as before
    assert cell(con, "caseload_fit", "org") == (1, 4)


def test_flexible_hours_are_of_people_on_the_last_day_of_whom_it_is_known():
    con = made()
    assert cell(con, "flexible_share", "org") == (1, 2)


def test_they_have_no_cell_below_the_organisation_and_none_by_role():
    con = made()
    found = con.execute(
        "select distinct group_id from cell where measure in "
        "('remote_share', 'caseload_fit', 'flexible_share')"
    ).fetchall()
    assert found == [("org",)]
    assert cell(con, "sessions_per_fte_week", "a") is not None


def test_a_source_that_does_not_say_how_sessions_were_held_has_no_remote_share():
    con = warehouse()
    drawn(con, "roster", ROSTER)
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-03-03 09:00")
    build(con, MARCH, **SPAN)
    assert cell(con, "remote_share", "org") is None
    assert cell(con, "caseload_fit", "org") is None
