"""SPSS files: labels apart from codes, what is declared missing, encodings."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pyreadstat
import pytest

from etl.errors import UserError
from etl.readers import read_table
from etl.readers.sav_file import read_sav
from etl.readers.table import ROW


def cells(path: Path) -> list[tuple[str | None, ...]]:
    """The rows below the names."""
    frame = read_sav(path).rows.filter(pl.col(ROW) > 1).collect()
    return frame.select(pl.col("^c[0-9]+$")).rows()


def sav(path: Path, columns: dict[str, list[object]], **options: object) -> Path:
    pyreadstat.write_sav(pl.DataFrame(columns, strict=False), str(path), **options)
    return path


def test_codes_stay_codes_and_their_labels_stand_beside(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav",
        {"Q1": [1.0, 2.0, None]},
        column_labels={"Q1": "How tired?"},
        variable_value_labels={"Q1": {1.0: "Never", 2.0: "Always"}},
    )
    table = read_table(path, scratch=tmp_path)
    assert table.format == "sav"
    assert table.head[0] == ("Q1",)
    assert table.texts == ("How tired?",)
    assert table.labels == {0: {"1": "Never", "2": "Always"}}
    assert cells(path) == [("1",), ("2",), (None,)]


def test_single_values_and_ranges_declared_missing_are_empty(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav",
        {"Q1": [1.0, -1.0, 2500.0, 4.5]},
        missing_ranges={"Q1": [{"lo": 2000, "hi": 3000}, -1]},
    )
    assert cells(path) == [("1",), (None,), (None,), ("4.5",)]


def test_a_text_declared_missing_is_empty(tmp_path: Path) -> None:
    path = sav(
        tmp_path / "a.sav", {"Q1": ["yes", "n/a"]}, missing_ranges={"Q1": ["n/a"]}
    )
    assert cells(path) == [("yes",), (None,)]


def test_names_and_texts_beyond_ascii_are_read(tmp_path: Path) -> None:
    path = sav(tmp_path / "a.sav", {"Größe": ["Übermüdet"]})
    assert read_sav(path).head[0] == ("Größe",)
    assert cells(path) == [("Übermüdet",)]


@pytest.mark.parametrize("content", [b"$FL2", b"$FL2@(#) SPSS DATA FILE" + bytes(200)])
def test_a_broken_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.sav"
    path.write_bytes(content)
    with pytest.raises(UserError, match="save it again from SPSS") as error:
        read_sav(path)
    assert error.value.exit_code == 3


def test_a_real_windows_file_with_dates_and_missing_ranges(real_data: Path) -> None:
    path = real_data / "formats" / "sav" / "sample_missing.sav"
    table = read_sav(path)
    assert table.head[0] == (
        "mychar", "mynum", "mydate", "dtime", "mylabl", "myord", "mytime",
    )  # fmt: skip
    assert cells(path)[0] == (
        "a", "1.1", "2018-05-06", "2018-05-06 10:10:10", "1", "1", "10:10:10",
    )  # fmt: skip
    # -1 and 2000 to 3000 are declared missing, -1 to -3 in the ordinal variable
    assert [row[1] for row in cells(path)] == [
        "1.1", "1.2", "-1000.3", "-1.4", "1000.3", None, None,
    ]  # fmt: skip
    assert [row[5] for row in cells(path)] == ["1", "2", "3", "1", "1", None, None]
    assert table.labels[4] == {"-1": "undetermined", "1": "Male", "2": "Female"}


def test_a_real_file_without_missing_values(real_data: Path) -> None:
    path = real_data / "formats" / "sav" / "sample.sav"
    assert [row[2] for row in cells(path)] == [
        "2018-05-06", "1880-05-06", "1960-01-01", "1583-01-01", None,
    ]  # fmt: skip


def test_a_real_qualtrics_file_keeps_finished_as_its_label(real_data: Path) -> None:
    table = read_sav(real_data / "formats" / "sav" / "test_width.sav")
    assert table.head[0] == (
        "ResponseId", "StartDate", "Duration__in_seconds_", "Finished",
    )  # fmt: skip
    assert table.labels == {3: {"1": "False", "2": "True"}}
    assert len(cells(table.path)) == 5
