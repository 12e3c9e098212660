-- one row per group of $groups: what $measure refers to there
select
    group_id,
    value,
    agreed,
    text,
from reference
where measure = $measure
and group_id = any($groups)
order by group_id;
