-- one row per wave: how many answered in $group_id, newest first
select
    wave_id,
    wave_name,
    last_day,
    anonymous,
    rate_band,
    state,
    reading,
from response
where group_id = $group_id
order by last_day desc;
