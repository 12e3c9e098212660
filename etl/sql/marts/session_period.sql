-- mart: session_period
-- grain: one row per person x team x role x period with a row in session_day
-- sources: session_day, stretch_day, period_stretch
-- columns:
--   staff_key: ubigint, key, the clinician
--   team_id: varchar, key, the team
--   role: varchar, words, the role; null off the roster
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   appointments_days: double, days, with a row in session_day
--   sessions: double, sessions, as in session_day; so are all columns below
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
--   free_middles: double, days, of these, with a free middle
--   sessions_off_call: double, sessions, those on call apart
--   after_hours_sessions: double, sessions, outside own hours
--   notes_due: double, notes, due
--   notes_open: double, notes, not finished in time
--   after_hours_notes: double, notes, finished outside own hours

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
        sum(d.followed_sessions) as followed_sessions,
        sum(d.back_to_back) as back_to_back,
        sum(d.ended_sessions) as ended_sessions,
        sum(d.overruns) as overruns,
        sum(d.sessions_booked) as sessions_booked,
        sum(d.overbooked) as overbooked,
        sum(d.session_days) as session_days,
        sum(d.long_days) as long_days,
        sum(d.long_spans) as long_spans,
        sum(d.free_middles) as free_middles,
        sum(d.sessions_off_call) as sessions_off_call,
        sum(d.after_hours_sessions) as after_hours_sessions,
        sum(d.notes_due) as notes_due,
        sum(d.notes_open) as notes_open,
        sum(d.after_hours_notes) as after_hours_notes,
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
    sum(d.followed_sessions)::double as followed_sessions,
    sum(d.back_to_back)::double as back_to_back,
    sum(d.ended_sessions)::double as ended_sessions,
    sum(d.overruns)::double as overruns,
    sum(d.sessions_booked)::double as sessions_booked,
    sum(d.overbooked)::double as overbooked,
    sum(d.session_days)::double as session_days,
    sum(d.long_days)::double as long_days,
    sum(d.long_spans)::double as long_spans,
    sum(d.free_middles)::double as free_middles,
    sum(d.sessions_off_call)::double as sessions_off_call,
    sum(d.after_hours_sessions)::double as after_hours_sessions,
    sum(d.notes_due)::double as notes_due,
    sum(d.notes_open)::double as notes_open,
    sum(d.after_hours_notes)::double as after_hours_notes,
from stretched d
join period_stretch p on p.stretch_no = d.stretch_no
group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end;
