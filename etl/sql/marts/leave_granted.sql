-- mart: leave_granted
-- grain: one row per person x kind x first and last day of leave that was approved or taken
-- sources: leave_request_current, roster_day
-- columns:
--   staff_key: ubigint, key, the person
--   kind: varchar, words, vacation | sick | personal | parental | training | toil | other
--   first_day: date, day, first day
--   last_day: date, day, last day
--   share: double, 0 to 1, share of each of the person's scheduled days that is leave

-- Eight hours stand for a day where hours were asked for and the contract is not known.
create or replace temp table leave_granted as
with granted as (
    select
        staff_key,
        kind,
        first_day,
        last_day,
        max(hours) as hours,
        max(days) as days,
    from leave_request_current
    where status in ('approved', 'taken')
    group by staff_key, kind, first_day, last_day
),

asked_day as (
    select
        staff_key,
        kind,
        first_day,
        last_day,
        greatest(first_day, $first_day)
        + unnest(range((least(last_day, $last_day) - greatest(first_day, $first_day) + 1)::bigint))::integer as on_date,
    from granted
),

scheduled_in as (
    select
        a.staff_key,
        a.kind,
        a.first_day,
        a.last_day,
        count(*) as days,
        sum(coalesce(d.contract_hours, 8)) as hours,
    from asked_day a
    join roster_day d on d.staff_key = a.staff_key and d.on_date = a.on_date
    where d.scheduled
    group by a.staff_key, a.kind, a.first_day, a.last_day
)

select
    g.staff_key::ubigint as staff_key,
    g.kind::varchar as kind,
    g.first_day::date as first_day,
    g.last_day::date as last_day,
    (case
        when g.days is not null and s.days > 0 then least(1, g.days / s.days)
        when g.days is null and g.hours is not null and s.hours > 0 then least(1, g.hours / s.hours)
        else 1
    end)::double as share,
from granted g
left join scheduled_in s using (staff_key, kind, first_day, last_day)
order by all;
