-- one row per team or unit in which both measures are shown: $stressor in its wave window
-- (else its latest period by then) and $outcome in the period from $first_day to $last_day
with outcome as (
    select *
    from estimate
    where measure = $outcome
    and period_start = $first_day
    and period_end = $last_day
    and state = 'shown'
),
stressor as (
    select *
    from estimate
    where measure = $stressor
    and period_end <= $last_day
    and state = 'shown'
    qualify row_number() over (
        partition by group_id
        order by period_start = $first_day and period_end = $last_day desc, period_end desc, period_start desc
    ) = 1
)
select
    grp.group_id,
    grp.name,
    stressor.value as x,
    stressor.lower as x_lower,
    stressor.upper as x_upper,
    stressor.n as x_people,
    outcome.value as y,
    outcome.lower as y_lower,
    outcome.upper as y_upper,
    coalesce(outcome.n_band, outcome.n::varchar) as y_answers,
    stressor.period_start as x_from,
    stressor.period_end as x_to,
from outcome
join stressor using (group_id)
join grp using (group_id)
where grp.kind in ('team', 'unit')
and grp.split = 'none'
order by lower(grp.name), grp.group_id;
