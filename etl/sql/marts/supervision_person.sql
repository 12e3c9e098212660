-- mart: supervision_person
-- grain: one row per person x period at whose end an interval for clinical supervision can be judged
-- sources: staff_day, time_day, time_activity, presence, long_absence, supervision_interval, period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team on the period's last day
--   role: varchar, words, role on that day
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   people_with_interval: double, people, 1
--   people_past_interval: double, people, 1 without clinical supervision in the days of the interval

-- Judged is who treats clients, was on the roster on every day of the interval and on none
-- of them long absent, and handed in a time sheet within it: a lapse, and no gap in the
-- records. Of several intervals that of the role goes before that of the licence.
create or replace temp table supervision_person as
with covered as (
    select min(on_date) as first_day
    from time_day
),

at_end as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        p.period_kind,
        p.period_start,
        p.period_end,
        p.to_day,
        arg_max(
            i.days,
            (case when i.role is null then 0 else 2 end + case when i.before_licence is null then 0 else 1 end, -i.days)
        ) as days,
    from period p
    join staff_day d on d.on_date = p.to_day and d.clinical_fte > 0
    join supervision_interval i
        on (i.role is null or lower(i.role) = lower(d.role))
        and (i.before_licence is null or i.before_licence = d.before_licence)
    where p.period_kind <> 'year'
    group by d.staff_key, d.team_id, d.role, p.period_kind, p.period_start, p.period_end, p.to_day
),

supervised_day as (
    select
        staff_key,
        on_date,
    from time_day
    where clinical_supervision_hours > 0
),

recorded as (
    select
        a.*,
        t.on_date as recorded_on,
    from at_end a
    asof join time_day t on t.staff_key = a.staff_key and t.on_date <= a.to_day
),

judged as (
    select
        r.*,
        s.on_date as supervised_on,
    from recorded r
    asof left join supervised_day s on s.staff_key = r.staff_key and s.on_date <= r.to_day
)

select
    j.staff_key::ubigint as staff_key,
    j.team_id::varchar as team_id,
    j.role::varchar as role,
    j.period_kind::varchar as period_kind,
    j.period_start::date as period_start,
    j.period_end::date as period_end,
    hash(j.staff_key, j.team_id, j.role, j.period_kind, j.period_start)::ubigint as member_key,
    1::double as people_with_interval,
    (case when j.supervised_on > j.to_day - j.days then 0 else 1 end)::double as people_past_interval,
from judged j
join covered c on c.first_day <= j.to_day - j.days + 1
join presence p
    on p.staff_key = j.staff_key and p.from_day <= j.to_day - j.days + 1 and p.to_day >= j.to_day
left join long_absence a
    on a.staff_key = j.staff_key and a.first_day <= j.to_day and a.last_day > j.to_day - j.days
where
    j.recorded_on > j.to_day - j.days
    and a.staff_key is null
    and 'clinical_supervision' in (select activity from time_activity)
order by all;
