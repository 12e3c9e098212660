-- one row per wave x group: how many answered, oldest wave first
select
    response.wave_id,
    response.wave_name,
    response.first_day,
    response.group_id,
    response.rate_band,
    response.state,
from response
join grp using (group_id)
where grp.split = 'none'
order by response.first_day, response.group_id;
