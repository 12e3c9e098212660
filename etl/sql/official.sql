-- mart: official_cell
-- grain: one row per measure x group x period, of figures that arrived aggregated
-- sources: unit_measure_current, group_team, measure_def
-- columns:
--   measure varchar         key of the measure
--   group_id varchar        the group
--   period_kind varchar     month, quarter or year
--   period_start date       first day
--   period_end date         last day
--   numerator double        sum over the group's units [unit of the numerator]
--   denominator double      sum over the same units [unit of the denominator]
--   n double                people answering, where the source says so [people]
--   units bigint            units with both figures [units]
--   expected_units bigint   units of the group with any row of the measure [units]
-- A unit counts only with both figures, so that a suppressed one (null) leaves numerator
-- and denominator together. `fte.value` = FTE days available / days of the period.
create or replace temp table official_cell as
with part as (
    unpivot (
        select
            team_id,
            period_start,
            period_end,
            measure,
            value::double as value,
            numerator::double as numerator,
            denominator::double as denominator,
        from unit_measure_current
    )
    on value, numerator, denominator
    into name part_name value amount
),
supplied as (
    select
        team_id,
        period_start,
        period_end,
        measure || '.' || part_name as component,
        amount,
    from part
    union all
    select
        team_id,
        period_start,
        period_end,
        'fte.value',
        value / (period_end - period_start + 1),
    from unit_measure_current
    where measure = 'fte_days_available'
        and value is not null
),
expected as (
    select distinct
        d.measure,
        u.team_id,
        u.period_start,
        u.period_end,
    from measure_def d
    join unit_measure_current u on u.measure = split_part(d.numerator, '.', 1)
    where d.source = 'unit'
),
unit_cell as (
    select
        e.measure,
        e.team_id,
        e.period_start,
        e.period_end,
        if(b.amount is null, null, a.amount) as numerator,
        if(a.amount is null, null, b.amount) as denominator,
        w.n,
    from expected e
    join measure_def d on d.measure = e.measure
    left join supplied a
        on a.team_id = e.team_id
        and a.period_start = e.period_start
        and a.period_end = e.period_end
        and a.component = d.numerator
    left join supplied b
        on b.team_id = e.team_id
        and b.period_start = e.period_start
        and b.period_end = e.period_end
        and b.component = d.denominator
    left join unit_measure_current w
        on w.team_id = e.team_id
        and w.period_start = e.period_start
        and w.period_end = e.period_end
        and w.measure = split_part(d.numerator, '.', 1)
)
select
    c.measure,
    g.group_id,
    case
        when c.period_start = date_trunc('year', c.period_start)
            and c.period_end = last_day(c.period_start + interval 11 month) then 'year'
        when c.period_end = last_day(c.period_start) then 'month'
        else 'quarter'
    end as period_kind,
    c.period_start,
    c.period_end,
    sum(c.numerator)::double as numerator,
    sum(c.denominator)::double as denominator,
    sum(if(c.denominator is null, null, c.n))::double as n,
    count(c.denominator)::bigint as units,
    count(*)::bigint as expected_units,
from unit_cell c
join group_team g on g.team_id = c.team_id and g.role is null
group by all
order by all;
