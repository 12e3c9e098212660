-- mart: caseload_person
-- grain: one row per person x team x role x period on the roster with clinical FTE or clients
-- sources: caseload_current, staff_day, staff_period, node, agreed_level, period
-- slices: period
-- whole: caseload_current
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   caseload_days: double, snapshots, that name the person in the period
--   active_clients: double, clients, mean over the person's snapshots in the team, times the share of the period's days spent in it
--   weighted_clients: double, clients, the same as weighted by the organisation; null unless the whole source is weighted
--   open_clients: double, clients, the same, open ones; null unless the source has both
--   dormant_clients: double, clients, of these, not active
--   fte: double, FTE, available clinical FTE; 0 for somebody on long leave, whose clients stay in active_clients
--   people_levelled: double, people, 1 with clients per contracted clinical FTE where a level is agreed on, in the team of the last snapshot
--   people_above_level: double, people, 1 of these above it

create or replace temp table caseload_person as
with source as (
    select count(*) = count(weighted_clients) as is_weighted
    from caseload_current
),

carried as (
    select
        c.staff_key,
        c.on_date,
        max(c.active_clients) as active_clients,
        max(case when s.is_weighted then c.weighted_clients end) as weighted_clients,
        max(c.open_clients) as open_clients,
    from caseload_current c
    cross join source s
    group by c.staff_key, c.on_date
    having max(c.active_clients) is not null
),

carried_in_period as (
    select
        c.* exclude (open_clients),
        case when c.open_clients is not null then greatest(c.open_clients, c.active_clients) end as open_clients,
        d.team_id,
        d.role,
        d.clinical_fte,
        d.long_absent,
        p.period_kind,
        p.period_start,
        p.period_end,
    from carried c
    join period p on c.on_date between p.from_day and p.to_day and p.period_kind <> 'year'
    join staff_day d on d.staff_key = c.staff_key and d.on_date = c.on_date
),

in_team as (
    select
        staff_key,
        team_id,
        role,
        period_kind,
        period_start,
        period_end,
        avg(active_clients) as active_clients,
        avg(weighted_clients) as weighted_clients,
        avg(open_clients) as open_clients,
        avg(open_clients - active_clients) as dormant_clients,
    from carried_in_period
    group by staff_key, team_id, role, period_kind, period_start, period_end
),

anywhere as (
    select
        staff_key,
        period_kind,
        period_start,
        period_end,
        avg(active_clients) as active_clients,
        avg(weighted_clients) as weighted_clients,
        avg(open_clients) as open_clients,
        avg(open_clients - active_clients) as dormant_clients,
        count(*) as snapshots,
    from carried_in_period
    group by staff_key, period_kind, period_start, period_end
),

-- per contracted FTE: a fortnight's holiday puts nobody above a level
own_load as (
    select
        staff_key,
        period_kind,
        period_start,
        period_end,
        arg_max(team_id, on_date) as team_id,
        arg_max(role, on_date) as role,
        avg(active_clients) / avg(clinical_fte) as per_fte,
    from carried_in_period
    where clinical_fte > 0 and not long_absent
    group by staff_key, period_kind, period_start, period_end
),

level as (
    select
        service_model,
        max(level) as level,
    from agreed_level
    where measure = 'caseload_per_fte'
    group by service_model
),

levelled as (
    select
        o.*,
        o.per_fte > coalesce(m.level, a.level) as above,
    from own_load o
    left join node n on n.node_id = o.team_id
    left join level m on m.service_model = n.service_model
    left join level a on a.service_model is null
    where coalesce(m.level, a.level) is not null
)

select
    m.staff_key::ubigint as staff_key,
    m.team_id::varchar as team_id,
    m.role::varchar as role,
    m.period_kind::varchar as period_kind,
    m.period_start::date as period_start,
    m.period_end::date as period_end,
    hash(m.staff_key, m.team_id, m.role, m.period_kind, m.period_start)::ubigint as member_key,
    coalesce(a.snapshots, 0)::double as caseload_days,
    (coalesce(t.active_clients, a.active_clients) * m.days / (p.to_day - p.from_day + 1))::double as active_clients,
    (coalesce(t.weighted_clients, a.weighted_clients) * m.days / (p.to_day - p.from_day + 1))::double
        as weighted_clients,
    (coalesce(t.open_clients, a.open_clients) * m.days / (p.to_day - p.from_day + 1))::double as open_clients,
    (coalesce(t.dormant_clients, a.dormant_clients) * m.days / (p.to_day - p.from_day + 1))::double as dormant_clients,
    m.fte::double as fte,
    (case when l.staff_key is not null then 1 end)::double as people_levelled,
    (case when l.above then 1 when not l.above then 0 end)::double as people_above_level,
from staff_period m
join period p using (period_kind, period_start, period_end)
left join anywhere a using (staff_key, period_kind, period_start, period_end)
left join in_team t
    on t.staff_key = m.staff_key
    and t.team_id is not distinct from m.team_id
    and t.role is not distinct from m.role
    and t.period_kind = m.period_kind
    and t.period_start = m.period_start
    and t.period_end = m.period_end
left join levelled l
    on l.staff_key = m.staff_key
    and l.team_id is not distinct from m.team_id
    and l.role is not distinct from m.role
    and l.period_kind = m.period_kind
    and l.period_start = m.period_start
    and l.period_end = m.period_end
where m.clinical or a.active_clients is not null;
