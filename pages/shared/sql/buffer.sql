-- every row of buffer, in its order
select *
from buffer
order by all;
