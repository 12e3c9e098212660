-- one row per finding about $group_id, most important first
select sentence
from headline
where group_id = $group_id
order by position;
