-- one row per point of a control chart of the groups $groups, oldest first: of every measure, or of $measure alone
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
where group_id = any($groups)
and ($measure::varchar is null or measure = $measure)
order by measure, group_id, period_start;
