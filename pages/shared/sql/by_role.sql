-- one row per role of the organisation: $measure in the period that ends on $by
select
    grp.split_value as name,
    estimate.value,
    estimate.lower,
    estimate.upper,
    estimate.state,
from estimate
join grp using (group_id)
where estimate.measure = $measure
and grp.split = 'role'
and grp.kind = 'organisation'
and estimate.period_end = $by
and estimate.period_kind <> 'wave'
order by grp.split_value;
