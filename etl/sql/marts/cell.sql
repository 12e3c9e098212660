-- mart: cell
-- grain: one row per measure x group x period with somebody recorded and a denominator over 0
-- sources: person_period, group_team, measure_def, period, leave_request_current
-- columns:
--   measure: varchar, key, the measure
--   group_id: varchar, key, the group
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   numerator: double, as the component, sum over the people the measure applies to
--   denominator: double, as the component, sum over the people the measure applies to
--   people: bigint, people, different ones with a record in the denominator; per FTE and per head, with any row of the measure's source
--   expected_people: bigint, people, these and those at work of whom the source has no row; as people where the source is a register of requests
--   basis: varchar, words, available | contracted (no leave records in the period); null where no FTE is in it

create or replace temp table cell as
with leave_covered as (
    select
        date_trunc('month', min(first_day))::date as first_day,
        last_day(max(last_day)) as last_day,
    from leave_request_current
),

part as (
    select measure, applies_to, 'numerator' as part, numerator as component from measure_def
    union all
    select measure, applies_to, 'denominator', denominator from measure_def
    union all
    select
        measure,
        applies_to,
        'people',
        case
            when denominator in ('fte', 'fte_weeks', 'head_weeks', 'head_months') then source || '_days'
            else denominator
        end,
    from measure_def
    union all
    select measure, applies_to, 'unrecorded', source || '_unrecorded' from measure_def
),

wanted as (
    select
        m.measure,
        m.denominator,
        p.period_kind,
        p.period_start,
        p.period_end,
        case
            when m.denominator not in ('fte', 'fte_weeks') then null
            when p.from_day >= c.first_day and p.to_day <= c.last_day then 'available'
            else 'contracted'
        end as basis,
    from measure_def m
    join period p on list_contains(string_split(replace(m.period_rule, ' ', ''), ','), p.period_kind)
    cross join leave_covered c
),

slot as (
    select distinct
        slot_no,
        team_id,
        role,
        period_kind,
        period_start,
        period_end,
    from person_period
    where team_id is not null
),

amount as (
    select * exclude (member_key, staff_key, team_id, role, period_kind, period_start, period_end)
    from person_period
),

slot_total as (
    select
        slot_no,
        clinical,
        manager,
        sum(columns(* exclude (slot_no, clinical, manager, moved))),
    from amount
    group by slot_no, clinical, manager
),

-- people who stayed in one team and role are added up; who moved is counted once further down
slot_people as (
    select
        slot_no,
        clinical,
        manager,
        count(case when not moved and columns(* exclude (slot_no, clinical, manager, moved)) > 0 then 1 end),
    from amount
    group by slot_no, clinical, manager
),

total as (
    unpivot slot_total on columns(* exclude (slot_no, clinical, manager)) into name component value total
),

counted as (
    unpivot slot_people on columns(* exclude (slot_no, clinical, manager)) into name component value people
),

slot_component as (
    select slot_no, clinical, manager, component, total, null as people from total
    union all
    select slot_no, clinical, manager, component, null, people from counted where people > 0
),

slot_measure as (
    select
        s.slot_no,
        m.measure,
        sum(s.total) filter (m.part = 'numerator') as numerator,
        sum(s.total) filter (m.part = 'denominator') as denominator,
        sum(s.people) filter (m.part = 'people') as people,
        sum(s.people) filter (m.part in ('people', 'unrecorded')) as expected_people,
    from slot_component s
    join part m
        on m.component = s.component
        and (m.applies_to = 'all' or s.clinical)
        and (m.applies_to <> 'not_managers' or not s.manager)
    group by s.slot_no, m.measure
),

summed as (
    select
        s.measure,
        g.group_id,
        t.period_kind,
        t.period_start,
        t.period_end,
        sum(s.numerator) as numerator,
        sum(s.denominator) as denominator,
        coalesce(sum(s.people), 0) as people,
        coalesce(sum(s.expected_people), 0) as expected_people,
    from slot_measure s
    join slot t on t.slot_no = s.slot_no
    join group_team g on g.team_id = t.team_id and (g.role is null or g.role = t.role)
    group by s.measure, g.group_id, t.period_kind, t.period_start, t.period_end
),

moved_component as (
    unpivot (from person_period where moved)
    on columns(* exclude (
        member_key, slot_no, staff_key, team_id, role, period_kind, period_start, period_end, clinical, manager, moved
    ))
    into name component value value
),

summed_moved as (
    select
        p.measure,
        g.group_id,
        m.period_kind,
        m.period_start,
        m.period_end,
        count(distinct m.staff_key) filter (p.part = 'people') as people,
        count(distinct m.staff_key) as expected_people,
    from moved_component m
    join part p
        on p.component = m.component
        and p.part in ('people', 'unrecorded')
        and (p.applies_to = 'all' or m.clinical)
        and (p.applies_to <> 'not_managers' or not m.manager)
    join group_team g on g.team_id = m.team_id and (g.role is null or g.role = m.role)
    where m.value > 0
    group by p.measure, g.group_id, m.period_kind, m.period_start, m.period_end
)

select
    s.measure::varchar as measure,
    s.group_id::varchar as group_id,
    s.period_kind::varchar as period_kind,
    s.period_start::date as period_start,
    s.period_end::date as period_end,
    coalesce(s.numerator, 0)::double as numerator,
    s.denominator::double as denominator,
    (s.people + coalesce(v.people, 0))::bigint as people,
    (s.expected_people + coalesce(v.expected_people, 0))::bigint as expected_people,
    w.basis::varchar as basis,
from summed s
join wanted w using (measure, period_kind, period_start, period_end)
left join summed_moved v using (measure, group_id, period_kind, period_start, period_end)
where s.denominator > 0 and s.people + coalesce(v.people, 0) > 0
order by all;
