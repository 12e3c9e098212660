-- every statistic that was asked of single answers, in the order of release
select *
from budget
order by wave_id, position;
