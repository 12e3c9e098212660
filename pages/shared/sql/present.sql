-- one row per measure with at least one shown figure
select distinct measure
from estimate
where state = 'shown'
order by measure;
