"""Faults planted in the SQL: for each, the drawn test that must fail."""

import pytest

from etl import marts
from tests.marts import test_absence as absence
from tests.marts import test_after_hours as clock
from tests.marts import test_caseload as caseload
from tests.marts import test_groups as groups
from tests.marts import test_leave as leave
from tests.marts import test_roster as roster
from tests.marts import test_session_day as session
from tests.marts import test_time as hours

BREAK = session.test_a_free_middle_is_thirty_minutes_not_booked_beforehand
BACK = session.test_back_to_back_is_under_ten_minutes_after_the_booked_end
LATE = session.test_an_overrun_is_more_than_five_minutes
OVERLAP = session.test_overbooked_is_over_five_minutes_with_both_still_booked
EVENING = (
    clock.test_after_hours_is_outside_the_organisations_hours_where_no_pattern_is_known
)
COPIED = session.test_a_source_that_copies_over_nine_in_ten_booked_ends_records_none
LONG = session.test_a_long_day_is_over_ten_hours_from_first_start_to_last_end
AWAY = absence.test_a_spell_of_28_days_is_a_long_absence_and_27_days_are_not
WEEK = leave.test_a_week_off_is_seven_days_in_a_row_of_vacation_holidays_and_days_off

# mart, what stands there, what is put in its place, the test that fails, its values
THRESHOLDS = [
    ("session_day", "j.first_sec + j.span / 3) >= 1800", "j.first_sec + j.span / 3) > 1800", BREAK, ("12:00", "14:30", "kept", 1)),
    ("session_day", "between -300 and 599", "between -299 and 599", BACK, ("09:55", (1, 1))),
    ("session_day", "between -300 and 599", "between -300 and 600", BACK, ("10:10", (1, 0))),
    ("session_day", "late_sec > 300", "late_sec >= 300", LATE, ("10:05:00", 0)),
    ("session_day", "ends_sec - next_booked_from > 300", "ends_sec - next_booked_from >= 300", OVERLAP, ("09:55", "kept", "", 0)),
    ("session_day", "% 86400 >= 60 * coalesce(w.ends_min", "% 86400 > 60 * coalesce(w.ends_min", EVENING, ("2025-03-03 18:00", 1)),
    ("session_day", "<= 0.9 * sum", "< 0.9 * sum", COPIED, (18, 20)),
    ("session_day", "j.span > 36000", "j.span >= 36000", LONG, ("19:00", 0)),
    ("long_absence", ">= 28", "> 28", AWAY, ("2025-03-30", True)),
    ("rest_run", "order by on_date) > 7", "order by on_date) > 8", WEEK, ("vacation", "2025-10-08", "2025-10-14", "", 0)),
    ("leave_person", "e.half_year_from) + 1 >= 7", "e.half_year_from) + 1 > 7", WEEK, ("vacation", "2025-06-30", "2025-07-07", "", 0)),
]  # fmt: skip
MEANS = [
    ("cell", "sum(s.numerator) as", "avg(s.numerator) as", groups.test_a_group_is_the_sum_of_its_people_and_no_mean_of_its_teams, ()),
    ("cell", "sum(s.denominator) as", "avg(s.denominator) as", groups.test_a_group_is_the_sum_of_its_people_and_no_mean_of_its_teams, ()),
    ("cell", "sum(columns", "avg(columns", hours.test_two_four_and_six_hours_are_three_heads_and_not_a_mean_of_rows, ()),
    ("caseload_person", "avg(clients)", "sum(clients)", caseload.test_a_persons_clients_are_the_mean_of_the_snapshots_and_not_their_sum, ()),
]  # fmt: skip
WEEKS = [
    ("time_period", "1.0 / day(last_day(d.on_date))", "1.0 / 7", hours.test_supervision_is_per_head_and_not_per_fte, ()),
    ("time_week", "date_trunc('week', on_date)", "date_trunc('month', on_date)", hours.test_a_short_week_makes_up_for_a_long_one, ()),
    ("staff_period", "* 7 / any_value", "* 30 / any_value", caseload.test_clients_of_a_colleague_on_parental_leave_stay_while_her_fte_goes, ()),
    ("leave_person", "interval 6 month", "interval 6 week", WEEK, ("vacation", "2025-10-06", "2025-10-10", "", 0)),
    ("staff_day", "clinical_fte / own_days", "clinical_fte / 21", groups.test_weeks_are_weeks_and_not_months, ()),
]  # fmt: skip
JOINS = [
    ("roster_day", "left join own_week", "join own_week", roster.test_a_week_without_leave_adds_up_to_the_clinical_fte_whatever_the_own_pattern, ()),
    ("staff_day", "left join leave_day", "join leave_day", roster.test_who_is_missing_from_the_next_snapshot_is_gone, ()),
    ("session_day", "left join staff_day", "join staff_day", clock.test_sessions_of_an_unknown_person_count_for_the_team_the_export_names, ()),
    ("session_day", "left join own_week_no w", "join own_week_no w", session.test_a_group_of_ten_clients_is_one_session_for_each_co_facilitator, ()),
    ("caseload_person", "left join anywhere", "join anywhere", caseload.test_who_has_no_snapshot_is_there_all_the_same, ()),
    ("leave_person", "left join vacation_year", "join vacation_year", leave.test_the_latest_entitlement_up_to_the_periods_end_counts, ()),
    ("person_period", "left join time_period", "join time_period", groups.test_people_are_counted_and_not_their_rows, ()),
    ("time_period", "left join recorded r", "join recorded r", hours.test_a_head_without_an_entry_in_the_weeks_of_a_wave_is_a_head, ()),
]  # fmt: skip
PEOPLE = [
    ("cell", "count(distinct m.staff_key) filter", "count(m.staff_key) filter", groups.test_who_moved_is_one_person_in_the_group_that_holds_both_teams, ()),
    ("cell", "count(distinct m.staff_key) as", "count(m.staff_key) as", groups.test_who_moved_is_one_person_in_the_group_that_holds_both_teams, ()),
    ("session", "group by staff_no, starts_sec;", "group by staff_no, starts_sec, claims;", session.test_a_session_is_kept_if_one_of_its_clients_came, ()),
]  # fmt: skip


def plant(monkeypatch, mart, right, wrong):
    """Makes the marts' text read wrong where it reads right."""
    said = marts.statement
    assert right in said(mart), "the fault cannot be planted any more"

    def statement(name):
        return said(name).replace(right, wrong) if name == mart else said(name)

    monkeypatch.setattr(marts, "statement", statement)


@pytest.mark.parametrize(
    ("mart", "right", "wrong", "test", "values"),
    THRESHOLDS + MEANS + WEEKS + JOINS + PEOPLE,
)
def test_a_planted_fault_makes_its_drawn_test_fail(
    monkeypatch, mart, right, wrong, test, values
):
    plant(monkeypatch, mart, right, wrong)
    with pytest.raises(AssertionError):
        test(*values)
