-- Published file `teams`: what leaders and staff may see. Immutable, written once.
-- A row whose state is not 'shown' holds no value, limit or count.

create table grp (
    group_id varchar primary key, -- the group; a split one is node:split:value
    node_id varchar not null, -- the node of the hierarchy it belongs to
    split varchar not null check (split in ('none', 'role', 'tenure')), -- what the node is split by
    split_value varchar, -- the part of the split
    name varchar not null, -- name as it is now
    kind varchar not null check (kind in ('organisation', 'division', 'programme', 'unit', 'team')), -- level of the hierarchy
    parent_id varchar, -- group above it
    setting varchar, -- kind of place or of organisation
    service_model varchar, -- how it works
    people_band varchar, -- people on the roster, in bands
    valid_from date, -- first day on which it existed
    valid_to date, -- last day on which it existed
    became varchar, -- group it was merged or renamed into
);

create table estimate (
    measure varchar not null, -- key of the measure
    group_id varchar not null, -- the group
    period_kind varchar not null check (period_kind in ('month', 'quarter', 'year', 'wave')), -- month, quarter, year, or the wave it stands beside
    period_start date not null, -- first day of the period
    period_end date not null, -- last day of the period
    value double, -- the figure [unit of the measure]
    band varchar, -- words for a figure given as a band
    lower double, -- lower limit [unit of the measure]
    upper double, -- upper limit [unit of the measure]
    n bigint, -- people or answers; of answers only from 50 on [people]
    n_band varchar, -- answers in bands
    denominator double, -- what the figure is divided by [unit of the denominator]
    origin varchar not null check (origin in ('people', 'answers', 'official')), -- people: counted from records; answers: from a survey; official: supplied aggregated
    basis varchar, -- what FTE is taken from: available or contracted
    state varchar not null check (state in ('shown', 'not_shown', 'missing', 'insufficient', 'not_applicable')), -- shown, not_shown, missing, insufficient, not_applicable
    shown_in varchar, -- the group above that includes it, where it is not shown
    completeness double, -- people recorded of people expected [share]
    reading varchar, -- over, under or cannot_tell against the reference
    primary key (measure, group_id, period_kind, period_start, period_end),
    check (state = 'shown' or (value is null and band is null and lower is null and upper is null and n is null and n_band is null and denominator is null)),
);

create table response (
    wave_id varchar not null, -- the wave
    wave_name varchar not null, -- its name
    first_day date not null, -- day of launch
    last_day date not null, -- last day that counts
    anonymous boolean not null, -- whether answers carry no key
    group_id varchar not null, -- the group
    rate_band varchar, -- answered of invited, in ten-point bands
    state varchar not null, -- shown or not_shown
    reading varchar, -- what the rate allows to say
    primary key (wave_id, group_id),
);

create table action (
    action_id varchar primary key, -- the action
    team_id varchar not null, -- the team
    started_on date not null, -- first day
    ended_on date, -- last day, if it has ended
    lever varchar not null, -- what was changed
    target_measure varchar, -- the measure it is meant to move
    reading varchar, -- what is seen since, once it can be told
);

-- what colours and readings of a group refer to: its agreed level, or else the organisation's own beginning
create table reference (
    measure varchar not null, -- the measure
    group_id varchar not null, -- the group
    value double not null, -- the reference [unit of the measure]
    agreed boolean not null, -- whether somebody agreed on it
    text varchar not null, -- what it is, in words
    primary key (measure, group_id),
);

-- teams surely past a level that somebody agreed on; of shown months of operational figures alone
create table signal (
    group_id varchar not null, -- the team
    measure varchar not null, -- the measure
    kind varchar not null check (kind in ('above', 'below')), -- on which side of the agreed level
    position integer not null, -- order, surest first
    period_start date not null, -- the last month looked at
    since date, -- first of the months in a row past the level; null: the last month is not past it
    status varchar not null check (status in ('new', 'goes_on', 'ended')), -- new: not named by the month before; ended: named then and no more, so no finding
    strength double not null, -- how far the last three months' mean lies past the level, season taken out [standard deviations of the team's own months]
    p_band varchar not null, -- how seldom chance would bring that about
    sentence varchar not null, -- the finding in words
    primary key (group_id, measure),
);

-- where a group stands on a score once chance is taken off: its mean drawn towards that of all groups shown
create table standing (
    group_id varchar not null, -- the team or reporting unit
    measure varchar not null, -- the score
    period_start date not null, -- first day of the wave
    value double not null, -- the mean, drawn in [points of 0 to 100]
    lower double not null, -- lower 95 % limit [points of 0 to 100]
    upper double not null, -- upper 95 % limit [points of 0 to 100]
    chance varchar, -- chance that the group lies above its reference, in bands; null: cannot tell
    reading varchar not null check (reading in ('over', 'under', 'cannot_tell')), -- over, under or cannot_tell against the reference
    differ boolean not null, -- whether groups differ detectably in this wave; where not, none may be named
    primary key (measure, group_id, period_start),
);

-- where similar teams lie (the same setting and service model, at least five shown), in the latest period of each measure; of shown figures alone
create table similar_teams (
    group_id varchar not null, -- the team
    measure varchar not null, -- the measure
    period_start date not null, -- first day of the period
    teams integer not null, -- similar teams shown, this one among them
    half double not null, -- half of them lie there or below [unit of the measure]
    target double, -- scores alone: what the funnel stands about, their weighted mean [points of 0 to 100]
    lower double, -- scores alone: lower 95 % limit for a team with as many answers [points of 0 to 100]
    upper double, -- scores alone: upper 95 % limit [points of 0 to 100]
    alarm_lower double, -- scores alone: lower 99.8 % limit [points of 0 to 100]
    alarm_upper double, -- scores alone: upper 99.8 % limit [points of 0 to 100]
    unlike varchar check (unlike in ('above', 'below')), -- scores alone: outside the 99.8 % limits, and on which side
    primary key (measure, group_id),
);

-- the lines of control charts and the marks of their points; of shown operational figures alone
create table spc (
    measure varchar not null, -- the measure
    group_id varchar not null, -- the group
    period_kind varchar not null check (period_kind in ('month', 'quarter')), -- kind of period
    period_start date not null, -- first day of the period
    centre double not null, -- centre line: mean of the segment's first 13 points, with the season [unit of the measure]
    lower double, -- lower limit; null: no two successive points to tell it from [unit of the measure]
    upper double, -- upper limit [unit of the measure]
    near_lower double, -- two thirds of the way to the lower limit [unit of the measure]
    near_upper double, -- two thirds of the way to the upper limit [unit of the measure]
    segment integer not null, -- number of the segment: a new one at a lasting action or a break in the series
    trial boolean not null, -- trial limits: the segment has fewer than 13 points
    state varchar not null check (state in ('common', 'above_limit', 'below_limit', 'rising', 'falling', 'near_upper', 'near_lower', 'run_above', 'run_below')), -- which rule marks the point
    meaning varchar not null check (meaning in ('common', 'concern', 'improvement', 'change')), -- what the mark means for this measure
    assurance varchar, -- last point alone: kept, past or varies, the agreed level against the limits
    lag_1 double, -- last point alone: correlation of successive points; above .3 marks come too easily
    primary key (measure, group_id, period_start),
);

-- who is on vacation, day by day, over thirteen months; sickness and other leave are told by quarter alone
create table calendar (
    group_id varchar not null, -- the group
    on_date date not null, -- day on which somebody is scheduled; where nothing is shown, the first day of the month
    away double, -- people on vacation of those scheduled that day, to the nearest twentieth [share]
    state varchar not null check (state in ('shown', 'not_shown')), -- shown or not_shown
    shown_in varchar, -- the group above that includes it, where it is not shown
    primary key (group_id, on_date),
    check (state = 'shown' or away is null),
);

-- vacation that is owed, and what will be forfeited if nothing changes
create table balance (
    group_id varchar not null, -- the group
    month date not null, -- first day of the month
    ahead boolean not null, -- false: as recorded; true: worked out from accrual and approved leave
    people bigint, -- people with a balance [people]
    owed double, -- hours owed at the month's end, debts of others not taken off, to the nearest ten [hours]
    forfeited double, -- hours lost in the month, at a cap or the leave year's end, to the nearest ten [hours]
    carried double, -- hours carried into the next leave year, in its last month, to the nearest ten [hours]
    money double, -- the hours owed at the rate of the settings; null without one [currency]
    currency varchar, -- of money
    state varchar not null check (state in ('shown', 'not_shown')), -- shown or not_shown
    shown_in varchar, -- the group above that includes it, where it is not shown
    primary key (group_id, month),
    check (state = 'shown' or (people is null and owed is null and forfeited is null and carried is null and money is null)),
);

-- decisions on vacation requests over whole quarters, each level made comparable in all else
create table decision (
    outcome varchar not null check (outcome in ('denied', 'undecided', 'cancelled')), -- denied of those decided, undecided on the first day, cancelled by the employer of those granted
    dimension varchar not null check (dimension in ('all', 'team', 'role', 'notice', 'season', 'length')), -- what is compared; all: the organisation as a whole
    group_id varchar not null, -- the team; for all else the organisation
    level varchar not null, -- the role, notice, season or length; the team's id
    position integer not null, -- order of levels
    period_start date not null, -- first day of the span
    period_end date not null, -- last day of the span
    people bigint, -- people with such requests [people]
    share double, -- expected of all requests if all were of this level; of all: the plain share [share]
    lower double, -- lower 95 % limit [share]
    upper double, -- upper 95 % limit [share]
    reading varchar, -- over, under or cannot_tell against all requests; over and under at q < .05
    state varchar not null check (state in ('shown', 'not_shown', 'insufficient')), -- shown, not_shown, or insufficient: too few of the outcome in all
    shown_in varchar, -- the group above that includes it, where it is not shown
    primary key (outcome, dimension, group_id, level),
    check (state = 'shown' or (people is null and share is null and lower is null and upper is null and reading is null)),
);

-- the four times seven days after the last day of the data
create table ahead (
    group_id varchar not null, -- the group
    week_start date not null, -- first of the seven days
    people bigint, -- people on the roster [people]
    booked double, -- planned sessions of clinical staff, to the nearest ten [hours]
    available double, -- contracted by clinical staff less approved leave and public holidays, to the nearest ten [hours]
    holidays bigint, -- public holidays on working days [days]
    short_days bigint, -- days, of several teams together, on which approved leave brings a team under its staffing minimum [days]
    state varchar not null check (state in ('shown', 'not_shown')), -- shown or not_shown
    shown_in varchar, -- the group above that includes it, where it is not shown
    primary key (group_id, week_start),
    check (state = 'shown' or (people is null and booked is null and available is null and short_days is null)),
);

-- clients who wait, by the latest snapshot of each team
create table waiting (
    group_id varchar primary key, -- the group
    on_date date not null, -- day of the latest snapshot
    without_clinician bigint, -- clients without a clinician [clients]
    waiting bigint, -- referrals waiting [referrals]
    state varchar not null check (state in ('shown', 'not_shown')), -- shown or not_shown
    shown_in varchar, -- the group above that includes it, where it is not shown
    check (state = 'shown' or (without_clinician is null and waiting is null)),
);

create table headline (
    group_id varchar not null, -- the group it is about
    position integer not null, -- order on the page
    sentence varchar not null, -- the finding in words
    primary key (group_id, position),
);

create table freshness (
    source varchar primary key, -- name of the export
    profile varchar not null, -- the profile it was read with
    files bigint not null, -- files in force
    rows bigint not null, -- rows in force
    rejects bigint not null, -- rows rejected
    last_load timestamp not null, -- when it was last loaded
    last_date date, -- last day its rows cover
    state varchar not null check (state in ('fresh', 'stale')), -- fresh, or stale: over 45 days behind the newest source
);

-- what to mend in what is loaded: one row per check x source x month x team in which it found something, and one for a check that found nothing
create table quality (
    check_key varchar not null, -- the check
    section varchar not null, -- what it looks at
    source varchar, -- export it found it in; null: the roster or the teams as a whole
    period_start date, -- month; null: no month
    team_id varchar, -- team, from 5 people on; null: no team
    team_name varchar, -- its name, or what stands for several small ones
    unit varchar not null, -- what is counted: people, rows, teams or days
    count bigint, -- found; null under 5 people or rows
    count_words varchar not null, -- the same in words
    people_words varchar, -- people or identifiers these belong to: the number, or under 5
    of bigint, -- looked at
    share double, -- found of looked at; null where one of them is [share]
    detail varchar, -- which rule, where a check has several
    title varchar not null, -- what was found, in words
    mend varchar not null, -- how it is mended
    weight varchar not null check (weight in ('mend', 'look', 'tell')), -- mend: figures are wrong until then; look: may be right; tell: how complete
);

-- where a series of figures breaks: from this period on it is not the series it was
create table series_break (
    measure varchar not null, -- the measure
    period_kind varchar not null, -- kind of period
    period_start date not null, -- first day of the first period that differs
    kind varchar not null check (kind in ('instrument', 'items', 'wording', 'basis')), -- another instrument, other items or coding, an item that moved, another denominator
    says varchar not null, -- what changed, in words
    primary key (measure, period_kind, period_start),
);

create table manifest (
    version varchar primary key, -- the version
    published_at timestamp not null, -- when it was made, UTC
    organisation varchar not null, -- name of the organisation
    made_from varchar not null, -- loads it was made from
    minimums varchar not null, -- smallest groups shown
    audit varchar not null, -- result of the check before publishing
    code_version varchar not null, -- version of Ballast
);

create table catalogue (
    table_name varchar not null, -- table
    column_name varchar not null, -- column
    meaning varchar not null, -- what it holds
    unit varchar, -- its unit
    primary key (table_name, column_name),
);

-- the definitions in force when this version was made, for titles, units and the dictionary
create table measure (
    measure varchar primary key, -- key
    position integer not null, -- order in the dictionary
    label varchar not null, -- name
    short_label varchar not null, -- name for a column head
    unit varchar not null, -- unit
    format varchar not null, -- how a figure is written
    section varchar not null, -- section of the page
    direction varchar not null check (direction in ('strain', 'protects', 'none')), -- whether more is strain, protects, or neither
    area varchar not null, -- area of worklife
    origin varchar not null, -- people, answers or official
    sensitivity varchar not null, -- load or sensitive
    chart varchar not null, -- kind of chart
    agreed_level double, -- the agreed level, where one holds for all [unit of the measure]
    agreed_by varchar, -- who set it and when
    reference double, -- what colours and readings refer to [unit of the measure]
    reference_text varchar, -- what the reference is, in words
    step double, -- one shade of colour [unit of the measure]
    headline boolean not null, -- whether it may make a headline
);
