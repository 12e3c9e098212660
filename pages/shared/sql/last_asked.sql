-- one row per score: the first day of the latest wave that has cells of it
select
    measure,
    max(period_start) as period_start,
from estimate
where origin = 'answers'
group by measure
order by measure;
