-- mart: time_period
-- grain: one row per person x team x role x period in which the person records time
-- sources: time_day, time_activity, head_day, stretch_day, period_stretch
-- slices: period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, the team
--   role: varchar, words, the role
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   time_days: double, days, with a time entry
--   head_months: double, person-months, on the roster and not long absent, in months with an entry; per head, not per FTE
--   licensed_head_months: double, person-months, of these, without people who are not fully licensed yet
--   unlicensed_head_months: double, person-months, of these, people who are not fully licensed yet
--   head_weeks: double, four person-weeks, in recorded weeks: a ratio to it is per head in four weeks
--   overtime: double, hours, worked less contracted, with its sign, leave taken off; null where no week is recorded
--   worked_hours: double, hours, as in time_day; so are all columns below
--   bank_worked_hours: double, hours, of these, as bank staff
--   admin_hours: double, hours, administration; null where no sheet names it, as are the columns below
--   clinical_supervision_hours: double, hours, clinical supervision received after licence
--   supervision_before_licence_hours: double, hours, clinical supervision received before it
--   one_to_one_hours: double, hours, talks with the own manager
--   peer_support_hours: double, hours, peer support
--   training_chosen_hours: double, hours, training that people chose
--   admin_block_hours: double, hours, protected administration kept
--   admin_block_planned_hours: double, hours, protected administration planned

create or replace temp table time_period as
with expected as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        sum(d.head_months) as head_months,
        sum(d.head_months) filter (not d.before_licence) as licensed_head_months,
        sum(d.head_months) filter (d.before_licence) as unlicensed_head_months,
        sum(d.head_weeks) as head_weeks,
        sum(d.set_against_hours) - coalesce(sum(d.available_hours), 0) as overtime,
    from head_day d
    join stretch_day s on s.on_date = d.on_date
    group by d.staff_key, d.team_id, d.role, s.stretch_no
),

recorded as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        count(*) as time_days,
        sum(d.worked_hours) as worked_hours,
        sum(d.worked_hours) filter (d.bank) as bank_worked_hours,
        sum(d.admin_hours) as admin_hours,
        sum(d.clinical_supervision_hours) filter (not d.before_licence) as clinical_supervision_hours,
        sum(d.clinical_supervision_hours) filter (d.before_licence) as supervision_before_licence_hours,
        sum(d.one_to_one_hours) as one_to_one_hours,
        sum(d.peer_support_hours) as peer_support_hours,
        sum(d.training_chosen_hours) as training_chosen_hours,
        sum(d.admin_block_hours) as admin_block_hours,
        sum(d.admin_block_planned_hours) as admin_block_planned_hours,
    from time_day d
    join stretch_day s on s.on_date = d.on_date
    group by d.staff_key, d.team_id, d.role, s.stretch_no
),

named as (
    select coalesce(list(activity), []) as activities
    from time_activity
)

select
    e.staff_key::ubigint as staff_key,
    e.team_id::varchar as team_id,
    e.role::varchar as role,
    p.period_kind::varchar as period_kind,
    p.period_start::date as period_start,
    p.period_end::date as period_end,
    hash(e.staff_key, e.team_id, e.role, p.period_kind, p.period_start)::ubigint as member_key,
    coalesce(sum(r.time_days), 0)::double as time_days,
    coalesce(sum(e.head_months), 0)::double as head_months,
    coalesce(sum(e.licensed_head_months), 0)::double as licensed_head_months,
    coalesce(sum(e.unlicensed_head_months), 0)::double as unlicensed_head_months,
    sum(e.head_weeks)::double as head_weeks,
    sum(e.overtime)::double as overtime,
    coalesce(sum(r.worked_hours), 0)::double as worked_hours,
    coalesce(sum(r.bank_worked_hours), 0)::double as bank_worked_hours,
    (case when any_value(list_has_any(n.activities, ['scheduling', 'billing', 'records', 'other_admin'])) then coalesce(sum(r.admin_hours), 0) end)::double as admin_hours,
    (case when any_value(list_contains(n.activities, 'clinical_supervision')) then coalesce(sum(r.clinical_supervision_hours), 0) end)::double as clinical_supervision_hours,
    (case when any_value(list_contains(n.activities, 'clinical_supervision')) then coalesce(sum(r.supervision_before_licence_hours), 0) end)::double as supervision_before_licence_hours,
    (case when any_value(list_contains(n.activities, 'one_to_one')) then coalesce(sum(r.one_to_one_hours), 0) end)::double as one_to_one_hours,
    (case when any_value(list_contains(n.activities, 'peer_support')) then coalesce(sum(r.peer_support_hours), 0) end)::double as peer_support_hours,
    (case when any_value(list_contains(n.activities, 'training_chosen')) then coalesce(sum(r.training_chosen_hours), 0) end)::double as training_chosen_hours,
    (case when any_value(list_contains(n.activities, 'admin_block')) then coalesce(sum(r.admin_block_hours), 0) end)::double as admin_block_hours,
    (case when any_value(list_contains(n.activities, 'admin_block_planned')) then coalesce(sum(r.admin_block_planned_hours), 0) end)::double as admin_block_planned_hours,
from expected e
cross join named n
left join recorded r
    on r.staff_key = e.staff_key
    and r.team_id is not distinct from e.team_id
    and r.role is not distinct from e.role
    and r.stretch_no = e.stretch_no
join period_stretch p on p.stretch_no = e.stretch_no
group by e.staff_key, e.team_id, e.role, p.period_kind, p.period_start, p.period_end;
