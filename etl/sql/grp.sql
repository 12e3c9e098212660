-- mart: grp
-- grain: one row per published group: every node, and its role splits
-- sources: node, group_team, staff_day, reporting_unit
-- columns: as declared in teams.sql
create or replace temp table grp as
with on_roster as (
    select distinct
        staff_key,
        team_id,
        role,
    from staff_day
    where on_date = (select max(on_date) from staff_day)
),
people as (
    select
        g.group_id,
        count(distinct r.staff_key) as people,
    from group_team g
    join on_roster r on r.team_id = g.team_id and (g.role is null or g.role = r.role)
    group by g.group_id
),
split_group as (
    select distinct
        group_id,
        split_part(group_id, ':role:', 1) as node_id,
        role,
    from group_team
)
select
    s.group_id,
    s.node_id,
    if(s.role is null, 'none', 'role') as split,
    s.role as split_value,
    if(
        n.node_id = 'org' and n.name = 'org',
        $organisation,
        coalesce(u.name, n.name)
    ) || if(s.role is null, '', ', ' || replace(s.role, '_', ' ')) as name,
    n.kind,
    n.parent_id,
    n.setting,
    n.service_model,
    case
        when p.people is null then null
        when p.people < 5 then 'under 5'
        when p.people < 10 then '5-9'
        when p.people < 20 then '10-19'
        when p.people < 50 then '20-49'
        else p.people::varchar
    end as people_band,
    n.valid_from,
    n.valid_to,
    n.became,
from (
    from split_group
    union
    select node_id, node_id, null from node
) s
join node n on n.node_id = s.node_id
left join people p on p.group_id = s.group_id
left join (select distinct unit_id, name from reporting_unit) u
    on n.node_id = 'unit:' || u.unit_id
order by all;
