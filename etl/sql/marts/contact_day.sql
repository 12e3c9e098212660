-- mart: contact_day
-- grain: one row per person x day with contacts on record, while on the roster
-- sources: contact_current, staff_day
-- slices: on_date
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   team_id: varchar, key, the team on that day
--   role: varchar, words, the role on that day
--   own_contacts: double, contacts, answered after hours by the treating clinician
--   after_hours_contacts: double, contacts, answered after hours by the treating clinician or on call
--   on_call_contacts: double, contacts, of these, on call

create or replace temp table contact_day as
with channel as (
    select
        staff_key,
        on_date,
        channel,
        max(after_hours) as after_hours,
        max(on_call) as on_call,
    from contact_current
    group by staff_key, on_date, channel
),

answered_day as (
    select
        staff_key,
        on_date,
        coalesce(sum(after_hours), 0) as after_hours,
        coalesce(sum(on_call), 0) as on_call,
    from channel
    group by staff_key, on_date
)

select
    a.staff_key::ubigint as staff_key,
    a.on_date::date as on_date,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    a.after_hours::double as own_contacts,
    (a.after_hours + a.on_call)::double as after_hours_contacts,
    a.on_call::double as on_call_contacts,
from answered_day a
join staff_day d on d.staff_key = a.staff_key and d.on_date = a.on_date;
