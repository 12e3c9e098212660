-- one row per score x wave of $group_id, oldest first: the mean drawn towards that of all groups
select
    measure,
    period_start,
    value,
    lower,
    upper,
    chance,
    reading,
    differ,
from standing
where group_id = $group_id
order by measure, period_start;
