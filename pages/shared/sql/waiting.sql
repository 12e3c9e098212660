-- one row per group with a snapshot of its clients
select
    waiting.group_id,
    waiting.on_date,
    waiting.without_clinician,
    waiting.waiting,
    waiting.state,
    if(waiting.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from waiting
left join grp on grp.group_id = waiting.shown_in
order by waiting.group_id;
