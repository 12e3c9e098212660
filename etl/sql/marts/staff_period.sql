-- mart: staff_period
-- grain: one row per person x team x role x period, for the days on the roster
-- sources: staff_day, stretch_day, period_stretch, team_current, person, leave_request_current
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   clinical: boolean, claim, some clinical FTE
--   manager: boolean, claim, leads a team or has the role of manager or director
--   days: double, days, on the roster
--   at_work_days: double, days, scheduled and not wholly on leave
--   fte_weeks: double, FTE-weeks, available clinical time
--   fte: double, FTE, fte_weeks per week of the period
--   contract_hours: double, hours, contracted in months covered by leave records
--   sick_hours: double, hours, of these, off sick

create or replace temp table staff_period as
with leave_covered as (
    select
        date_trunc('month', min(first_day))::date as first_day,
        last_day(max(last_day)) as last_day,
    from leave_request_current
),

team_lead as (
    select distinct coalesce(p.staff_key, t.led_by_key) as staff_key
    from team_current t
    left join person p on p.id_hash = t.led_by_key
    where t.led_by_key is not null
),

stretched as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        bool_or(d.clinical_fte > 0) as clinical,
        count(*) as days,
        count(*) filter (d.scheduled and not d.long_absent and d.leave_share < 0.9) as at_work_days,
        sum(d.fte_weeks) as fte_weeks,
        sum(d.contract_hours) filter (d.on_date between c.first_day and c.last_day) as contract_hours,
        sum(d.contract_hours * d.sick_share) filter (d.on_date between c.first_day and c.last_day) as sick_hours,
    from staff_day d
    join stretch_day s on s.on_date = d.on_date
    cross join leave_covered c
    group by d.staff_key, d.team_id, d.role, s.stretch_no
)

select
    d.staff_key::ubigint as staff_key,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    hash(d.staff_key, d.team_id, d.role, p.period_kind, p.period_start)::ubigint as member_key,
    coalesce(bool_or(d.clinical), false)::boolean as clinical,
    (
        coalesce(lower(d.role) in ('manager', 'director'), false)
        or d.staff_key in (select l.staff_key from team_lead l)
    )::boolean as manager,
    sum(d.days)::double as days,
    sum(d.at_work_days)::double as at_work_days,
    sum(d.fte_weeks)::double as fte_weeks,
    (sum(d.fte_weeks) * 7 / any_value(e.days))::double as fte,
    sum(d.contract_hours)::double as contract_hours,
    sum(d.sick_hours)::double as sick_hours,
from stretched d
join period_stretch p on p.stretch_no = d.stretch_no
join (
    select period_kind, period_start, period_end, sum(days) as days
    from period_stretch
    group by period_kind, period_start, period_end
) e using (period_kind, period_start, period_end)
group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end;
