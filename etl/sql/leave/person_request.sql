-- mart: person_request
-- grain: one row per person x first and last day of a request that nobody has decided on
-- sources: leave_request_current, person_now
-- columns:
--   display_name: varchar, words, the person
--   team_id: varchar, key, team
--   team_name: varchar, words, name of the team
--   kind: varchar, words, kind of leave
--   first_day: date, day, first day asked for
--   last_day: date, day, last day asked for
--   hours: double, hours, asked for
--   requested_on: date, day, when it was asked for; the last time, where asked again
--   waiting_days: bigint, days, from then to $last_day; null where the day is not recorded
--   begins_in_days: bigint, days, from $last_day to the first day; negative where it has begun

-- For HR's file alone. The latest word on the same days counts: a request made again after
-- a refusal waits, one that was answered does not, nor one whose days are over.
create or replace temp table person_request as
with asked as (
    select
        staff_key,
        kind,
        first_day,
        last_day,
        max(hours) as hours,
        max(requested_on) as requested_on,
    from leave_request_current
    group by staff_key, kind, first_day, last_day
    having arg_max(
        status,
        (coalesce(decided_on, requested_on, date '1900-01-01'), status <> 'requested', request_key)
    ) = 'requested'
)

select
    p.display_name,
    p.team_id,
    p.team_name,
    a.kind,
    a.first_day,
    a.last_day,
    a.hours,
    a.requested_on,
    ($last_day - a.requested_on)::bigint as waiting_days,
    (a.first_day - $last_day)::bigint as begins_in_days,
from asked a
join person_now p on p.staff_key = a.staff_key
where a.last_day >= $last_day
order by all;
