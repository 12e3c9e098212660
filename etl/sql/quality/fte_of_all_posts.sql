-- check: fte_of_all_posts
-- section: Roster
-- title: people whose posts add up to more than 1.5 FTE
-- unit: people
-- weight: mend
-- mend: Look for a transfer that left the old post open, or for FTE in per cent or hours. Too much FTE makes load per FTE look too low.
-- sources: post
-- grain: one row per month in which such a stretch begins
create or replace temp table quality_check as
select
    null::varchar as source,
    date_trunc('month', from_day)::date as period_start,
    null::varchar as team_id,
    (count(distinct staff_key) filter (fte > 1.5))::bigint as people,
    (count(distinct staff_key) filter (fte > 1.5))::bigint as count,
    count(distinct staff_key)::bigint as of,
    null::varchar as detail,
    false as survey,
from post
group by date_trunc('month', from_day)
having count(*) filter (fte > 1.5) > 0
order by all;
