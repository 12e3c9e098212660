-- one row: what stands behind the figures of $group_id in the period that ends on $by
select
    min(period_start) as first_day,
    max(period_end) as last_day,
    max(n) filter (origin = 'people' and period_end = $by) as people,
from estimate
where group_id = $group_id
and period_end <= $by
and state = 'shown';
