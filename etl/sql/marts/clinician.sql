-- mart: clinician
-- grain: one row per person with appointments
-- sources: appointment_current, roster_current
-- columns:
--   staff_key: ubigint, key, the person
--   staff_no: integer, key, a dense number; sorting ten million sessions by it takes half the time
--   team_id: varchar, key, a team the exports name; counts on days off the roster
--   preferred: varchar, words, populations the roster's latest row says the person prefers, between bars; null where it names none

create or replace temp table clinician as
with treating as (
    select
        staff_key,
        min(team_id) as team_id,
    from appointment_current
    group by staff_key
),

preference as (
    select
        staff_key,
        arg_max(preferred_populations, (valid_from, load_id, preferred_populations)) as populations,
    from roster_current
    where trim(preferred_populations) <> ''
    group by staff_key
)

select
    t.staff_key::ubigint as staff_key,
    (row_number() over (order by t.staff_key))::integer as staff_no,
    t.team_id::varchar as team_id,
    ('|' || regexp_replace(lower(trim(p.populations)), '\s*[,|/\x3b]\s*', '|', 'g') || '|')::varchar as preferred,
from treating t
left join preference p on p.staff_key = t.staff_key
order by all;
