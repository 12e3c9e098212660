-- Published file `analysis`: relations, for quality leads. Shown cells only went into it.

create table relation (
    wave_id varchar not null, -- the wave
    stressor varchar not null, -- measure on the one side
    outcome varchar not null, -- measure on the other
    time_window varchar not null, -- time over which the stressor is taken
    level varchar not null check (level in ('between', 'within', 'unit')), -- between teams, within them, or between units
    teams bigint not null, -- teams with both figures shown [teams]
    people bigint, -- people in them [people]
    r double, -- correlation
    lower double, -- lower 95 % limit
    upper double, -- upper 95 % limit
    sentence varchar not null, -- what it says, in words
    primary key (wave_id, stressor, outcome, time_window, level),
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
