-- one row per group: hours owed as last recorded, and forfeited in the months ahead
select
    group_id,
    arg_max(owed, month) filter (not ahead) as owed,
    sum(forfeited) filter (ahead) as forfeited,
    if(bool_or(state = 'shown' and ahead), 'shown', 'not_shown') as state,
from balance
group by group_id
order by group_id;
