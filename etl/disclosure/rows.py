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
