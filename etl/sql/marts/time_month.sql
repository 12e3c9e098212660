-- mart: time_month
-- grain: one row per load x month x person, as exported
-- sources: time_entry_current
-- slices: in_month
-- columns:
--   load_id: bigint, key, the load that brought the rows
--   in_month: date, day, first day of the month
--   staff_key: ubigint, key, the person
--   entries: bigint, rows, time entries
--   days: bigint, days, with an entry, each with the last of the loads that name it
--   days_over_24_hours: bigint, days, of these, with more than 24 hours in all entries together

-- What the checks of loaded rows ask of every time entry, asked once.
create or replace temp table time_month as
with day as (
    select
        load_id,
        staff_key,
        on_date,
        count(*) as entries,
        sum(hours) as hours,
    from time_entry_current
    group by load_id, staff_key, on_date
),

together as (
    select
        *,
        load_id = max(load_id) over same_day as last_of_day,
        sum(hours) over same_day > 24 as impossible,
    from day
    window same_day as (partition by staff_key, on_date)
)

select
    load_id,
    date_trunc('month', on_date)::date as in_month,
    staff_key::ubigint as staff_key,
    sum(entries)::bigint as entries,
    (count(*) filter (last_of_day))::bigint as days,
    (count(*) filter (last_of_day and impossible))::bigint as days_over_24_hours,
from together
group by all;
