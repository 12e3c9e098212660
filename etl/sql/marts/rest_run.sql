-- mart: rest_run
-- grain: one row per person x unbroken run of 7 or more calendar days without own scheduled work
-- sources: staff_day
-- columns:
--   staff_key: ubigint, key, the person
--   first_day: date, day, first day of the run
--   last_day: date, day, last day of the run

-- A run is made of days off, public holidays and whole days of vacation, and holds at least
-- one of the latter two. Sickness and other leave on a scheduled day break it: that is no rest.
create or replace temp table rest_run as
with resting as (
    select
        staff_key,
        on_date,
        scheduled and vacation_share < 0.9 as breaks,
        holiday or vacation_share >= 0.9 as granted,
    from staff_day
),

edge as (
    select staff_key, on_date from resting where breaks
    union all
    select staff_key, min(on_date) - 1 from resting group by staff_key
    union all
    select staff_key, max(on_date) + 1 from resting group by staff_key
),

run as (
    select
        staff_key,
        lag(on_date) over (partition by staff_key order by on_date) + 1 as first_day,
        on_date - 1 as last_day,
    from edge
    qualify on_date - lag(on_date) over (partition by staff_key order by on_date) > 7
)

select
    r.staff_key::ubigint as staff_key,
    r.first_day::date as first_day,
    r.last_day::date as last_day,
from run r
semi join resting g
    on g.staff_key = r.staff_key and g.granted and g.on_date between r.first_day and r.last_day
order by all;
