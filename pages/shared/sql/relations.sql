-- one row per relation, newest wave first, in the order of priority
select *
from relation
order by wave_id desc, slice, position;
