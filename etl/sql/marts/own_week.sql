-- mart: own_week
-- grain: one row per person x version of the working pattern x weekday; none for people without a pattern
-- sources: work_pattern_current
-- columns:
--   staff_key: ubigint, key, the person
--   from_day: date, day, first day of the version
--   to_day: date, day, last day of the version
--   weekday: tinyint, 1 = Monday to 7, the weekday
--   works: boolean, claim, the person works on this weekday
--   starts_min: integer, minutes after midnight, when own hours begin
--   ends_min: integer, minutes after midnight, when own hours end; over 1440 for a night shift
--   night_until_min: integer, minutes after midnight, until when the shift of the day before runs on
--   own_days: bigint, days, working days of the week in this version

create or replace temp table own_week as
with patterned as (
    select
        staff_key,
        weekday,
        valid_from,
        max(coalesce(valid_to, date '9999-12-30')) as valid_to,
        min(hour(starts) * 60 + minute(starts)) as starts_min,
        max(hour(ends) * 60 + minute(ends) + case when ends <= starts then 1440 else 0 end) as ends_min,
    from work_pattern_current
    group by staff_key, weekday, valid_from
),

weekday_in_force as (
    select
        staff_key,
        weekday,
        starts_min,
        ends_min,
        valid_from,
        least(
            valid_to,
            coalesce(lead(valid_from) over (partition by staff_key, weekday order by valid_from) - 1, valid_to)
        ) as valid_until,
    from patterned
),

boundary as (
    select staff_key, valid_from as on_date from weekday_in_force
    union
    select staff_key, valid_until + 1 from weekday_in_force
),

stretch as (
    select
        staff_key,
        on_date as from_day,
        coalesce(lead(on_date) over (partition by staff_key order by on_date) - 1, date '9999-12-31') as to_day,
    from boundary
),

working_weekday as (
    select
        s.staff_key,
        s.from_day,
        s.to_day,
        w.weekday,
        w.starts_min,
        w.ends_min,
    from stretch s
    join weekday_in_force w
        on w.staff_key = s.staff_key and s.from_day between w.valid_from and w.valid_until
),

version as (
    select
        staff_key,
        from_day,
        to_day,
        count(*) as own_days,
    from working_weekday
    group by staff_key, from_day, to_day
)

select
    v.staff_key,
    v.from_day,
    v.to_day,
    d.weekday::tinyint as weekday,
    (w.weekday is not null)::boolean as works,
    w.starts_min::integer as starts_min,
    w.ends_min::integer as ends_min,
    greatest(coalesce(b.ends_min, 0) - 1440, 0)::integer as night_until_min,
    v.own_days::bigint as own_days,
from version v
cross join range(1, 8) d(weekday)
left join working_weekday w
    on w.staff_key = v.staff_key and w.from_day = v.from_day and w.weekday = d.weekday
left join working_weekday b
    on b.staff_key = v.staff_key and b.from_day = v.from_day and b.weekday = (d.weekday + 5) % 7 + 1
order by all;
