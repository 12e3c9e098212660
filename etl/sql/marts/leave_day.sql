-- mart: leave_day
-- grain: one row per person x scheduled day with leave; weekends, days off and public holidays are never leave
-- sources: leave_granted, roster_day
-- slices: on_date
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   leave_kind: varchar, words, kind of the larger part
--   leave_share: double, 0 to 1, share of the day
--   sick_share: double, 0 to 1, share of the day off sick
--   vacation_share: double, 0 to 1, share of the day on vacation; sickness goes before vacation
--   contract_hours: double, hours, contracted on this day

create or replace temp table leave_day as
with granted_day as (
    select
        staff_key,
        kind,
        share,
        greatest(first_day, $first_day)
        + unnest(range((least(last_day, $last_day) - greatest(first_day, $first_day) + 1)::bigint))::integer as on_date,
    from leave_granted
),

away as (
    select
        g.staff_key,
        g.on_date,
        arg_max(g.kind, (g.share, g.kind)) as leave_kind,
        least(1, sum(g.share)) as leave_share,
        least(1, sum(case when g.kind = 'sick' then g.share else 0 end)) as sick_share,
        sum(case when g.kind = 'vacation' then g.share else 0 end) as vacation_share,
        any_value(d.contract_hours) as contract_hours,
    from granted_day g
    join roster_day d on d.staff_key = g.staff_key and d.on_date = g.on_date
    where d.scheduled
    group by g.staff_key, g.on_date
)

select
    staff_key::ubigint as staff_key,
    on_date::date as on_date,
    leave_kind::varchar as leave_kind,
    leave_share::double as leave_share,
    sick_share::double as sick_share,
    least(vacation_share, 1 - sick_share)::double as vacation_share,
    contract_hours::double as contract_hours,
from away
where leave_share > 0
order by all;
