"""What the History page shows and does; the warehouse is asked by a child process."""

from __future__ import annotations

from typing import Final

import polars as pl
import streamlit as st

from etl.errors import UserError
from etl.profile import profiles, profiles_of
from pages.data.importing.child import SURVEY_TABLES, Answer, ballast, data_folder

COLUMNS: Final = {
    "Loaded, UTC": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
    "From": st.column_config.DateColumn(format="D MMM YYYY"),
    "To": st.column_config.DateColumn(format="D MMM YYYY"),
    "Rows": st.column_config.NumberColumn(format="localized"),
    "Rejected": st.column_config.NumberColumn(format="localized"),
    "Left out": st.column_config.NumberColumn(format="localized"),
}
SCHEMA: Final = {
    "load": pl.Int64,
    "file": pl.String,
    "profile": pl.String,
    "table": pl.String,
    "loaded_at": pl.String,
    "rows_loaded": pl.Int64,
    "rows_rejected": pl.Int64,
    "rows_dropped": pl.Int64,
    "first_date": pl.String,
    "last_date": pl.String,
    "undone_at": pl.String,
    "to_mend": pl.Int64,
}


def loads(*, surveys: bool) -> pl.DataFrame:
    """Every load this steward may see, newest first; columns as `ballast history`."""
    answer = ballast("history", "--json")
    if answer.code or not isinstance(answer.said, list):
        st.error(answer.message)
        st.stop()
    frame = pl.DataFrame(answer.said, schema=SCHEMA)
    of_surveys = pl.col("table").is_in(SURVEY_TABLES)
    return frame.filter(of_surveys if surveys else ~of_surveys)


def finding(found: pl.DataFrame) -> str:
    """How many loads are in force, in one sentence."""
    if found.is_empty():
        return "Nothing is loaded yet."
    standing = found.filter(pl.col("undone_at").is_null())
    rows = standing["rows_loaded"].sum()
    undone = found.height - standing.height
    tail = f"; {undone} were taken back" if undone else ""
    return f"{standing.height} loads with {rows:,} rows are in force{tail}."


def table(found: pl.DataFrame) -> pl.DataFrame:
    """The loads as the page shows them."""
    return found.select(
        pl.col("load").alias("Load"),
        pl.col("file").alias("File"),
        pl.col("profile").replace(titles()).alias("Source"),
        pl.col("loaded_at").str.to_datetime(strict=False).alias("Loaded, UTC"),
        pl.col("rows_loaded").alias("Rows"),
        pl.col("rows_rejected").alias("Rejected"),
        pl.col("rows_dropped").alias("Left out"),
        pl.col("first_date").str.to_date(strict=False).alias("From"),
        pl.col("last_date").str.to_date(strict=False).alias("To"),
        pl.when(pl.col("undone_at").is_null())
        .then(pl.lit("in force"))
        .otherwise(pl.lit("taken back"))
        .alias("State"),
    )


def titles() -> dict[str, str]:
    """Profile key -> the export's name; own profiles among them, if they can be read."""
    try:
        known = profiles_of(data_folder())
    except UserError:
        known = profiles()
    return {p.key: p.title.removesuffix(" (Ballast template)") for p in known}


def _named(found: pl.DataFrame) -> dict[int, str]:
    return {
        row["load"]: f"{row['load']}: {row['file']} ({row['rows_loaded']:,} rows)"
        for row in found.iter_rows(named=True)
    }


def mend(found: pl.DataFrame) -> None:
    """Rejected rows to download, mend and load again; of operational files alone."""
    some = found.filter((pl.col("to_mend") > 0) & pl.col("undone_at").is_null())
    if some.is_empty():
        return
    st.header("Rejected rows to mend", anchor=False)
    st.text(
        "Fill in what is missing and load the file again: its rows take their place. "
        "Identifiers stand as pseudonyms; leave them as they are."
    )
    names = _named(some)
    chosen = st.selectbox(
        "Load", list(names), format_func=lambda load: names[load], key="mend-load"
    )
    answer = ballast("history", "--rejects", str(chosen))
    if answer.code == 0 and isinstance(answer.said, str):
        st.download_button(
            "Download the rejected rows",
            answer.said.encode("utf-8-sig"),
            file_name=f"rejected-{chosen}.csv",
            key="mend-file",
            on_click="ignore",
        )


def undo(found: pl.DataFrame) -> None:
    """Taking a load back, after a second word."""
    some = found.filter(pl.col("undone_at").is_null())
    if some.is_empty():
        return
    st.header("Take a load back", anchor=False)
    st.text("What it had replaced is in force again. Closed waves stay as they were.")
    names = _named(some)
    chosen = st.selectbox(
        "Load", list(names), format_func=lambda load: names[load], key="undo-load"
    )
    sure = st.checkbox(f"Yes, take back load {chosen}", key=f"sure-{chosen}")
    if st.button("Take it back", disabled=not sure):
        with st.spinner("Taking it back and publishing"):
            _after(ballast("undo", str(chosen)))


def _after(answer: Answer) -> None:
    if answer.code:
        st.error(answer.message)
        return
    st.rerun()
