-- mart: person_balance
-- grain: one row per person x kind of leave, people still employed on $last_day
-- sources: leave_balance_current, roster_current, team_current
-- columns: as declared in leave.sql; for HR's file alone
create or replace temp table person_balance as
with latest as (
    select *
    from leave_balance_current
    where as_of <= $last_day
    qualify row_number() over (partition by staff_key, kind order by as_of desc) = 1
),
person_now as (
    select *
    from roster_current
    where valid_from <= $last_day
        and valid_from = (select max(valid_from) from roster_current where valid_from <= $last_day)
        and (left_on is null or left_on > $last_day)
    qualify row_number() over (partition by staff_key order by source_row desc) = 1
),
team_now as (
    select team_id, arg_max(name, coalesce(valid_from, date '1900-01-01')) as name
    from team_current
    group by team_id
)
select
    coalesce(p.display_name, 'name not supplied')::varchar as display_name,
    p.team_id,
    t.name as team_name,
    b.kind,
    b.as_of,
    b.entitlement_hours,
    b.used_hours,
    b.balance_hours,
    b.cap_hours,
from latest b
join person_now p on p.staff_key = b.staff_key
left join team_now t on t.team_id = p.team_id
order by all;
