-- mart: presence
-- grain: one row per person x unbroken stretch of days on the roster, whatever the post
-- sources: post
-- columns:
--   staff_key: ubigint, key, the person
--   from_day: date, day, first day
--   to_day: date, day, last day

create or replace temp table presence as
with part as (
    select
        *,
        case when lag(to_day) over by_person = from_day - 1 then 0 else 1 end as begins,
    from post
    window by_person as (partition by staff_key order by from_day)
),

numbered_part as (
    select
        *,
        sum(begins) over (partition by staff_key order by from_day rows unbounded preceding) as presence_no,
    from part
)

select
    staff_key::ubigint as staff_key,
    min(from_day)::date as from_day,
    max(to_day)::date as to_day,
from numbered_part
group by staff_key, presence_no
order by all;
