-- mart: time_week
-- grain: one row per person x week (from Monday) in which the person recorded time that can be set against the contract
-- sources: time_day, staff_day
-- columns:
--   staff_key: ubigint, key, the person
--   week_start: date, day, the Monday
--   from_day: date, day, first day of the week that the source covers
--   to_day: date, day, last day of the week that the source covers
--   worked_hours: double, hours, worked
--   available_hours: double, hours, contracted less leave, on the days the source covers

-- People whose weeks all equal their contract, with or without leave, are left out: somebody
-- filled the sheet in beforehand, nothing was recorded. 0.01 hours are rounding.
-- A source covers the days from its first to its last entry, and the weekend beside them.
create or replace temp table time_week as
with covered as (
    select
        min(on_date) - case when isodow(min(on_date)) <= list_min($work_days) then 6 else 0 end as first_day,
        max(on_date) + case when isodow(max(on_date)) >= list_max($work_days) then 6 else 0 end as last_day,
    from time_day
),

recorded as (
    select
        staff_key,
        date_trunc('week', on_date)::date as week_start,
        sum(worked_hours) as worked_hours,
    from time_day
    group by staff_key, date_trunc('week', on_date)::date
),

contracted as (
    select
        d.staff_key,
        date_trunc('week', d.on_date)::date as week_start,
        sum(d.contract_hours) as contract_hours,
        sum(d.contract_hours * (1 - d.leave_share)) as available_hours,
        any_value(c.first_day) as first_day,
        any_value(c.last_day) as last_day,
    from staff_day d
    join covered c on d.on_date between c.first_day and c.last_day
    group by d.staff_key, date_trunc('week', d.on_date)::date
    having bool_and(d.contract_hours is not null)
),

compared as (
    select
        r.staff_key,
        r.week_start,
        r.worked_hours,
        c.available_hours,
        greatest(r.week_start, c.first_day) as from_day,
        least(r.week_start + 6, c.last_day) as to_day,
        bool_and(
            abs(r.worked_hours - c.available_hours) < 0.01
            or abs(r.worked_hours - c.contract_hours) < 0.01
        ) over (partition by r.staff_key) as filled_in_beforehand,
    from recorded r
    join contracted c using (staff_key, week_start)
)

select
    staff_key::ubigint as staff_key,
    week_start::date as week_start,
    from_day::date as from_day,
    to_day::date as to_day,
    worked_hours::double as worked_hours,
    available_hours::double as available_hours,
from compared
where not filled_in_beforehand;
