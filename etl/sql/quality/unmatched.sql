-- check: unmatched
-- section: People
-- title: identifiers that match nobody on the roster
-- unit: rows
-- weight: mend
-- mend: Put the person on the roster, or the identifier into identities.csv, and load that file: earlier rows then find their person by themselves. Until then these rows count for the team their export names, and for nobody.
-- sources: roster_current, person, load, appointment_month, caseload_current, time_month, contact_current, leave_request_current, leave_balance_current, survey_response_current
-- grain: one row per source x month with such an identifier; none without any roster
-- only numbered by: load
create or replace temp table quality_check as
with known as (
    select staff_key from roster_current
    union
    select staff_key from person
),

named as (
    select load_id, staff_key, in_month as period_start, false as survey, appointments as rows
    from appointment_month
    union all
    select load_id, staff_key, date_trunc('month', on_date)::date, false, count(*) from caseload_current group by all
    union all
    select load_id, staff_key, in_month, false, entries from time_month
    union all
    select load_id, staff_key, date_trunc('month', on_date)::date, false, count(*) from contact_current group by all
    union all
    select load_id, staff_key, date_trunc('month', first_day)::date, false, count(*) from leave_request_current group by all
    union all
    select load_id, staff_key, date_trunc('month', as_of)::date, false, count(*) from leave_balance_current group by all
    union all
    select load_id, staff_key, date_trunc('month', submitted_at)::date, true, count(*)
    from survey_response_current
    where staff_key is not null
    group by all
)

select
    l.profile::varchar as source,
    n.period_start::date as period_start,
    null::varchar as team_id,
    (count(distinct n.staff_key) filter (k.staff_key is null))::bigint as people,
    (sum(n.rows) filter (k.staff_key is null))::bigint as count,
    sum(n.rows)::bigint as of,
    null::varchar as detail,
    n.survey::boolean as survey,
from named n
left join known k on k.staff_key = n.staff_key
left join load l on l.load_id = n.load_id
where exists (from roster_current)
group by l.profile, n.period_start, n.survey
having count(*) filter (k.staff_key is null) > 0
order by all;
