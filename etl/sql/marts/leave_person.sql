-- mart: leave_person
-- grain: one row per person x team x role x period with a leave figure; none without leave records
-- sources: staff_day, leave_day, long_absence, rest_run, post, clinician, session, session_day, leave_request_current, leave_balance_current, period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team at the period's end; of decisions and days, the team on that day
--   role: varchar, words, the role there
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   member_key: ubigint, key, hash of person, team, role and period
--   vacation_taken_hours: double, hours, vacation in the 12 months to the period's end; null where not applicable
--   vacation_entitled_hours: double, hours, yearly entitlement for the share of the 12 months employed; null for bank staff and without entitlement
--   no_week_off: double, people, 1 without a week off in the six months to the period's end
--   people_six_months: double, people, 1 if on the roster for these six months and never long absent in them
--   vacation_denied: double, requests, of those decided in the period, denied at last
--   vacation_decided: double, requests, for different days, decided in the period
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
        (to_day + 1 - interval 12 month)::date as year_from,
        (to_day + 1 - interval 6 month)::date as half_year_from,
    from period
    where period_kind <> 'year'
),

leave_covered as (
    select greatest(date_trunc('month', min(first_day)), date_trunc('month', $first_day))::date as first_day
    from leave_request_current
    having count(*) > 0
),

presence_part as (
    select
        *,
        case when lag(to_day) over by_person = from_day - 1 then 0 else 1 end as begins,
    from post
    window by_person as (partition by staff_key order by from_day)
),

numbered_part as (
    select
        *,
        sum(begins) over (partition by staff_key order by from_day rows unbounded preceding) as presence_no,
    from presence_part
),

presence as (
    select
        staff_key,
        presence_no,
        min(from_day) as from_day,
        max(to_day) as to_day,
    from numbered_part
    group by staff_key, presence_no
),

member as (
    select
        d.staff_key,
        d.team_id,
        d.role,
        e.*,
        r.from_day as present_from,
        o.contract_type,
        case
            when o.hired_on is not null then greatest(o.hired_on, e.year_from)
            when r.from_day > $first_day then greatest(r.from_day, e.year_from)
            else e.year_from
        end as employed_from,
    from dated e
    join staff_day d on d.on_date = e.to_day
    join presence r on r.staff_key = d.staff_key and d.on_date between r.from_day and r.to_day
    join post o on o.staff_key = d.staff_key and d.on_date between o.from_day and o.to_day
),

vacation_year as (
    select
        l.staff_key,
        e.period_kind,
        e.period_start,
        e.period_end,
        sum(l.vacation_share * coalesce(l.contract_hours, 8)) as hours,
    from leave_day l
    join dated e on l.on_date between e.year_from and e.to_day
    where l.vacation_share > 0
    group by all
),

entitlement as (
    select
        b.staff_key,
        e.period_kind,
        e.period_start,
        e.period_end,
        arg_max(b.entitlement_hours, (b.as_of, b.entitlement_hours)) as hours,
    from leave_balance_current b
    join dated e on b.as_of <= e.to_day
    where b.kind = 'vacation' and b.entitlement_hours > 0
    group by all
),

rest as (
    select distinct
        r.staff_key,
        e.period_kind,
        e.period_start,
        e.period_end,
    from rest_run r
    join dated e
        on least(r.last_day, e.to_day) - greatest(r.first_day, e.half_year_from) + 1 >= 7
),

absent as (
    select distinct
        a.staff_key,
        e.period_kind,
        e.period_start,
        e.period_end,
    from long_absence a
    join dated e on a.first_day <= e.to_day and a.last_day >= e.half_year_from
),

at_end as (
    select
        m.staff_key,
        m.team_id,
        m.role,
        m.period_kind,
        m.period_start,
        m.period_end,
        case
            when m.contract_type is distinct from 'bank' and m.year_from >= c.first_day
                then t.hours * (m.to_day - m.employed_from + 1) / (m.to_day - m.year_from + 1)
        end as vacation_entitled_hours,
        coalesce(v.hours, 0) as vacation_taken_hours,
        case
            when m.half_year_from >= greatest(m.present_from, c.first_day) and a.staff_key is null
                then 1
        end as people_six_months,
        case when r.staff_key is null then 1 else 0 end as no_week_off,
    from member m
    cross join leave_covered c
    left join vacation_year v using (staff_key, period_kind, period_start, period_end)
    left join entitlement t using (staff_key, period_kind, period_start, period_end)
    left join rest r using (staff_key, period_kind, period_start, period_end)
    left join absent a using (staff_key, period_kind, period_start, period_end)
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

session_covered as (
    select
        min(on_date) as first_day,
        max(on_date) as last_day,
    from session_day
),

-- only days on which somebody is on vacation are looked up among the sessions and notes
vacation_session as (
    select
        c.staff_key,
        date '2000-01-01' + (s.starts_sec + 60 * s.utc_offset_min) // 86400 as on_date,
    from session s
    join clinician c on c.staff_no = s.staff_no
    where s.claims & 1 > 0
),

vacation_note as (
    select
        c.staff_key,
        date '2000-01-01' + s.noted_sec // 86400 as on_date,
    from session s
    join clinician c on c.staff_no = s.staff_no
    where s.claims & 32 > 0
),

whole_vacation as (
    select l.staff_key, l.on_date
    from leave_day l
    join session_covered c on l.on_date between c.first_day and c.last_day
    where l.vacation_share >= 0.9
),

worked_vacation as (
    select v.staff_key, v.on_date from whole_vacation v join vacation_session s using (staff_key, on_date)
    union
    select v.staff_key, v.on_date from whole_vacation v join vacation_note s using (staff_key, on_date)
),

vacation_day as (
    select
        l.staff_key,
        l.on_date,
        case when w.staff_key is null then 0 else 1 end as worked,
    from whole_vacation l
    left join worked_vacation w using (staff_key, on_date)
),

figure as (
    select
        staff_key,
        team_id,
        role,
        period_kind,
        period_start,
        period_end,
        case when vacation_entitled_hours is not null then vacation_taken_hours end as vacation_taken_hours,
        vacation_entitled_hours,
        case when people_six_months = 1 then no_week_off end as no_week_off,
        people_six_months,
        null as vacation_denied,
        null as vacation_decided,
        null as worked_leave_days,
        null as full_leave_days,
    from at_end
    union all
    select
        q.staff_key,
        d.team_id,
        d.role,
        q.period_kind,
        q.period_start,
        q.period_end,
        null,
        null,
        null,
        null,
        case when q.denied then 1 else 0 end,
        1,
        null,
        null,
    from decided q
    join staff_day d on d.staff_key = q.staff_key and d.on_date = q.decided_on
    union all
    select
        v.staff_key,
        d.team_id,
        d.role,
        e.period_kind,
        e.period_start,
        e.period_end,
        null,
        null,
        null,
        null,
        null,
        null,
        v.worked,
        1,
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
    sum(worked_leave_days)::double as worked_leave_days,
    sum(full_leave_days)::double as full_leave_days,
from figure
group by staff_key, team_id, role, period_kind, period_start, period_end;
