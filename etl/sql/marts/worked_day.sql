-- mart: worked_day
-- grain: one row per person x day with a session due or a note finished after hours
-- sources: session, session_note, clinician, time_entry_current, own_week, holiday, staff_day
-- slices: on_date, margin 3
-- only numbered by: clinician
-- columns:
--   staff_key: ubigint, key, the clinician
--   on_date: date, day, the day on which the session started, of a night shift the day on which the shift did (notes: on which the note was finished; sessions alone at a place: on which they started)
--   team_id: varchar, key, team on that day by the roster; null off it
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
--   ended_sessions: integer, sessions, kept with a recorded end
--   ended_as_booked: integer, sessions, of these, ended to the second as booked
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
--   notes_due: integer, notes, of kept sessions whose 72 hours have passed
--   notes_open: integer, notes, of these, not finished in time
--   notes_finished: integer, notes, of kept sessions
--   notes_timed: integer, notes, of these, with their minutes
--   after_hours_notes: integer, notes, finished outside own hours or on a day off on this day
--   after_hours_note_hours: double, hours, spent on these notes, where recorded

create or replace temp table worked_day as
with own_week_no as (
    select
        c.staff_no,
        w.* exclude (staff_key),
    from own_week w
    join clinician c on c.staff_key = w.staff_key
),

local as (
    select
        c.staff_no,
        s.* exclude (staff_key),
        s.starts_sec + 60 * s.utc_offset_min as wall_sec,
        date '2000-01-01' + (s.starts_sec + 60 * s.utc_offset_min) // 86400 as wall_date,
    from session s
    join clinician c on c.staff_key = s.staff_key
),

timed as (
    select
        s.staff_no,
        s.wall_date
        - case when s.wall_sec % 86400 < 60 * coalesce(w.night_until_min, 0) then 1 else 0 end as on_date,
        s.starts_sec,
        s.ends_sec,
        s.late_sec,
        s.place,
        s.claims,
        s.claims & 1 > 0 and (
            h.on_date is not null
            or not coalesce(w.works, list_contains($work_days, isodow(s.wall_date)))
            or s.wall_sec % 86400 < 60 * coalesce(w.starts_min, hour($day_starts) * 60 + minute($day_starts))
            or s.wall_sec % 86400 >= 60 * coalesce(w.ends_min, hour($day_ends) * 60 + minute($day_ends))
        ) and s.wall_sec % 86400 >= 60 * coalesce(w.night_until_min, 0) as off_hours,
        s.claims & 1 > 0
        and s.wall_sec + coalesce(s.ends_sec - s.starts_sec, 0) + 72 * 3600
        <= ($last_day - date '2000-01-01' + 1) * 86400 as note_due,
    from local s
    left join own_week_no w
        on w.staff_no = s.staff_no
        and w.weekday = isodow(s.wall_date)
        and s.wall_date between w.from_day and w.to_day
    left join holiday h on h.on_date = s.wall_date
),

in_order as (
    select
        *,
        max(case when claims & 2 > 0 then ends_sec end) over by_place as place_until,
        max(case when claims & 2 > 0 then ends_sec end) over by_day as booked_until,
        max(ends_sec) over by_day as busy_until,
        min(case when claims & 1 > 0 then starts_sec end) over whole_day as first_sec,
        max(case when claims & 1 > 0 then ends_sec end) over whole_day as last_sec,
        lead(starts_sec) over (partition by staff_no, on_date order by starts_sec) as next_from,
        min(case when claims & 2 > 0 and ends_sec - starts_sec > 300 then starts_sec end) over (
            partition by staff_no, on_date
            order by starts_sec rows between 1 following and unbounded following
        ) as next_booked_from,
    from timed
    window
        whole_day as (partition by staff_no, on_date),
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
        claims & 2057 = 2049 as note_timed,
        claims & 65 = 65 as remote,
        claims & 129 = 129 as remote_known,
        claims & 257 = 257 as fit,
        claims & 513 = 513 as fit_known,
        claims & 1024 > 0 as end_impossible,
        claims & 16 > 0 and note_due as note_open,
        -- travel is no break: only where the latest end before lies at the same place is there a gap to tell
        claims & 2 > 0 and place_until = booked_until as follows,
        -- five minutes of overlap are a tight fit, more is overbooking
        claims & 2 > 0 and ends_sec - starts_sec > 300 and (
            coalesce(booked_until - starts_sec > 300, false)
            or coalesce(ends_sec - next_booked_from > 300, false)
        ) as overbooked,
        coalesce(busy_until <= ends_sec, true) and coalesce(next_from - ends_sec >= 1800, true) as recovered,
        -- thirds of the day as whole numbers of thirds of a second
        least(3 * starts_sec::bigint, 2 * last_sec::bigint + first_sec)
        - greatest(3 * busy_until::bigint, last_sec::bigint + 2 * first_sec) >= 5400 as opens_middle,
    from in_order
),

worked_day as (
    select
        staff_no,
        on_date,
        count(*) filter (kept) as sessions,
        count(*) as due,
        count(*) filter (crisis) as crisis_sessions,
        count(ends_sec) filter (crisis) as crisis_ended,
        count(ends_sec) filter (crisis and recovered) as crisis_recovered,
        count(*) filter (follows) as followed_sessions,
        count(*) filter (follows and starts_sec - place_until between -300 and 599) as back_to_back,
        count(late_sec) filter (kept) as ended_sessions,
        count(*) filter (kept and late_sec = 0) as ended_as_booked,
        count(*) filter (kept and late_sec > 300) as overruns,
        count(ends_sec) filter (still_booked) as sessions_booked,
        sum(ends_sec - starts_sec) filter (still_booked) as booked_sec,
        count(*) filter (overbooked) as overbooked,
        list({'from_sec': starts_sec, 'to_sec': ends_sec}) filter (overbooked and kept) as attended,
        count(*) filter (end_impossible) as impossible_ends,
        any_value(first_sec) as first_sec,
        any_value(last_sec) as last_sec,
        count(*) = count(ends_sec) as ends_known,
        count(*) filter (opens_middle) as open_middles,
        count(*) filter (off_hours) as off_hours_sessions,
        count(*) filter (remote) as remote_sessions,
        count(*) filter (remote_known) as remote_known,
        count(*) filter (fit) as fit_sessions,
        count(*) filter (fit_known) as fit_known,
        count(*) filter (note_due) as notes_due,
        count(*) filter (note_open) as notes_open,
        count(*) filter (noted) as notes_finished,
        count(*) filter (note_timed) as notes_timed,
    from seen
    group by staff_no, on_date
),

rested_day as (
    select
        *,
        lag(on_date) over by_person = on_date - 1 and lag(ends_known) over by_person and ends_known as rest_known,
        first_sec - lag(last_sec) over by_person as rest_sec,
    from worked_day
    window by_person as (partition by staff_no order by on_date)
),

place_day as (
    select
        wall_date as on_date,
        min(staff_no) as staff_no,
        count(*) filter (claims & 193 = 129) as sessions,
    from local
    where place <> (hash(null::varchar) % 4294967296)::uinteger
    group by wall_date, place
    having min(staff_no) = max(staff_no)
),

solo_day as (
    select
        staff_no,
        on_date,
        sum(sessions) as solo_sessions,
    from place_day
    where sessions > 0
    group by staff_no, on_date
),

noted_day as (
    select
        c.staff_no,
        n.on_date,
        sum(n.notes) as after_hours_notes,
        sum(n.minutes) / 60 as after_hours_note_hours,
    from session_note n
    join clinician c on c.staff_key = n.staff_key
    where n.on_date <= $last_day
    group by c.staff_no, n.on_date
),

numbered_day as (
    select
        w.* exclude (staff_no, on_date),
        coalesce(w.staff_no, n.staff_no, s.staff_no) as staff_no,
        coalesce(w.on_date, n.on_date, s.on_date) as on_date,
        n.after_hours_notes,
        n.after_hours_note_hours,
        s.solo_sessions,
    from rested_day w
    full join noted_day n on n.staff_no = w.staff_no and n.on_date = w.on_date
    full join solo_day s
        on s.staff_no = coalesce(w.staff_no, n.staff_no) and s.on_date = coalesce(w.on_date, n.on_date)
),

person_day as (
    select
        n.*,
        c.staff_key,
        d.team_id,
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
    coalesce(j.crisis_sessions > 0, false)::integer as crisis_days,
    coalesce(j.crisis_sessions > 1, false)::integer as crisis_cluster_days,
    coalesce(j.crisis_ended, 0)::integer as crisis_ended,
    coalesce(j.crisis_recovered, 0)::integer as crisis_recovered,
    coalesce(j.followed_sessions, 0)::integer as followed_sessions,
    coalesce(j.back_to_back, 0)::integer as back_to_back,
    coalesce(j.ended_sessions, 0)::integer as ended_sessions,
    coalesce(j.ended_as_booked, 0)::integer as ended_as_booked,
    coalesce(j.overruns, 0)::integer as overruns,
    coalesce(j.sessions_booked, 0)::integer as sessions_booked,
    (coalesce(j.booked_sec, 0) / 3600)::double as booked_hours,
    coalesce(j.overbooked, 0)::integer as overbooked,
    (case
        when len(j.attended) > 1 then len(list_filter(
            j.attended,
            lambda a: len(list_filter(
                j.attended,
                lambda b: a.from_sec <> b.from_sec and least(a.to_sec, b.to_sec) - greatest(a.from_sec, b.from_sec) > 300
            )) > 0
        ))
        else 0
    end)::integer as overbooked_attended,
    coalesce(j.impossible_ends, 0)::integer as impossible_ends,
    coalesce(j.ends_known and j.span is not null, false)::integer as session_days,
    coalesce(j.ends_known and j.span > 36000, false)::integer as long_days,
    coalesce(j.ends_known and j.span > 21600, false)::integer as long_spans,
    coalesce(j.ends_known and j.span > 21600 and j.open_middles > 0, false)::integer as free_middles,
    coalesce(j.rest_known and j.rest_sec is not null, false)::integer as rests,
    coalesce(j.rest_known and j.rest_sec < 39600, false)::integer as short_rests,
    coalesce(j.sessions - case when j.on_call then j.off_hours_sessions else 0 end, 0)::integer as sessions_off_call,
    coalesce(case when j.on_call then 0 else j.off_hours_sessions end, 0)::integer as after_hours_sessions,
    coalesce(j.remote_known, 0)::integer as remote_known,
    (coalesce(j.remote_sessions, 0) + coalesce(j.solo_sessions, 0))::integer as remote_sessions,
    coalesce(j.fit_known, 0)::integer as fit_known,
    coalesce(j.fit_sessions, 0)::integer as fit_sessions,
    coalesce(j.notes_due, 0)::integer as notes_due,
    coalesce(j.notes_open, 0)::integer as notes_open,
    coalesce(j.notes_finished, 0)::integer as notes_finished,
    coalesce(j.notes_timed, 0)::integer as notes_timed,
    coalesce(j.after_hours_notes, 0)::integer as after_hours_notes,
    coalesce(j.after_hours_note_hours, 0)::double as after_hours_note_hours,
from placed_day j;
