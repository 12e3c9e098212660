-- mart: person_period
-- grain: one row per person x team x role x period, on the roster or in the sessions
-- sources: staff_period, session_period, time_period, caseload_person, leave_person
-- columns:
--   member_key: ubigint, key, hash of person, team, role and period
--   slot_no: bigint, key, number of the team x role x period
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role; null off the roster
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   clinical: boolean, claim, some clinical FTE, or sessions without being on the roster
--   manager: boolean, claim, leads a team or has the role of manager or director
--   moved: boolean, claim, in more than one team or role in the period: to be counted once above them
--   fte_weeks: double, FTE-weeks, available clinical time
--   contract_hours: double, hours, contracted in months covered by leave records
--   sick_hours: double, hours, off sick
--   appointments_days: double, days, with a row in session_day
--   sessions: double, sessions, kept
--   due: double, sessions, kept, no-show or cancelled late
--   no_shows: double, sessions, no-show or cancelled late
--   crisis_sessions: double, sessions, crisis or high acuity
--   followed_sessions: double, sessions, after another at the same place
--   back_to_back: double, sessions, under 10 minutes after it
--   ended_sessions: double, sessions, with a recorded end
--   overruns: double, sessions, over 5 minutes late
--   sessions_booked: double, sessions, still booked at the start
--   overbooked: double, sessions, overlapping another
--   session_days: double, days, with a kept session
--   long_days: double, days, over 10 hours
--   long_spans: double, days, over 6 hours
--   free_middles: double, days, with a free middle
--   sessions_off_call: double, sessions, those on call apart
--   after_hours_sessions: double, sessions, outside own hours
--   notes_due: double, notes, due
--   notes_open: double, notes, not finished in time
--   after_hours_notes: double, notes, finished outside own hours
--   time_days: double, days, with a time entry
--   head_months: double, person-months, on the roster and not long absent, in months with an entry; per head, not per FTE
--   head_weeks: double, four person-weeks, in recorded weeks: a ratio to it is per head in four weeks
--   overtime: double, hours, worked less contracted, with its sign, leave taken off; null where no week is recorded
--   worked_hours: double, hours, all but breaks, on call and protected administration
--   admin_hours: double, hours, administration
--   clinical_supervision_hours: double, hours, clinical supervision received
--   peer_support_hours: double, hours, peer support
--   training_chosen_hours: double, hours, training that people chose
--   admin_block_hours: double, hours, protected administration kept
--   admin_block_planned_hours: double, hours, protected administration planned
--   caseload_days: double, snapshots, that name the person in the period
--   active_clients: double, clients, mean over the person's snapshots in the team, times the share of the period's days spent in it; weighted where the whole source is
--   fte: double, FTE, available clinical FTE; 0 for somebody on long leave, whose clients stay in active_clients
--   vacation_taken_hours: double, hours, vacation in the 12 months to the period's end; null where not applicable
--   vacation_entitled_hours: double, hours, yearly entitlement for the share of the 12 months employed; null for bank staff and without entitlement
--   no_week_off: double, people, 1 without a week off in the six months to the period's end
--   people_six_months: double, people, 1 if on the roster for these six months and never long absent in them
--   vacation_denied: double, requests, of those decided in the period, denied at last
--   vacation_decided: double, requests, for different days, decided in the period
--   worked_leave_days: double, days, with a kept session or a finished note; co-signing apart
--   full_leave_days: double, days, of whole vacation, on days the sessions cover
--   appointments_unrecorded: double, people, 1 for somebody at work of whom the source of appointments has no row
--   time_unrecorded: double, people, 1 for somebody at work of whom the source of time has no row
--   caseload_unrecorded: double, people, 1 for somebody at work of whom the source of caseload has no row

-- All components side by side; null is not measured.
create or replace temp table person_period as
with present as (
    select
        member_key,
        staff_key,
        team_id,
        role,
        period_kind,
        period_start,
        period_end,
        clinical,
        manager,
        at_work_days > 0 as at_work,
    from staff_period
    union all
    select
        s.member_key,
        s.staff_key,
        s.team_id,
        s.role,
        s.period_kind,
        s.period_start,
        s.period_end,
        true,
        false,
        false,
    from session_period s
    anti join staff_period r on r.member_key = s.member_key
)

select
    p.member_key::ubigint as member_key,
    dense_rank() over (order by p.team_id, p.role, p.period_kind, p.period_start)::bigint as slot_no,
    p.staff_key::ubigint as staff_key,
    p.team_id::varchar as team_id,
    p.role::varchar as role,
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    p.clinical::boolean as clinical,
    p.manager::boolean as manager,
    (count(*) over (partition by p.staff_key, p.period_kind, p.period_start) > 1)::boolean as moved,
    r.fte_weeks::double as fte_weeks,
    r.contract_hours::double as contract_hours,
    r.sick_hours::double as sick_hours,
    s.appointments_days::double as appointments_days,
    s.sessions::double as sessions,
    s.due::double as due,
    s.no_shows::double as no_shows,
    s.crisis_sessions::double as crisis_sessions,
    s.followed_sessions::double as followed_sessions,
    s.back_to_back::double as back_to_back,
    s.ended_sessions::double as ended_sessions,
    s.overruns::double as overruns,
    s.sessions_booked::double as sessions_booked,
    s.overbooked::double as overbooked,
    s.session_days::double as session_days,
    s.long_days::double as long_days,
    s.long_spans::double as long_spans,
    s.free_middles::double as free_middles,
    s.sessions_off_call::double as sessions_off_call,
    s.after_hours_sessions::double as after_hours_sessions,
    s.notes_due::double as notes_due,
    s.notes_open::double as notes_open,
    s.after_hours_notes::double as after_hours_notes,
    t.time_days::double as time_days,
    t.head_months::double as head_months,
    t.head_weeks::double as head_weeks,
    t.overtime::double as overtime,
    t.worked_hours::double as worked_hours,
    t.admin_hours::double as admin_hours,
    t.clinical_supervision_hours::double as clinical_supervision_hours,
    t.peer_support_hours::double as peer_support_hours,
    t.training_chosen_hours::double as training_chosen_hours,
    t.admin_block_hours::double as admin_block_hours,
    t.admin_block_planned_hours::double as admin_block_planned_hours,
    c.caseload_days::double as caseload_days,
    c.active_clients::double as active_clients,
    c.fte::double as fte,
    l.vacation_taken_hours::double as vacation_taken_hours,
    l.vacation_entitled_hours::double as vacation_entitled_hours,
    l.no_week_off::double as no_week_off,
    l.people_six_months::double as people_six_months,
    l.vacation_denied::double as vacation_denied,
    l.vacation_decided::double as vacation_decided,
    l.worked_leave_days::double as worked_leave_days,
    l.full_leave_days::double as full_leave_days,
    (case when p.at_work and s.member_key is null then 1 end)::double as appointments_unrecorded,
    (case when p.at_work and coalesce(t.time_days, 0) = 0 then 1 end)::double as time_unrecorded,
    (case when p.at_work and coalesce(c.caseload_days, 0) = 0 then 1 end)::double as caseload_unrecorded,
from present p
left join staff_period r on r.member_key = p.member_key
left join session_period s on s.member_key = p.member_key
left join time_period t on t.member_key = p.member_key
left join caseload_person c on c.member_key = p.member_key
left join leave_person l on l.member_key = p.member_key;
