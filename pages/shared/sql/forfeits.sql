-- one row per group: hours owed as last recorded, and forfeited in the months ahead
with forfeits as (
    select
        group_id,
        arg_max(owed, month) filter (not ahead) as owed,
        sum(forfeited) filter (ahead) as forfeited,
        if(bool_or(state = 'shown' and ahead), 'shown', 'not_shown') as state,
        any_value(shown_in) as inside,
    from balance
    group by group_id
)

select
    forfeits.group_id,
    owed,
    forfeited,
    state,
    if(inside is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from forfeits
left join grp on grp.group_id = inside
order by forfeits.group_id;
