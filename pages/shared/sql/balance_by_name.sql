-- one row per person x kind of leave, by name; what is left to the cap, least first
select
    display_name,
    team_name,
    kind,
    as_of,
    entitlement_hours,
    used_hours,
    balance_hours,
    cap_hours,
    cap_hours - balance_hours as hours_to_cap,
    forfeit_hours,
    forfeit_month,
from person_balance
order by forfeit_hours desc nulls last, hours_to_cap nulls last, display_name, kind;
