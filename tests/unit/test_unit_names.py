"""Names of unit figures that nothing is made of: said, unless they may be something else."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from etl.unit_names import known_names, unshown


def said(folder: Path, *names: str | None) -> str:
    path = folder / "staged.parquet"
    pl.DataFrame({"measure": names}, schema={"measure": pl.String}).write_parquet(path)
    return " ".join(unshown([path]))


def test_a_name_that_nothing_is_made_of_is_said(tmp_path: Path) -> None:
    line = said(tmp_path, "morale", known_names()[0], None)
    assert 'no measure is made of "morale"; known' in line
    assert said(tmp_path, known_names()[0]) == ""


def test_what_may_be_a_person_or_a_figure_is_counted_and_not_said(tmp_path: Path):
    """A shifted column puts names, figures and signs that move the cursor there."""
    line = said(tmp_path, "morale", "Maria Gonzalez 73", "87.25", "red\x1b[31m", "a\nb")
    assert '"morale" and 4 that are no such names' in line
    told = line.partition("; known")[0]
    assert not any(part in told for part in ("Maria", "87", "\x1b", "\n", "red"))
