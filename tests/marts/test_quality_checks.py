"""Each check of loaded rows on a drawn warehouse: what it finds, and what it must not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from etl.marts import statement
from etl.quality import QUALITY, RAW, checks, quality_table, raw_rows
from tests.marts.drawn import EVERYTHING, build, drawn, month, warehouse

SPAN = {"first_day": "2025-01-01", "last_day": "2025-03-31"}
MONTHS = [month(f"2025-0{n}-01") for n in (1, 2, 3)]
LOADS = """
load_id | source_file | content_hash | profile      | target      | loaded_at        | rows_read | rows_loaded | rows_rejected | rows_dropped | undone_at
1       | drawn.csv   | h1           | ballast_time | time_entry  | 2025-04-01 09:00 | 10        | 10          | 0             | 0            |
2       | other.csv   | h2           | other_system | appointment | 2025-04-01 09:00 | 20        | 18          | 0             | 2            |
3       | gone.csv    | h3           | gone_system  | appointment | 2025-04-01 09:00 | 20        | 11          | 3             | 6            | 2025-04-02 09:00
4       | more.csv    | h4           | other_system | appointment | 2025-04-01 09:00 | 9         | 6           | 2             | 1            |
"""


@pytest.fixture
def con():
    found = warehouse()
    drawn(found, "load", LOADS)
    return found


def found(con, key: str, *columns: str) -> list[tuple[Any, ...]]:
    """What a check finds: source, month, people, count, of; and the contract held."""
    make_monthly(con)
    rows = raw_rows(con, key)
    assert dict(rows.schema) == RAW
    assert rows["count"].null_count() == 0
    names = columns or ("source", "period_start", "people", "count", "of")
    return [
        tuple(f"{cell:%Y-%m}" if hasattr(cell, "year") else cell for cell in row)
        for row in rows.select(names).rows()
    ]


def make_monthly(con) -> None:
    """The marts that checks read instead of every row."""
    for mart in ("appointment_month", "time_month"):
        con.execute(statement(mart))


def roster(con, text: str) -> None:
    drawn(con, "roster", text)


# -- people -----------------------------------------------------------------------


def test_identifiers_that_match_nobody(con):
    """eve and fay are on no roster; dan is under another number that leads to ann."""
    roster(con, "staff_key | team_id | valid_from\nann | a | 2025-01-01")
    drawn(con, "staff_identity", "staff_key | system | id_hash\nann | ehr | dan")
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | load_id
        ann       | 2025-01-06 09:00 | 2
        dan       | 2025-01-06 10:00 | 2
        eve       | 2025-01-07 09:00 | 2
        eve       | 2025-01-08 09:00 | 2
        fay       | 2025-01-08 09:00 | 2
        ann       | 2025-02-03 09:00 | 2
        """,
    )
    drawn(
        con,
        "time_entry",
        "staff_key | on_date | activity | hours\neve | 2025-02-03 | direct | 3",
    )
    drawn(con, "caseload", "staff_key | on_date\nann | 2025-01-01")
    assert found(con, "unmatched") == [
        ("ballast_time", "2025-02", 1, 1, 1),
        ("other_system", "2025-01", 2, 3, 5),
    ]


def test_without_any_roster_nobody_is_asked_to_match(con):
    drawn(con, "appointment", "staff_key | starts_at\neve | 2025-01-07 09:00")
    assert found(con, "unmatched") == []


def test_answers_of_unknown_people_say_that_they_are_answers(con):
    roster(con, "staff_key | team_id | valid_from\nann | a | 2025-01-01")
    drawn(
        con,
        "survey_response",
        """
        wave_id | instrument | staff_key | submitted_at     | late
        w1      | cbi        | eve       | 2025-02-03 09:00 | false
        w1      | cbi        |           | 2025-02-03 09:00 | false
        """,
    )
    assert found(con, "unmatched", "count", "survey") == [(1, True)]


# -- roster -----------------------------------------------------------------------


def test_people_in_two_teams_at_once(con):
    """ann twice in a snapshot; bob by days that overlap; cid moved; dee was ended."""
    roster(
        con,
        """
        staff_key | team_id | valid_from | valid_to
        ann       | a       | 2025-01-01 |
        ann       | b       | 2025-01-01 |
        bob       | a       | 2025-01-01 | 2025-03-31
        bob       | b       | 2025-02-10 |
        cid       | a       | 2025-01-01 |
        cid       | b       | 2025-02-01 |
        dee       | a       | 2025-01-01 | 2025-01-31
        dee       | b       | 2025-02-01 |
        """,
    )
    assert found(con, "two_teams") == [
        ("ballast_time", "2025-01", 1, 1, 4),
        ("ballast_time", "2025-02", 1, 1, 3),
    ]


def test_two_sources_that_name_one_day_are_no_two_teams(con):
    roster(
        con,
        """
        staff_key | team_id | valid_from | load_id
        ann       | a       | 2025-01-01 | 1
        ann       | b       | 2025-01-01 | 2
        """,
    )
    assert found(con, "two_teams") == []


def test_roster_rows_that_overlap(con):
    """bob's rows share days; cid's follow each other; ann stands twice on one day."""
    roster(
        con,
        """
        staff_key | team_id | valid_from | valid_to
        ann       | a       | 2025-01-01 |
        ann       | a       | 2025-01-01 |
        bob       | a       | 2025-01-01 | 2025-03-31
        bob       | a       | 2025-02-10 | 2025-12-31
        cid       | a       | 2025-01-01 | 2025-01-31
        cid       | a       | 2025-02-01 |
        """,
    )
    assert found(con, "roster_overlap") == [
        ("ballast_time", "2025-01", 1, 1, 3),
        ("ballast_time", "2025-02", 1, 1, 2),
    ]


def test_posts_that_add_up_to_too_much(con):
    """ann .9 + .9; bob 1 + .5 is just right."""
    roster(
        con,
        """
        staff_key | team_id | fte | valid_from
        ann       | a       | .9  | 2025-01-01
        ann       | b       | .9  | 2025-01-01
        bob       | a       | 1   | 2025-01-01
        bob       | b       | .5  | 2025-01-01
        """,
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    assert found(con, "fte_of_all_posts") == [(None, "2025-01", 1, 1, 2)]


def test_people_who_left_before_they_came(con):
    roster(
        con,
        """
        staff_key | hired_on   | left_on    | valid_from
        ann       | 2025-02-01 | 2025-01-15 | 2025-01-01
        bob       | 2025-01-01 | 2025-01-01 | 2025-01-01
        cid       |            | 2025-01-01 | 2025-01-01
        """,
    )
    assert found(con, "employment_backwards") == [("ballast_time", "2025-01", 1, 1, 3)]


# -- teams ------------------------------------------------------------------------


def test_rows_of_unknown_teams(con):
    """`East` is an alias; `q` is no team; an empty team is no unknown one."""
    drawn(con, "team", "team_id | name\na | A\ne | Eastern")
    drawn(con, "team_alias", "system | name | team_id\nehr | East | e")
    roster(
        con,
        """
        staff_key | team_id | valid_from
        ann       | a       | 2025-01-01
        bob       | q       | 2025-01-01
        cid       |         | 2025-01-01
        """,
    )
    drawn(
        con,
        "appointment",
        """
        staff_key | team_id | starts_at        | load_id
        ann       | East    | 2025-01-06 09:00 | 2
        ann       | q       | 2025-01-06 10:00 | 2
        ann       | q       | 2025-01-06 11:00 | 2
        """,
    )
    drawn(con, "action", "team_id | started_on | lever\nq | 2025-02-01 | pace")
    assert found(con, "unknown_team") == [
        ("ballast_time", "2025-01", 1, 1, 2),
        ("ballast_time", "2025-02", None, 1, 1),
        ("other_system", "2025-01", 1, 2, 3),
    ]


def test_lists_of_teams_name_unknown_teams_too(con):
    """Lists call teams as people do: `eastern` is known, `q` is not."""
    drawn(con, "team", "team_id | name\na | A\ne | Eastern")
    drawn(
        con,
        "position",
        "team_id | role | valid_from\neastern | nurse | 2025-01-01\nq | nurse | 2025-01-01",
    )
    drawn(
        con,
        "incident",
        "team_id | on_date | kind | load_id\nq | 2025-01-06 | violence | 2",
    )
    drawn(
        con,
        "team_caseload",
        "team_id | on_date | waiting | load_id\na | 2025-02-01 | 3 | 2",
    )
    assert found(con, "unknown_team") == [
        ("ballast_time", "2025-01", None, 1, 2),
        ("other_system", "2025-01", None, 1, 1),
    ]


def test_contacts_of_an_unknown_person(con):
    roster(con, "staff_key | team_id | valid_from\nbob | a | 2025-01-01")
    drawn(
        con,
        "contact",
        "staff_key | on_date | channel | after_hours\nbob | 2025-01-06 | call | 1\nwho | 2025-01-06 | call | 1",
    )
    assert found(con, "unmatched") == [("ballast_time", "2025-01", 1, 1, 2)]


def test_days_of_incidents_and_posts_that_run_backwards(con):
    drawn(
        con,
        "incident",
        """
        team_id | on_date    | kind     | debriefed_on
        a       | 2025-01-06 | violence | 2025-01-05
        a       | 2025-01-07 | violence | 2025-01-07
        a       | 2025-01-08 | violence |
        """,
    )
    drawn(
        con,
        "position",
        """
        team_id | role  | valid_from | valid_to
        a       | nurse | 2025-02-02 | 2025-02-01
        a       | clerk | 2025-02-02 | 2025-02-02
        a       | cook  | 2025-02-02 |
        """,
    )
    assert found(con, "debrief_backwards") == [("ballast_time", "2025-01", None, 1, 3)]
    assert found(con, "position_backwards") == [("ballast_time", "2025-02", None, 1, 3)]


def test_without_a_teams_file_no_team_is_unknown(con):
    roster(con, "staff_key | team_id | valid_from\nbob | q | 2025-01-01")
    assert found(con, "unknown_team") == []


BROKEN = """
team_id | name | parent_id | kind
o       | Org  |           | organisation
p       | P    | o         | programme
a       | A    | p         | team
b       | B    | gone      | team
c       | C    | c         | team
d       | D    | e         | programme
e       | E    | d         | programme
f       | F    | d         | team
"""


def test_a_broken_hierarchy(con):
    """b hangs from nothing, c from itself, d and e from each other; f is below a circle."""
    drawn(con, "team", BROKEN)
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    whole = ("team_id", "count", "of")
    assert found(con, "parent_missing", *whole) == [(None, 1, 8)]
    assert found(con, "parent_itself", *whole) == [(None, 1, 8)]
    assert found(con, "parent_loop", *whole) == [(None, 2, 8)]


def test_a_team_is_named_from_five_people_on(con):
    drawn(con, "team", BROKEN)
    people = "\n".join(f"{n} | b | 2025-01-01" for n in range(1, 6))
    roster(con, f"staff_key | team_id | valid_from\n{people}")
    few = "\n".join(f"{n} | c | 2025-01-01" for n in range(6, 10))
    roster(con, f"staff_key | team_id | valid_from\n{few}")
    drawn(
        con,
        "appointment",
        "staff_key | starts_at\n1 | 2025-01-06 09:00\n1 | 2025-03-31 09:00",
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    assert found(con, "parent_missing", "team_id", "count") == [("b", 1)]
    assert found(con, "parent_itself", "team_id", "count") == [(None, 1)]


def test_a_team_whose_parent_was_mended_is_whole(con):
    drawn(
        con,
        "team",
        """
        team_id | name | parent_id | valid_from
        o       | Org  |           |
        a       | A    | gone      | 2024-01-01
        a       | A    | o         | 2025-01-01
        """,
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    assert found(con, "parent_missing") == []


# -- values -----------------------------------------------------------------------


def test_sessions_that_end_before_they_start(con):
    """In UTC: the night the clocks go back, 01:50 to 01:10 is twenty minutes."""
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | ends_at          | actual_end_at    | utc_offset_min | end_offset_min | load_id
        ann       | 2025-01-06 09:00 | 2025-01-06 08:00 |                  | 0              |                | 2
        bob       | 2025-01-06 09:00 | 2025-01-06 10:00 | 2025-01-06 08:50 | 0              |                | 2
        bob       | 2025-01-06 11:00 | 2025-01-06 12:00 | 2025-01-06 11:50 | 0              |                | 2
        cid       | 2025-01-06 09:00 | 2025-01-06 09:00 |                  | 0              |                | 2
        dee       | 2025-11-02 01:50 | 2025-11-02 01:10 |                  | -240           | -300           | 2
        eve       | 2025-01-06 09:00 |                  |                  | 0              |                | 2
        """,
    )
    assert found(con, "session_backwards") == [("other_system", "2025-01", 2, 2, 5)]


def test_sessions_too_long_to_be_one(con):
    """12 hours are a long day; over 30 is a wrong date."""
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | ends_at          | actual_end_at    | load_id
        ann       | 2025-01-06 08:00 | 2025-01-06 20:00 |                  | 2
        ann       | 2025-01-07 08:00 | 2025-01-07 20:01 |                  | 2
        bob       | 2025-01-07 08:00 | 2025-01-07 09:00 | 2025-01-08 14:00 | 2
        cid       | 2025-01-07 08:00 | 2025-01-08 14:01 |                  | 2
        """,
    )
    names = ("source", "people", "count", "of", "detail")
    assert found(con, "session_long", *names) == [
        ("other_system", 1, 1, 4, "over 30 hours"),
        ("other_system", 2, 2, 4, "over 12 hours"),
    ]


def test_long_sessions_are_of_all_sessions_of_their_month(con):
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at        | ends_at          | load_id
        ann       | 2025-01-07 08:00 | 2025-01-07 21:00 | 2
        bob       | 2025-02-07 08:00 | 2025-02-07 09:00 | 2
        """,
    )
    assert found(con, "session_long", "count", "of") == [(1, 1)]


def test_days_of_more_than_24_hours(con):
    drawn(
        con,
        "time_entry",
        """
        staff_key | on_date    | activity | hours
        ann       | 2025-01-06 | direct   | 20
        ann       | 2025-01-06 | meeting  | 5
        bob       | 2025-01-06 | on_call  | 24
        """,
    )
    assert found(con, "day_of_over_24_hours") == [("ballast_time", "2025-01", 1, 1, 2)]


def test_a_day_of_two_exports_counts_once_with_the_later(con):
    drawn(
        con,
        "time_entry",
        """
        staff_key | on_date    | activity | hours | load_id
        ann       | 2025-01-06 | direct   | 20    | 1
        ann       | 2025-01-06 | meeting  | 5     | 2
        bob       | 2025-01-06 | direct   | 24    | 1
        bob       | 2025-01-06 | meeting  | 1     | 1
        """,
    )
    assert found(con, "day_of_over_24_hours") == [
        ("ballast_time", "2025-01", 1, 1, 1),
        ("other_system", "2025-01", 1, 1, 1),
    ]


REJECTS = """
load_id | source_file | target          | column_name | rule   | message                            | source_row
2       | other.csv   | roster          |             | check  | expected fte > 0 and fte <= 1.5    | 4
2       | other.csv   | roster          |             | check  | expected fte > 0 and fte <= 1.5    | 9
2       | other.csv   | roster          |             | check  | expected valid_to >= valid_from    | 9
2       | other.csv   | appointment     | starts_at   | date   | expected a date                    | 11
4       | more.csv    | survey_response | Q1          | answer | expected a number from 1 to 5      | 3
3       | gone.csv    | roster          |             | check  | expected fte > 0 and fte <= 1.5    | 5
"""


def test_values_that_cannot_be_are_counted_with_their_rule(con):
    """A row that breaks two rules counts under each; an undone load counts nowhere."""
    drawn(con, "reject", REJECTS)
    names = ("source", "count", "detail", "survey")
    assert found(con, "refused_values", *names) == [
        ("other_system", 1, "expected valid_to >= valid_from", False),
        ("other_system", 2, "expected fte > 0 and fte <= 1.5", False),
    ]


def test_cells_that_cannot_be_read_are_counted_with_their_column(con):
    drawn(con, "reject", REJECTS)
    names = ("source", "count", "detail", "survey")
    assert found(con, "unreadable", *names) == [
        ("other_system", 1, "Q1: expected a number from 1 to 5", True),
        ("other_system", 1, "starts_at: expected a date", False),
    ]


def test_rows_left_out_are_added_up_by_source(con):
    """2 of 20 and 1 of 9; the undone load's six are no matter any more."""
    assert found(con, "dropped") == [("other_system", None, None, 3, 29)]


# -- survey -----------------------------------------------------------------------

WAVES = """
wave_id | name   | first_day  | last_day   | anonymous
w1      | Wave 1 | 2025-02-03 | 2025-02-16 | false
w2      | Wave 2 | 2025-03-03 | 2025-03-16 | false
w3      | Wave 3 | 2025-06-02 | 2025-06-15 | false
"""


def test_invitations_to_unknown_waves(con):
    """A wave's name stands for it, however written."""
    drawn(con, "wave", WAVES)
    drawn(
        con,
        "survey_invite",
        """
        wave_id | team_id | invited
        wave 1  | a       | 12
        w1      | b       | 12
        Spring  | a       | 12
        """,
    )
    assert found(con, "unknown_wave") == [("ballast_time", None, None, 1, 3)]


def test_waves_with_answers_and_nobody_invited(con):
    """w1 has both, w2 answers alone, w3 neither."""
    drawn(con, "wave", WAVES)
    drawn(con, "survey_invite", "wave_id | team_id | invited\nw1 | a | 12")
    drawn(
        con,
        "survey_response",
        """
        wave_id | instrument | submitted_at     | late
        w1      | cbi        | 2025-02-03 09:00 | false
        w2      | cbi        | 2025-03-03 09:00 | false
        """,
    )
    assert found(con, "wave_without_invitations") == [(None, "2025-03", None, 1, None)]


# -- completeness -----------------------------------------------------------------

TEAM = """
staff_key | team_id | role  | fte | clinical_fte | valid_from
ann       | a       | nurse | 1   | 1            | 2025-01-01
bob       | a       | nurse | 1   | 1            | 2025-01-01
cid       | a       | clerk | 1   | 0            | 2025-01-01
dee       | b       | nurse | 1   | 1            | 2025-01-01
"""


def test_who_has_rows_of_those_who_should(con):
    """A clerk needs no appointment but a time sheet; eve is on no roster."""
    roster(con, TEAM)
    drawn(
        con,
        "appointment",
        """
        staff_key | starts_at
        ann       | 2025-02-03 09:00
        ann       | 2025-03-03 09:00
        dee       | 2025-02-03 09:00
        eve       | 2025-02-03 09:00
        """,
    )
    drawn(
        con,
        "time_entry",
        """
        staff_key | on_date    | activity | hours
        cid       | 2025-02-03 | meeting  | 2
        ann       | 2025-03-31 | direct   | 2
        """,
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    names = ("source", "period_start", "team_id", "count", "of")
    # nothing before the source's first month; caseload is not loaded at all
    assert found(con, "completeness", *names) == [
        ("appointment", "2025-02", "a", 1, 2),
        ("appointment", "2025-02", "b", 1, 1),
        ("appointment", "2025-03", "a", 1, 2),
        ("appointment", "2025-03", "b", 0, 1),
        ("time", "2025-02", "a", 1, 3),
        ("time", "2025-02", "b", 0, 1),
        ("time", "2025-03", "a", 1, 3),
        ("time", "2025-03", "b", 0, 1),
    ]


def test_somebody_on_leave_all_month_is_not_missed(con):
    roster(con, TEAM)
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-02-03 09:00")
    drawn(
        con,
        "leave_request",
        "staff_key | kind | first_day | last_day | decided_on\n"
        "bob | parental | 2025-01-15 | 2025-03-31 | 2025-01-01",
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    names = ("period_start", "team_id", "count", "of")
    assert ("2025-02", "a", 1, 1) in found(con, "completeness", *names)


def test_who_moves_within_a_month_counts_once(con):
    roster(
        con,
        """
        staff_key | team_id | role  | fte | clinical_fte | valid_from | valid_to
        ann       | a       | nurse | 1   | 1            | 2025-02-01 | 2025-02-09
        ann       | b       | nurse | 1   | 1            | 2025-02-10 | 2025-12-31
        """,
    )
    drawn(con, "appointment", "staff_key | starts_at\nann | 2025-02-03 09:00")
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    names = ("period_start", "team_id", "count", "of")
    february = [
        row for row in found(con, "completeness", *names) if row[0] == "2025-02"
    ]
    # most of February in b; the row of the 3rd is hers all the same
    assert february == [("2025-02", "b", 1, 1)]


def test_a_team_whose_rows_stop(con):
    """Six in a go on to be there and have no row after January; b goes on."""
    people = [f"{n} | a | nurse | 1 | 1 | 2025-01-01" for n in range(1, 7)]
    people += [f"{n} | b | nurse | 1 | 1 | 2025-01-01" for n in range(11, 17)]
    head = "staff_key | team_id | role | fte | clinical_fte | valid_from\n"
    roster(con, head + "\n".join(people))
    days = [(1, "01"), (2, "01"), (11, "01"), (11, "02"), (12, "03")]
    drawn(
        con,
        "appointment",
        "staff_key | starts_at\n"
        + "\n".join(f"{who} | 2025-{when}-06 09:00" for who, when in days),
    )
    drawn(
        con,
        "time_entry",
        "staff_key | on_date | activity | hours\n1 | 2025-03-31 | direct | 1",
    )
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    names = ("source", "team_id", "period_start", "people", "count")
    assert found(con, "stopped", *names) == [("appointment", "a", "2025-01", 6, 2)]


def test_rows_that_the_settings_keep_no_longer(con):
    drawn(
        con,
        "retired",
        """
        table_name    | retired_on | rows
        contact       | 2025-03-02 | 30
        contact       | 2025-03-20 | 12
        contact       | 2025-02-20 | 7
        survey_answer | 2025-03-02 | 900
        """,
    )
    names = ("source", "period_start", "count", "survey")
    assert sorted(found(con, "retired", *names)) == [
        ("contact", "2025-02", 7, False),
        ("contact", "2025-03", 42, False),
        ("survey_answer", "2025-03", 900, True),
    ]


# -- all of them ------------------------------------------------------------------


def test_an_empty_warehouse_has_one_row_of_nothing_for_each_check(con):
    con.execute("delete from load")
    build(con, **SPAN, until=EVERYTHING)
    found_ = quality_table(con)
    assert dict(found_.schema) == QUALITY
    assert found_["check_key"].to_list() == [one.key for one in checks()]
    assert set(found_["count_words"]) == {"none"}
    assert set(found_["count"]) == {0}


def test_the_published_table_names_no_team_of_a_few_and_no_count_of_a_few(con):
    roster(con, TEAM)
    drawn(con, "appointment", "staff_key | starts_at\neve | 2025-02-03 09:00")
    build(con, *MONTHS, **SPAN, until=EVERYTHING)
    rows = quality_table(con)
    completeness = rows.filter(rows["check_key"] == "completeness")
    # four people in two teams: nothing can be said of them
    assert completeness["count_words"].to_list() == ["none"]
    unmatched = rows.filter(rows["check_key"] == "unmatched").to_dicts()
    assert [row["count_words"] for row in unmatched] == ["of under 5 people"]


def test_every_check_is_tried_here():
    """A check without a drawn table above fails here."""
    text = Path(__file__).read_text("utf-8")
    untried = [one.key for one in checks() if f'found(con, "{one.key}"' not in text]
    assert untried == []
