-- check: dropped
-- section: Values
-- title: rows left out because they stood twice or by a stated rule
-- unit: rows
-- weight: tell
-- mend: Nothing to mend: of rows alike the last counts, and previews, tests and unfinished answers are no answers. Many of them mean that an export overlaps with another.
-- sources: load
-- grain: one row per source
create or replace temp table quality_check as
select
    profile::varchar as source,
    null::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    sum(rows_dropped)::bigint as count,
    sum(rows_read)::bigint as of,
    null::varchar as detail,
    bool_or(target in ('survey_response', 'survey_answer', 'survey_invite')) as survey,
from load
where undone_at is null
group by profile
having sum(rows_dropped) > 0
order by all;
