-- mart: stretch_day
-- grain: one row per day that counts for a period
-- sources: period
-- columns:
--   on_date: date, day, the day
--   stretch_no: bigint, key, number of the stretch of days that belong to the same periods

create or replace temp table stretch_day as
with boundary as (
    select from_day as on_date from period where period_kind <> 'year'
    union
    select to_day + 1 from period where period_kind <> 'year'
),

stretch as (
    select
        row_number() over (order by on_date) as stretch_no,
        on_date as from_day,
        lead(on_date) over (order by on_date) as next_from,
    from boundary
)

select
    (from_day + unnest(range((next_from - from_day)::bigint))::integer)::date as on_date,
    stretch_no::bigint as stretch_no,
from stretch
where next_from is not null
order by all;
