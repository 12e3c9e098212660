-- every row of driver, in its order
select *
from driver
order by wave_id, outcome, position;
