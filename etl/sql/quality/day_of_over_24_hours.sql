-- check: day_of_over_24_hours
-- section: Values
-- title: days with more than 24 hours in the time entries
-- unit: days
-- weight: mend
-- mend: Look for hours exported as minutes, for totals exported beside their parts, or for one entry in two systems. Correct the export and load it again.
-- sources: time_entry_current, load
-- grain: one row per source x month with such a day of a person
-- only numbered by: load
create or replace temp table quality_check as
with day as (
    select
        max(load_id) as load_id,
        staff_key,
        on_date,
        sum(hours) > 24 as impossible,
    from time_entry_current
    group by staff_key, on_date
)

select
    l.profile::varchar as source,
    date_trunc('month', d.on_date)::date as period_start,
    null::varchar as team_id,
    (count(distinct d.staff_key) filter (d.impossible))::bigint as people,
    (count(*) filter (d.impossible))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    false as survey,
from day d
left join load l on l.load_id = d.load_id
group by l.profile, date_trunc('month', d.on_date)
having count(*) filter (d.impossible) > 0
order by all;
