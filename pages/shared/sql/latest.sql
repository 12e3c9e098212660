-- one row per measure of $group_id: its latest shown month
select
    measure,
    period_start,
    period_end,
    value,
    denominator,
    n,
from estimate
where group_id = $group_id
and period_kind = 'month'
and state = 'shown'
and value is not null
and denominator > 0
qualify row_number() over (partition by measure order by period_start desc) = 1
order by measure;
