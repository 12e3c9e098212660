-- mart: anchor
-- grain: one row per person x wave: who answered, and who else was on the roster at its launch
-- sources: survey_response_current, wave, staff_day, leader
-- columns:
--   anchor_no: integer, key, number of the row; weeks are grouped by it, which takes half the time
--   staff_key: ubigint, key, the person
--   wave_id: varchar, key, the wave
--   anchor_day: date, day, of the answer (of several the last); of who gave none with a key, the wave's first day
--   answered: boolean, claim, an answer that carries the person's key
--   team_id: varchar, key, the team on that day
--   clinical: boolean, claim, some clinical FTE on that day
--   manager: boolean, claim, leads a team or has the role of manager or director

-- A team's exposure is the mean over all its members, not only those who answered (Luedtke
-- et al. 2008, Psychological Methods 13:203-229): so members without an answer have a day too.
create or replace temp table anchor as
with answer as (
    select
        staff_key,
        wave_id,
        max(submitted_at)::date as anchor_day,
    from survey_response_current
    where staff_key is not null and not late
    group by staff_key, wave_id
),

present as (
    select
        d.staff_key,
        w.wave_id,
        w.first_day as anchor_day,
    from wave w
    join staff_day d on d.on_date = w.first_day
),

together as (
    select
        coalesce(a.staff_key, p.staff_key) as staff_key,
        coalesce(a.wave_id, p.wave_id) as wave_id,
        coalesce(a.anchor_day, p.anchor_day) as anchor_day,
        a.staff_key is not null as answered,
    from answer a
    full join present p on p.staff_key = a.staff_key and p.wave_id = a.wave_id
)

select
    (row_number() over (order by t.wave_id, t.staff_key))::integer as anchor_no,
    t.staff_key::ubigint as staff_key,
    t.wave_id::varchar as wave_id,
    t.anchor_day::date as anchor_day,
    t.answered::boolean as answered,
    d.team_id::varchar as team_id,
    coalesce(d.clinical_fte > 0, false)::boolean as clinical,
    (
        coalesce(lower(d.role) in ('manager', 'director'), false)
        or t.staff_key in (select l.staff_key from leader l)
    )::boolean as manager,
from together t
join staff_day d on d.staff_key = t.staff_key and d.on_date = least(t.anchor_day, $last_day)
order by all;
