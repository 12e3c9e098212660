-- check: session_backwards
-- section: Values
-- title: sessions that end before they start
-- unit: rows
-- weight: mend
-- mend: Correct the end in the clinical system and export the month again: the corrected file replaces it.
-- sources: appointment_month, load
-- grain: one row per source x month with such a session; ends as booked or as recorded, in UTC
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    t.in_month::date as period_start,
    null::varchar as team_id,
    (count(distinct t.staff_key) filter (t.backwards > 0))::bigint as people,
    sum(t.backwards)::bigint as count,
    sum(t.appointments)::bigint as of,
    null::varchar as detail,
    false as survey,
from appointment_month t
left join load l on l.load_id = t.load_id
group by l.profile, t.in_month
having sum(t.backwards) > 0
order by all;
