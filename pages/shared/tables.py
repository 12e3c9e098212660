"""The table behind a figure: the same rows as the screen, ready to download."""

from __future__ import annotations

import io
from typing import Any

import polars as pl
import xlsxwriter

from charts.yardstick import Yardstick
from pages.shared.words import period_words, state_words

# A spreadsheet runs a cell that begins like this as a formula.
FORMULA = r"^[=+\-@\t\r]"
DAY = {"num_format": "yyyy-mm-dd"}
LONGEST_SHEET = 31  # characters of a sheet's name
WIDEST = 48


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


def harmless(table: pl.DataFrame) -> pl.DataFrame:
    """The table with an apostrophe before each text a spreadsheet would run."""
    text = pl.col(pl.String)
    risky = text.str.contains(FORMULA)
    return table.with_columns(
        pl.when(risky).then(pl.lit("'") + text).otherwise(text).name.keep()
    )


def csv(table: pl.DataFrame) -> bytes:
    """The table as CSV, UTF-8 with a byte order mark (spreadsheets look for it).

    A text cell that a spreadsheet would run as a formula gets an apostrophe first.
    """
    return harmless(table).write_csv(include_bom=True).encode("utf-8")


def xlsx(table: pl.DataFrame, *, title: str) -> bytes:
    """The table as a workbook of one sheet, with a filter and a fixed head.

    Texts are written as texts: never as formulas, links or numbers.
    """
    held = io.BytesIO()
    as_they_stand = dict.fromkeys(
        ("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False
    )
    with xlsxwriter.Workbook(held, {"in_memory": True, **as_they_stand}) as book:
        sheet = book.add_worksheet(title[:LONGEST_SHEET])
        strong, day = book.add_format({"bold": True}), book.add_format(DAY)
        sheet.write_row(0, 0, table.columns, strong)
        for place, (name, kind) in enumerate(harmless(table).schema.items()):
            cells = harmless(table)[name].to_list()
            sheet.write_column(1, place, cells, day if kind == pl.Date else None)
            sheet.set_column(place, place, _width(name, cells))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, max(1, table.height), max(0, table.width - 1))
    return held.getvalue()


def _width(name: str, cells: list[Any]) -> float:
    longest = max([len(name), *(len(str(cell)) for cell in cells if cell is not None)])
    return min(WIDEST, longest + 2)
