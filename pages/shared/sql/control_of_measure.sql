-- one row per point of the control charts of $measure, oldest first: of the groups $groups
select
    measure,
    group_id,
    period_kind,
    period_start,
    centre,
    lower,
    upper,
    segment,
    trial,
    state,
    meaning,
    assurance,
    lag_1,
from spc
where measure = $measure
and group_id = any($groups)
order by group_id, period_start;
