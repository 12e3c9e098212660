-- every row of adjusted, in its order
select *
from adjusted
order by all;
