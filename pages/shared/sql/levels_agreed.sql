-- one row per headline measure that has an agreed level in any team, in its order
select distinct
    measure.measure,
    measure.position,
from measure
join reference
    on reference.measure = measure.measure
    and reference.agreed
join grp
    on grp.group_id = reference.group_id
    and grp.kind = 'team'
    and grp.split = 'none'
where measure.headline
order by measure.position;
