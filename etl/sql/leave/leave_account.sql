-- mart: leave_account
-- grain: one row per person on the roster with a vacation balance of the last twelve months
-- sources: leave_balance_current, person_now
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team
--   as_of: date, day, day of the latest balance
--   balance_hours: double, hours, left on that day
--   entitlement_hours: double, hours, a year's entitlement; null where not recorded
--   accrues: boolean, claim, the balance says what has accrued, so that it grows month by month
--   cap_hours: double, hours, above which hours are forfeited; null for none
--   day_hours: double, hours, contracted for a day of a five-day week
--   ends_on: date, day, last day of the employment where it is known

create or replace temp table leave_account as
with latest as (
    select *
    from leave_balance_current
    where
        kind = 'vacation'
        and as_of between ($last_day - interval 12 month)::date and $last_day
        and balance_hours is not null
    qualify row_number() over (
        partition by staff_key order by as_of desc, load_id desc, source_row desc
    ) = 1
)

select
    p.staff_key::ubigint as staff_key,
    p.team_id::varchar as team_id,
    b.as_of::date as as_of,
    b.balance_hours::double as balance_hours,
    b.entitlement_hours::double as entitlement_hours,
    (b.accrued_hours is not null)::boolean as accrues,
    b.cap_hours::double as cap_hours,
    (coalesce(p.contract_hours_week, 40) / 5)::double as day_hours,
    p.ends_on::date as ends_on,
from latest b
join person_now p on p.staff_key = b.staff_key
where p.contract_type is distinct from 'bank'
order by all;
