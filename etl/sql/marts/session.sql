-- mart: session
-- grain: one row per clinician x moment of start that was kept or due; cancelled in time and planned ones are left out
-- sources: appointment_current, clinician
-- columns:
--   staff_no: integer, key, the clinician; each co-facilitator has a row
--   starts_sec: integer, seconds since 2000 in UTC, start
--   ends_sec: integer, seconds since 2000 in UTC, booked end; null where the source has none
--   late_sec: integer, seconds, recorded end after the booked one; null where none was recorded
--   utc_offset_min: smallint, minutes, the clock on the wall at the start less UTC
--   place: uinteger, key, hash of the location; where the source names none, all are one
--   noted_sec: integer, seconds since 2000 in local time, when the last of its finished notes was finished
--   claims: utinyint, bits, 1 kept + 2 not cancelled before the start + 4 crisis or high acuity + 8 a note unfinished + 16 a note not finished 72 hours after the booked end + 32 own work, not only a signature

-- The clients of one start become one row. Numbers are narrow and claims about any of the
-- clients travel as bits of one number, because this is the step that meets every appointment.
create or replace temp table session as
with due as (
    select
        c.staff_no,
        try_cast(epoch(a.starts_at) - 946684800 - 60 * a.utc_offset_min as integer) as starts_sec,
        try_cast(
            epoch(a.ends_at) - 946684800 - 60 * coalesce(a.end_offset_min, a.utc_offset_min) as integer
        ) as ends_sec,
        try_cast(epoch(a.actual_end_at) - epoch(a.ends_at) as integer) as late_sec,
        a.utc_offset_min,
        (hash(a.location) % 4294967296)::uinteger as place,
        case when a.status = 'kept' then try_cast(epoch(a.note_finished_at) - 946684800 as integer) end as noted_sec,
        (
            case when a.status = 'kept' then 1 else 0 end
            + case when a.status <> 'late_cancel' or a.cancelled_at >= a.starts_at then 2 else 0 end
            + case when a.kind = 'crisis' or lower(a.acuity) = 'high' then 4 else 0 end
            + case when a.status = 'kept' and a.note_finished_at is null then 8 else 0 end
            + case
                when a.status <> 'kept' then 0
                when a.note_finished_at <= coalesce(a.ends_at, a.starts_at) + interval 72 hour then 0
                else 16
            end
            + case when a.status = 'kept' and a.cosigned is not true then 32 else 0 end
        )::utinyint as claims,
    from appointment_current a
    join clinician c on c.staff_key = a.staff_key
    where a.status in ('kept', 'no_show', 'late_cancel') and a.starts_at between $first_day and $last_day + interval 1 day
)

select
    staff_no::integer as staff_no,
    starts_sec::integer as starts_sec,
    max(ends_sec)::integer as ends_sec,
    max(late_sec)::integer as late_sec,
    min(utc_offset_min)::smallint as utc_offset_min,
    min(place)::uinteger as place,
    max(noted_sec)::integer as noted_sec,
    bit_or(claims)::utinyint as claims,
from due
group by staff_no, starts_sec;
