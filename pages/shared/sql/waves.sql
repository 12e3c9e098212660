-- one row per wave, newest first
select distinct
    wave_id,
    wave_name,
    first_day,
    last_day,
    anonymous,
from response
order by first_day desc, wave_id;
