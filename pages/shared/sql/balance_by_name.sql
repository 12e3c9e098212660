-- one row per person x kind of leave, by name; what is left to the cap, least first
select
    display_name,
    team_name,
    kind,
    forfeit_hours,
    forfeit_month,
    cap_hours - balance_hours as hours_to_cap,
    balance_hours,
    cap_hours,
    used_hours,
    entitlement_hours,
    as_of,
from person_balance
order by forfeit_hours desc nulls last, hours_to_cap nulls last, display_name, kind;
