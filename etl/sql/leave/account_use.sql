-- mart: account_use
-- grain: one row per person with a balance x month after it with vacation
-- sources: leave_account, leave_day, leave_ahead
-- columns:
--   staff_key: ubigint, key, the person
--   month: date, day, first day of the month
--   hours: double, hours, vacation after the day of the balance: taken up to $last_day; after it what is approved, or what was taken in the same month a year before if that is more

create or replace temp table account_use as
with taken as (
    select
        staff_key,
        on_date,
        vacation_share * coalesce(contract_hours, 8) as hours,
    from leave_day
    where on_date <= $last_day and vacation_share > 0
),

so_far as (
    select
        a.staff_key,
        date_trunc('month', t.on_date)::date as month,
        sum(t.hours) as hours,
    from leave_account a
    join taken t on t.staff_key = a.staff_key and t.on_date > a.as_of
    group by all
),

approved as (
    select
        a.staff_key,
        date_trunc('month', l.on_date)::date as month,
        sum(l.vacation_hours) as hours,
    from leave_account a
    join leave_ahead l on l.staff_key = a.staff_key
    group by all
),

usual as (
    select
        a.staff_key,
        (date_trunc('month', t.on_date) + interval 12 month)::date as month,
        sum(t.hours) as hours,
    from leave_account a
    join taken t on t.staff_key = a.staff_key
    where t.on_date > $last_day - interval 12 month
    group by all
),

coming as (
    select
        staff_key,
        month,
        greatest(coalesce(p.hours, 0), coalesce(u.hours, 0)) as hours,
    from approved p
    full join usual u using (staff_key, month)
)

select
    staff_key::ubigint as staff_key,
    month::date as month,
    sum(hours)::double as hours,
from (
    from so_far
    union all
    from coming
)
where hours > 0
group by all
order by all;
