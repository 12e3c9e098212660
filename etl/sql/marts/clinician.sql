-- mart: clinician
-- grain: one row per person with appointments
-- sources: appointment_month
-- columns:
--   staff_key: ubigint, key, the person
--   staff_no: integer, key, a dense number; sorting ten million sessions by it takes half the time
--   team_id: varchar, key, a team the exports name; counts on days off the roster

create or replace temp table clinician as
with treating as (
    select
        staff_key,
        min(team_id) as team_id,
    from appointment_month
    where staff_key is not null
    group by staff_key
)

select
    staff_key::ubigint as staff_key,
    (row_number() over (order by staff_key))::integer as staff_no,
    team_id::varchar as team_id,
from treating
order by all;
