"""What the Watch pages read is what publishing computes from the published cells."""

from __future__ import annotations

from pathlib import Path

import duckdb
import polars as pl
import pytest

from definitions.measures import measures
from etl.settings import read_settings
from etl.signals_cells import signal_cells
from etl.similar_cells import similar_cells
from etl.spc_cells import spc_cells
from etl.standing_cells import standing_cells
from pages.shared import watching
from pages.shared.reader import open_reader


@pytest.fixture(scope="module")
def tables(practice: Path) -> dict[str, pl.DataFrame]:
    """Every table of the published file of leaders."""
    version = (practice / "published" / "CURRENT").read_text("utf-8").strip()
    path = practice / "published" / version / "teams.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        names = [name for (name,) in con.execute("show tables").fetchall()]
        return {name: con.cursor().sql(f"from {name}").pl() for name in names}


def same(published: pl.DataFrame, made: pl.DataFrame) -> bool:
    """Whether two tables hold the same rows, whatever their order and digits beyond 9."""
    kept = [name for name in made.columns if name in published.columns]
    assert kept == made.columns
    floats = pl.selectors.float()
    ordered = [
        frame.select(kept).with_columns(floats.round(6)).sort(kept)
        for frame in (published, made)
    ]
    return ordered[0].equals(ordered[1])


def test_signals_charts_standings_and_similar_teams_come_of_the_published_cells(
    practice: Path, tables: dict[str, pl.DataFrame]
) -> None:
    settings = read_settings(practice)
    estimate, groups = tables["estimate"], tables["grp"]
    reference = tables["reference"]
    assert tables["spc"].height > 0
    made = {
        "signal": signal_cells(
            estimate,
            groups,
            reference,
            headline_measures=settings.headline_measures,
        ),
        "spc": spc_cells(
            estimate,
            groups,
            tables["action"],
            measures=measures().values(),
            reference=reference,
            breaks=tables["series_break"],
        ),
        "standing": standing_cells(estimate, groups, reference),
        "similar_teams": similar_cells(estimate, groups),
    }
    for name, rows in made.items():
        assert same(tables[name], rows), name


def test_pages_get_the_rows_of_these_tables(
    practice: Path,
    tables: dict[str, pl.DataFrame],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("BALLAST_DATA", str(practice))
    reader = open_reader("leader")
    assert reader
    assert watching.signals(reader).height == tables["signal"].height
    group = tables["spc"]["group_id"][0]
    of_group = pl.col("group_id") == group
    asked = watching.control(reader, [group])
    assert asked.height == tables["spc"].filter(of_group).height
