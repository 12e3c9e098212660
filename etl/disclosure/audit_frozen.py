"""The auditor of origin: every figure about answers is one that was frozen here."""

from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit import Finding

RULE = "a figure about answers is not in this organisation's ledger"
SAID = ("measure", "group_id", "period_start", "period_end")
FIGURE = ("state", "value", "band", "n", "n_band")


def audit_frozen(published: Path, estimate: pl.DataFrame) -> list[Finding]:
    """Published cells of answers that no closed wave froze, or froze otherwise.

    So of a file of another organisation, or one that was changed.

    Args:
        published: path of a `teams` file.
        estimate: of every closed wave, from the ledger.
    """
    with duckdb.connect(published, read_only=True) as con:
        table = con.sql("select * from estimate where origin = 'answers'").pl()
    rows = table.select(*SAID, *FIGURE).rows()
    frozen = set(estimate.select(*SAID, *FIGURE).iter_rows())
    strange = sorted({row[: len(SAID)] for row in rows if row not in frozen}, key=str)
    return [
        Finding(RULE, measure, f"{first} to {last}", (group,))
        for measure, group, first, last in strange
    ]
