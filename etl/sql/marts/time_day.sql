-- mart: time_day
-- grain: one row per person x day with a time entry, while on the roster; days of over 24 hours are left out
-- sources: time_entry_current, staff_day
-- slices: on_date
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   team_id: varchar, key, the team on that day
--   role: varchar, words, the role on that day
--   before_licence: boolean, claim, not fully licensed yet
--   bank: boolean, claim, bank staff
--   worked_hours: double, hours, all but breaks, on call and protected administration blocks (a plan for hours booked elsewhere)
--   admin_hours: double, hours, scheduling, billing, records and other administration; no clinical notes
--   clinical_supervision_hours: double, hours, clinical supervision received
--   one_to_one_hours: double, hours, talks with the own manager
--   peer_support_hours: double, hours, peer support
--   training_chosen_hours: double, hours, training that people chose; mandatory training is not in it
--   admin_block_hours: double, hours, protected administration kept
--   admin_block_planned_hours: double, hours, protected administration planned

create or replace temp table time_day as
with recorded_day as (
    select
        staff_key,
        on_date,
        sum(hours) filter (activity not in ('break', 'on_call', 'admin_block', 'admin_block_planned')) as worked_hours,
        sum(hours) filter (activity in ('scheduling', 'billing', 'records', 'other_admin')) as admin_hours,
        sum(hours) filter (activity = 'clinical_supervision') as clinical_supervision_hours,
        sum(hours) filter (activity = 'one_to_one') as one_to_one_hours,
        sum(hours) filter (activity = 'peer_support') as peer_support_hours,
        sum(hours) filter (activity = 'training_chosen') as training_chosen_hours,
        sum(hours) filter (activity = 'admin_block') as admin_block_hours,
        sum(hours) filter (activity = 'admin_block_planned') as admin_block_planned_hours,
    from time_entry_current
    group by staff_key, on_date
    having coalesce(worked_hours, 0) <= 24
)

select
    r.staff_key::ubigint as staff_key,
    r.on_date::date as on_date,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    d.before_licence::boolean as before_licence,
    d.bank::boolean as bank,
    coalesce(r.worked_hours, 0)::double as worked_hours,
    coalesce(r.admin_hours, 0)::double as admin_hours,
    coalesce(r.clinical_supervision_hours, 0)::double as clinical_supervision_hours,
    coalesce(r.one_to_one_hours, 0)::double as one_to_one_hours,
    coalesce(r.peer_support_hours, 0)::double as peer_support_hours,
    coalesce(r.training_chosen_hours, 0)::double as training_chosen_hours,
    coalesce(r.admin_block_hours, 0)::double as admin_block_hours,
    coalesce(r.admin_block_planned_hours, 0)::double as admin_block_planned_hours,
from recorded_day r
join staff_day d on d.staff_key = r.staff_key and d.on_date = r.on_date;
