-- one row per person x kind of leave, by name
select
    display_name,
    team_name,
    kind,
    as_of,
    entitlement_hours,
    used_hours,
    balance_hours,
    cap_hours,
from person_balance
order by display_name, kind;
