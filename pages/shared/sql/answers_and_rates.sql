-- one row per closed wave in which $measure is shown for $group_id: the mean and how many answered, oldest first
select
    response.wave_name,
    estimate.period_start,
    estimate.value,
    estimate.band,
    estimate.lower,
    estimate.upper,
    estimate.n_band,
    response.rate_band,
    series_break.says as broke,
from estimate
join response
    on response.group_id = estimate.group_id
    and response.first_day = estimate.period_start
left join series_break
    on series_break.measure = estimate.measure
    and series_break.period_kind = estimate.period_kind
    and series_break.period_start = estimate.period_start
where estimate.measure = $measure
and estimate.group_id = $group_id
and estimate.origin = 'answers'
and estimate.state = 'shown'
order by estimate.period_start;
