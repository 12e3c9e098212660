-- mart: appointment_month
-- grain: one row per load x month x person x team, as exported, whatever became of the appointment
-- sources: appointment_current
-- slices: in_month
-- columns:
--   load_id: bigint, key, the load that brought the rows
--   in_month: date, day, first day of the month in which they start
--   staff_key: ubigint, key, the clinician
--   team_id: varchar, key, the team that the rows name
--   appointments: bigint, rows, of these
--   backwards: bigint, rows, of these, that end before they start
--   over_12_hours: bigint, rows, of these, of more than 12 hours and at most 30
--   over_30_hours: bigint, rows, of these, of more than 30 hours

-- What the checks of loaded rows ask of every appointment, asked once. Ends are as booked
-- or as recorded, in UTC.
create or replace temp table appointment_month as
with timed as (
    select
        load_id,
        staff_key,
        team_id,
        date_trunc('month', starts_at)::date as in_month,
        least(ends_at, actual_end_at) - to_minutes(coalesce(end_offset_min, utc_offset_min)::bigint)
            < starts_at - to_minutes(utc_offset_min::bigint) as backwards,
        date_diff('minute', starts_at, greatest(ends_at, actual_end_at))
            - coalesce(end_offset_min, utc_offset_min) + utc_offset_min as minutes,
    from appointment_current
)

select
    load_id,
    in_month::date as in_month,
    staff_key::ubigint as staff_key,
    team_id::varchar as team_id,
    count(*)::bigint as appointments,
    (count(*) filter (backwards))::bigint as backwards,
    (count(*) filter (minutes > 12 * 60 and minutes <= 30 * 60))::bigint as over_12_hours,
    (count(*) filter (minutes > 30 * 60))::bigint as over_30_hours,
from timed
group by all;
