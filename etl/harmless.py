"""Cells that a spreadsheet would run as a formula, made plain text."""

from __future__ import annotations

from typing import Final

import polars as pl

# A cell that begins so is a formula to spreadsheet programs (OWASP, CSV injection).
FORMULA: Final = r"^[=+\-@\t\r]"
NUMBER: Final = r"^[+-]?\d+([.,]\d+)?$"


def harmless(table: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before each text that would run as a formula.

    Numbers with a sign, written as text, stay as they are.
    """

    def plain(text: pl.Expr) -> pl.Expr:
        runs = text.str.contains(FORMULA) & ~text.str.contains(NUMBER)
        return pl.when(runs).then(pl.lit("'") + text).otherwise(text)

    return table.with_columns(plain(pl.col(pl.String)).name.keep())
