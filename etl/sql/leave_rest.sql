-- mart: person_rest
-- grain: one row per person employed on $last_day who has contract hours
-- sources: staff_day, roster_current, team_current
-- columns: as declared in leave.sql; for HR's file alone. A week off is a run of at least
--   7 calendar days without scheduled work that holds a day of vacation.
create or replace temp table person_rest as
with person_now as (
    select *
    from roster_current
    where valid_from = (select max(valid_from) from roster_current where valid_from <= $last_day)
        and (left_on is null or left_on > $last_day)
    qualify row_number() over (partition by staff_key order by source_row desc) = 1
),
day_of_work as (
    select
        staff_key,
        on_date,
        scheduled and not coalesce(leave_kind = 'vacation' and leave_share >= 1, false) as works,
        coalesce(leave_kind = 'vacation', false) as vacation,
        if(leave_kind = 'vacation', contract_hours * leave_share, 0) as vacation_hours,
    from staff_day
    where on_date <= $last_day
),
run as (
    select
        *,
        count(*) filter (works) over (partition by staff_key order by on_date) as run_id,
    from day_of_work
),
week_off as (
    select
        staff_key,
        run_id,
        max(on_date) as last_free_day,
    from run
    where not works
    group by all
    having count(*) >= 7 and bool_or(vacation)
),
rested as (
    select staff_key, max(last_free_day) as last_week_off
    from week_off
    group by staff_key
),
taken as (
    select
        staff_key,
        sum(vacation_hours) as vacation_hours_12m,
    from day_of_work
    where on_date > $last_day - interval 12 month
    group by staff_key
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
    r.last_week_off,
    k.vacation_hours_12m::double as vacation_hours_12m,
from person_now p
left join rested r on r.staff_key = p.staff_key
left join taken k on k.staff_key = p.staff_key
left join team_now t on t.team_id = p.team_id
where p.contract_hours_week > 0
order by all;
