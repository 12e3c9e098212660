-- check: refused_values
-- section: Values
-- title: rows refused because a value cannot be
-- unit: rows
-- weight: mend
-- mend: Such a row is not loaded: FTE of 0 or over 1.5, an end before its start, negative hours. Data > History writes the refused rows to a file; correct them there or in the system, and load again.
-- sources: reject, load
-- grain: one row per source x rule
create or replace temp table quality_check as
select
    l.profile::varchar as source,
    null::date as period_start,
    null::varchar as team_id,
    null::bigint as people,
    count(distinct (r.load_id, r.source_row))::bigint as count,
    null::bigint as of,
    r.message::varchar as detail,
    bool_or(r.target in ('survey_response', 'survey_answer', 'survey_invite')) as survey,
from reject r
join load l on l.load_id = r.load_id and l.undone_at is null
where r.rule = 'check'
group by l.profile, r.message
order by all;
