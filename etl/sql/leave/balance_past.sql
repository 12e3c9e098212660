-- mart: balance_past
-- grain: one row per team x month of the two years to $last_day with vacation balances
-- sources: leave_balance_current, staff_day
-- columns:
--   team_id: varchar, key, team on the day of the balance
--   month: date, day, first day of the month
--   people: bigint, people, with a balance in the month; their latest in it counts
--   owed: double, hours, left to those with something left

create or replace temp table balance_past as
with latest as (
    select *
    from leave_balance_current
    where
        kind = 'vacation'
        and balance_hours is not null
        and as_of > $last_day - interval 24 month
        and as_of <= $last_day
    qualify row_number() over (
        partition by staff_key, date_trunc('month', as_of)
        order by as_of desc, load_id desc, source_row desc
    ) = 1
)

select
    d.team_id::varchar as team_id,
    date_trunc('month', b.as_of)::date as month,
    count(*)::bigint as people,
    sum(greatest(0, b.balance_hours))::double as owed,
from latest b
join staff_day d on d.staff_key = b.staff_key and d.on_date = b.as_of
where d.team_id is not null and not d.bank
group by all
order by all;
