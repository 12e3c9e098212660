"""The columns of the published tables, in the order of sql/teams.sql."""

from collections.abc import Mapping

import polars as pl

ESTIMATE = {
    "measure": pl.String,
    "group_id": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "value": pl.Float64,
    "band": pl.String,
    "lower": pl.Float64,
    "upper": pl.Float64,
    "n": pl.Int64,
    "n_band": pl.String,
    "denominator": pl.Float64,
    "origin": pl.String,
    "basis": pl.String,
    "state": pl.String,
    "shown_in": pl.String,
    "completeness": pl.Float64,
    "reading": pl.String,
}
ESTIMATE_KEY = ["measure", "group_id", "period_kind", "period_start", "period_end"]

RESPONSE = {
    "wave_id": pl.String,
    "wave_name": pl.String,
    "first_day": pl.Date,
    "last_day": pl.Date,
    "anonymous": pl.Boolean,
    "group_id": pl.String,
    "rate_band": pl.String,
    "state": pl.String,
    "reading": pl.String,
}

# Private: people per atom, kept in the ledger for the auditor. `ancestors` are the
# groups the atom counts in, itself included if it is a group; measure "response" holds
# the invited. A cell of the measure may not stand on fewer than `minimum`.
COUNTS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "measure": pl.String,
    "atom_id": pl.String,
    "ancestors": pl.List(pl.String),
    "n": pl.Int64,
    "minimum": pl.Int64,
}
INVITED = "response"

# Private: who stood in which atom when a wave was closed, for the day it is withdrawn
# and closed again. `person` and `mark` (of the answer) are keyed hashes.
PEOPLE: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "measure": pl.String,
    "person": pl.UInt64,
    "atom_id": pl.String,
    "mark": pl.UInt64,
}

# How good a wave's answers are; frozen with the wave. `asked` (how the items were put,
# as JSON) and ITEMS (how they stood to each other) stay in the ledger.
RELIABILITY: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "period_start": pl.Date,
    "measure": pl.String,
    "instrument": pl.String,
    "instrument_name": pl.String,
    "state": pl.String,
    "n_band": pl.String,
    "alpha": pl.Float64,
    "alpha_lower": pl.Float64,
    "alpha_upper": pl.Float64,
    "omega": pl.Float64,
    "published_alpha": pl.Float64,
    "published_omega": pl.Float64,
    "published_source": pl.String,
    "missing_band": pl.String,
    "items": pl.Int64,
    "items_asked": pl.Int64,
    "warnings": pl.String,
    "asked": pl.String,
}
ANSWER_QUALITY: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "period_start": pl.Date,
    "instruments": pl.String,
    "state": pl.String,
    "n_band": pl.String,
    "straight_lined": pl.String,
    "too_fast": pl.String,
    "missing": pl.String,
}
ITEMS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "measure": pl.String,
    "item": pl.String,
    "people": pl.Int64,
    "apart": pl.Float64,
    "spread": pl.Float64,
}

# Relations from single answers, frozen with the wave: one row per figure of a statistic
# that was released, and one for each that was left out. `stressor`: of weights the one
# that the row is about; `stressors` all of them, with commas between. `norm`: root of the
# sum of squares of the query's weights; `scale`: root of the load's sum of squares within
# teams; `spread`: the common SD within teams; `beside`: of weights, the stressor's
# correlations with all of them.
SINGLE: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "position": pl.Int32,
    "row": pl.Int32,
    "kind": pl.String,
    "stressors": pl.String,
    "stressor": pl.String,
    "outcome": pl.String,
    "weeks": pl.Int32,
    "slice": pl.String,
    "state": pl.String,
    "gain": pl.Float64,
    "people": pl.Int64,
    "teams": pl.Int64,
    "value": pl.Float64,
    "level_from": pl.Float64,
    "level_to": pl.Float64,
    "level_people": pl.Int64,
    "norm": pl.Float64,
    "scale": pl.Float64,
    "spread": pl.Float64,
    "beside": pl.List(pl.Float64),
}
# Private: what an insider knows of the people behind them, for the auditor. No answer is
# in them, only who gave which. `person` is a keyed hash, as in PEOPLE.
MEMBERS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "person": pl.UInt64,
    "group_id": pl.String,
    "outcomes": pl.List(pl.String),
    "slices": pl.List(pl.String),
}
LOADS: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "person": pl.UInt64,
    "stressor": pl.String,
    "weeks": pl.Int32,
    "value": pl.Float64,
}
# How closely the members' scores on two outcomes go together within teams.
ALIKE: Mapping[str, pl.DataType | type[pl.DataType]] = {
    "wave_id": pl.String,
    "outcome": pl.String,
    "other": pl.String,
    "r": pl.Float64,
}
