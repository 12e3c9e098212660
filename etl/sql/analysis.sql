-- Published file `analysis`: relations, for quality leads. From shown cells, and from single answers of
-- members of shown teams as far as the budget goes.

-- a pair between teams, within them, the one less the other, or between units: how closely and how steeply the two go together, and how surely
create table relation (
    wave_id varchar not null, -- the wave, all: over all waves, or the year of an official figure
    stressor varchar not null, -- measure on the one side
    outcome varchar not null, -- measure on the other
    time_window varchar not null, -- time over which the stressor is taken
    slice varchar not null, -- organisation, or division:, setting: or role: and which
    level varchar not null check (level in ('between', 'within', 'contextual', 'unit')), -- between teams, within them, between less within, or between units
    position integer not null, -- place in the order of priority
    family boolean not null, -- whether it is one of the tests corrected together; all else is exploratory
    waves bigint, -- over all waves: waves that enter [waves]
    people bigint, -- within teams: people with both figures in shown teams; over all waves, of the wave with most of them [people]
    teams bigint not null, -- teams or units with both figures shown [teams]
    r double, -- correlation: of team means weighted by answers, or of deviations from the team's mean
    lower double, -- lower 95 % limit: bootstrap over teams, within teams Fisher's z
    upper double, -- upper 95 % limit
    slope double, -- points of the outcome by one step of the stressor [unit of the outcome]
    slope_lower double, -- lower 95 % limit: CR2 with Satterthwaite df, within teams t with the common spread; over all waves as if one wave repeated the other [unit of the outcome]
    slope_upper double, -- upper 95 % limit [unit of the outcome]
    step double not null, -- the step of the stressor [unit of the stressor]
    df double, -- degrees of freedom of the slope
    p double, -- p of the slope
    q double, -- p corrected for the family (Benjamini and Hochberg)
    detectable double, -- correlation that so many teams show with 80 % power
    reliability double, -- mean reliability of the outcome's team means
    reading varchar not null check (reading in ('more', 'less', 'cannot_tell', 'too_few')), -- what it comes to
    sentence varchar not null, -- what it says, in words
    slope_sentence varchar not null, -- how steeply, in words; empty: cannot be told
    primary key (wave_id, stressor, outcome, time_window, slice, level),
);

-- mean score of shown teams by level of a stressor; edges are round numbers, ten teams a level
create table level_of_load (
    wave_id varchar not null, -- the wave
    stressor varchar not null, -- the stressor
    outcome varchar not null, -- the outcome
    level_from double not null, -- from here on [unit of the stressor]
    level_to double not null, -- up to but not including [unit of the stressor]
    teams bigint not null, -- teams at this level [teams]
    value double not null, -- weighted mean of their scores [unit of the outcome]
    lower double not null, -- lower 95 % limit [unit of the outcome]
    upper double not null, -- upper 95 % limit [unit of the outcome]
    primary key (wave_id, stressor, outcome, level_from),
);

-- where the slope between teams changes; without a claim no level is named
create table break_point (
    wave_id varchar not null, -- the wave
    stressor varchar not null, -- the stressor
    outcome varchar not null, -- the outcome
    teams bigint not null, -- teams with both figures shown [teams]
    claimed boolean not null, -- Davies' test under .05 and an interval inside what was looked at
    value double, -- the level; only where claimed [unit of the stressor]
    lower double, -- lower 95 % limit [unit of the stressor]
    upper double, -- upper 95 % limit [unit of the stressor]
    p double, -- Davies' test
    sentence varchar not null, -- what it says, in words
    primary key (wave_id, stressor, outcome),
    check (claimed or value is null),
);

-- what stays of a pair between teams after a set named beforehand is taken out
create table adjusted (
    wave_id varchar not null, -- the wave, or all
    stressor varchar not null, -- the stressor
    outcome varchar not null, -- the outcome
    taken_out varchar not null, -- measures taken out of both sides, with commas between
    teams bigint not null, -- teams with all figures shown [teams]
    r double, -- partial correlation
    lower double, -- lower 95 % limit, bootstrap over teams
    upper double, -- upper 95 % limit
    detectable double, -- partial correlation seen with 80 % power
    primary key (wave_id, stressor, outcome),
);

-- load beside a resource: whether the slope is another one where there is much of it
create table buffer (
    wave_id varchar not null, -- the wave, or all
    stressor varchar not null, -- the load
    resource varchar not null, -- the resource
    outcome varchar not null, -- the outcome
    teams bigint not null, -- teams with all figures shown [teams]
    value double not null, -- change of the slope by one SD of the resource [unit of the outcome]
    lower double not null, -- lower 95 % limit [unit of the outcome]
    upper double not null, -- upper 95 % limit [unit of the outcome]
    where_little double not null, -- slope by one SD of load where the resource is one SD below its mean [unit of the outcome]
    where_much double not null, -- slope where it is one SD above [unit of the outcome]
    primary key (wave_id, stressor, resource, outcome),
);

-- what goes with an outcome between teams: how much of what is explained each named stressor stands for
create table driver (
    wave_id varchar not null, -- the wave, or all
    outcome varchar not null, -- the outcome
    level varchar not null check (level in ('between', 'within')), -- between teams or within them
    stressor varchar not null, -- the stressor
    position integer not null, -- place in the registered order
    weight double not null, -- share of the variance it stands for (Shapley) [share]
    lower double not null, -- lower 95 % limit, bootstrap over teams [share]
    upper double not null, -- upper 95 % limit [share]
    relative double not null, -- Johnson's relative weight [share]
    sign integer not null check (sign in (-1, 0, 1)), -- of its coefficient beside the others
    rank_kept double not null, -- draws in which it has the same rank [share]
    noise double not null, -- 95 % of columns of random numbers weigh less [share]
    r2 double not null, -- explained by all together [share]
    people bigint, -- within teams: people with all figures [people]
    teams bigint not null, -- teams with all figures shown [teams]
    primary key (wave_id, outcome, level, stressor),
);

-- mean score within teams by level of a stressor, both from the team's own mean; ten people a level
create table level_within (
    wave_id varchar not null, -- the wave
    stressor varchar not null, -- the stressor
    outcome varchar not null, -- the outcome
    position integer not null, -- place in the order of release
    level_from double, -- from so far above the team's mean on; null: open [unit of the stressor]
    level_to double, -- up to but not including; null: open [unit of the stressor]
    people bigint not null, -- people at this level [people]
    value double not null, -- mean score from the team's mean [unit of the outcome]
    lower double not null, -- lower 95 % limit, by the common spread [unit of the outcome]
    upper double not null, -- upper 95 % limit [unit of the outcome]
);

-- statistics from single answers in the order in which they were asked for: what was released, what was left out
create table budget (
    wave_id varchar not null, -- the wave
    position integer not null, -- place in the order of release
    kind varchar not null check (kind in ('slope', 'weights', 'levels')), -- slope within teams, weights beside each other, or levels of load
    stressors varchar not null, -- the stressor, or all of them with commas between
    outcome varchar not null, -- the outcome
    time_window varchar not null, -- time over which stressors are taken
    slice varchar not null, -- organisation, or division:, setting: or role: and which
    state varchar not null check (state in ('released', 'left_out')), -- whether it was released
    gain double, -- by how much everything up to it beats guessing the shown team mean; null: after the first left out [share]
    people bigint not null, -- people with all figures in shown teams [people]
    teams bigint not null, -- teams of two of them or more [teams]
    primary key (wave_id, position),
);

-- what came first, one wave back, of shown teams from three waves on; a direction, never a size
create table lag (
    stressor varchar not null, -- the stressor
    outcome varchar not null, -- the outcome
    waves bigint not null, -- waves in which both were shown [waves]
    teams bigint not null, -- teams with two such waves in a row [teams]
    direction varchar not null, -- load first, score first, both, neither or cannot tell
    primary key (stressor, outcome),
);

-- papers of the study: the plan as it was dated, and the method in this analysis
create table study (
    wave_id varchar not null, -- the wave
    part varchar not null check (part in ('plan', 'method')), -- which paper
    position integer not null, -- order of the lines
    written_on date, -- when it was written; null: no plan was written before the wave was closed
    text varchar not null, -- the line
    primary key (wave_id, part, position),
);

-- how far the answers of a closed wave hang together, by scale; of the organisation, from 30 answers on
create table reliability (
    wave_id varchar not null, -- the wave
    period_start date not null, -- day of launch
    measure varchar not null, -- key of the scale
    instrument varchar, -- key of its instrument
    instrument_name varchar, -- name of its instrument
    state varchar not null check (state in ('shown', 'not_shown', 'not_computed')), -- shown, not_shown, or not_computed: the wave was closed before this was
    n_band varchar, -- people who answered every item asked, in teams that are shown, in bands
    alpha double, -- Cronbach's alpha; none for one item
    alpha_lower double, -- lower 95 % limit, for the lower end of the band
    alpha_upper double, -- upper 95 % limit, for the lower end of the band
    omega double, -- McDonald's omega of one factor; none under three items
    published_alpha double, -- alpha as published
    published_omega double, -- omega as published
    published_source varchar, -- where it was published
    missing_band varchar, -- items left out of all items asked, in bands
    items bigint, -- items of the scale
    items_asked bigint, -- of these, asked in this wave
    warnings varchar, -- what to look at before the scores are used, a line each
    change varchar, -- how the scale was put otherwise than in the wave before
    primary key (wave_id, measure),
    check (state = 'shown' or (n_band is null and alpha is null and omega is null and missing_band is null and warnings is null)),
);

-- how carefully a closed wave was answered; of the organisation, from 30 answers on
create table answer_quality (
    wave_id varchar primary key, -- the wave
    period_start date not null, -- day of launch
    instruments varchar, -- instruments asked
    state varchar not null check (state in ('shown', 'not_shown', 'not_computed')), -- as in reliability
    n_band varchar, -- people who answered, in teams that are shown, in bands
    straight_lined varchar, -- people with one answer to every item of an instrument of six or more, in bands
    too_fast varchar, -- people faster than the items can be read, in bands; null: the export has no times
    missing varchar, -- items left out of all items asked, in bands
    check (state = 'shown' or (n_band is null and straight_lined is null and too_fast is null and missing is null)),
);
