-- mart: session_note
-- grain: one row per person x day on which notes were finished after hours x month of their sessions
-- sources: session, own_week, holiday
-- slices: started_in
-- whole: own_week, holiday
-- columns:
--   staff_key: ubigint, key, the clinician
--   started_in: date, first day of a month in UTC, in which the sessions started
--   on_date: date, day, on which the notes were finished
--   notes: bigint, notes, finished outside own hours or on a day off
--   minutes: double, minutes, spent on them, where recorded

create or replace temp table session_note as
with note as (
    select
        staff_key,
        date_trunc('month', starts_on)::date as started_in,
        date '2000-01-01' + noted_sec // 86400 as on_date,
        noted_sec % 86400 as at_sec,
        note_minutes,
    from session
    where claims & 9 = 1
)

select
    n.staff_key::ubigint as staff_key,
    n.started_in::date as started_in,
    n.on_date::date as on_date,
    count(*)::bigint as notes,
    sum(n.note_minutes)::double as minutes,
from note n
left join own_week w
    on w.staff_key = n.staff_key
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
group by n.staff_key, n.started_in, n.on_date;
