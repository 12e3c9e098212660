-- mart: session_day
-- grain: one row per person x day with a session due or a note finished after hours
-- sources: session, clinician, time_entry_current, own_week, holiday, staff_day
-- columns:
--   staff_key: ubigint, key, the clinician
--   on_date: date, day, the day on which the session started (notes: on which the note was finished)
--   team_id: varchar, key, team on that day by the roster, else as the export names it
--   role: varchar, words, role on that day; null off the roster
--   sessions: integer, sessions, kept
--   due: integer, sessions, kept, no-show or cancelled late
--   no_shows: integer, sessions, no-show or cancelled late
--   crisis_sessions: integer, sessions, kept, of kind crisis or of high acuity
--   followed_sessions: integer, sessions, still booked and after another still booked at the same place
--   back_to_back: integer, sessions, of these, started under 10 minutes after the latest booked end before it
--   ended_sessions: integer, sessions, kept with a recorded end; null where the team's source records none
--   overruns: integer, sessions, of these, ended over 5 minutes late
--   sessions_booked: integer, sessions, still booked at the start, with a booked end
--   overbooked: integer, sessions, of these, overlapping another by over 5 minutes
--   session_days: integer, days, 1 if a session was kept
--   long_days: integer, days, 1 if over 10 hours lie between first start and last end
--   long_spans: integer, days, 1 if over 6 hours do
--   free_middles: integer, days, 1 if 30 minutes of the middle third of a long span were not booked
--   sessions_off_call: integer, sessions, kept, without those outside own hours on a day with on-call hours
--   after_hours_sessions: integer, sessions, of these, started outside own hours or on a day off
--   notes_due: integer, notes, of kept sessions whose 72 hours have passed; null where the team's source has no notes
--   notes_open: integer, notes, of these, not finished in time
--   after_hours_notes: integer, notes, finished outside own hours or on a day off on this day

create or replace temp table session_day as
with own_week_no as (
    select
        c.staff_no,
        w.* exclude (staff_key),
    from own_week w
    join clinician c on c.staff_key = w.staff_key
),

local as (
    select
        *,
        starts_sec + 60 * utc_offset_min as wall_sec,
        date '2000-01-01' + (starts_sec + 60 * utc_offset_min) // 86400 as on_date,
    from session
),

timed as (
    select
        s.staff_no,
        s.on_date,
        s.starts_sec,
        s.ends_sec,
        s.late_sec,
        s.place,
        s.claims,
        s.claims & 1 > 0 and (
            h.on_date is not null
            or not coalesce(w.works, list_contains($work_days, isodow(s.on_date)))
            or s.wall_sec % 86400 < 60 * coalesce(w.starts_min, hour($day_starts) * 60 + minute($day_starts))
            or s.wall_sec % 86400 >= 60 * coalesce(w.ends_min, hour($day_ends) * 60 + minute($day_ends))
        ) and s.wall_sec % 86400 >= 60 * coalesce(w.night_until_min, 0) as off_hours,
        s.claims & 1 > 0
        and s.wall_sec + coalesce(s.ends_sec - s.starts_sec, 0) + 72 * 3600
        <= ($last_day - date '2000-01-01' + 1) * 86400 as note_due,
    from local s
    left join own_week_no w
        on w.staff_no = s.staff_no
        and w.weekday = isodow(s.on_date)
        and s.on_date between w.from_day and w.to_day
    left join holiday h on h.on_date = s.on_date
),

in_order as (
    select
        *,
        max(case when claims & 2 > 0 then ends_sec end) over by_place as place_until,
        max(case when claims & 2 > 0 then ends_sec end) over by_day as booked_until,
        max(ends_sec) over by_day as busy_until,
        min(case when claims & 2 > 0 and ends_sec - starts_sec > 300 then starts_sec end) over (
            partition by staff_no, on_date
            order by starts_sec rows between 1 following and unbounded following
        ) as next_booked_from,
    from timed
    window
        by_place as (
            partition by staff_no, on_date, place
            order by starts_sec rows between unbounded preceding and 1 preceding
        ),
        by_day as (
            partition by staff_no, on_date
            order by starts_sec rows between unbounded preceding and 1 preceding
        )
),

seen as (
    select
        * exclude (claims),
        claims & 1 > 0 as kept,
        claims & 2 > 0 as still_booked,
        claims & 5 = 5 as crisis,
        claims & 9 = 1 as noted,
        claims & 16 > 0 and note_due as note_open,
        -- five minutes of overlap are a tight fit, more is overbooking
        claims & 2 > 0 and ends_sec - starts_sec > 300 and (
            coalesce(booked_until - starts_sec > 300, false)
            or coalesce(ends_sec - next_booked_from > 300, false)
        ) as overbooked,
    from in_order
),

worked_day as (
    select
        staff_no,
        on_date,
        count(*) filter (kept) as sessions,
        count(*) as due,
        count(*) filter (crisis) as crisis_sessions,
        count(place_until) filter (still_booked) as followed_sessions,
        count(*) filter (still_booked and starts_sec - place_until between -300 and 599) as back_to_back,
        count(late_sec) filter (kept) as ended_sessions,
        count(*) filter (kept and late_sec = 0) as ended_as_booked,
        count(*) filter (kept and late_sec > 300) as overruns,
        count(ends_sec) filter (still_booked) as sessions_booked,
        count(*) filter (overbooked) as overbooked,
        min(starts_sec) filter (kept) as first_sec,
        max(ends_sec) filter (kept) as last_sec,
        count(*) = count(ends_sec) as ends_known,
        list({'from_sec': busy_until, 'to_sec': starts_sec}) filter (starts_sec - busy_until >= 1800) as gaps,
        count(*) filter (off_hours) as off_hours_sessions,
        count(*) filter (note_due) as notes_due,
        count(*) filter (note_open) as notes_open,
        count(*) filter (noted) as notes_finished,
    from seen
    group by staff_no, on_date
),

note as (
    select
        staff_no,
        date '2000-01-01' + noted_sec // 86400 as on_date,
        noted_sec % 86400 as at_sec,
    from session
    where claims & 9 = 1 and noted_sec < ($last_day - date '2000-01-01' + 1) * 86400
),

noted_day as (
    select
        n.staff_no,
        n.on_date,
        count(*) as after_hours_notes,
    from note n
    left join own_week_no w
        on w.staff_no = n.staff_no
        and w.weekday = isodow(n.on_date)
        and n.on_date between w.from_day and w.to_day
    left join holiday h on h.on_date = n.on_date
    where
        n.at_sec >= 60 * coalesce(w.night_until_min, 0)
        and (
            h.on_date is not null
            or not coalesce(w.works, list_contains($work_days, isodow(n.on_date)))
            or n.at_sec < 60 * coalesce(w.starts_min, hour($day_starts) * 60 + minute($day_starts))
            or n.at_sec > 60 * coalesce(w.ends_min, hour($day_ends) * 60 + minute($day_ends))
        )
    group by n.staff_no, n.on_date
),

numbered_day as (
    select
        w.* exclude (staff_no, on_date),
        coalesce(w.staff_no, n.staff_no) as staff_no,
        coalesce(w.on_date, n.on_date) as on_date,
        n.after_hours_notes,
    from worked_day w
    full join noted_day n on n.staff_no = w.staff_no and n.on_date = w.on_date
),

person_day as (
    select
        n.*,
        c.staff_key,
        coalesce(d.team_id, c.team_id) as team_id,
        d.role,
    from numbered_day n
    join clinician c on c.staff_no = n.staff_no
    left join staff_day d on d.staff_key = c.staff_key and d.on_date = n.on_date
),

on_call_day as (
    select distinct
        staff_key,
        on_date,
    from time_entry_current
    where activity = 'on_call' and hours > 0
),

placed_day as (
    select
        p.*,
        p.last_sec - p.first_sec as span,
        c.staff_key is not null as on_call,
    from person_day p
    left join on_call_day c on c.staff_key = p.staff_key and c.on_date = p.on_date
),

-- what a team's source records is judged over all its days
habit as (
    select
        team_id,
        sum(ended_as_booked) <= 0.9 * sum(ended_sessions) as records_ends,
        sum(notes_finished) > 0 as records_notes,
    from placed_day
    group by team_id
)

select
    j.staff_key::ubigint as staff_key,
    j.on_date::date as on_date,
    j.team_id::varchar as team_id,
    j.role::varchar as role,
    coalesce(j.sessions, 0)::integer as sessions,
    coalesce(j.due, 0)::integer as due,
    coalesce(j.due - j.sessions, 0)::integer as no_shows,
    coalesce(j.crisis_sessions, 0)::integer as crisis_sessions,
    coalesce(j.followed_sessions, 0)::integer as followed_sessions,
    coalesce(j.back_to_back, 0)::integer as back_to_back,
    (case when h.records_ends then coalesce(j.ended_sessions, 0) end)::integer as ended_sessions,
    (case when h.records_ends then coalesce(j.overruns, 0) end)::integer as overruns,
    coalesce(j.sessions_booked, 0)::integer as sessions_booked,
    coalesce(j.overbooked, 0)::integer as overbooked,
    coalesce(j.ends_known and j.span is not null, false)::integer as session_days,
    coalesce(j.ends_known and j.span > 36000, false)::integer as long_days,
    coalesce(j.ends_known and j.span > 21600, false)::integer as long_spans,
    coalesce(
        j.ends_known and j.span > 21600 and len(list_filter(
            j.gaps,
            lambda g: least(g.to_sec, j.last_sec - j.span / 3) - greatest(g.from_sec, j.first_sec + j.span / 3) >= 1800
        )) > 0,
        false
    )::integer as free_middles,
    coalesce(j.sessions - case when j.on_call then j.off_hours_sessions else 0 end, 0)::integer as sessions_off_call,
    coalesce(case when j.on_call then 0 else j.off_hours_sessions end, 0)::integer as after_hours_sessions,
    (case when h.records_notes then coalesce(j.notes_due, 0) end)::integer as notes_due,
    (case when h.records_notes then coalesce(j.notes_open, 0) end)::integer as notes_open,
    (case when h.records_notes then coalesce(j.after_hours_notes, 0) end)::integer as after_hours_notes,
from placed_day j
left join habit h on h.team_id is not distinct from j.team_id;
