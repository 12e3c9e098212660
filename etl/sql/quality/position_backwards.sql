-- check: position_backwards
-- section: Values
-- title: posts that end before they begin
-- unit: rows
-- weight: mend
-- mend: Correct the days of the post in the list of positions and export it again. Until then the post counts on no day.
-- sources: position_current, load
-- grain: one row per source x month with such a row
-- only numbered by: load
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    date_trunc('month', r.valid_from)::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    (count(*) filter (r.valid_to < r.valid_from))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    false as survey,
from position_current r
left join load l on l.load_id = r.load_id
group by l.profile, date_trunc('month', r.valid_from)
having count(*) filter (r.valid_to < r.valid_from) > 0
order by all;
