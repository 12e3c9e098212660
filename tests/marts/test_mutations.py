"""Faults planted in the SQL: for each, the drawn test that must fail."""

import os

import pytest

from etl import marts
from tests.marts import test_absence as absence
from tests.marts import test_after_hours as clock
from tests.marts import test_caseload as caseload
from tests.marts import test_crisis as crisis
from tests.marts import test_exposure as exposure
from tests.marts import test_freedoms as freedoms
from tests.marts import test_groups as groups
from tests.marts import test_leave as leave
from tests.marts import test_notes as notes
from tests.marts import test_requests as requests
from tests.marts import test_rests as rests
from tests.marts import test_roster as roster
from tests.marts import test_session_day as session
from tests.marts import test_staffing as staffing
from tests.marts import test_support as support
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
REST = rests.test_a_short_rest_is_under_eleven_hours_from_last_end_to_first_start
GAP = crisis.test_recovery_is_thirty_minutes_with_nothing_booked_after_a_crisis
DEBRIEF = crisis.test_debriefed_is_within_three_days_and_never_debriefed_counts_as_not
LATE_SUPERVISION = (
    support.test_past_the_interval_is_who_had_no_supervision_in_its_last_days
)
HEADCOUNT = (
    staffing.test_voluntary_leavers_are_divided_by_the_mean_headcount_of_twelve_months
)
VACANT = staffing.test_a_post_counts_for_its_days_and_its_newest_row_holds
LEVEL = caseload.test_people_above_the_agreed_level_are_counted_per_contracted_fte
PANEL = caseload.test_clients_without_a_clinician_are_the_mean_of_the_snapshots_per_fte
CALLED_OFF = (
    requests.test_called_off_is_what_the_employer_cancelled_at_last_of_what_was_granted
)
UNDECIDED = requests.test_undecided_is_a_request_without_an_answer_on_its_first_day
CONTACTS = support.test_contacts_after_hours_are_the_treating_clinicians_own_and_on_call_stands_apart
WEEK = leave.test_a_week_off_is_seven_days_in_a_row_of_vacation_holidays_and_days_off

# mart, what stands there, what is put in its place, the test that fails, its values
THRESHOLDS = [
    ("worked_day", "2 * first_sec) >= 5400", "2 * first_sec) > 5400", BREAK, ("12:00", "14:30", "kept", 1)),
    ("worked_day", "j.rest_sec < 39600", "j.rest_sec <= 39600", REST, ("2025-03-03 21:00", "2025-03-04 08:00", 0)),
    ("worked_day", "next_from - ends_sec >= 1800", "next_from - ends_sec > 1800", GAP, ("10:30", "11:00", "kept", 1)),
    ("worked_day", "busy_until <= ends_sec", "busy_until < ends_sec", GAP, ("08:00", "10:00", "kept", 1)),
    ("worked_day", "j.crisis_sessions > 1", "j.crisis_sessions > 2", crisis.test_days_with_two_crises_count_of_days_with_one, ()),
    ("worked_day", "a.from_sec, b.from_sec) > 300", "a.from_sec, b.from_sec) >= 300", rests.test_five_minutes_of_overlap_to_which_both_came_are_a_tight_fit, ()),
    ("worked_day", "overbooked and kept", "overbooked", rests.test_a_double_booking_to_which_both_came_stands_apart, ("kept", "no_show", 2, 0)),
    ("team_habit", ">= 0.6 * sum", "> 0.6 * sum", notes.test_a_source_that_times_under_six_notes_in_ten_times_none, (6, 3)),
    ("session", "between 1 and 43200", "between 1 and 43199", rests.test_an_end_that_cannot_be_is_no_end_and_counted, ("2025-03-03 21:00", 0)),
    ("session", "between 1 and 43200", "between 0 and 43200", rests.test_an_end_that_cannot_be_is_no_end_and_counted, ("2025-03-03 09:00", 1)),
    ("time_day", "<= 24", "<= 25", support.test_a_day_of_over_24_hours_is_left_out, ()),
    ("supervision_person", "j.supervised_on > j.to_day", "j.supervised_on >= j.to_day", LATE_SUPERVISION, ("2025-03-17", 1)),
    ("supervision_person", "c.first_day <= j.to_day - j.days + 1", "c.first_day <= j.to_day", support.test_an_interval_that_begins_before_the_time_sheets_is_not_judged, ()),
    ("incident_team", "between 0 and 3", "between 0 and 2", DEBRIEF, ()),
    ("incident_team", "i.on_date + 3 <= $last_day", "i.on_date <= $last_day", DEBRIEF, ()),
    ("turnover_team", ">= 0.6 * count(*)", "> 0.6 * count(*)", staffing.test_three_reasons_of_five_are_enough, ()),
    ("turnover_team", "d.year_from >= $first_day", "d.year_from > $first_day", staffing.test_before_twelve_months_are_covered_nothing_is_said_of_turnover, ()),
    ("caseload_person", "o.per_fte > coalesce", "o.per_fte >= coalesce", LEVEL, ()),
    ("exposure", "count(*) * 2 >=", "count(*) * 2 >", exposure.test_at_least_half_the_weeks_must_have_been_worked, ("2025-05-21", True)),
    ("exposure", "e.at_work_days > 0", "e.at_work_days >= 0", exposure.test_a_week_away_is_no_worked_week_and_its_fte_is_gone, ()),
    ("exposure_week", "e.anchor_day - 84 and e.anchor_day - 1\n    group", "e.anchor_day - 84 and e.anchor_day\n    group", exposure.test_a_window_ends_the_day_before_the_answer, ("2025-06-11", 4, 0)),
    ("exposure_clients", "<= 45", "< 45", exposure.test_clients_are_those_of_the_latest_snapshot_for_at_most_45_days, ()),
    ("anchor", "max(submitted_at)", "min(submitted_at)", exposure.test_of_several_answers_the_last_one_in_time_counts, ()),
    ("leave_person", "<= 0.9 * count(*)", "< 0.9 * count(*)", requests.test_a_source_that_dates_decisions_by_the_request_does_not_record_them, (9, True)),
    ("leave_person", "> first_day, true)", ">= first_day, true)", UNDECIDED, ()),
    ("leave_standing", "m.contract_type is distinct from 'contractor' or k.staff_key is not null", "true", requests.test_bank_staff_and_contractors_whom_the_leave_records_do_not_know_are_not_judged, ()),
    ("worked_day", "between -300 and 599", "between -299 and 599", BACK, ("09:55", (1, 1))),
    ("worked_day", "between -300 and 599", "between -300 and 600", BACK, ("10:10", (1, 0))),
    ("worked_day", "late_sec > 300", "late_sec >= 300", LATE, ("10:05:00", 0)),
    ("worked_day", "ends_sec - next_booked_from > 300", "ends_sec - next_booked_from >= 300", OVERLAP, ("09:55", "kept", "", 0)),
    ("worked_day", "% 86400 >= 60 * coalesce(w.ends_min", "% 86400 > 60 * coalesce(w.ends_min", EVENING, ("2025-03-03 18:00", 1)),
    ("team_habit", "<= 0.9 * sum", "< 0.9 * sum", COPIED, (18, 20)),
    ("worked_day", "j.span > 36000", "j.span >= 36000", LONG, ("19:00", 0)),
    ("long_absence", ">= 28", "> 28", AWAY, ("2025-03-30", True)),
    ("rest_run", "order by on_date) > 7", "order by on_date) > 8", WEEK, ("vacation", "2025-10-08", "2025-10-14", "", 0)),
    ("leave_standing", "e.half_year_from) + 1 >= 7", "e.half_year_from) + 1 > 7", WEEK, ("vacation", "2025-06-30", "2025-07-07", "", 0)),
]  # fmt: skip
MEANS = [
    ("cell", "sum(s.numerator) as", "avg(s.numerator) as", groups.test_a_group_is_the_sum_of_its_people_and_no_mean_of_its_teams, ()),
    ("cell", "sum(s.denominator) as", "avg(s.denominator) as", groups.test_a_group_is_the_sum_of_its_people_and_no_mean_of_its_teams, ()),
    ("cell", "sum(columns", "avg(columns", hours.test_two_four_and_six_hours_are_three_heads_and_not_a_mean_of_rows, ()),
    ("caseload_person", "avg(active_clients) as", "sum(active_clients) as", caseload.test_a_persons_clients_are_the_mean_of_the_snapshots_and_not_their_sum, ()),
    ("caseload_person", "avg(active_clients) / avg(clinical_fte)", "avg(active_clients)", LEVEL, ()),
    ("exposure", "sum(columns(e.*", "avg(columns(e.*", exposure.test_clients_are_those_of_the_latest_snapshot_for_at_most_45_days, ()),
    ("panel_team", "avg(s.without_clinician)", "sum(s.without_clinician)", PANEL, ()),
    ("panel_team", "sum(s.discharged)", "avg(s.discharged)", caseload.test_discharges_are_the_sum_of_the_snapshots_per_fte_week, ()),
    ("vacancy_team", "sum(greatest(0, e.fte - coalesce(f.fte, 0)))", "greatest(0, sum(e.fte - coalesce(f.fte, 0)))", staffing.test_vacant_is_what_each_role_lacks_and_bank_staff_fill_no_post, ()),
    ("turnover_team", "sum(h.heads) / any_value(d.to_day - d.year_from + 1)", "avg(h.heads)", HEADCOUNT, ()),
]  # fmt: skip
WEEKS = [
    ("head_day", "1.0 / day(last_day(d.on_date))", "1.0 / 7", hours.test_supervision_is_per_head_and_not_per_fte, ()),
    ("time_week", "date_trunc('week', on_date)", "date_trunc('month', on_date)", hours.test_a_short_week_makes_up_for_a_long_one, ()),
    ("staff_period", "* 7 / any_value", "* 30 / any_value", caseload.test_clients_of_a_colleague_on_parental_leave_stay_while_her_fte_goes, ()),
    ("leave_standing", "interval 6 month", "interval 6 week", WEEK, ("vacation", "2025-10-06", "2025-10-10", "", 0)),
    ("exposure_week", "on_date) // 7 as", "on_date) // 30 as", exposure.test_a_window_ends_the_day_before_the_answer, ("2025-05-13", 4, 0)),
    ("turnover_team", "interval 12 month", "interval 12 week", HEADCOUNT, ()),
    ("incident_team", "date_trunc('month', min(on_date))", "date_trunc('week', min(on_date))", crisis.test_serious_incidents_are_counted_per_fte_week_and_complaints_are_none, ()),
    ("vacancy_team", "/ any_value(d.to_day - d.from_day + 1) as fte,\n    from position", "/ 28 as fte,\n    from position", VACANT, ()),
    ("staff_day", "clinical_fte / own_days", "clinical_fte / 21", groups.test_weeks_are_weeks_and_not_months, ()),
]  # fmt: skip
JOINS = [
    ("roster_day", "left join own_week", "join own_week", roster.test_a_week_without_leave_adds_up_to_the_clinical_fte_whatever_the_own_pattern, ()),
    ("staff_day", "left join leave_day", "join leave_day", roster.test_who_is_missing_from_the_next_snapshot_is_gone, ()),
    ("worked_day", "full join solo_day", "left join solo_day", freedoms.test_a_place_alone_after_midnight_counts_on_its_own_day, ()),
    ("anchor", "full join present", "join present", exposure.test_members_without_an_answer_are_exposed_up_to_the_launch, ()),
    ("exposure", "left join standing", "join standing", exposure.test_members_without_an_answer_are_exposed_up_to_the_launch, ()),
    ("exposure_week", "left join held", "join held", exposure.test_hours_are_per_head_and_of_months_with_an_entry, ()),
    ("vacancy_team", "left join filled", "join filled", staffing.test_posts_that_nobody_holds_at_all_are_vacant_in_the_total, ()),
    ("incident_team", "left join register_row", "join register_row", crisis.test_a_team_without_an_incident_this_quarter_is_free_of_them_if_it_reports, ()),
    ("panel_team", "left join team_name", "join team_name", caseload.test_snapshots_of_a_team_that_no_list_names_count, ()),
    ("turnover_team", "left join left_in_year", "join left_in_year", staffing.test_turnover_has_no_cell_for_a_team_and_one_for_its_programme, ()),
    ("supervision_person", "asof left join", "asof join", LATE_SUPERVISION, ("2025-04-01", 1)),
    ("head_day", "left join time_day", "join time_day", hours.test_a_head_without_an_entry_in_the_weeks_of_a_wave_is_a_head, ()),
    ("contact_day", "join staff_day", "left join staff_day", CONTACTS, ()),
    ("vacation_day", "left join worked_vacation", "join worked_vacation", leave.test_worked_leave_days_are_whole_days_with_a_session_or_an_own_note, ()),
    ("leave_standing", "left join on_record", "join on_record", requests.test_bank_staff_and_contractors_whom_the_leave_records_do_not_know_are_not_judged, ()),
    ("person_period", "left join team_period", "join team_period", groups.test_people_are_counted_and_not_their_rows, ()),
    ("person_period", "left join team_habit", "join team_habit", notes.test_a_nurse_without_sessions_in_a_team_with_notes_is_in_the_denominator, ()),
    ("staff_period", "left join at_end", "join at_end", groups.test_weeks_are_weeks_and_not_months, ()),
    ("worked_day", "left join staff_day", "join staff_day", clock.test_sessions_of_an_unknown_person_count_for_the_team_the_export_names, ()),
    ("worked_day", "left join own_week_no w", "join own_week_no w", session.test_a_group_of_ten_clients_is_one_session_for_each_co_facilitator, ()),
    ("caseload_person", "left join anywhere", "join anywhere", caseload.test_who_has_no_snapshot_is_there_all_the_same, ()),
    ("leave_standing", "left join vacation_year", "join vacation_year", leave.test_the_latest_entitlement_up_to_the_periods_end_counts, ()),
    ("person_period", "left join time_period", "join time_period", groups.test_people_are_counted_and_not_their_rows, ()),
    ("time_period", "left join recorded r", "join recorded r", hours.test_a_head_without_an_entry_in_the_weeks_of_a_wave_is_a_head, ()),
]  # fmt: skip
PEOPLE = [
    ("cell", "count(distinct m.staff_key) filter", "count(m.staff_key) filter", groups.test_who_moved_is_one_person_in_the_group_that_holds_both_teams, ()),
    ("cell", "count(distinct m.staff_key) as", "count(m.staff_key) as", groups.test_who_moved_is_one_person_in_the_group_that_holds_both_teams, ()),
    ("preference", "arg_max(preferred_populations", "arg_min(preferred_populations", freedoms.test_the_latest_preferences_count, ()),
    ("contact_day", "max(after_hours)", "sum(after_hours)", CONTACTS, ()),
    ("turnover_team", "join presence p on p.staff_key = r.staff_key and p.to_day = r.left_on", "join presence p on p.staff_key = r.staff_key", staffing.test_a_notice_that_was_withdrawn_ended_nothing_and_one_that_was_moved_counts_once, ()),
    ("panel_team", "max(c.discharged) as discharged", "sum(c.discharged) as discharged", caseload.test_discharges_are_the_sum_of_the_snapshots_per_fte_week, ()),
    ("vacancy_team", "max(p.fte_established) as fte", "sum(p.fte_established) as fte", VACANT, ()),
    ("leave_person", "group by q.staff_key, q.first_day, q.last_day\n)", "group by q.staff_key, q.first_day, q.last_day, q.status\n)", CALLED_OFF, ()),
    ("worked_day", "having min(staff_no) = max(staff_no)", "having count(*) = 1", freedoms.test_two_sessions_at_a_place_alone_are_alone, ()),
    ("session", "group by staff_no, starts_sec\n)", "group by staff_no, starts_sec, claims\n)", session.test_a_session_is_kept_if_one_of_its_clients_came, ()),
]  # fmt: skip


FAULTS = THRESHOLDS + MEANS + WEEKS + JOINS + PEOPLE


def chosen():
    """Every fault in a deep run; else the first of each mart and kind of fault."""
    if os.environ.get("BALLAST_HYPOTHESIS") == "deep":
        return FAULTS
    kinds = (THRESHOLDS, MEANS, WEEKS, JOINS, PEOPLE)
    first = {(at, fault[0]): fault for at, of in enumerate(kinds) for fault in of[::-1]}
    return [fault for fault in FAULTS if fault in first.values()]


def plant(monkeypatch, mart, right, wrong):
    """Makes the marts' text read wrong where it reads right."""
    said = marts.statement
    assert right in said(mart), "the fault cannot be planted any more"

    def statement(name):
        return said(name).replace(right, wrong) if name == mart else said(name)

    monkeypatch.setattr(marts, "statement", statement)


@pytest.mark.parametrize(("mart", "right", "wrong", "test", "values"), chosen())
def test_a_planted_fault_makes_its_drawn_test_fail(
    monkeypatch, mart, right, wrong, test, values
):
    plant(monkeypatch, mart, right, wrong)
    with pytest.raises(AssertionError):
        test(*values)
