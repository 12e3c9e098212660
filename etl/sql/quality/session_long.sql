-- check: session_long
-- section: Values
-- title: sessions of more than 12 hours
-- unit: rows
-- weight: look
-- mend: Over 30 hours an end has a wrong date; over 12 it may be a night shift booked as one session. Correct the end, or book shifts as time and not as a session.
-- sources: appointment_month, load
-- grain: one row per source x month x length (over 12 hours, over 30 hours); ends as booked or as recorded, in UTC
-- only numbered by: load
create or replace temp table quality_check as
with there as (
    select
        l.profile,
        t.*,
        sum(t.appointments) over (partition by l.profile, t.in_month) as rows,
    from appointment_month t
    left join load l on l.load_id = t.load_id
),

long as (
    select *, 'over 12 hours' as detail, over_12_hours as found from there
    union all
    select *, 'over 30 hours' as detail, over_30_hours as found from there
)

select
    profile::varchar as source,
    in_month::date as period_start,
    null::varchar as team_id,
    count(distinct staff_key)::bigint as people,
    sum(found)::bigint as count,
    rows::bigint as of,
    detail::varchar as detail,
    false as survey,
from long
where found > 0
group by profile, in_month, rows, detail
order by all;
