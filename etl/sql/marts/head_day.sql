-- mart: head_day
-- grain: one row per person x day on the roster in a month or a week in which the person records time
-- sources: time_day, time_week, staff_day
-- slices: on_date, margin 31
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   team_id: varchar, key, the team on that day
--   role: varchar, words, the role on that day
--   before_licence: boolean, claim, not fully licensed yet
--   head_months: double, person-months, the day's part of its month, in months with an entry; 0 while long absent
--   head_weeks: double, four person-weeks, a 28th in weeks that can be set against the contract; null in others
--   set_against_hours: double, hours, worked on this day in such a week; null in others
--   available_hours: double, hours, contracted less leave on this day in such a week; null in others

-- Days without an entry count too: a long Monday may make up for a free Friday.
create or replace temp table head_day as
with recorded_month as (
    select distinct
        staff_key,
        date_trunc('month', on_date)::date as month_start,
    from time_day
)

select
    d.staff_key::ubigint as staff_key,
    d.on_date::date as on_date,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    d.before_licence::boolean as before_licence,
    (case when m.staff_key is not null and not d.long_absent then 1.0 / day(last_day(d.on_date)) else 0 end)::double
        as head_months,
    (case when w.staff_key is not null then 1 / 28.0 end)::double as head_weeks,
    (case when w.staff_key is not null then coalesce(t.worked_hours, 0) end)::double as set_against_hours,
    (case when w.staff_key is not null then d.contract_hours * (1 - d.leave_share) end)::double as available_hours,
from staff_day d
left join recorded_month m
    on m.staff_key = d.staff_key and m.month_start = date_trunc('month', d.on_date)::date
left join time_week w
    on w.staff_key = d.staff_key
    and w.week_start = date_trunc('week', d.on_date)::date
    and d.on_date between w.from_day and w.to_day
left join time_day t on t.staff_key = d.staff_key and t.on_date = d.on_date
where m.staff_key is not null or w.staff_key is not null;
