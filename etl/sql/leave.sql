-- Published file `leave`: leave by group and by name, for HR. No survey figure is in it.
-- leave_estimate has the columns of `estimate` in the file `teams`, leave measures only.

create table leave_estimate (
    measure varchar not null, -- key of the measure
    group_id varchar not null, -- the group
    period_kind varchar not null, -- month, quarter, or the wave it stands beside
    period_start date not null, -- first day of the period
    period_end date not null, -- last day of the period
    value double, -- the figure [unit of the measure]
    band varchar, -- words for a figure given as a band
    lower double, -- lower limit [unit of the measure]
    upper double, -- upper limit [unit of the measure]
    n bigint, -- people [people]
    n_band varchar, -- unused here: no answers are in this file
    denominator double, -- what the figure is divided by [unit of the denominator]
    origin varchar not null check (origin = 'people'), -- people: counted from records
    basis varchar, -- what FTE is taken from: available or contracted
    state varchar not null, -- shown, not_shown, missing, insufficient, not_applicable
    shown_in varchar, -- the group above that includes it, where it is not shown
    completeness double, -- people recorded of people expected [share]
    reading varchar, -- over, under or cannot_tell against the reference
    primary key (measure, group_id, period_kind, period_start, period_end),
);

create table person_balance (
    display_name varchar not null, -- the person
    team_id varchar, -- team
    team_name varchar, -- name of the team
    kind varchar not null, -- kind of leave
    as_of date not null, -- day of the balance
    entitlement_hours double, -- entitlement [hours]
    used_hours double, -- used [hours]
    balance_hours double, -- left [hours]
    cap_hours double, -- cap above which hours are forfeited [hours]
    forfeit_hours double, -- hours lost within twelve months if nothing changes [hours]
    forfeit_month date, -- first day of the first month in which some are lost
);

create table person_rest (
    display_name varchar not null, -- the person
    team_id varchar, -- team
    team_name varchar, -- name of the team
    last_week_off date, -- last day of the last week of vacation
    vacation_hours_12m double, -- vacation taken in twelve months [hours]
    no_week_off boolean, -- no week of rest in six months; null for new, long absent and bank staff
);

create table person_request (
    display_name varchar not null, -- the person
    team_id varchar, -- team
    team_name varchar, -- name of the team
    kind varchar not null, -- kind of leave
    first_day date not null, -- first day asked for
    last_day date not null, -- last day asked for
    hours double, -- hours asked for [hours]
    requested_on date, -- when it was asked for, the last time
    waiting_days bigint, -- days since then [days]
    begins_in_days bigint, -- days until the first day; negative where it has begun [days]
);
