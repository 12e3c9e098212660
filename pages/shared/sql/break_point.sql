-- every row of break_point, in its order
select *
from break_point
order by all;
