-- mart: session_period
-- grain: one row per person x team x role x period with a row in session_day
-- sources: session_day, stretch_day, period_stretch
-- slices: period
-- columns:
--   staff_key: ubigint, key, the clinician
--   team_id: varchar, key, the team
--   role: varchar, words, the role; null off the roster
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   appointments_days: double, days, with a row in session_day
--   sessions: double, sessions, kept, as in session_day; so are all columns below
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
--   booked_hours: double, hours, of these, as booked
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

create or replace temp table session_period as
with stretched as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        count(*) as appointments_days,
        sum(d.sessions) as sessions,
        sum(d.due) as due,
        sum(d.no_shows) as no_shows,
        sum(d.crisis_sessions) as crisis_sessions,
        sum(d.crisis_days) as crisis_days,
        sum(d.crisis_cluster_days) as crisis_cluster_days,
        sum(d.crisis_ended) as crisis_ended,
        sum(d.crisis_recovered) as crisis_recovered,
        sum(d.followed_sessions) as followed_sessions,
        sum(d.back_to_back) as back_to_back,
        sum(d.ended_sessions) as ended_sessions,
        sum(d.overruns) as overruns,
        sum(d.sessions_booked) as sessions_booked,
        sum(d.booked_hours) as booked_hours,
        sum(d.overbooked) as overbooked,
        sum(d.overbooked_attended) as overbooked_attended,
        sum(d.impossible_ends) as impossible_ends,
        sum(d.session_days) as session_days,
        sum(d.long_days) as long_days,
        sum(d.long_spans) as long_spans,
        sum(d.free_middles) as free_middles,
        sum(d.rests) as rests,
        sum(d.short_rests) as short_rests,
        sum(d.sessions_off_call) as sessions_off_call,
        sum(d.after_hours_sessions) as after_hours_sessions,
        sum(d.remote_known) as remote_known,
        sum(d.remote_sessions) as remote_sessions,
        sum(d.fit_known) as fit_known,
        sum(d.fit_sessions) as fit_sessions,
        sum(d.notes_due) as notes_due,
        sum(d.notes_open) as notes_open,
        sum(d.after_hours_notes) as after_hours_notes,
        sum(d.after_hours_note_hours) as after_hours_note_hours,
    from session_day d
    join stretch_day s on s.on_date = d.on_date
    group by d.staff_key, d.team_id, d.role, s.stretch_no
)

select
    d.staff_key::ubigint as staff_key,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    hash(d.staff_key, d.team_id, d.role, p.period_kind, p.period_start)::ubigint as member_key,
    sum(d.appointments_days)::double as appointments_days,
    sum(d.sessions)::double as sessions,
    sum(d.due)::double as due,
    sum(d.no_shows)::double as no_shows,
    sum(d.crisis_sessions)::double as crisis_sessions,
    sum(d.crisis_days)::double as crisis_days,
    sum(d.crisis_cluster_days)::double as crisis_cluster_days,
    sum(d.crisis_ended)::double as crisis_ended,
    sum(d.crisis_recovered)::double as crisis_recovered,
    sum(d.followed_sessions)::double as followed_sessions,
    sum(d.back_to_back)::double as back_to_back,
    sum(d.ended_sessions)::double as ended_sessions,
    sum(d.overruns)::double as overruns,
    sum(d.sessions_booked)::double as sessions_booked,
    sum(d.booked_hours)::double as booked_hours,
    sum(d.overbooked)::double as overbooked,
    sum(d.overbooked_attended)::double as overbooked_attended,
    sum(d.impossible_ends)::double as impossible_ends,
    sum(d.session_days)::double as session_days,
    sum(d.long_days)::double as long_days,
    sum(d.long_spans)::double as long_spans,
    sum(d.free_middles)::double as free_middles,
    sum(d.rests)::double as rests,
    sum(d.short_rests)::double as short_rests,
    sum(d.sessions_off_call)::double as sessions_off_call,
    sum(d.after_hours_sessions)::double as after_hours_sessions,
    sum(d.remote_known)::double as remote_known,
    sum(d.remote_sessions)::double as remote_sessions,
    sum(d.fit_known)::double as fit_known,
    sum(d.fit_sessions)::double as fit_sessions,
    sum(d.notes_due)::double as notes_due,
    sum(d.notes_open)::double as notes_open,
    sum(d.after_hours_notes)::double as after_hours_notes,
    sum(d.after_hours_note_hours)::double as after_hours_note_hours,
from stretched d
join period_stretch p on p.stretch_no = d.stretch_no
group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end;
