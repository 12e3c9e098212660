-- one row per role that the organisation is split by, by name
select
    group_id,
    name,
    kind,
    split_value,
    null::varchar as parent,
from grp
where split = 'role'
and kind = 'organisation'
order by split_value, group_id;
