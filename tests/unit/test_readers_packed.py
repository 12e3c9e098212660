"""Packed, locked and foreign files: unpacked within bounds, or refused with what to do."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path

import polars as pl
import pytest
import xlsxwriter

from etl.errors import UserError
from etl.readers import packed, read_table

TABLE = b"staff_id,hours\nE1,7.5\n"
WANTED = (("staff_id", "hours"), ("E1", "7.5"))


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in members.items():
            target.writestr(name, content)
    return path


def head(path: Path, tmp_path: Path) -> tuple[tuple[str, ...], ...]:
    scratch = tmp_path / f"scratch {path.name}"
    scratch.mkdir()
    found = read_table(path, scratch=scratch)
    assert found.path.name == path.name
    return found.head


def refusal(path: Path, tmp_path: Path) -> str:
    with pytest.raises(UserError) as refused:
        head(path, tmp_path)
    assert refused.value.exit_code == 3
    assert str(refused.value).startswith(f"{path.name}: ")
    return str(refused.value)


def test_a_zip_of_one_table_reads_as_the_table(tmp_path: Path) -> None:
    extra = {"__MACOSX/._a.csv": b"junk", ".DS_Store": b"junk"}
    path = zipped(tmp_path / "forms.csv.zip", {"a.csv": TABLE} | extra)
    assert head(path, tmp_path) == WANTED


def test_a_zip_may_hold_any_format(tmp_path: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"x": b'{"resourceType": "Patient"}'})
    assert head(path, tmp_path)[0] == ("resourceType",)


def test_a_gzip_reads_as_what_it_packs(tmp_path: Path) -> None:
    path = tmp_path / "a.csv.gz"
    path.write_bytes(gzip.compress(TABLE))
    assert head(path, tmp_path) == WANTED
    path = tmp_path / "cut.csv.gz"
    path.write_bytes(gzip.compress(TABLE)[:-9])
    assert "broken" in refusal(path, tmp_path)


def test_names_inside_a_zip_are_never_used(tmp_path: Path) -> None:
    path = zipped(tmp_path / "evil.zip", {"../../../escaped.csv": TABLE})
    assert head(path, tmp_path) == WANTED
    assert not list(tmp_path.rglob("escaped.csv"))
    assert not (tmp_path.parent / "escaped.csv").exists()


@pytest.mark.parametrize(
    ("members", "message"),
    [
        ({"a.csv": TABLE, "b.csv": TABLE}, "found 2 files"),
        ({}, "found 0 files"),
        ({f"{n}.csv": TABLE for n in range(60)}, "found 60 files"),
    ],
)
def test_a_zip_of_several_tables_or_none_says_to_unpack_it(
    tmp_path: Path, members: dict[str, bytes], message: str
) -> None:
    path = tmp_path / "a.zip"
    if members:
        zipped(path, members)
    else:
        zipped(path, {"folder/": b""})
    said = refusal(path, tmp_path)
    assert message in said
    assert "unpack it" in said


def test_a_zip_within_a_zip_is_not_followed(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.csv": TABLE}).read_bytes()
    path = zipped(tmp_path / "outer.zip", {"inner.zip": inner})
    assert "within a packed file" in refusal(path, tmp_path)


def test_a_zip_bomb_is_refused_before_it_fills_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(packed, "SMALL_BYTES", 1 << 20)
    path = zipped(tmp_path / "bomb.zip", {"a.csv": b"0" * (8 << 20)})
    assert "unpacks to more than" in refusal(path, tmp_path)
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(b"0" * (8 << 20)))
    assert "unpacks to more than" in refusal(path, tmp_path)
    left = [p.stat().st_size for p in tmp_path.rglob("unpacked/*")]
    assert sum(left) < 4 << 20


def test_a_zip_that_lies_about_its_size_is_refused(tmp_path: Path) -> None:
    content = b"0" * (8 << 20)
    path = zipped(tmp_path / "liar.zip", {"a.csv": content})
    size = struct.pack("<I", len(content))
    path.write_bytes(path.read_bytes().replace(size, struct.pack("<I", 100)))
    assert "broken" in refusal(path, tmp_path)


def test_an_encrypted_zip_is_refused(tmp_path: Path) -> None:
    path = zipped(tmp_path / "locked.zip", {"a.csv": TABLE})
    content = bytearray(path.read_bytes())
    content[6] |= 1  # the flag, in the member's own header and in the directory
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    assert "encrypted" in refusal(path, tmp_path)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"version https://git-lfs.github.com/spec/v1\noid sha256:12\nsize 5\n", "git lfs pull"),
        (b"%PDF-1.7\n", "export the report as CSV"),
        (b"<html><table><tr><td>a</td></tr></table></html>", "a web page"),
        (b"\xef\xbb\xbf<!DOCTYPE html>\n<table>", "a web page"),
        (b'<?xml version="1.0"?><Workbook>', "is XML"),
        (b"PARE" + bytes(20), "encrypted Parquet"),
        (b"PAR1" + bytes(20), "Parquet"),
        (b"PK\x03\x04 no zip at all", "broken"),
        (packed.ZIP_START + bytes(200), "broken"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
    ],
)  # fmt: skip
def test_what_is_taken_for_a_table_is_told_what_to_do(
    tmp_path: Path, content: bytes, message: str
) -> None:
    path = tmp_path / "leave.csv"
    path.write_bytes(content)
    assert message in refusal(path, tmp_path)


# Workbooks


def book(path: Path, *sheets: list[list[object]]) -> Path:
    with xlsxwriter.Workbook(path) as target:
        for rows in sheets:
            sheet = target.add_worksheet()
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return path


def test_a_cover_sheet_and_empty_sheets_are_passed_over(tmp_path: Path) -> None:
    cover: list[list[object]] = [["Report"], ["made today"]]
    rows: list[list[object]] = [["a", "b", "c"], [1, 2, 3]]
    path = book(tmp_path / "a.xlsx", [], cover, rows)
    assert head(path, tmp_path) == (("a", "b", "c"), ("1", "2", "3"))


def test_a_workbook_of_one_narrow_sheet_is_still_read(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["a"], [1]])
    assert head(path, tmp_path) == (("a",), ("1",))


def test_sheets_with_one_header_are_read_on_below_each_other(tmp_path: Path) -> None:
    header: list[object] = ["a", "b", "c"]
    path = book(tmp_path / "a.xlsx", [header, [1, 2, 3]], [["x", "y", "z"]], [header, [4, 5, 6]])  # fmt: skip
    assert head(path, tmp_path) == (("a", "b", "c"), ("1", "2", "3"), ("4", "5", "6"))


def rewritten(path: Path, member: str, content: bytes) -> Path:
    """The workbook with one part replaced."""
    with zipfile.ZipFile(path) as source:
        parts = {name: source.read(name) for name in source.namelist()}
    return zipped(path, parts | {member: content})


def test_a_workbook_bomb_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = book(tmp_path / "a.xlsx", [["a", "b", "c"], ["x", "y", "z"]])
    rewritten(path, "xl/media/image1.png", b"0" * (8 << 20))
    monkeypatch.setattr(packed, "SMALL_BYTES", 1 << 20)
    assert "unpacks to more than" in refusal(path, tmp_path)


def test_entities_in_a_workbook_are_not_expanded(tmp_path: Path) -> None:
    path = book(tmp_path / "a.xlsx", [["a", "b", "c"], ["x", "y", "z"]])
    laughs = "".join(
        f'<!ENTITY l{n} "{f"&l{n - 1};" * 10 if n else "ha"}">' for n in range(12)
    )
    strings = f'<?xml version="1.0"?><!DOCTYPE sst [{laughs}]><sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" count="1" uniqueCount="1"><si><t>&l11;</t></si></sst>'  # fmt: skip
    rewritten(path, "xl/sharedStrings.xml", strings.encode())
    assert "workbook" in refusal(path, tmp_path)  # and at once


# Parquet


def test_parquet_reads_as_the_text_of_a_csv(tmp_path: Path) -> None:
    at = datetime(2026, 7, 6, 13, 0, tzinfo=UTC)
    frame = pl.DataFrame(
        {
            "staff_id": ["E1", None],
            "on": [at.date(), None],
            "at": [at.replace(tzinfo=None), None],
            "utc": [at, None],
            "n": [7, None],
            "hours": [7.5, None],
            "ok": [True, False],
            "parts": [[1, 2], None],
        }
    )
    path = tmp_path / "export.csv"  # whatever its name
    frame.write_parquet(path)
    found = head(path, tmp_path)
    assert found[0] == tuple(frame.columns)
    assert found[1] == ("E1", "2026-07-06", "2026-07-06 13:00:00", "2026-07-06 13:00:00Z", "7", "7.5", "true", "")  # fmt: skip
    assert found[2] == ("", "", "", "", "", "", "false", "")
    rows = read_table(path, scratch=tmp_path).rows.collect()
    assert rows["source_row"].to_list() == [2, 3]


def test_a_broken_parquet_file_is_refused(tmp_path: Path) -> None:
    whole = io.BytesIO()
    pl.DataFrame({"a": [1] * 1000}).write_parquet(whole)
    path = tmp_path / "a.parquet"
    path.write_bytes(whole.getvalue()[:-40])
    assert "broken" in refusal(path, tmp_path)
