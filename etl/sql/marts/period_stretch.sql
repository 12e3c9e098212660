-- mart: period_stretch
-- grain: one row per period x stretch of days within it; days are added up by stretch once, and stretches by period
-- sources: period, stretch_day
-- columns:
--   period_kind: varchar, words, month | quarter | wave (years hold official figures only)
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   stretch_no: bigint, key, the stretch
--   days: bigint, days, of the stretch

create or replace temp table period_stretch as
select
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    s.stretch_no::bigint as stretch_no,
    count(*)::bigint as days,
from period p
join stretch_day s on s.on_date between p.from_day and p.to_day
where p.period_kind <> 'year'
group by all
order by all;
