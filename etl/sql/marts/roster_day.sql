-- mart: roster_day
-- grain: one row per person x day on the roster
-- sources: post, own_week, holiday
-- slices: on_date
-- days: span
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   post_no: integer, key, row of post that holds on this day
--   scheduled: boolean, claim, own working day and not a public holiday
--   holiday: boolean, claim, public holiday
--   own_days: bigint, days, own working days of a week
--   contract_hours: double, hours, contracted on this day; 0 on days off, null where the contract is not known

create or replace temp table roster_day as
with present as (
    select
        post_no,
        staff_key,
        contract_hours_week,
        greatest(from_day, $first_day)
        + unnest(range((least(to_day, $last_day) - greatest(from_day, $first_day) + 1)::bigint))::integer as on_date,
    from post
),

planned as (
    select
        p.*,
        h.on_date is not null as holiday,
        coalesce(w.works, list_contains($work_days, isodow(p.on_date))) and h.on_date is null as scheduled,
        coalesce(w.own_days, len($work_days)) as own_days,
    from present p
    left join own_week w
        on w.staff_key = p.staff_key
        and w.weekday = isodow(p.on_date)
        and p.on_date between w.from_day and w.to_day
    left join holiday h on h.on_date = p.on_date
)

select
    staff_key::ubigint as staff_key,
    on_date::date as on_date,
    post_no::integer as post_no,
    scheduled::boolean as scheduled,
    holiday::boolean as holiday,
    own_days::bigint as own_days,
    (case when scheduled then contract_hours_week / own_days else 0 end)::double as contract_hours,
from planned;
