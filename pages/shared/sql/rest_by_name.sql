-- one row per person; those without a week of rest first, whose last one lies longest ago
select
    display_name,
    team_name,
    case no_week_off when true then 'none' when false then 'yes' else 'not counted' end as week_off,
    last_week_off,
    vacation_hours_12m,
from person_rest
order by coalesce(no_week_off, false) desc, last_week_off nulls first, display_name, team_name;
