-- mart: contact_period
-- grain: one row per person x team x role x period with contacts on record
-- sources: contact_day, stretch_day, period_stretch
-- slices: period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   contacts_days: double, days, with contacts on record
--   own_contacts: double, contacts, answered after hours by the treating clinician
--   after_hours_contacts: double, contacts, answered after hours by the treating clinician or on call
--   on_call_contacts: double, contacts, of these, on call

create or replace temp table contact_period as
select
    d.staff_key::ubigint as staff_key,
    d.team_id::varchar as team_id,
    d.role::varchar as role,
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    hash(d.staff_key, d.team_id, d.role, p.period_kind, p.period_start)::ubigint as member_key,
    count(*)::double as contacts_days,
    sum(d.own_contacts)::double as own_contacts,
    sum(d.after_hours_contacts)::double as after_hours_contacts,
    sum(d.on_call_contacts)::double as on_call_contacts,
from contact_day d
join stretch_day s on s.on_date = d.on_date
join period_stretch p on p.stretch_no = s.stretch_no
group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end;
