"""Packed files: what they hold is unpacked to scratch, within bounds."""

from __future__ import annotations

import gzip
import lzma
import shutil
import zipfile
import zlib
from pathlib import Path, PurePosixPath
from typing import IO, Final

from etl.errors import UserError

ZIP_START: Final = b"PK\x03\x04"
GZIP_START: Final = b"\x1f\x8b"
LARGEST_UNPACKED_BYTES: Final = 1024**3
# Text of a table packs 5 to 30 times; only a file made to do harm packs 200 times.
HIGHEST_RATIO: Final = 200
SMALL_BYTES: Final = 50 * 1024 * 1024  # below this a high ratio does no harm
MOST_MEMBERS: Final = 50
WORKBOOK_MEMBERS: Final = ("[Content_Types].xml", "mimetype")
MOST_WORKBOOK_MEMBERS: Final = 5_000
BLOCK_BYTES: Final = 1 << 20
BROKEN: Final = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    NotImplementedError,
    OSError,
)


def _refused(path: Path, why: str) -> UserError:
    return UserError(f"{path.name}: {why}", exit_code=3)


def _too_large(path: Path) -> UserError:
    return _refused(
        path,
        f"unpacks to more than {LARGEST_UNPACKED_BYTES >> 30} GiB or "
        f"{HIGHEST_RATIO} times its size; unpack it yourself and load what it holds",
    )


def _within(unpacked: int, packed: int) -> bool:
    if unpacked > LARGEST_UNPACKED_BYTES:
        return False
    return unpacked <= SMALL_BYTES or unpacked <= HIGHEST_RATIO * max(packed, 1)


def _copied(
    source: IO[bytes] | gzip.GzipFile, target: IO[bytes] | None, path: Path
) -> None:
    """Copies (or only reads) a stream, counting: no header is believed.

    Raises:
        UserError: it goes beyond the bounds.
    """
    packed = path.stat().st_size
    unpacked = 0
    while block := source.read(BLOCK_BYTES):
        unpacked += len(block)
        if not _within(unpacked, packed):
            raise _too_large(path)
        if target:
            target.write(block)


def _is_rubbish(name: str) -> bool:
    """Whether a member is what an operating system adds by itself."""
    parts = PurePosixPath(name).parts
    return not parts or "__MACOSX" in parts or parts[-1].startswith(".")


def is_workbook(path: Path) -> bool:
    """Whether a zip is a spreadsheet.

    Raises:
        UserError: a broken zip.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            names = set(packed.namelist())
    except BROKEN as error:
        raise _refused(
            path,
            "expected an XLSX workbook or a zip, found a broken one; save it again",
        ) from error
    return not names.isdisjoint(WORKBOOK_MEMBERS)


def check_workbook(path: Path) -> None:
    """Reads a workbook's parts once, so that a later reader meets no surprise.

    Raises:
        UserError: a part is broken, or they unpack beyond the bounds.
    """
    try:
        with zipfile.ZipFile(path) as packed:
            members = packed.infolist()
            total = sum(member.file_size for member in members)
            if len(members) > MOST_WORKBOOK_MEMBERS:
                raise _too_large(path)
            if not _within(total, path.stat().st_size):
                raise _too_large(path)
            for member in members:
                with packed.open(member) as part:
                    _copied(part, None, path)
    except (*BROKEN, RuntimeError) as error:
        raise _refused(
            path, "the workbook is broken; save it again from the spreadsheet program"
        ) from error


def unpacked(path: Path, scratch: Path) -> Path:
    """The one file that a zip or gzip holds, in a folder of `scratch`.

    It is named as the packed file is: no name inside a zip is ever used.

    Raises:
        UserError: it holds none or several, is broken, encrypted, or too large.
    """
    folder = scratch / "unpacked"
    try:
        folder.mkdir()
    except FileExistsError:
        raise _refused(path, "a packed file within a packed file; unpack it") from None
    target = folder / path.name
    with path.open("rb") as file:
        gzipped = file.read(len(GZIP_START)) == GZIP_START
    try:
        if gzipped:
            with gzip.open(path) as source, target.open("wb") as copy:
                _copied(source, copy, path)
        else:
            _unzip(path, target)
    except BROKEN as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise _refused(path, "the packed file is broken; pack it again") from error
    return target


def _unzip(path: Path, target: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        members = [m for m in packed.infolist() if not m.is_dir()]
        tables = [m for m in members[:MOST_MEMBERS] if not _is_rubbish(m.filename)]
        if len(members) > MOST_MEMBERS or len(tables) != 1:
            raise _refused(
                path,
                f"expected a zip of one table, found {len(members)} files; unpack it "
                "and load the folder",
            )
        if tables[0].flag_bits & 1:
            raise _refused(path, "the zip is encrypted; unpack it with its password")
        if not _within(tables[0].file_size, path.stat().st_size):
            raise _too_large(path)
        with packed.open(tables[0]) as source, target.open("wb") as copy:
            _copied(source, copy, path)
