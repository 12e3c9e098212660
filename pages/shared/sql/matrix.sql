-- one row per measure x group: the latest period of each measure that ended by $by
-- (for answers: by $wave_by), in the finest kind of period the measure has
with period as (
    select distinct
        measure,
        origin,
        period_kind,
        period_start,
        period_end,
        case period_kind when 'wave' then 1 when 'month' then 2 when 'quarter' then 3 else 4 end as coarseness,
    from estimate
    where (origin = 'answers') = (period_kind = 'wave')
),
main as (
    select measure, min(coarseness) as coarseness
    from period
    group by measure
),
chosen as (
    select
        period.measure,
        period.period_kind,
        max(period.period_end) as period_end,
    from period
    join main using (measure, coarseness)
    where period.period_end <= case origin when 'answers' then $wave_by else $by end
    group by period.measure, period.period_kind
)
select
    estimate.measure,
    estimate.group_id,
    estimate.period_kind,
    estimate.period_start,
    estimate.period_end,
    estimate.value,
    estimate.band,
    estimate.lower,
    estimate.upper,
    estimate.n,
    estimate.n_band,
    estimate.origin,
    estimate.basis,
    estimate.state,
    estimate.reading,
    if(estimate.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
    reference.value as level,
    series_break.says as broke,
from estimate
join chosen using (measure, period_kind, period_end)
left join grp on grp.group_id = estimate.shown_in
left join series_break
    on series_break.measure = estimate.measure
    and series_break.period_kind = estimate.period_kind
    and series_break.period_start = estimate.period_start
left join reference
    on reference.measure = estimate.measure and reference.group_id = estimate.group_id
order by estimate.measure, estimate.group_id;
