-- check: completeness
-- section: Completeness
-- title: people on the roster with at least one row
-- unit: people
-- weight: tell
-- mend: Under 60 % a figure of the team is missing. Ask whether the team records elsewhere, whether its people are matched (identifiers that match nobody), and whether the export covers it.
-- sources: person_period, staff_period
-- grain: one row per source x team x month from the source's first month on; a person counts once, in the team of most of their time. Teams of under 5 people join the group above them in python.
create or replace temp table quality_check as
with rostered as (
    select p.*
    from person_period p
    semi join staff_period r on r.member_key = p.member_key
    where p.period_kind = 'month'
),

present as (
    select 'appointment' as source, period_start, staff_key, team_id, fte_weeks, appointments_days > 0 as recorded
    from rostered
    where clinical and (appointments_days > 0 or appointments_unrecorded = 1)
    union all
    select 'caseload', period_start, staff_key, team_id, fte_weeks, caseload_days > 0
    from rostered
    where clinical and (caseload_days > 0 or caseload_unrecorded = 1)
    union all
    select 'time', period_start, staff_key, team_id, fte_weeks, time_days > 0
    from rostered
    where time_days > 0 or time_unrecorded = 1
),

expected as (
    select
        source,
        period_start,
        staff_key,
        arg_max(coalesce(team_id, ''), (coalesce(fte_weeks, 0), coalesce(team_id, ''))) as team_id,
        coalesce(bool_or(recorded), false) as recorded,
    from present
    group by source, period_start, staff_key
),

begun as (
    select
        source,
        min(period_start) as period_start,
    from expected
    where recorded
    group by source
)

select
    e.source::varchar as source,
    e.period_start::date as period_start,
    nullif(e.team_id, '')::varchar as team_id,
    count(*)::bigint as people,
    (count(*) filter (e.recorded))::bigint as count,
    count(*)::bigint as of,
    null::varchar as detail,
    false as survey,
from expected e
join begun b on b.source = e.source and e.period_start >= b.period_start
group by e.source, e.period_start, e.team_id
order by all;
