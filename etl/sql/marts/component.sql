-- mart: component
-- grain: one row per person x team x role x period x component; what was not measured has no row
-- sources: person_period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   component: varchar, words, name of a column of person_period
--   value: double, as the component, its amount

-- A view: written out, these are tens of millions of rows that few ask for.
create or replace temp view component as
unpivot (select * exclude (member_key, clinical, manager, moved) from person_period)
on columns(* exclude (staff_key, team_id, role, period_kind, period_start, period_end))
into name component value value;
