-- every row of lag, in its order
select *
from lag
order by all;
