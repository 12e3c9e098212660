"""Files as they arrive: encodings, delimiters, ragged rows, spreadsheets."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from etl.errors import UserError
from etl.readers import read_table
from etl.readers.table import EXTRA, ROW


def table(tmp_path: Path, content: bytes) -> pl.DataFrame:
    path = tmp_path / "export.csv"
    path.write_bytes(content)
    return read_table(path, scratch=tmp_path).rows.collect()


@pytest.mark.parametrize(
    ("encoding", "mark"),
    [("utf-8", b""), ("utf-8", b"\xef\xbb\xbf"), ("cp1252", b""), ("utf-16", b"")],
)
def test_letters_beyond_ascii_survive_every_encoding(
    tmp_path: Path, encoding: str, mark: bytes
) -> None:
    text = "name;team\nRenée Müller – Süd;Nord\nØystein;Süd\n"
    found = table(tmp_path, mark + text.encode(encoding))
    assert found["c0"].to_list() == ["name", "Renée Müller – Süd", "Øystein"]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_delimiter_is_found_from_the_rows(tmp_path: Path, delimiter: str) -> None:
    lines = [delimiter.join(row) for row in (("a", "b"), ("1", "2, or 3"), ("4", "5"))]
    content = "\n".join(
        line.replace("2, or 3", '"2, or 3"') if delimiter == "," else line
        for line in lines
    )
    assert table(tmp_path, content.encode())["c1"].to_list() == ["b", "2, or 3", "5"]


def test_row_numbers_count_records_as_a_spreadsheet_does(tmp_path: Path) -> None:
    found = table(tmp_path, b'a,b\n1,"two\nlines"\n\n3,4\n')
    # the quoted line break is inside row 2; the blank line is row 3
    assert found.filter(pl.col("c0") == "3")[ROW].to_list() == [4]


def test_a_cell_beyond_the_header_is_not_lost_silently(tmp_path: Path) -> None:
    many = b"1,2\n" * 40  # so that the long row lies beyond what is peeked at
    found = table(tmp_path, b"a,b\n" + many + b"3,4,5\n")
    assert found[EXTRA].drop_nulls().to_list() == ["5"]


@pytest.mark.parametrize("content", [b"", b"  \n \n"])
def test_an_empty_file_is_refused_by_name(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(UserError, match=r"export\.csv: the file is empty") as refused:
        table(tmp_path, content)
    assert refused.value.exit_code == 3


def test_binary_data_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="binary"):
        table(tmp_path, b"\x89PNG\r\n\x00\x00\x00")


def test_a_zip_that_is_no_workbook_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="XLSX"):
        table(tmp_path, b"PK\x03\x04 not a workbook")


def test_a_workbook_reads_like_a_csv(tmp_path: Path) -> None:
    path = tmp_path / "export.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, ["staff_id", "hours"])
        sheet.write_row(1, 0, ["E1", 7.5])
    found = read_table(path, scratch=tmp_path)
    assert found.head == (("staff_id", "hours"), ("E1", "7.5"))
    assert found.rows.collect()["c1"].to_list() == ["hours", "7.5"]
