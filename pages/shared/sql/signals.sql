-- one row per team x measure past an agreed level, surest first; at the end what was a month ago and is no more
select
    signal.group_id,
    grp.name,
    signal.measure,
    signal.kind,
    signal.status,
    signal.period_start,
    signal.since,
    signal.strength,
    signal.p_band,
    reference.value as level,
    signal.sentence,
from signal
join grp using (group_id)
left join reference
    on reference.measure = signal.measure
    and reference.group_id = signal.group_id
    and reference.agreed
order by signal.position, lower(grp.name), signal.measure;
