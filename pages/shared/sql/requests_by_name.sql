-- one row per request that nobody has decided on; those that begin first first
select
    display_name,
    team_name,
    kind,
    first_day,
    last_day,
    hours,
    requested_on,
    waiting_days,
    begins_in_days,
from person_request
order by first_day, display_name, last_day;
