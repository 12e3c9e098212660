-- mart: leave_ahead
-- grain: one row per person x scheduled day after $last_day with approved leave
-- sources: leave_request_current, person_now, own_week, holiday
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   leave_share: double, 0 to 1, share of the day that is leave of any kind
--   vacation_share: double, 0 to 1, share of the day on vacation
--   vacation_hours: double, hours, the same in hours; 8 stand for a day where the contract is not known

-- Whoever leaves before the day has no leave on it.
create or replace temp table leave_ahead as
with granted as (
    select
        staff_key,
        kind,
        first_day,
        last_day,
        max(hours) as hours,
        max(days) as days,
    from leave_request_current
    where status in ('approved', 'taken') and last_day > $last_day and first_day <= $last_day + interval 15 month
    group by staff_key, kind, first_day, last_day
),

granted_day as (
    select
        *,
        first_day
        + unnest(range(least(last_day - first_day, 700)::bigint + 1))::integer as on_date,
    from granted
),

scheduled as (
    select
        g.*,
        p.contract_hours_week / coalesce(w.own_days, len($work_days)) as contract_hours,
    from granted_day g
    join person_now p on p.staff_key = g.staff_key
    left join own_week w
        on w.staff_key = g.staff_key
        and w.weekday = isodow(g.on_date)
        and g.on_date between w.from_day and w.to_day
    left join holiday h on h.on_date = g.on_date
    where
        coalesce(w.works, list_contains($work_days, isodow(g.on_date)))
        and h.on_date is null
        and (p.ends_on is null or g.on_date <= p.ends_on)
),

shared as (
    select
        *,
        case
            when days is not null then least(1, days / count(*) over request)
            when hours is not null then least(1, hours / sum(coalesce(contract_hours, 8)) over request)
            else 1
        end as share,
    from scheduled
    window request as (partition by staff_key, kind, first_day, last_day)
)

select
    staff_key::ubigint as staff_key,
    on_date::date as on_date,
    least(1, sum(share))::double as leave_share,
    least(1, coalesce(sum(share) filter (kind = 'vacation'), 0))::double as vacation_share,
    (
        least(1, coalesce(sum(share) filter (kind = 'vacation'), 0)) * any_value(coalesce(contract_hours, 8))
    )::double as vacation_hours,
from shared
where on_date > $last_day
group by staff_key, on_date
having sum(share) > 0
order by all;
