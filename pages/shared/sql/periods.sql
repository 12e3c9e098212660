-- one row per month that any figure has, newest first; years where there is no month
with kind as (
    select min(period_kind) as period_kind
    from estimate
    where period_kind in ('month', 'year')
)
select distinct
    period_kind,
    period_start,
    period_end,
from estimate
semi join kind using (period_kind)
order by period_end desc;
