-- mart: cell
-- grain: one row per measure x group x period with somebody recorded and a denominator over 0
-- sources: person_period, team_period, group_team, node, measure_def, period, leave_request_current
-- slices: period
-- columns:
--   measure: varchar, key, the measure
--   group_id: varchar, key, the group
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   numerator: double, as the component, sum over the people the measure applies to, or over teams
--   denominator: double, as the component, sum over the people the measure applies to, or over teams
--   people: bigint, people, different ones with a record in the denominator; per FTE, per head and of teams, with any row of the measure's source
--   expected_people: bigint, people, these and those at work of whom the source has no row; as people where the source is a register of requests
--   basis: varchar, words, available | contracted (no leave records in the period); null where no FTE is in it

-- A numerator that nobody's source records is missing, not zero. Figures of teams have no
-- roles; a measure that names levels is made for these levels alone, and for no role.
create or replace temp table cell as
with leave_covered as (
    select
        date_trunc('month', min(first_day))::date as first_day,
        last_day(max(last_day)) as last_day,
    from leave_request_current
),

defined as (
    select
        *,
        source in ('positions', 'incidents', 'panel') as of_teams,
        levels <> '' or of_teams as whole_groups,
        regexp_matches(denominator, '(fte|fte_weeks|available_hours)$') as per_fte,
    from measure_def
),

part as (
    select measure, applies_to, 'numerator' as part, numerator as component from defined
    union all
    select measure, applies_to, 'denominator', denominator from defined
    union all
    select
        measure,
        applies_to,
        'people',
        case
            when of_teams or per_fte or denominator in ('head_weeks', 'head_months', 'headcount_12m')
                then source || '_days'
            else denominator
        end,
    from defined
    union all
    select measure, applies_to, 'unrecorded', source || '_unrecorded' from defined
),

wanted as (
    select
        m.measure,
        p.period_kind,
        p.period_start,
        p.period_end,
        m.levels,
        m.whole_groups,
        case
            when not m.per_fte then null
            when p.from_day >= c.first_day and p.to_day <= c.last_day then 'available'
            else 'contracted'
        end as basis,
    from defined m
    join period p on list_contains(string_split(replace(m.period_rule, ' ', ''), ','), p.period_kind)
    cross join leave_covered c
),

-- people are added up in their team, and once more in every group of a role that holds them
amount as (
    select
        hash(team_id, period_kind, period_start) as slot_no,
        * exclude (member_key, staff_key, role, period_kind, period_start, period_end, team_id),
    from person_period
    where team_id is not null
    union all
    select
        hash(g.group_id, p.period_kind, p.period_start),
        p.* exclude (member_key, staff_key, role, period_kind, period_start, period_end, team_id),
    from person_period p
    join group_team g on g.team_id = p.team_id and g.role = p.role
),

slot as (
    select distinct
        hash(g.team_id, p.period_kind, p.period_start) as slot_no,
        g.group_id,
        p.period_kind,
        p.period_start,
        p.period_end,
        false as of_role,
    from group_team g
    cross join period p
    where g.role is null
    union all
    select distinct
        hash(g.group_id, p.period_kind, p.period_start),
        g.group_id,
        p.period_kind,
        p.period_start,
        p.period_end,
        true,
    from group_team g
    cross join period p
    where g.role is not null
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

team_total as (
    unpivot team_period
    on columns(* exclude (team_id, period_kind, period_start, period_end))
    into name component value total
),

slot_component as (
    select slot_no, clinical, manager, component, total, null as people from total
    union all
    select slot_no, clinical, manager, component, null, people from counted where people > 0
    union all
    select hash(team_id, period_kind, period_start), true, false, component, total, null from team_total
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
        t.group_id,
        t.period_kind,
        t.period_start,
        t.period_end,
        bool_or(t.of_role) as of_role,
        sum(s.numerator) as numerator,
        sum(s.denominator) as denominator,
        coalesce(sum(s.people), 0) as people,
        coalesce(sum(s.expected_people), 0) as expected_people,
    from slot_measure s
    join slot t on t.slot_no = s.slot_no
    group by s.measure, t.group_id, t.period_kind, t.period_start, t.period_end
),

moved_component as (
    unpivot (from person_period where moved)
    on columns(* exclude (
        member_key, staff_key, team_id, role, period_kind, period_start, period_end, clinical, manager, moved
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
    s.numerator::double as numerator,
    s.denominator::double as denominator,
    (s.people + coalesce(v.people, 0))::bigint as people,
    (s.expected_people + coalesce(v.expected_people, 0))::bigint as expected_people,
    w.basis::varchar as basis,
from summed s
join wanted w using (measure, period_kind, period_start, period_end)
left join node n on n.node_id = s.group_id
left join summed_moved v using (measure, group_id, period_kind, period_start, period_end)
where
    s.denominator > 0
    and s.numerator is not null
    and s.people + coalesce(v.people, 0) > 0
    and not (w.whole_groups and s.of_role)
    and (w.levels = '' or list_contains(string_split(w.levels, ','), n.kind))
order by all;
