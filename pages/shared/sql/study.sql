-- every row of study, in its order
select *
from study
order by wave_id, part, position;
