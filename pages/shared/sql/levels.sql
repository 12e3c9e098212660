-- one row per measure: what colours and readings of $group_id refer to
select
    measure,
    value,
    agreed,
    text,
from reference
where group_id = $group_id
order by measure;
