-- mart: long_absence
-- grain: one row per person x continuous spell of leave of 28 calendar days or more
-- sources: leave_granted, roster_day
-- columns:
--   staff_key: ubigint, key, the person
--   first_day: date, day, first day away
--   last_day: date, day, last day away

-- Two leaves are one spell when no scheduled day lies between them: sick notes from Monday
-- to Friday, week after week, are one absence. Half days do not make a spell; 0.9 of a day
-- counts as a whole one, because leave systems and contracts disagree on a day's hours.
create or replace temp table long_absence as
with whole_leave as (
    select
        staff_key,
        first_day,
        max(last_day) as last_day,
    from leave_granted
    where share >= 0.9
    group by staff_key, first_day
),

in_order as (
    select
        *,
        max(last_day) over (
            partition by staff_key order by first_day rows between unbounded preceding and 1 preceding
        ) as away_until,
    from whole_leave
),

gap_day as (
    select
        staff_key,
        first_day,
        away_until + 1 + unnest(range((first_day - away_until - 1)::bigint))::integer as on_date,
    from in_order
    where first_day - away_until between 2 and 14
),

interrupted as (
    select distinct
        g.staff_key,
        g.first_day,
    from gap_day g
    left join roster_day d on d.staff_key = g.staff_key and d.on_date = g.on_date
    where coalesce(d.scheduled, list_contains($work_days, isodow(g.on_date)))
),

numbered as (
    select
        w.staff_key,
        w.first_day,
        w.last_day,
        sum(case
            when w.away_until is null or w.first_day - w.away_until > 14 or i.staff_key is not null then 1
            else 0
        end) over (partition by w.staff_key order by w.first_day rows unbounded preceding) as spell_no,
    from in_order w
    left join interrupted i on i.staff_key = w.staff_key and i.first_day = w.first_day
)

select
    staff_key::ubigint as staff_key,
    min(first_day)::date as first_day,
    max(last_day)::date as last_day,
from numbered
group by staff_key, spell_no
having max(last_day) - min(first_day) + 1 >= 28
order by all;
