-- mart: panel_team
-- grain: one row per team x period with a snapshot of its clients
-- sources: team_caseload_current, team_name, period
-- columns:
--   team_id: varchar, key, the team
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   clients_without_clinician: double, clients, mean over the team's snapshots in the period
--   clients_discharged: double, clients, summed over them

create or replace temp table panel_team as
with dated as (
    select
        period_kind,
        period_start,
        period_end,
        from_day,
        to_day,
    from period
    where period_kind <> 'year'
),

snapshot as (
    select
        coalesce(n.team_id, c.team_id) as team_id,
        c.on_date,
        max(c.without_clinician) as without_clinician,
        max(c.discharged) as discharged,
    from team_caseload_current c
    left join team_name n on n.name = lower(trim(c.team_id))
    group by all
)

select
    s.team_id::varchar as team_id,
    d.period_kind::varchar as period_kind,
    d.period_start::date as period_start,
    d.period_end::date as period_end,
    avg(s.without_clinician)::double as clients_without_clinician,
    sum(s.discharged)::double as clients_discharged,
from snapshot s
join dated d on s.on_date between d.from_day and d.to_day
group by s.team_id, d.period_kind, d.period_start, d.period_end
order by all;
