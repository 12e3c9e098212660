-- check: session_backwards
-- section: Values
-- title: sessions that end before they start
-- unit: rows
-- weight: mend
-- mend: Correct the end in the clinical system and export the month again: the corrected file replaces it.
-- sources: appointment_current, load
-- grain: one row per source x month with such a session; ends as booked or as recorded, in UTC
-- only numbered by: load
create or replace temp table quality_check as
with timed as (
    select
        load_id,
        date_trunc('month', starts_at)::date as period_start,
        staff_key,
        least(ends_at, actual_end_at) - to_minutes(coalesce(end_offset_min, utc_offset_min)::bigint)
            < starts_at - to_minutes(utc_offset_min::bigint) as backwards,
    from appointment_current
)

select
    l.profile::varchar as source,
    t.period_start::date as period_start,
    null::varchar as team_id,
    (count(distinct t.staff_key) filter (t.backwards))::bigint as people,
    (count(*) filter (t.backwards))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    false as survey,
from timed t
left join load l on l.load_id = t.load_id
group by l.profile, t.period_start
having count(*) filter (t.backwards) > 0
order by all;
