-- one row per day of one group's calendar of vacation, oldest first
select
    on_date,
    away,
    state,
    if(calendar.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from calendar
left join grp on grp.group_id = calendar.shown_in
where calendar.group_id = $group_id
order by on_date;
