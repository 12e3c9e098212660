-- mart: leave_person
-- grain: one row per person x team x role x period with a leave figure; none without leave records
-- sources: leave_standing, vacation_day, staff_day, leave_request_current, period
-- slices: period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team at the period's end; of requests, decisions and days, the team on that day
--   role: varchar, words, the role there
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   vacation_taken_hours: double, hours, vacation in the 12 months to the period's end; null where not applicable
--   vacation_entitled_hours: double, hours, yearly entitlement for the share of the 12 months employed; null for bank staff and without entitlement
--   no_week_off: double, people, 1 without a week off in the six months to the period's end
--   people_six_months: double, people, 1 if on the roster for these six months and never long absent in them; null for bank staff and for contractors of whom the leave records say nothing
--   vacation_denied: double, requests, of those decided in the period, denied at last
--   vacation_decided: double, requests, for different days, decided in the period
--   vacation_undecided: double, requests, of those begun, without a decision on their first day
--   vacation_begun: double, requests, for different days that begin in the period, cancelled ones apart; null where the source does not record when it decides
--   vacation_called_off: double, requests, of those granted, cancelled by the employer at last
--   vacation_granted: double, requests, for different days that begin in the period, granted at some time; null where no one records who cancels
--   worked_leave_days: double, days, of these, with a kept session or a finished note; co-signing apart
--   full_leave_days: double, days, of whole vacation, on days the sessions cover

create or replace temp table leave_person as
with dated as (
    select
        period_kind,
        period_start,
        period_end,
        from_day,
        to_day,
    from period
    where period_kind <> 'year'
),

-- the same days asked for again in a period are one request, and its last answer counts
decided as (
    select
        q.staff_key,
        e.period_kind,
        e.period_start,
        e.period_end,
        max(q.decided_on) as decided_on,
        arg_max(q.status = 'denied', (q.decided_on, q.status = 'denied', q.request_key)) as denied,
    from leave_request_current q
    join dated e on q.decided_on between e.from_day and e.to_day
    where q.kind = 'vacation' and q.status in ('approved', 'taken', 'denied')
    group by q.staff_key, q.first_day, q.last_day, e.period_kind, e.period_start, e.period_end
),

-- where over 90 % of decisions bear the day of the request, the source does not record them
deciding as (
    select count(*) filter (decided_on = requested_on) <= 0.9 * count(*) as recorded
    from leave_request_current
    where kind = 'vacation' and decided_on is not null and requested_on is not null
),

-- a request without the day of its decision cannot be judged
begun as (
    select
        staff_key,
        first_day,
        coalesce(min(decided_on) filter (status <> 'requested') > first_day, true) as undecided,
    from leave_request_current
    cross join deciding d
    where kind = 'vacation' and status <> 'cancelled' and d.recorded
    group by staff_key, first_day, last_day
    having count(*) filter (status <> 'requested' and decided_on is not null) > 0 or bool_and(status = 'requested')
),

cancelling as (
    select count(cancelled_by) > 0 as recorded
    from leave_request_current
    where kind = 'vacation'
),

granted as (
    select
        q.staff_key,
        q.first_day,
        arg_max(
            q.status = 'cancelled',
            (coalesce(q.decided_on, q.requested_on, q.first_day), q.status = 'cancelled', q.request_key)
        ) as called_off,
    from leave_request_current q
    cross join cancelling c
    where
        q.kind = 'vacation'
        and (q.status in ('approved', 'taken') or (q.status = 'cancelled' and q.cancelled_by = 'employer'))
        and c.recorded
    group by q.staff_key, q.first_day, q.last_day
),

figure as (
    select * from leave_standing
    union all by name
    select
        q.staff_key,
        d.team_id,
        d.role,
        q.period_kind,
        q.period_start,
        q.period_end,
        case when q.denied then 1 else 0 end as vacation_denied,
        1 as vacation_decided,
    from decided q
    join staff_day d on d.staff_key = q.staff_key and d.on_date = q.decided_on
    union all by name
    select
        b.staff_key,
        d.team_id,
        d.role,
        e.period_kind,
        e.period_start,
        e.period_end,
        case when b.undecided then 1 else 0 end as vacation_undecided,
        1 as vacation_begun,
    from begun b
    join staff_day d on d.staff_key = b.staff_key and d.on_date = b.first_day
    join dated e on b.first_day between e.from_day and e.to_day
    union all by name
    select
        g.staff_key,
        d.team_id,
        d.role,
        e.period_kind,
        e.period_start,
        e.period_end,
        case when g.called_off then 1 else 0 end as vacation_called_off,
        1 as vacation_granted,
    from granted g
    join staff_day d on d.staff_key = g.staff_key and d.on_date = g.first_day
    join dated e on g.first_day between e.from_day and e.to_day
    union all by name
    select
        v.staff_key,
        d.team_id,
        d.role,
        e.period_kind,
        e.period_start,
        e.period_end,
        v.worked::integer as worked_leave_days,
        1 as full_leave_days,
    from vacation_day v
    join staff_day d on d.staff_key = v.staff_key and d.on_date = v.on_date
    join dated e on v.on_date between e.from_day and e.to_day
)

select
    staff_key::ubigint as staff_key,
    team_id::varchar as team_id,
    role::varchar as role,
    period_kind::varchar as period_kind,
    period_start::date as period_start,
    period_end::date as period_end,
    hash(staff_key, team_id, role, period_kind, period_start)::ubigint as member_key,
    sum(vacation_taken_hours)::double as vacation_taken_hours,
    sum(vacation_entitled_hours)::double as vacation_entitled_hours,
    sum(no_week_off)::double as no_week_off,
    sum(people_six_months)::double as people_six_months,
    sum(vacation_denied)::double as vacation_denied,
    sum(vacation_decided)::double as vacation_decided,
    sum(vacation_undecided)::double as vacation_undecided,
    sum(vacation_begun)::double as vacation_begun,
    sum(vacation_called_off)::double as vacation_called_off,
    sum(vacation_granted)::double as vacation_granted,
    sum(worked_leave_days)::double as worked_leave_days,
    sum(full_leave_days)::double as full_leave_days,
from figure
group by staff_key, team_id, role, period_kind, period_start, period_end;
