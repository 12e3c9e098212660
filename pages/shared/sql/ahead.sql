-- one row per group x week ahead
select
    ahead.group_id,
    ahead.week_start,
    ahead.people,
    ahead.booked,
    ahead.available,
    ahead.holidays,
    ahead.short_days,
    ahead.state,
    if(ahead.shown_in is null, null, coalesce(grp.name, 'a larger group')) as shown_in,
from ahead
left join grp on grp.group_id = ahead.shown_in
order by ahead.week_start, ahead.group_id;
