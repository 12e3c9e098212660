-- one row per measure x period from which its series is another one, oldest first
select
    measure,
    period_kind,
    period_start,
    kind,
    says,
from series_break
order by period_start, measure;
