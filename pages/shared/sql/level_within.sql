-- every row of level_within, lowest level first
select *
from level_within
order by wave_id, position, level_from nulls first;
