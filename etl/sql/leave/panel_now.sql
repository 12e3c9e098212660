-- mart: panel_now
-- grain: one row per team with a snapshot of its clients in the 92 days to $last_day
-- sources: team_caseload_current, team_name, person_now
-- columns:
--   team_id: varchar, key, the team
--   on_date: date, day, day of the latest snapshot
--   people: bigint, people, on the team's roster
--   without_clinician: bigint, clients, without a clinician; null where not recorded
--   waiting: bigint, referrals, waiting; null where not recorded

create or replace temp table panel_now as
with counted as (
    select
        coalesce(n.team_id, c.team_id) as team_id,
        c.on_date,
        max(c.without_clinician) as without_clinician,
        max(c.waiting) as waiting,
    from team_caseload_current c
    left join team_name n on n.name = lower(trim(c.team_id))
    where c.on_date between $last_day - 92 and $last_day
    group by all
),

snapshot as (
    select *
    from counted
    qualify row_number() over (partition by team_id order by on_date desc) = 1
),

size as (
    select team_id, count(*) as people
    from person_now
    group by team_id
)

select
    s.team_id::varchar as team_id,
    s.on_date::date as on_date,
    coalesce(z.people, 0)::bigint as people,
    s.without_clinician::bigint as without_clinician,
    s.waiting::bigint as waiting,
from snapshot s
left join size z on z.team_id = s.team_id
order by all;
