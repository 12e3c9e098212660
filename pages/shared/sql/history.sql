-- one row per measure x group x period, oldest first, in the finest kind of period the
-- measure has: of the groups $groups, of every measure or of $measure alone
with own as (
    select
        *,
        case period_kind when 'wave' then 1 when 'month' then 2 when 'quarter' then 3 else 4 end as coarseness,
    from estimate
    where group_id = any($groups)
    and ($measure::varchar is null or measure = $measure)
    and (origin = 'answers') = (period_kind = 'wave')
),
main as (
    select measure, min(coarseness) as coarseness
    from own
    group by measure
)
select
    own.measure,
    own.group_id,
    own.period_kind,
    own.period_start,
    own.period_end,
    own.value,
    own.band,
    own.lower,
    own.upper,
    own.n,
    own.n_band,
    own.origin,
    own.basis,
    own.state,
    own.reading,
    if(own.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
    series_break.says as broke,
from own
join main using (measure, coarseness)
left join grp on grp.group_id = own.shown_in
left join series_break
    on series_break.measure = own.measure
    and series_break.period_kind = own.period_kind
    and series_break.period_start = own.period_start
order by own.measure, own.group_id, own.period_start;
