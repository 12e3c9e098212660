-- mart: leave_standing
-- grain: one row per person x period on whose last day the person is on the roster; none without leave records
-- sources: staff_day, leave_day, long_absence, rest_run, post, presence, leave_request_current, leave_balance_current, period
-- columns:
--   staff_key: ubigint, key, the person
--   team_id: varchar, key, team on the period's last day
--   role: varchar, words, the role there
--   period_kind: varchar, words, month | quarter | wave
--   period_start: date, day, first day of the period
--   period_end: date, day, last day of the period
--   vacation_taken_hours: double, hours, vacation in the 12 months to the period's end; null where not applicable
--   vacation_entitled_hours: double, hours, yearly entitlement for the share of the 12 months employed; null for bank staff and without entitlement
--   no_week_off: double, people, 1 without a week off in the six months to the period's end
--   people_six_months: double, people, 1 if on the roster for these six months and never long absent in them; null for bank staff and for contractors of whom the leave records say nothing

-- The entitlement is the whole year's: hours that were lost at a cap stay in it.
create or replace temp table leave_standing as
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

on_record as (
    select staff_key from leave_request_current
    union
    select staff_key from leave_balance_current
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
                and m.contract_type is distinct from 'bank'
                and (m.contract_type is distinct from 'contractor' or k.staff_key is not null)
                then 1
        end as people_six_months,
        case when r.staff_key is null then 1 else 0 end as no_week_off,
    from member m
    cross join leave_covered c
    left join vacation_year v using (staff_key, period_kind, period_start, period_end)
    left join entitlement t using (staff_key, period_kind, period_start, period_end)
    left join rest r using (staff_key, period_kind, period_start, period_end)
    left join absent a using (staff_key, period_kind, period_start, period_end)
    left join on_record k on k.staff_key = m.staff_key
)

select
    staff_key::ubigint as staff_key,
    team_id::varchar as team_id,
    role::varchar as role,
    period_kind::varchar as period_kind,
    period_start::date as period_start,
    period_end::date as period_end,
    (case when vacation_entitled_hours is not null then vacation_taken_hours end)::double as vacation_taken_hours,
    vacation_entitled_hours::double as vacation_entitled_hours,
    (case when people_six_months = 1 then no_week_off end)::double as no_week_off,
    people_six_months::double as people_six_months,
from at_end;
