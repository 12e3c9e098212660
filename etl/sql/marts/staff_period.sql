-- mart: staff_period
-- grain: one row per person x team x role x period, for the days on the roster
-- sources: staff_day, stretch_day, period_stretch, period, leader, leave_request_current
-- slices: period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   clinical: boolean, claim, some clinical FTE
--   before_licence: boolean, claim, not fully licensed on some day
--   manager: boolean, claim, leads a team or has the role of manager or director
--   days: double, days, on the roster
--   at_work_days: double, days, scheduled and not wholly on leave
--   fte_weeks: double, FTE-weeks, available clinical time
--   fte: double, FTE, fte_weeks per week of the period
--   available_hours: double, hours, contracted less leave and long absence; null where the contract is not known
--   bank_available_hours: double, hours, of these, as bank staff
--   contract_hours: double, hours, contracted in months covered by leave records
--   sick_hours: double, hours, of these, off sick
--   vacation_hours: double, hours, of these, on vacation
--   flexible_people: double, people, 1 if hours are flexible on the period's last day
--   flexible_known: double, people, 1 if the roster says on that day whether they are

create or replace temp table staff_period as
with leave_covered as (
    select
        date_trunc('month', min(first_day))::date as first_day,
        last_day(max(last_day)) as last_day,
    from leave_request_current
),

stretched as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        bool_or(d.clinical_fte > 0) as clinical,
        bool_or(d.before_licence) as before_licence,
        count(*) as days,
        count(*) filter (d.scheduled and not d.long_absent and d.leave_share < 0.9) as at_work_days,
        sum(d.fte_weeks) as fte_weeks,
        bool_and(d.contract_hours is not null) as contract_known,
        sum(d.contract_hours * (1 - d.leave_share)) filter (not d.long_absent) as available_hours,
        sum(d.contract_hours * (1 - d.leave_share)) filter (not d.long_absent and d.bank) as bank_available_hours,
        sum(d.contract_hours) filter (d.on_date between c.first_day and c.last_day) as contract_hours,
        sum(d.contract_hours * d.sick_share) filter (d.on_date between c.first_day and c.last_day) as sick_hours,
        sum(d.contract_hours * d.vacation_share) filter (d.on_date between c.first_day and c.last_day) as vacation_hours,
    from staff_day d
    join stretch_day s on s.on_date = d.on_date
    cross join leave_covered c
    group by d.staff_key, d.team_id, d.role, s.stretch_no
),

length as (
    select
        period_kind,
        period_start,
        period_end,
        sum(days) as days,
    from period_stretch
    group by period_kind, period_start, period_end
),

held as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        p.period_kind,
        p.period_start,
        p.period_end,
        hash(d.staff_key, d.team_id, d.role, p.period_kind, p.period_start) as member_key,
        coalesce(bool_or(d.clinical), false) as clinical,
        bool_or(d.before_licence) as before_licence,
        sum(d.days) as days,
        sum(d.at_work_days) as at_work_days,
        sum(d.fte_weeks) as fte_weeks,
        sum(d.fte_weeks) * 7 / any_value(l.days) as fte,
        case when bool_and(d.contract_known) then coalesce(sum(d.available_hours), 0) end as available_hours,
        case when bool_and(d.contract_known) then coalesce(sum(d.bank_available_hours), 0) end as bank_available_hours,
        sum(d.contract_hours) as contract_hours,
        sum(d.sick_hours) as sick_hours,
        sum(d.vacation_hours) as vacation_hours,
    from stretched d
    join period_stretch p on p.stretch_no = d.stretch_no
    join length l
        on l.period_kind = p.period_kind and l.period_start = p.period_start and l.period_end = p.period_end
    group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end
),

at_end as (
    select
        hash(d.staff_key, d.team_id, d.role, p.period_kind, p.period_start) as member_key,
        d.flexible_hours,
    from period p
    join staff_day d on d.on_date = p.to_day
    where p.period_kind <> 'year' and d.flexible_hours is not null
)

select
    h.staff_key::ubigint as staff_key,
    h.team_id::varchar as team_id,
    h.role::varchar as role,
    h.period_kind::varchar as period_kind,
    h.period_start::date as period_start,
    h.period_end::date as period_end,
    h.member_key::ubigint as member_key,
    h.clinical::boolean as clinical,
    h.before_licence::boolean as before_licence,
    (
        coalesce(lower(h.role) in ('manager', 'director'), false)
        or h.staff_key in (select l.staff_key from leader l)
    )::boolean as manager,
    h.days::double as days,
    h.at_work_days::double as at_work_days,
    h.fte_weeks::double as fte_weeks,
    h.fte::double as fte,
    h.available_hours::double as available_hours,
    h.bank_available_hours::double as bank_available_hours,
    h.contract_hours::double as contract_hours,
    h.sick_hours::double as sick_hours,
    h.vacation_hours::double as vacation_hours,
    (case when e.flexible_hours then 1 when not e.flexible_hours then 0 end)::double as flexible_people,
    (case when e.flexible_hours is not null then 1 end)::double as flexible_known,
from held h
left join at_end e on e.member_key = h.member_key;
