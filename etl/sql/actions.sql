-- mart: published_action
-- grain: one row per action taken
-- sources: action_current, team_name
-- columns: as declared in teams.sql; notes are not published
create or replace temp table published_action as
select
    a.action_id::varchar as action_id,
    coalesce(n.team_id, a.team_id) as team_id,
    a.started_on,
    a.ended_on,
    a.lever,
    a.target_measure,
from action_current a
left join team_name n on n.name = lower(trim(a.team_id))
order by all;
