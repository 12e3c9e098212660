"""Figures of whole units from loading to publishing: what is made of them passes."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.command.loading import load_and_publish
from etl.disclosure.audit_texts import audit_texts
from etl.versions import current_version, published_folder
from tests.unit.loading import csv_file

UNITS = 24
HEADER = "team,period_start,period_end,measure,value,numerator,denominator,n"
YEAR = "2024-01-01,2024-12-31"


@pytest.fixture(scope="module")
def official(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published files of 24 units whose share burnt out goes with their load."""
    data = tmp_path_factory.mktemp("official")
    rows = [HEADER]
    for unit in range(UNITS):
        burnt_out = 0.2 + 0.023 * unit + 0.013 * (unit % 3)
        rows += [
            f"u{unit:02},{YEAR},open_cases,{10 * (20 + unit)},,,",
            f"u{unit:02},{YEAR},fte,10,,,",
            f"u{unit:02},{YEAR},burned_out,,{80 * burnt_out:.1f},80,80",
        ]
    drawn = "\n".join(rows).replace(",", "|")
    _, published = load_and_publish(data, [csv_file(data, "u.csv", drawn)], quiet=True)
    assert published is not None
    assert published.findings == ()
    return published_folder(data) / str(current_version(data))


def test_a_slope_told_in_points_of_a_share_is_published(official: Path):
    with duckdb.connect(official / "analysis.duckdb", read_only=True) as con:
        told = con.sql("select slope, slope_sentence from relation where slope > 0")
        ((slope, sentence),) = told.fetchall()
    assert f"{100 * slope:.1f} points" in sentence
    assert audit_texts(official) == []


def test_points_that_are_not_the_slope_of_the_row_are_found(official: Path):
    with duckdb.connect(official / "analysis.duckdb") as con:
        con.execute("update relation set slope = slope + .1")
    rules = {finding.rule for finding in audit_texts(official)}
    assert rules == {"a number in relation.slope_sentence is no figure that is shown"}
