-- the groups a leader sees: their units and what is under them (own), and the organisation;
-- all of them own where no unit is named (local mode)
create table reach as
with recursive under as (
    select group_id from teams.grp where list_contains($units, node_id) or len($units) = 0
    union
    select g.group_id from teams.grp g join under u on g.parent_id = u.group_id
)

select
    g.group_id,
    u.group_id is not null as own,
from teams.grp g
left join under u using (group_id)
where u.group_id is not null or g.kind = 'organisation';
