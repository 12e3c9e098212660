-- mart: leader
-- grain: one row per person who leads a team
-- sources: team_current, person
-- columns:
--   staff_key: ubigint, key, the person

create or replace temp table leader as
select distinct coalesce(p.staff_key, t.led_by_key)::ubigint as staff_key,
from team_current t
left join person p on p.id_hash = t.led_by_key
where t.led_by_key is not null
order by all;
