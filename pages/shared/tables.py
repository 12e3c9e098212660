"""The table behind a figure: the same rows as the screen, ready to download."""

from __future__ import annotations

import polars as pl

from charts.yardstick import Yardstick
from pages.shared.words import period_words, state_words

# A spreadsheet runs a cell that begins like this as a formula.
FORMULA = r"^[=+\-@\t\r]"


def estimate_table(
    estimates: pl.DataFrame, names: dict[str, str], known: dict[str, Yardstick]
) -> pl.DataFrame:
    """One row per figure, in the order of `estimates`.

    Columns Group, Measure, Period, Figure (as the page writes it, or its mark and
    words), From (95 % lower), To (95 % upper), Counted, First day, Last day, Unit.
    """
    rows = [
        {
            "Group": names.get(row["group_id"], row["group_id"]),
            "Measure": known[row["measure"]].label,
            "Period": period_words(
                row["period_kind"], row["period_start"], row["period_end"]
            ),
            "Figure": known[row["measure"]].written(row["value"])
            or row["band"]
            or state_words(row["state"], row["shown_in"]),
            "Lower": known[row["measure"]].written(row["lower"]),
            "Upper": known[row["measure"]].written(row["upper"]),
            "Counted": row["n_band"] or ("" if row["n"] is None else str(row["n"])),
            "First day": row["period_start"],
            "Last day": row["period_end"],
            "Unit": known[row["measure"]].unit,
        }
        for row in estimates.iter_rows(named=True)
        if row["measure"] in known
    ]
    return pl.DataFrame(rows, schema_overrides={"First day": pl.Date})


def csv(table: pl.DataFrame) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark (spreadsheets look for it).

    A text cell that a spreadsheet would run as a formula gets an apostrophe first.
    """
    text = pl.col(pl.String)
    risky = text.str.contains(FORMULA)
    safe = table.with_columns(
        pl.when(risky).then(pl.lit("'") + text).otherwise(text).name.keep()
    )
    return safe.write_csv(include_bom=True).encode("utf-8")
