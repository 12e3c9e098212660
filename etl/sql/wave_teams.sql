-- mart: wave_teams
-- grain: one row per group as it stood on $first_day
-- sources: team_current, person
-- columns:
--   team_id varchar            the group
--   parent_id varchar          group above it
--   kind varchar               division, programme, team, organisation
--   led_by_key ubigint         who leads it; null: not known
--   reporting_unit_id varchar  unit it reports in; null: none
create or replace temp table wave_teams as
select
    t.team_id,
    t.parent_id,
    t.kind,
    coalesce(p.staff_key, t.led_by_key) as led_by_key,
    t.reporting_unit_id,
from team_current t
left join person p on p.id_hash = t.led_by_key
where (t.valid_from is null or t.valid_from <= $first_day)
    and (t.valid_to is null or t.valid_to >= $first_day)
qualify row_number() over (
    partition by t.team_id
    order by t.valid_from desc nulls last, t.load_id desc, t.source_row desc
) = 1
order by all;
