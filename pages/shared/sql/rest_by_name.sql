-- one row per person; those whose last week off lies longest ago first
select
    display_name,
    team_name,
    last_week_off,
    vacation_hours_12m,
from person_rest
order by last_week_off nulls first, display_name;
