-- mart: person_period
-- grain: one row per person x team x role x period, on the roster or in the sessions
-- sources: staff_period, session_period, time_period, contact_period, supervision_person, caseload_person, leave_person, team_period, team_habit
-- slices: period
-- columns:
--   member_key: ubigint, key, hash of person, team, role and period
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
--   available_hours: double, hours, contracted less leave and long absence; null where the contract is not known
--   contract_hours: double, hours, contracted in months covered by leave records
--   sick_hours: double, hours, of these, off sick
--   vacation_hours: double, hours, of these, on vacation
--   flexible_people: double, people, 1 if hours are flexible on the period's last day
--   flexible_known: double, people, 1 if the roster says on that day whether they are
--   roster_days: double, days, on the roster
--   appointments_days: double, days, with a row in session_day
--   sessions: double, sessions, kept
--   due: double, sessions, kept, no-show or cancelled late
--   no_shows: double, sessions, no-show or cancelled late
--   crisis_sessions: double, sessions, crisis or high acuity
--   crisis_days: double, days, with a crisis session
--   crisis_cluster_days: double, days, with two or more
--   crisis_ended: double, sessions, crisis sessions with a booked end
--   crisis_recovered: double, sessions, of these, followed by 30 minutes that were not booked
--   followed_sessions: double, sessions, after another at the same place
--   back_to_back: double, sessions, under 10 minutes after it
--   ended_sessions: double, sessions, with a recorded end
--   overruns: double, sessions, over 5 minutes late
--   sessions_booked: double, sessions, still booked at the start
--   booked_hours: double, hours, of these, as booked; null where the contract is not known
--   overbooked: double, sessions, overlapping another
--   overbooked_attended: double, sessions, both kept
--   impossible_ends: double, sessions, with an end that cannot be
--   session_days: double, days, with a kept session
--   long_days: double, days, over 10 hours
--   long_spans: double, days, over 6 hours
--   free_middles: double, days, of these, with a free middle
--   rests: double, nights, between two worked days
--   short_rests: double, nights, of under 11 hours
--   sessions_off_call: double, sessions, those on call apart
--   after_hours_sessions: double, sessions, outside own hours
--   remote_known: double, sessions, of which is known how they were held
--   remote_sessions: double, sessions, remote or at a site alone
--   fit_known: double, sessions, of which population and preferences are known
--   fit_sessions: double, sessions, with a preferred population
--   notes_due: double, notes, due
--   notes_open: double, notes, not finished in time
--   after_hours_notes: double, notes, finished outside own hours
--   after_hours_note_hours: double, hours, spent on these
--   time_days: double, days, with a time entry
--   head_months: double, person-months, on the roster and not long absent, in months with an entry; per head, not per FTE
--   licensed_head_months: double, person-months, of these, without people who are not fully licensed yet
--   unlicensed_head_months: double, person-months, of these, people who are not fully licensed yet
--   head_weeks: double, four person-weeks, in recorded weeks: a ratio to it is per head in four weeks
--   overtime: double, hours, worked less contracted, with its sign, leave taken off; null where no week is recorded
--   worked_hours: double, hours, all but breaks, on call and protected administration
--   admin_hours: double, hours, administration; null where no sheet names it, as are the columns below
--   clinical_supervision_hours: double, hours, clinical supervision received after licence
--   supervision_before_licence_hours: double, hours, clinical supervision received before it
--   one_to_one_hours: double, hours, talks with the own manager
--   peer_support_hours: double, hours, peer support
--   training_chosen_hours: double, hours, training that people chose
--   admin_block_hours: double, hours, protected administration kept
--   admin_block_planned_hours: double, hours, protected administration planned
--   covered_hours: double, hours, worked by the time sheets; of who keeps none, contracted less leave
--   bank_hours: double, hours, of these, by bank staff
--   contacts_days: double, days, with contacts on record
--   own_contacts: double, contacts, answered after hours by the treating clinician
--   after_hours_contacts: double, contacts, answered after hours by the treating clinician or on call
--   on_call_contacts: double, contacts, of these, on call
--   people_with_interval: double, people, 1
--   people_past_interval: double, people, 1 without clinical supervision in the days of the interval
--   caseload_days: double, snapshots, that name the person in the period
--   active_clients: double, clients, mean over the person's snapshots in the team, times the share of the period's days spent in it
--   weighted_clients: double, clients, the same as weighted by the organisation; null unless the whole source is weighted
--   open_clients: double, clients, the same, open ones; null unless the source has both
--   dormant_clients: double, clients, of these, not active
--   fte: double, FTE, available clinical FTE; 0 for somebody on long leave, whose clients stay in active_clients
--   people_levelled: double, people, 1 with clients per contracted clinical FTE where a level is agreed on, in the team of the last snapshot
--   people_above_level: double, people, 1 of these above it
--   vacation_taken_hours: double, hours, vacation in the 12 months to the period's end; null where not applicable
--   vacation_entitled_hours: double, hours, yearly entitlement for the share of the 12 months employed; null for bank staff and without entitlement
--   no_week_off: double, people, 1 without a week off in the six months to the period's end
--   people_six_months: double, people, 1 if on the roster for these six months and never long absent in them; null for bank staff and for contractors of whom the leave records say nothing
--   vacation_denied: double, requests, of those decided in the period, denied at last
--   vacation_decided: double, requests, for different days, decided in the period
--   vacation_undecided: double, requests, of those begun, without a decision on their first day
--   vacation_begun: double, requests, for different days that begin in the period, cancelled ones apart; null where the source does not record when it decides
--   vacation_called_off: double, requests, of those granted, cancelled by the employer at last
--   vacation_granted: double, requests, for different days that begin in the period, granted at some time; null where no one records who cancels
--   worked_leave_days: double, days, of these, with a kept session or a finished note; co-signing apart
--   full_leave_days: double, days, of whole vacation, on days the sessions cover
--   positions_days: double, days, on the roster of a team that the source of positions covers
--   incidents_days: double, days, on the roster of a team that the source of incidents covers
--   panel_days: double, days, on the roster of a team that the source of panel covers
--   panel_fte: double, FTE, available clinical FTE in a team of which is known how many clients have no clinician
--   discharge_fte_weeks: double, FTE-weeks, available clinical time in a team whose discharges are known
--   notes_days: double, days, with a row in session_day, in a team whose source has notes
--   noted_fte_weeks: double, FTE-weeks, available clinical time in such a team
--   note_times_days: double, days, with a row in session_day, in a team whose source has minutes of notes
--   timed_fte_weeks: double, FTE-weeks, available clinical time in such a team
--   licensed_time_unrecorded: double, people, 1 for somebody at work of whom the source of licensed_time has no row
--   unlicensed_time_unrecorded: double, people, 1 for somebody at work of whom the source of unlicensed_time has no row
--   appointments_unrecorded: double, people, 1 for somebody at work of whom the source of appointments has no row
--   time_unrecorded: double, people, 1 for somebody at work of whom the source of time has no row
--   caseload_unrecorded: double, people, 1 for somebody at work of whom the source of caseload has no row
--   contacts_unrecorded: double, people, 1 for somebody at work of whom the source of contacts has no row
--   positions_unrecorded: double, people, 1 for somebody at work of whom the source of positions has no row
--   incidents_unrecorded: double, people, 1 for somebody at work of whom the source of incidents has no row
--   panel_unrecorded: double, people, 1 for somebody at work of whom the source of panel has no row
--   notes_unrecorded: double, people, 1 for somebody at work of whom the source of notes has no row
--   note_times_unrecorded: double, people, 1 for somebody at work of whom the source of note_times has no row

-- All components of people side by side; null is not measured.
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
    r.available_hours::double as available_hours,
    r.contract_hours::double as contract_hours,
    r.sick_hours::double as sick_hours,
    r.vacation_hours::double as vacation_hours,
    r.flexible_people::double as flexible_people,
    r.flexible_known::double as flexible_known,
    r.days::double as roster_days,
    s.appointments_days::double as appointments_days,
    s.sessions::double as sessions,
    s.due::double as due,
    s.no_shows::double as no_shows,
    s.crisis_sessions::double as crisis_sessions,
    s.crisis_days::double as crisis_days,
    s.crisis_cluster_days::double as crisis_cluster_days,
    s.crisis_ended::double as crisis_ended,
    s.crisis_recovered::double as crisis_recovered,
    s.followed_sessions::double as followed_sessions,
    s.back_to_back::double as back_to_back,
    s.ended_sessions::double as ended_sessions,
    s.overruns::double as overruns,
    s.sessions_booked::double as sessions_booked,
    (case when r.available_hours is not null then s.booked_hours end)::double as booked_hours,
    s.overbooked::double as overbooked,
    s.overbooked_attended::double as overbooked_attended,
    s.impossible_ends::double as impossible_ends,
    s.session_days::double as session_days,
    s.long_days::double as long_days,
    s.long_spans::double as long_spans,
    s.free_middles::double as free_middles,
    s.rests::double as rests,
    s.short_rests::double as short_rests,
    s.sessions_off_call::double as sessions_off_call,
    s.after_hours_sessions::double as after_hours_sessions,
    s.remote_known::double as remote_known,
    s.remote_sessions::double as remote_sessions,
    s.fit_known::double as fit_known,
    s.fit_sessions::double as fit_sessions,
    s.notes_due::double as notes_due,
    s.notes_open::double as notes_open,
    s.after_hours_notes::double as after_hours_notes,
    s.after_hours_note_hours::double as after_hours_note_hours,
    t.time_days::double as time_days,
    t.head_months::double as head_months,
    t.licensed_head_months::double as licensed_head_months,
    t.unlicensed_head_months::double as unlicensed_head_months,
    t.head_weeks::double as head_weeks,
    t.overtime::double as overtime,
    t.worked_hours::double as worked_hours,
    t.admin_hours::double as admin_hours,
    t.clinical_supervision_hours::double as clinical_supervision_hours,
    t.supervision_before_licence_hours::double as supervision_before_licence_hours,
    t.one_to_one_hours::double as one_to_one_hours,
    t.peer_support_hours::double as peer_support_hours,
    t.training_chosen_hours::double as training_chosen_hours,
    t.admin_block_hours::double as admin_block_hours,
    t.admin_block_planned_hours::double as admin_block_planned_hours,
    (case when t.time_days > 0 then t.worked_hours else r.available_hours end)::double as covered_hours,
    (case when t.time_days > 0 then t.bank_worked_hours else r.bank_available_hours end)::double as bank_hours,
    k.contacts_days::double as contacts_days,
    k.own_contacts::double as own_contacts,
    k.after_hours_contacts::double as after_hours_contacts,
    k.on_call_contacts::double as on_call_contacts,
    v.people_with_interval::double as people_with_interval,
    v.people_past_interval::double as people_past_interval,
    c.caseload_days::double as caseload_days,
    c.active_clients::double as active_clients,
    c.weighted_clients::double as weighted_clients,
    c.open_clients::double as open_clients,
    c.dormant_clients::double as dormant_clients,
    c.fte::double as fte,
    c.people_levelled::double as people_levelled,
    c.people_above_level::double as people_above_level,
    l.vacation_taken_hours::double as vacation_taken_hours,
    l.vacation_entitled_hours::double as vacation_entitled_hours,
    l.no_week_off::double as no_week_off,
    l.people_six_months::double as people_six_months,
    l.vacation_denied::double as vacation_denied,
    l.vacation_decided::double as vacation_decided,
    l.vacation_undecided::double as vacation_undecided,
    l.vacation_begun::double as vacation_begun,
    l.vacation_called_off::double as vacation_called_off,
    l.vacation_granted::double as vacation_granted,
    l.worked_leave_days::double as worked_leave_days,
    l.full_leave_days::double as full_leave_days,
    (case when e.fte_established is not null then r.days end)::double as positions_days,
    (case when e.incidents is not null then r.days end)::double as incidents_days,
    (case when coalesce(e.clients_without_clinician, e.clients_discharged) is not null then r.days end)::double as panel_days,
    (case when e.clients_without_clinician is not null then r.fte end)::double as panel_fte,
    (case when e.clients_discharged is not null then r.fte_weeks end)::double as discharge_fte_weeks,
    (case when h.records_notes then s.appointments_days end)::double as notes_days,
    (case when h.records_notes then r.fte_weeks end)::double as noted_fte_weeks,
    (case when h.records_minutes then s.appointments_days end)::double as note_times_days,
    (case when h.records_minutes then r.fte_weeks end)::double as timed_fte_weeks,
    (case when p.at_work and coalesce(t.time_days, 0) = 0 and not r.before_licence then 1 end)::double as licensed_time_unrecorded,
    (case when p.at_work and coalesce(t.time_days, 0) = 0 and r.before_licence then 1 end)::double as unlicensed_time_unrecorded,
    (case when p.at_work and s.member_key is null then 1 end)::double as appointments_unrecorded,
    (case when p.at_work and coalesce(t.time_days, 0) = 0 then 1 end)::double as time_unrecorded,
    (case when p.at_work and coalesce(c.caseload_days, 0) = 0 then 1 end)::double as caseload_unrecorded,
    (case when p.at_work and k.member_key is null then 1 end)::double as contacts_unrecorded,
    (case when p.at_work and e.fte_established is null then 1 end)::double as positions_unrecorded,
    (case when p.at_work and e.incidents is null then 1 end)::double as incidents_unrecorded,
    (case when p.at_work and coalesce(e.clients_without_clinician, e.clients_discharged) is null then 1 end)::double as panel_unrecorded,
    (case when p.at_work and (s.member_key is null or h.records_notes is not true) then 1 end)::double as notes_unrecorded,
    (case when p.at_work and (s.member_key is null or h.records_minutes is not true) then 1 end)::double as note_times_unrecorded,
from present p
left join staff_period r on r.member_key = p.member_key
left join session_period s on s.member_key = p.member_key
left join time_period t on t.member_key = p.member_key
left join contact_period k on k.member_key = p.member_key
left join supervision_person v on v.member_key = p.member_key
left join caseload_person c on c.member_key = p.member_key
left join leave_person l on l.member_key = p.member_key
left join team_period e
    on e.team_id = p.team_id and e.period_kind = p.period_kind and e.period_start = p.period_start
left join team_habit h on h.team_id = p.team_id;
