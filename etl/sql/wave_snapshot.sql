-- mart: wave_snapshot
-- grain: one row per returned questionnaire of the wave $wave_id
-- sources: survey_response_current, roster_current
-- columns:
--   response_id ubigint     the questionnaire
--   staff_key ubigint       the person; null in an anonymous wave
--   team_id varchar         the team at launch ($first_day), or the export's own; null: none
--   submitted_at timestamp  when it was returned
--   late boolean            after the wave's last day
--   too_fast boolean        returned faster than its items can be read; null: not known
create or replace temp table wave_snapshot as
with launched as (
    select max(valid_from) as snapshot_date
    from roster_current
    where valid_from <= $first_day
),
member as (
    select
        r.staff_key,
        arg_max(r.team_id, (r.valid_from, r.source_row)) as team_id,
    from roster_current r
    cross join launched l
    where r.valid_from <= $first_day
        and (r.valid_to >= $first_day or (r.valid_to is null and r.valid_from = l.snapshot_date))
        and (r.hired_on is null or r.hired_on <= $first_day)
        and (r.left_on is null or r.left_on >= $first_day)
    group by r.staff_key
)
select
    s.response_id,
    s.staff_key,
    coalesce(m.team_id, s.team_id) as team_id,
    s.submitted_at,
    s.late,
    s.too_fast,
from survey_response_current s
left join member m on m.staff_key = s.staff_key
where s.wave_id = $wave_id
order by all;
