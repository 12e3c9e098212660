-- mart: caseload_person
-- grain: one row per person x team x role x period on the roster with clinical FTE or clients
-- sources: caseload_current, staff_day, staff_period, period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   caseload_days: double, snapshots, that name the person in the period
--   active_clients: double, clients, mean over the person's snapshots in the team, times the share of the period's days spent in it; weighted where the whole source is
--   fte: double, FTE, available clinical FTE; 0 for somebody on long leave, whose clients stay in active_clients

create or replace temp table caseload_person as
with source as (
    select count(*) = count(weighted_clients) as is_weighted
    from caseload_current
),

carried as (
    select
        c.staff_key,
        c.on_date,
        max(case when s.is_weighted then c.weighted_clients else c.active_clients end) as clients,
    from caseload_current c
    cross join source s
    group by c.staff_key, c.on_date
    having max(case when s.is_weighted then c.weighted_clients else c.active_clients end) is not null
),

carried_in_period as (
    select
        c.staff_key,
        d.team_id,
        d.role,
        p.period_kind,
        p.period_start,
        p.period_end,
        c.clients,
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
        avg(clients) as clients,
    from carried_in_period
    group by all
),

anywhere as (
    select
        staff_key,
        period_kind,
        period_start,
        period_end,
        avg(clients) as clients,
        count(*) as snapshots,
    from carried_in_period
    group by all
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
    (coalesce(t.clients, a.clients) * m.days / (p.to_day - p.from_day + 1))::double as active_clients,
    m.fte::double as fte,
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
where m.clinical or a.clients is not null;
