-- mart: session_day
-- grain: one row per person x day with a session due or a note finished after hours
-- sources: worked_day, clinician, team_habit
-- columns:
--   staff_key: ubigint, key, the clinician
--   on_date: date, day, the day on which the session started, of a night shift the day on which the shift did (notes: on which the note was finished; sessions alone at a place: on which they started)
--   team_id: varchar, key, team on that day by the roster, else as the export names it
--   role: varchar, words, role on that day; null off the roster
--   sessions: integer, sessions, kept
--   due: integer, sessions, kept, no-show or cancelled late
--   no_shows: integer, sessions, no-show or cancelled late
--   crisis_sessions: integer, sessions, kept, of kind crisis or of high acuity
--   crisis_days: integer, days, 1 if there was one
--   crisis_cluster_days: integer, days, 1 if there were two or more
--   crisis_ended: integer, sessions, crisis sessions with a booked end
--   crisis_recovered: integer, sessions, of these, with nothing else booked until 30 minutes after the end
--   followed_sessions: integer, sessions, still booked, the latest booked end before it at the same place
--   back_to_back: integer, sessions, of these, started under 10 minutes after that end
--   ended_sessions: integer, sessions, kept with a recorded end; null where the team's source records none
--   overruns: integer, sessions, of these, ended over 5 minutes late
--   sessions_booked: integer, sessions, still booked at the start, with a booked end
--   booked_hours: double, hours, of these sessions as booked
--   overbooked: integer, sessions, of these, overlapping another by over 5 minutes
--   overbooked_attended: integer, sessions, of these, kept and overlapping another that was kept
--   impossible_ends: integer, sessions, due, whose end cannot be; they count as sessions without an end
--   session_days: integer, days, 1 if a session was kept
--   long_days: integer, days, 1 if over 10 hours lie between first start and last end
--   long_spans: integer, days, 1 if over 6 hours do
--   free_middles: integer, days, 1 if 30 minutes of the middle third of a long span were not booked
--   rests: integer, nights, 1 if the day before was worked too
--   short_rests: integer, nights, 1 if under 11 hours lie between that day's last end and this day's first start
--   sessions_off_call: integer, sessions, kept, without those outside own hours on a day with on-call hours
--   after_hours_sessions: integer, sessions, of these, started outside own hours or on a day off
--   remote_known: integer, sessions, kept, of which is known how they were held
--   remote_sessions: integer, sessions, of these, held remotely, or at a place where nobody else had a session that day
--   fit_known: integer, sessions, kept, of which the population is known, as are the clinician's preferences
--   fit_sessions: integer, sessions, of these, with a preferred population
--   notes_due: integer, notes, of kept sessions whose 72 hours have passed; null where the team's source has no notes
--   notes_open: integer, notes, of these, not finished in time
--   after_hours_notes: integer, notes, finished outside own hours or on a day off on this day
--   after_hours_note_hours: double, hours, spent on these notes; null where the team's source times under 60 % of its notes

-- A view: who reads it needs few of its columns, or few of its days.
create or replace temp view session_day as
select
    d.staff_key,
    d.on_date,
    coalesce(d.team_id, c.team_id)::varchar as team_id,
    d.role,
    d.sessions,
    d.due,
    d.no_shows,
    d.crisis_sessions,
    d.crisis_days,
    d.crisis_cluster_days,
    d.crisis_ended,
    d.crisis_recovered,
    d.followed_sessions,
    d.back_to_back,
    (case when h.records_ends then d.ended_sessions end)::integer as ended_sessions,
    (case when h.records_ends then d.overruns end)::integer as overruns,
    d.sessions_booked,
    d.booked_hours,
    d.overbooked,
    d.overbooked_attended,
    d.impossible_ends,
    d.session_days,
    d.long_days,
    d.long_spans,
    d.free_middles,
    d.rests,
    d.short_rests,
    d.sessions_off_call,
    d.after_hours_sessions,
    d.remote_known,
    d.remote_sessions,
    d.fit_known,
    d.fit_sessions,
    (case when h.records_notes then d.notes_due end)::integer as notes_due,
    (case when h.records_notes then d.notes_open end)::integer as notes_open,
    (case when h.records_notes then d.after_hours_notes end)::integer as after_hours_notes,
    (case when h.records_minutes then d.after_hours_note_hours end)::double as after_hours_note_hours,
from worked_day d
join clinician c on c.staff_key = d.staff_key
left join team_habit h on h.team_id is not distinct from coalesce(d.team_id, c.team_id);
