-- one row per wave x window x level of the pair $stressor and $outcome, newest first
select
    wave_id,
    time_window,
    level,
    teams,
    people,
    r,
    lower,
    upper,
    sentence,
from relation
where stressor = $stressor
and outcome = $outcome
order by wave_id desc, level, time_window;
