-- every row of level_of_load, in its order
select *
from level_of_load
order by all;
