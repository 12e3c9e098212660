-- mart: team_period
-- grain: one row per team x period of which a source of teams says something
-- sources: vacancy_team, incident_team, panel_team, turnover_team
-- columns:
--   team_id: varchar, key, the team
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   fte_established: double, FTE, as in vacancy_team
--   fte_vacant: double, FTE, as in vacancy_team
--   incidents: double, incidents, as in incident_team
--   incidents_due: double, incidents, as in incident_team
--   incidents_debriefed: double, incidents, as in incident_team
--   clients_without_clinician: double, clients, as in panel_team
--   clients_discharged: double, clients, as in panel_team
--   voluntary_leavers: double, people, as in turnover_team
--   headcount_12m: double, people, as in turnover_team

-- Null is not measured.
create or replace temp table team_period as
with figure as (
    select * from vacancy_team
    union all by name
    select * from incident_team
    union all by name
    select * from panel_team
    union all by name
    select * from turnover_team
)

select
    team_id::varchar as team_id,
    period_kind::varchar as period_kind,
    period_start::date as period_start,
    period_end::date as period_end,
    sum(fte_established)::double as fte_established,
    sum(fte_vacant)::double as fte_vacant,
    sum(incidents)::double as incidents,
    sum(incidents_due)::double as incidents_due,
    sum(incidents_debriefed)::double as incidents_debriefed,
    sum(clients_without_clinician)::double as clients_without_clinician,
    sum(clients_discharged)::double as clients_discharged,
    sum(voluntary_leavers)::double as voluntary_leavers,
    sum(headcount_12m)::double as headcount_12m,
from figure
group by team_id, period_kind, period_start, period_end
order by all;
