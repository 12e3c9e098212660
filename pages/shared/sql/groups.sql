-- one row per unsplit group, with the division and programme above it (or itself)
with recursive above as (
    select group_id, group_id as ancestor, 0 as steps
    from grp
    where split = 'none'
    union all
    select above.group_id, parent.group_id, above.steps + 1
    from above
    join grp child on child.group_id = above.ancestor
    join grp parent on parent.group_id = child.parent_id
    where above.steps < 8
),
placed as (
    select
        above.group_id,
        max(grp.name) filter (grp.kind = 'division') as division,
        max(grp.name) filter (grp.kind = 'programme') as programme,
        arg_min(grp.name, steps) filter (steps > 0) as parent,
    from above
    join grp on grp.group_id = above.ancestor
    group by above.group_id
)
select
    grp.group_id,
    grp.node_id,
    grp.name,
    grp.kind,
    placed.parent,
    placed.division,
    placed.programme,
    grp.setting,
    grp.service_model,
    grp.people_band,
    grp.valid_from,
    grp.valid_to,
    coalesce(next.name, grp.became) as became,
from grp
join placed using (group_id)
left join grp next on next.group_id = grp.became
order by lower(grp.name), grp.group_id;
