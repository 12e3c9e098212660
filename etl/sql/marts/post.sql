-- mart: post
-- grain: one row per person x stretch of days on which the roster says the same
-- sources: roster_current, load, clinician, caseload_current
-- only numbered by: load
-- columns:
--   post_no: integer, key, number of the row
--   staff_key: ubigint, key, the person
--   from_day: date, day, first day
--   to_day: date, day, last day
--   team_id: varchar, key, the team; of two posts at once that of the larger
--   role: varchar, words, the role
--   fte: double, FTE, of all posts held at once
--   clinical_fte: double, FTE, clinical part; where the roster has none, the FTE of whoever treats clients and else 0
--   contract_hours_week: double, hours, contracted per week
--   contract_type: varchar, words, permanent | fixed | bank | contractor | trainee
--   before_licence: boolean, claim, a trainee, or a licence that is not full yet
--   flexible_hours: boolean, claim, may choose the hours; null where the roster does not say
--   hired_on: date, day, when the person was hired, if known

-- A roster comes in two shapes. A snapshot says who is there on a day: it holds until the
-- day before the next snapshot of its source, and who is missing from that one is gone.
-- A list of validity periods (a file with closed rows, or with several days of beginning
-- and nobody twice) says it for each person: an open row holds until the person's next row.
create or replace temp table post as
with treating as (
    select staff_key from clinician
    union
    select staff_key from caseload_current
),

entry as (
    select
        r.staff_key,
        r.team_id,
        r.role,
        r.valid_from,
        r.load_id,
        coalesce(l.profile, '') as source,
        max(coalesce(r.valid_to, date '9999-12-30')) as valid_to,
        max(r.fte) as fte,
        max(coalesce(r.clinical_fte, case when t.staff_key is null then 0 else r.fte end)) as clinical_fte,
        max(r.contract_hours_week) as contract_hours_week,
        max(r.contract_type) as contract_type,
        bool_or(
            coalesce(r.contract_type = 'trainee', false)
            or coalesce(
                regexp_matches(lower(r.licence_status), '^(pre|not yet|unlicen|provision|associate|intern|candidate|student)'),
                false
            )
        ) as before_licence,
        bool_or(r.flexible_hours) as flexible_hours,
        max(r.hired_on) as hired_on,
        max(r.left_on) as left_on,
    from roster_current r
    left join load l on l.load_id = r.load_id
    left join treating t on t.staff_key = r.staff_key
    group by all
),

file as (
    select
        load_id,
        bool_and(valid_to = date '9999-12-30') and (
            count(distinct valid_from) = 1
            or count(distinct (staff_key, valid_from)) > count(distinct staff_key)
        ) as is_snapshot,
    from entry
    group by load_id
),

snapshot as (
    select
        source,
        valid_from,
        lead(valid_from) over (partition by source order by valid_from) as next_from,
    from (select distinct e.source, e.valid_from from entry e join file f using (load_id) where f.is_snapshot)
),

held as (
    select
        staff_key,
        valid_from,
        any_value(source) as source,
        bool_or(is_snapshot) as is_snapshot,
        arg_max(team_id, (team_id is not null, clinical_fte, fte, coalesce(team_id, ''), role)) as team_id,
        arg_max(role, (team_id is not null, clinical_fte, fte, coalesce(team_id, ''), role)) as role,
        max(valid_to) as valid_to,
        sum(fte) as fte,
        sum(clinical_fte) as clinical_fte,
        sum(contract_hours_week) as contract_hours_week,
        max(contract_type) as contract_type,
        bool_or(before_licence) as before_licence,
        bool_or(flexible_hours) as flexible_hours,
        max(hired_on) as hired_on,
        max(left_on) as left_on,
    from entry
    join file using (load_id)
    group by staff_key, valid_from
),

bounded as (
    select
        h.*,
        greatest(h.valid_from, coalesce(h.hired_on, h.valid_from), $first_day) as from_day,
        least(
            h.valid_to,
            coalesce(s.next_from - 1, $last_day),
            coalesce(lead(h.valid_from) over (partition by h.staff_key order by h.valid_from) - 1, $last_day),
            coalesce(h.left_on, $last_day),
            $last_day
        ) as to_day,
    from held h
    left join snapshot s on h.is_snapshot and s.source = h.source and s.valid_from = h.valid_from
)

select
    (row_number() over (order by staff_key, from_day))::integer as post_no,
    staff_key::ubigint as staff_key,
    from_day::date as from_day,
    to_day::date as to_day,
    team_id::varchar as team_id,
    role::varchar as role,
    fte::double as fte,
    clinical_fte::double as clinical_fte,
    contract_hours_week::double as contract_hours_week,
    contract_type::varchar as contract_type,
    before_licence::boolean as before_licence,
    flexible_hours::boolean as flexible_hours,
    hired_on::date as hired_on,
from bounded
where from_day <= to_day
order by all;
