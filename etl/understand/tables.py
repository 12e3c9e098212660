"""All tables of `analysis` about stressors and outcomes, of one version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from definitions.measures import measures
from etl.settings import Settings
from etl.understand.asked import asked
from etl.understand.beside_cells import (
    adjusted_cells,
    buffer_cells,
    driver_cells,
    lag_cells,
)
from etl.understand.combined_cells import contextual_cells, over_waves_cells
from etl.understand.level_cells import break_cells, level_cells
from etl.understand.plans import Plan
from etl.understand.relation_cells import relation_cells
from etl.understand.relation_rows import RELATION_KEY
from etl.understand.shown_teams import shown_teams
from etl.understand.slice_cells import slice_cells
from etl.understand.study import study_cells
from etl.understand.unit_cells import unit_cells
from etl.understand.within_cells import (
    between_readings,
    budget_cells,
    driver_within_cells,
    level_within_cells,
    planned,
    within_cells,
)


@dataclass(frozen=True)
class Shown:
    """What a version shows, as far as relations are made from it.

    Attributes:
        estimate: the published cells.
        groups: as published.
        waves: wave_id and first_day of the closed waves.
        outcomes: scores in use.
        plans: versions of each wave's plan.
        figures: from single answers, as frozen.
    """

    estimate: pl.DataFrame
    groups: pl.DataFrame
    waves: pl.DataFrame
    outcomes: Sequence[str]
    plans: Mapping[str, Sequence[Plan]]
    figures: pl.DataFrame


def understand_tables(shown: Shown, settings: Settings) -> dict[str, pl.DataFrame]:
    """Table name -> rows: from shown cells of teams, official figures, frozen figures."""
    teams = shown_teams(shown.estimate, shown.groups, shown.waves)
    known = measures()
    question = asked(
        settings.named_stressors,
        shown.outcomes,
        settings.primary_outcome,
        known=known,
        taken_out=settings.taken_out,
        resources=settings.resources,
    )
    relation = relation_cells(teams, question)
    parts = slice_cells(shown.estimate, shown.groups, shown.waves, question)
    between = pl.concat([relation, parts])
    within = within_cells(
        shown.figures, question, between_readings(between.iter_rows(named=True))
    )
    over = over_waves_cells(within, question, planned(shown.figures, question), between)
    within = pl.concat([within, over])
    context = contextual_cells(between, within, question)
    units = unit_cells(shown.estimate, shown.groups, known)
    return {
        "relation": pl.concat([between, within, context, units]).sort(RELATION_KEY),
        "level_of_load": level_cells(teams, question),
        "break_point": break_cells(teams, question),
        "adjusted": adjusted_cells(teams, question),
        "buffer": buffer_cells(teams, question),
        "driver": pl.concat(
            [driver_cells(teams, question), driver_within_cells(shown.figures)]
        ),
        "level_within": level_within_cells(shown.figures),
        "budget": budget_cells(shown.figures),
        "lag": lag_cells(teams, question),
        "study": study_cells(
            teams,
            question,
            relation,
            within=within,
            plans=shown.plans,
            settings=settings,
        ),
    }
