-- check: unreadable
-- section: Values
-- title: rows refused because a cell cannot be read
-- unit: rows
-- weight: mend
-- mend: Data > History writes the refused rows to a file with what was expected; correct them there or in the system, and load again.
-- sources: reject, load
-- grain: one row per source x column and rule
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    null::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    count(distinct (r.load_id, r.source_row))::bigint as count,
    null::bigint as of,
    concat_ws(': ', nullif(r.column_name, ''), r.message)::varchar as detail,
    bool_or(r.target in ('survey_response', 'survey_answer', 'survey_invite')) as survey,
from reject r
join load l on l.load_id = r.load_id and l.undone_at is null
where r.rule <> 'check'
group by l.profile, concat_ws(': ', nullif(r.column_name, ''), r.message)
order by all;
