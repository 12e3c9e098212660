-- one row per action meant to move $measure in one of $groups, oldest first
select
    action_id,
    team_id,
    started_on,
    ended_on,
    lever,
    target_measure,
from action
where target_measure = $measure
and team_id = any($groups)
order by started_on, action_id;
