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
