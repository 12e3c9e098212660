-- check: day_of_over_24_hours
-- section: Values
-- title: days with more than 24 hours in the time entries
-- unit: days
-- weight: mend
-- mend: Look for hours exported as minutes, for totals exported beside their parts, or for one entry in two systems. Correct the export and load it again.
-- sources: time_month, load
-- grain: one row per source x month with such a day of a person
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    d.in_month::date as period_start,
    null::varchar as team_id,
    (count(distinct d.staff_key) filter (d.days_over_24_hours > 0))::bigint as people,
    sum(d.days_over_24_hours)::bigint as count,
    sum(d.days)::bigint as of,
    null::varchar as detail,
    false as survey,
from time_month d
left join load l on l.load_id = d.load_id
group by l.profile, d.in_month
having sum(d.days_over_24_hours) > 0
order by all;
