-- mart: session
-- grain: one row per clinician x moment of start that was kept or due; cancelled in time and planned ones are left out
-- sources: appointment_current, clinician, preference
-- slices: starts_on, margin 2
-- only numbered by: clinician
-- columns:
--   staff_key: ubigint, key, the clinician; each co-facilitator has a row
--   starts_on: date, day in UTC, of the start
--   starts_sec: integer, seconds since 2000 in UTC, start
--   ends_sec: integer, seconds since 2000 in UTC, booked end; null where the source has none that can be
--   late_sec: integer, seconds, recorded end after the booked one; null where none was recorded that can be
--   utc_offset_min: smallint, minutes, the clock on the wall at the start less UTC
--   place: uinteger, key, hash of the location; where the source names none, all are one
--   noted_sec: integer, seconds since 2000 in local time, when the last of its finished notes was finished
--   note_minutes: float, minutes, spent on its finished notes; null where none was recorded
--   claims: usmallint, bits, 1 kept + 2 not cancelled before the start + 4 crisis or high acuity + 8 a note unfinished + 16 a note not finished 72 hours after the booked end + 32 own work, not only a signature + 64 remote + 128 how it was held is known + 256 a preferred population + 512 population and preferences are known + 1024 an end that cannot be + 2048 the minutes of a finished note are known

-- The clients of one start become one row. Numbers are narrow and claims about any of the
-- clients travel as bits of one number, because this is the step that meets every appointment.
-- A session that ends before or as it starts, or over 12 hours later, has an end that
-- cannot be: it is a session without an end, and counted as such.
create or replace temp table session as
with timed as (
    select
        c.staff_no,
        p.preferred,
        a.*,
        try_cast(epoch(a.starts_at) - 946684800 - 60 * a.utc_offset_min as integer) as starts_sec,
        try_cast(
            epoch(a.ends_at) - 946684800 - 60 * coalesce(a.end_offset_min, a.utc_offset_min) as integer
        ) as booked_end_sec,
        try_cast(epoch(a.actual_end_at) - epoch(a.ends_at) as integer) as after_end_sec,
    from appointment_current a
    join clinician c on c.staff_key = a.staff_key
    left join preference p on p.staff_key = a.staff_key
    where a.status in ('kept', 'no_show', 'late_cancel') and a.starts_at between $first_day and $last_day + interval 1 day
),

possible as (
    select
        *,
        coalesce(booked_end_sec - starts_sec between 1 and 43200, true) as end_possible,
        coalesce(after_end_sec between -43200 and 43200, true) as late_possible,
    from timed
),

due as (
    select
        staff_no,
        starts_sec,
        case when end_possible then booked_end_sec end as ends_sec,
        case when end_possible and late_possible then after_end_sec end as late_sec,
        utc_offset_min,
        (hash(location) % 4294967296)::uinteger as place,
        case when status = 'kept' then try_cast(epoch(note_finished_at) - 946684800 as integer) end as noted_sec,
        case when status = 'kept' and note_finished_at is not null then note_minutes end as note_minutes,
        (
            case when status = 'kept' then 1 else 0 end
            + case when status <> 'late_cancel' or cancelled_at >= starts_at then 2 else 0 end
            + case when kind = 'crisis' or lower(acuity) = 'high' then 4 else 0 end
            + case when status = 'kept' and note_finished_at is null then 8 else 0 end
            + case
                when status <> 'kept' then 0
                when note_finished_at
                    <= case when end_possible then coalesce(ends_at, starts_at) else starts_at end + interval 72 hour
                    then 0
                else 16
            end
            + case when status = 'kept' and cosigned is not true then 32 else 0 end
            + case
                when modality is null then 0
                when lower(modality) in ('video', 'phone', 'telephone', 'telehealth', 'remote', 'online', 'virtual')
                    then 192
                else 128
            end
            + case
                when preferred is null or population is null then 0
                when contains(preferred, '|' || lower(population) || '|') then 768
                else 512
            end
            + case when end_possible and late_possible then 0 else 1024 end
            + case when status = 'kept' and note_finished_at is not null and note_minutes is not null then 2048 else 0 end
        )::usmallint as claims,
    from possible
),

started as (
    select
        staff_no,
        starts_sec,
        max(ends_sec) as ends_sec,
        max(late_sec) as late_sec,
        min(utc_offset_min) as utc_offset_min,
        min(place) as place,
        max(noted_sec) as noted_sec,
        sum(note_minutes) as note_minutes,
        bit_or(claims) as claims,
    from due
    group by staff_no, starts_sec
)

select
    c.staff_key::ubigint as staff_key,
    (date '2000-01-01' + s.starts_sec // 86400)::date as starts_on,
    s.starts_sec::integer as starts_sec,
    s.ends_sec::integer as ends_sec,
    s.late_sec::integer as late_sec,
    s.utc_offset_min::smallint as utc_offset_min,
    s.place::uinteger as place,
    s.noted_sec::integer as noted_sec,
    s.note_minutes::float as note_minutes,
    s.claims::usmallint as claims,
from started s
join clinician c on c.staff_no = s.staff_no;
