-- mart: staff_day
-- grain: one row per person x calendar day on the roster
-- sources: roster_day, post, leave_day, long_absence
-- slices: on_date
-- columns:
--   staff_key: ubigint, key, the person
--   on_date: date, day, the day
--   team_id: varchar, key, the team on that day
--   role: varchar, words, the role on that day
--   fte: double, FTE, contracted
--   clinical_fte: double, FTE, contracted for clinical work
--   bank: boolean, claim, bank staff
--   trainee: boolean, claim, a trainee's contract
--   before_licence: boolean, claim, not fully licensed yet
--   flexible_hours: boolean, claim, may choose the hours; null where not known
--   contract_hours: double, hours, contracted on this day; 0 on days off and public holidays
--   scheduled: boolean, claim, own working day and not a public holiday
--   holiday: boolean, claim, public holiday
--   leave_kind: varchar, words, kind of leave on that day; null without leave
--   leave_share: double, 0 to 1, share of the day that is leave
--   sick_share: double, 0 to 1, share of the day off sick
--   vacation_share: double, 0 to 1, share of the day on vacation
--   long_absent: boolean, claim, within a spell of leave of 28 days or more
--   fte_weeks: double, FTE-weeks, available clinical time: a week without leave and holidays adds up to clinical_fte

create or replace temp table staff_day as
with absent_day as (
    select distinct
        staff_key,
        greatest(first_day, $first_day)
        + unnest(range((least(last_day, $last_day) - greatest(first_day, $first_day) + 1)::bigint))::integer as on_date,
    from long_absence
),

present as (
    select
        d.staff_key,
        d.on_date,
        p.team_id,
        p.role,
        p.fte,
        p.clinical_fte,
        coalesce(p.contract_type = 'bank', false) as bank,
        coalesce(p.contract_type = 'trainee', false) as trainee,
        p.before_licence,
        p.flexible_hours,
        d.contract_hours,
        d.scheduled,
        d.holiday,
        d.own_days,
        l.leave_kind,
        coalesce(l.leave_share, 0) as leave_share,
        coalesce(l.sick_share, 0) as sick_share,
        coalesce(l.vacation_share, 0) as vacation_share,
        a.staff_key is not null as long_absent,
    from roster_day d
    join post p on p.post_no = d.post_no
    left join leave_day l on l.staff_key = d.staff_key and l.on_date = d.on_date
    left join absent_day a on a.staff_key = d.staff_key and a.on_date = d.on_date
)

select
    staff_key::ubigint as staff_key,
    on_date::date as on_date,
    team_id::varchar as team_id,
    role::varchar as role,
    fte::double as fte,
    clinical_fte::double as clinical_fte,
    bank::boolean as bank,
    trainee::boolean as trainee,
    before_licence::boolean as before_licence,
    flexible_hours::boolean as flexible_hours,
    contract_hours::double as contract_hours,
    scheduled::boolean as scheduled,
    holiday::boolean as holiday,
    leave_kind::varchar as leave_kind,
    leave_share::double as leave_share,
    sick_share::double as sick_share,
    vacation_share::double as vacation_share,
    long_absent::boolean as long_absent,
    (case
        when scheduled and not long_absent then clinical_fte / own_days * (1 - leave_share)
        when clinical_fte is not null then 0
    end)::double as fte_weeks,
from present;
