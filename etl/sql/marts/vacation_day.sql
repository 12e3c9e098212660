-- mart: vacation_day
-- grain: one row per person x whole day of vacation that the sessions cover
-- sources: leave_day, session, session_day
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   worked: boolean, claim, a session was kept or an own note finished; co-signing is no work of one's own

create or replace temp table vacation_day as
with session_covered as (
    select
        min(on_date) as first_day,
        max(on_date) as last_day,
    from session_day
),

kept_day as (
    select
        staff_key,
        on_date,
    from session_day
    where sessions > 0
),

noted_day as (
    select
        staff_key,
        date '2000-01-01' + noted_sec // 86400 as on_date,
    from session
    where claims & 32 > 0
),

whole_vacation as (
    select l.staff_key, l.on_date
    from leave_day l
    join session_covered c on l.on_date between c.first_day and c.last_day
    where l.vacation_share >= 0.9
),

worked_vacation as (
    select v.staff_key, v.on_date from whole_vacation v join kept_day k using (staff_key, on_date)
    union
    select v.staff_key, v.on_date from whole_vacation v join noted_day n using (staff_key, on_date)
)

select
    v.staff_key::ubigint as staff_key,
    v.on_date::date as on_date,
    (w.staff_key is not null)::boolean as worked,
from whole_vacation v
left join worked_vacation w using (staff_key, on_date)
order by all;
