-- mart: time_period
-- grain: one row per person x team x role x period in which the person records time
-- sources: time_day, time_week, staff_day, stretch_day, period_stretch
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
--   head_weeks: double, four person-weeks, in recorded weeks: a ratio to it is per head in four weeks
--   overtime: double, hours, worked less contracted, with its sign, leave taken off; null where no week is recorded
--   worked_hours: double, hours, as in time_day; so are all columns below
--   admin_hours: double, hours, administration
--   clinical_supervision_hours: double, hours, clinical supervision received
--   peer_support_hours: double, hours, peer support
--   training_chosen_hours: double, hours, training that people chose
--   admin_block_hours: double, hours, protected administration kept
--   admin_block_planned_hours: double, hours, protected administration planned

create or replace temp table time_period as
with recorded_month as (
    select distinct
        staff_key,
        date_trunc('month', on_date)::date as month_start,
    from time_day
),

-- days without an entry count too: a long Monday may make up for a free Friday
expected as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        sum(1.0 / day(last_day(d.on_date))) filter (m.staff_key is not null and not d.long_absent) as head_months,
        count(w.staff_key) / 28.0 as head_weeks,
        sum(d.contract_hours * (1 - d.leave_share)) filter (w.staff_key is not null) as available_hours,
    from staff_day d
    join stretch_day s on s.on_date = d.on_date
    left join recorded_month m
        on m.staff_key = d.staff_key and m.month_start = date_trunc('month', d.on_date)::date
    left join time_week w
        on w.staff_key = d.staff_key
        and w.week_start = date_trunc('week', d.on_date)::date
        and d.on_date between w.from_day and w.to_day
    where m.staff_key is not null or w.staff_key is not null
    group by d.staff_key, d.team_id, d.role, s.stretch_no
),

recorded as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        s.stretch_no,
        count(*) as time_days,
        sum(d.worked_hours) filter (w.staff_key is not null) as set_against_hours,
        sum(d.worked_hours) as worked_hours,
        sum(d.admin_hours) as admin_hours,
        sum(d.clinical_supervision_hours) as clinical_supervision_hours,
        sum(d.peer_support_hours) as peer_support_hours,
        sum(d.training_chosen_hours) as training_chosen_hours,
        sum(d.admin_block_hours) as admin_block_hours,
        sum(d.admin_block_planned_hours) as admin_block_planned_hours,
    from time_day d
    join stretch_day s on s.on_date = d.on_date
    left join time_week w
        on w.staff_key = d.staff_key and w.week_start = date_trunc('week', d.on_date)::date
    group by d.staff_key, d.team_id, d.role, s.stretch_no
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
    nullif(sum(e.head_weeks), 0)::double as head_weeks,
    (case
        when sum(e.head_weeks) > 0
            then coalesce(sum(r.set_against_hours), 0) - coalesce(sum(e.available_hours), 0)
    end)::double as overtime,
    coalesce(sum(r.worked_hours), 0)::double as worked_hours,
    coalesce(sum(r.admin_hours), 0)::double as admin_hours,
    coalesce(sum(r.clinical_supervision_hours), 0)::double as clinical_supervision_hours,
    coalesce(sum(r.peer_support_hours), 0)::double as peer_support_hours,
    coalesce(sum(r.training_chosen_hours), 0)::double as training_chosen_hours,
    coalesce(sum(r.admin_block_hours), 0)::double as admin_block_hours,
    coalesce(sum(r.admin_block_planned_hours), 0)::double as admin_block_planned_hours,
from expected e
left join recorded r
    on r.staff_key = e.staff_key
    and r.team_id is not distinct from e.team_id
    and r.role is not distinct from e.role
    and r.stretch_no = e.stretch_no
join period_stretch p on p.stretch_no = e.stretch_no
group by e.staff_key, e.team_id, e.role, p.period_kind, p.period_start, p.period_end;
