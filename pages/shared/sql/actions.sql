-- one row per action of $group_id, oldest first
select
    action_id,
    started_on,
    ended_on,
    lever,
    target_measure,
    reading,
from action
where team_id = $group_id
order by started_on, action_id;
