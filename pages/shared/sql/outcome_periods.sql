-- one row per period in which $outcome has any figure, newest first
select distinct
    period_kind,
    period_start,
    period_end,
from estimate
where measure = $outcome
order by period_end desc;
