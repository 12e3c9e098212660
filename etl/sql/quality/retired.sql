-- check: retired
-- section: Completeness
-- title: rows deleted because the settings keep them no longer
-- unit: rows
-- weight: tell
-- mend: Nothing: `[keep]` in the settings says so. Figures made of them before stay where they are frozen; those of months that are gone are not made again.
-- sources: retired
-- grain: one row per table x month of deletion
create or replace temp table quality_check as
select
    table_name as source,
    date_trunc('month', retired_on)::date as period_start,
    null as team_id,
    null as people,
    sum(rows)::bigint as "count",
    null as "of",
    null as detail,
    starts_with(table_name, 'survey_') as survey,
from retired
group by all
order by all;
