"""Operational estimates, measure by measure: what is unchanged is not protected again.

No group under the minimum can leak by keeping: a measure's rows are taken up again only
where its cells, the groups, the minimums and our code are those they were made from, and
the audit reads the finished file whichever way they came.
"""

from __future__ import annotations

from datetime import date
from functools import partial

import polars as pl
from polars import selectors

from definitions.measures import Measure, measures
from etl import kept
from etl.disclosure.audit_people import audit_people
from etl.disclosure.operational_cells import operational_cells, people_minimum
from etl.disclosure.rows import ESTIMATE, ESTIMATE_KEY
from etl.operational import Rollup
from etl.settings import Minimums


def operational_estimates(made: Rollup, minimums: Minimums, root: str) -> pl.DataFrame:
    """Rows of the estimate table from records of people.

    Of a measure whose cells are those of the last publication, its very rows.

    Args:
        made: the private rollup; `results` keeps what is made here.
        minimums: the smallest groups shown.
        root: group_id of the organisation.
    """
    groups = made.groups.drop("people_band")
    # twelve digits: the order in which threads add must not show
    same = made.cells.with_columns(selectors.float().round_sig_figs(12))
    of_measure = same.partition_by("measure", as_dict=True)
    frames = []
    for measure in measures().values():
        cells = of_measure.get((measure.key,))
        if measure.origin != "people" or cells is None:
            continue
        own = partial(_cells_of, measure, cells, groups, minimums, root)
        parts = [measure, cells, groups, minimums, root]
        frames.append(kept.made(made.results, f"cells of {measure.key}", parts, own))
    empty = pl.DataFrame(schema=ESTIMATE)
    return pl.concat([empty, *frames]).sort(ESTIMATE_KEY)


def _cells_of(
    measure: Measure,
    cells: pl.DataFrame,
    groups: pl.DataFrame,
    minimums: Minimums,
    root: str,
) -> pl.DataFrame:
    """Estimates of one measure: no other counts, for each is protected by itself.

    A period in which the audit finds a few people told apart keeps the organisation's
    figure alone.
    """
    estimate = operational_cells(cells, groups, measures=[measure], minimums=minimums)
    least = {measure.key: people_minimum(measure, minimums)}
    for finding in audit_people(estimate, cells, groups, minimums=least):
        first_day = date.fromisoformat(finding.period.split(" to ")[0])
        here = pl.col("period_start") == first_day
        estimate = estimate.filter(~here | (pl.col("group_id") == root))
    return estimate


def settled(frame: pl.DataFrame) -> pl.DataFrame:
    """Figures to nine decimals: the order in which threads add must not show."""
    return frame.with_columns(selectors.float().round(9))
