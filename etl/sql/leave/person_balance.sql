-- mart: person_balance
-- grain: one row per person employed on $last_day x kind of leave
-- sources: leave_balance_current, person_now
-- columns:
--   staff_key: ubigint, key, the person
--   display_name: varchar, words, the person
--   team_id: varchar, key, team
--   team_name: varchar, words, name of the team
--   kind: varchar, words, kind of leave
--   as_of: date, day, day of the latest balance
--   entitlement_hours: double, hours, entitlement
--   used_hours: double, hours, used
--   balance_hours: double, hours, left
--   cap_hours: double, hours, above which hours are forfeited

-- For HR's file alone.
create or replace temp table person_balance as
with latest as (
    select *
    from leave_balance_current
    where as_of <= $last_day
    qualify row_number() over (
        partition by staff_key, kind order by as_of desc, load_id desc, source_row desc
    ) = 1
)

select
    p.staff_key,
    p.display_name,
    p.team_id,
    p.team_name,
    b.kind,
    b.as_of,
    b.entitlement_hours,
    b.used_hours,
    b.balance_hours,
    b.cap_hours,
from latest b
join person_now p on p.staff_key = b.staff_key
order by all;
