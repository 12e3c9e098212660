-- check: session_long
-- section: Values
-- title: sessions of more than 12 hours
-- unit: rows
-- weight: look
-- mend: Over 30 hours an end has a wrong date; over 12 it may be a night shift booked as one session. Correct the end, or book shifts as time and not as a session.
-- sources: appointment_current, load
-- grain: one row per source x month x length (over 12 hours, over 30 hours); ends as booked or as recorded, in UTC
-- only numbered by: load
create or replace temp table quality_check as
with timed as (
    select
        load_id,
        date_trunc('month', starts_at)::date as period_start,
        staff_key,
        date_diff('minute', starts_at, greatest(ends_at, actual_end_at))
            - coalesce(end_offset_min, utc_offset_min) + utc_offset_min as minutes,
    from appointment_current
),

long as (
    select
        *,
        case when minutes > 30 * 60 then 'over 30 hours' else 'over 12 hours' end as detail,
    from timed
    where minutes > 12 * 60
),

there as (
    select
        l.profile,
        t.period_start,
        count(*) as rows,
    from timed t
    left join load l on l.load_id = t.load_id
    group by all
)

select
    h.profile::varchar as source,
    h.period_start::date as period_start,
    null::varchar as team_id,
    count(distinct o.staff_key)::bigint as people,
    count(*)::bigint as count,
    h.rows::bigint as of,
    o.detail::varchar as detail,
    false as survey,
from long o
left join load l on l.load_id = o.load_id
join there h on h.profile is not distinct from l.profile and h.period_start = o.period_start
group by h.profile, h.period_start, h.rows, o.detail
order by all;
