-- mart: person_rest
-- grain: one row per person employed on $last_day who has contract hours
-- sources: person_now, presence, rest_run, leave_day, long_absence, leave_request_current, leave_balance_current
-- columns:
--   display_name: varchar, words, the person
--   team_id: varchar, key, team
--   team_name: varchar, words, name of the team
--   last_week_off: date, day, last day of the last week of rest up to $last_day
--   vacation_hours_12m: double, hours, vacation taken in the twelve months to $last_day
--   no_week_off: boolean, claim, no week of rest in the six months to $last_day; null for whom the measure no_week_off does not count

-- For HR's file alone. Week of rest and who counts are as in leave_standing.
create or replace temp table person_rest as
with half_year as (
    select ($last_day + 1 - interval 6 month)::date as first_day
),

leave_covered as (
    select greatest(date_trunc('month', min(first_day)), date_trunc('month', $first_day))::date as first_day
    from leave_request_current
    having count(*) > 0
),

rested as (
    select
        r.staff_key,
        max(r.last_day) as last_week_off,
        bool_or(r.last_day - greatest(r.first_day, h.first_day) + 1 >= 7) as in_half_year,
    from rest_run r
    cross join half_year h
    group by r.staff_key
),

taken as (
    select
        staff_key,
        sum(vacation_share * coalesce(contract_hours, 8)) as hours,
    from leave_day
    where on_date > $last_day - interval 12 month and on_date <= $last_day
    group by staff_key
),

absent as (
    select distinct a.staff_key
    from long_absence a
    join half_year h on a.first_day <= $last_day and a.last_day >= h.first_day
),

on_record as (
    select staff_key from leave_request_current
    union
    select staff_key from leave_balance_current
)

select
    p.display_name,
    p.team_id,
    p.team_name,
    r.last_week_off::date as last_week_off,
    coalesce(t.hours, 0)::double as vacation_hours_12m,
    (case
        when e.from_day <= h.first_day
            and c.first_day <= h.first_day
            and a.staff_key is null
            and p.contract_type is distinct from 'bank'
            and (p.contract_type is distinct from 'contractor' or k.staff_key is not null)
            then not coalesce(r.in_half_year, false)
    end)::boolean as no_week_off,
from person_now p
cross join half_year h
left join leave_covered c on true
left join presence e on e.staff_key = p.staff_key and $last_day between e.from_day and e.to_day
left join rested r on r.staff_key = p.staff_key
left join taken t on t.staff_key = p.staff_key
left join absent a on a.staff_key = p.staff_key
left join on_record k on k.staff_key = p.staff_key
where p.contract_hours_week > 0
order by all;
