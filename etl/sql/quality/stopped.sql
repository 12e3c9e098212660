-- check: stopped
-- section: Completeness
-- title: teams whose rows stop while those of others go on
-- unit: months
-- weight: mend
-- mend: Ask whether the team moved to another system or left the export, and load what is missing. If it was closed or merged, give it its last day in the teams file.
-- sources: person_period
-- grain: one row per source x team of 5 people or more; period_start is the last month with rows, count the months since
create or replace temp table quality_check as
with seen as (
    select 'appointment' as source, period_start, team_id, staff_key, clinical and appointments_unrecorded = 1 as expected, appointments_days > 0 as recorded
    from person_period
    where period_kind = 'month'
    union all
    select 'caseload', period_start, team_id, staff_key, clinical and caseload_unrecorded = 1, caseload_days > 0
    from person_period
    where period_kind = 'month'
    union all
    select 'time', period_start, team_id, staff_key, time_unrecorded = 1, time_days > 0
    from person_period
    where period_kind = 'month'
),

ended as (
    select
        source,
        max(period_start) as period_start,
    from seen
    where recorded
    group by source
),

team as (
    select
        s.source,
        s.team_id,
        max(s.period_start) filter (s.recorded) as last_month,
        e.period_start as source_month,
        count(distinct s.staff_key) filter (s.expected and s.period_start = e.period_start) as people,
    from seen s
    join ended e on e.source = s.source
    where s.team_id is not null and s.period_start <= e.period_start
    group by s.source, s.team_id, e.period_start
)

select
    source::varchar as source,
    last_month::date as period_start,
    team_id::varchar as team_id,
    people::bigint as people,
    date_diff('month', last_month, source_month)::bigint as count,
    null::bigint as of,
    null::varchar as detail,
    false as survey,
from team
where last_month < source_month and people >= 5
order by all;
