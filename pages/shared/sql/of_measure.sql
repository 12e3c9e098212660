-- one row per group x period of $measure, oldest first, in the finest kind of period it has: of the groups $groups
with own as (
    select
        *,
        case period_kind when 'wave' then 1 when 'month' then 2 when 'quarter' then 3 else 4 end as coarseness,
    from estimate
    where measure = $measure
    and group_id = any($groups)
    and (origin = 'answers') = (period_kind = 'wave')
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
    own.state,
    if(own.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from own
left join grp on grp.group_id = own.shown_in
where own.coarseness = (select min(coarseness) from own)
order by own.group_id, own.period_start;
