-- mart: group_team
-- grain: one row per group x team under it x role (null = all roles)
-- sources: node, staff_period, session_period
-- columns:
--   group_id: varchar, key, node_id; node_id:role:<role> for a split by role, of the kinds in $split_kinds
--   team_id: varchar, key, team under it, or the node itself where people belong to it directly
--   role: varchar, words, the only role that counts; null = all roles

create or replace temp table group_team as
with recursive above as (
    select node_id as group_id, node_id as team_id from node where kind <> 'unit'
    union
    select n.parent_id, a.team_id
    from above a
    join node n on n.node_id = a.group_id
    where n.parent_id is not null
),

team_role as (
    select team_id, role from staff_period
    union
    select team_id, role from session_period
),

held_role as (
    select distinct
        a.group_id,
        r.role,
    from above a
    join node n on n.node_id = a.group_id and list_contains($split_kinds, n.kind)
    join team_role r on r.team_id = a.team_id
    where r.role is not null
)

select
    group_id::varchar as group_id,
    team_id::varchar as team_id,
    null::varchar as role,
from above
union all
select
    a.group_id || ':role:' || h.role,
    a.team_id,
    h.role,
from above a
join held_role h on h.group_id = a.group_id
order by all;
