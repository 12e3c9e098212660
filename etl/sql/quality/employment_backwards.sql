-- check: employment_backwards
-- section: Roster
-- title: people who left before they were hired
-- unit: people
-- weight: mend
-- mend: Correct hired_on or left_on on the roster. Until then these people are on no day's roster.
-- sources: roster_current, load
-- grain: one row per source x month in which such a row begins
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    date_trunc('month', r.valid_from)::date as period_start,
    null::varchar as team_id,
    (count(distinct r.staff_key) filter (r.left_on < r.hired_on))::bigint as people,
    (count(distinct r.staff_key) filter (r.left_on < r.hired_on))::bigint as count,
    count(distinct r.staff_key)::bigint as of,
    null::varchar as detail,
    false as survey,
from roster_current r
left join load l on l.load_id = r.load_id
group by l.profile, date_trunc('month', r.valid_from)
having count(*) filter (r.left_on < r.hired_on) > 0
order by all;
