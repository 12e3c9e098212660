-- one row per measure x group x period, oldest first, in the finest kind of period the
-- measure has: of the groups $groups
with own as (
    select
        *,
        case period_kind when 'wave' then 1 when 'month' then 2 when 'quarter' then 3 else 4 end as coarseness,
    from estimate
    where group_id = any($groups)
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
    coalesce(grp.name, own.shown_in) as shown_in,
from own
join main using (measure, coarseness)
left join grp on grp.group_id = own.shown_in
order by own.measure, own.group_id, own.period_start;
