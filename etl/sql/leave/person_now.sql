-- mart: person_now
-- grain: one row per person on the roster on $last_day who stays beyond it
-- sources: post, roster_current, team_current, leader
-- columns:
--   staff_key: ubigint, key, the person
--   display_name: varchar, words, the name; 'name not supplied' where the roster has none
--   team_id: varchar, key, team
--   team_name: varchar, words, its latest name
--   role: varchar, words, role
--   fte: double, FTE, contracted
--   clinical_fte: double, FTE, contracted for clinical work
--   contract_hours_week: double, hours, contracted per week
--   contract_type: varchar, words, permanent | fixed | bank | contractor | trainee
--   ends_on: date, day, last day of the employment where it is known; null else

create or replace temp table person_now as
with here as (
    select *
    from post
    where to_day = $last_day
),

said as (
    select
        r.staff_key,
        arg_max(r.display_name, (r.valid_from, r.load_id)) filter (r.display_name is not null) as display_name,
        arg_max(r.latest_left_on, r.valid_from) as left_on,
    from (
        select
            *,
            coalesce(max(left_on) over (partition by staff_key, valid_from), date '9999-12-31') as latest_left_on,
        from roster_current
    ) r
    where r.valid_from <= $last_day
    group by r.staff_key
),

team_now as (
    select team_id, arg_max(name, coalesce(valid_from, date '1900-01-01')) as name
    from team_current
    group by team_id
)

select
    h.staff_key::ubigint as staff_key,
    coalesce(s.display_name, 'name not supplied')::varchar as display_name,
    h.team_id::varchar as team_id,
    t.name::varchar as team_name,
    h.role::varchar as role,
    h.fte::double as fte,
    h.clinical_fte::double as clinical_fte,
    h.contract_hours_week::double as contract_hours_week,
    h.contract_type::varchar as contract_type,
    nullif(s.left_on, date '9999-12-31')::date as ends_on,
from here h
left join said s on s.staff_key = h.staff_key
left join team_now t on t.team_id = h.team_id
where s.left_on is distinct from $last_day
order by all;
