-- one row per group that has any row of $measure, whatever its state
select distinct group_id
from estimate
where measure = $measure
order by group_id;
