-- check: unknown_team
-- section: Teams
-- title: rows of teams that the teams file does not know
-- unit: rows
-- weight: mend
-- mend: Add the team to the teams file, or what this export calls it to team_aliases.csv. Until then such a team stands directly under the organisation.
-- sources: team_current, load, roster_current, appointment_month, survey_response_current, survey_invite_current, action_current, position_current, incident_current, team_caseload_current, team_name
-- grain: one row per source x month with such a row; none without any teams file
-- only numbered by: load
create or replace temp table quality_check as
with known as (
    select distinct team_id from team_current
),

of_teams as (
    select load_id, team_id, valid_from as on_date from position_current
    union all
    select load_id, team_id, on_date from incident_current
    union all
    select load_id, team_id, on_date from team_caseload_current
),

named as (
    select load_id, team_id, date_trunc('month', valid_from)::date as period_start, staff_key, false as survey, count(*) as rows
    from roster_current
    group by all
    union all
    select load_id, team_id, in_month, staff_key, false, appointments from appointment_month
    union all
    select load_id, team_id, date_trunc('month', submitted_at)::date, response_id, true, count(*)
    from survey_response_current
    group by all
    union all
    select load_id, team_id, null, null, true, count(*) from survey_invite_current group by all
    union all
    select load_id, team_id, date_trunc('month', started_on)::date, null, false, count(*) from action_current group by all
    union all
    select o.load_id, coalesce(t.team_id, o.team_id), date_trunc('month', o.on_date)::date, null, false, count(*)
    from of_teams o
    left join team_name t on t.name = lower(trim(o.team_id))
    group by all
)

select
    l.profile::varchar as source,
    n.period_start::date as period_start,
    null::varchar as team_id,
    case
        when count(n.staff_key) > 0 then count(distinct n.staff_key) filter (k.team_id is null)
    end::bigint as people,
    (sum(n.rows) filter (k.team_id is null))::bigint as count,
    sum(n.rows)::bigint as of,
    null::varchar as detail,
    n.survey::boolean as survey,
from named n
left join known k on k.team_id = n.team_id
left join load l on l.load_id = n.load_id
where n.team_id is not null and exists (from known)
group by l.profile, n.period_start, n.survey
having count(*) filter (k.team_id is null) > 0
order by all;
