"""Where a brief is written: its files, its folder, and what already lies there."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Final

from etl.errors import UserError

STARTS: Final = '<!doctype html><html lang="en"><head><meta charset="utf-8">'
TITLE: Final = re.compile("<title>(.*?)</title>", re.DOTALL)
NO_NAME: Final = ("", ".", "..")
LOOKED_AT: Final = 16_384  # bytes; a title stands in the first few hundred


@dataclass(frozen=True)
class Place:
    """The page, and the PDF where one is wanted; `asked`: that PDF was asked for by name."""

    page: Path
    printed: Path | None
    asked: bool = False


def place_of(out: str | None, name: str) -> Place:
    """The files that `--out` means.

    A folder, there or not, when it is one or ends in a slash: in it the files are named
    `name`. A file with .html or .pdf, in any case; any other gets .html after it.

    >>> place_of("to/2026.08", "brief-birch-house").page.as_posix()
    'to/2026.08.html'
    """
    path = Path(out or ".")
    if os.path.basename(out or "") in NO_NAME or path.is_dir():  # noqa: PTH119
        return Place(path / f"{name}.html", path / f"{name}.pdf")
    if path.suffix.lower() == ".pdf":
        return Place(path.with_suffix(".html"), path, asked=True)
    if path.suffix.lower() == ".html":
        return Place(path, None)
    return Place(path.with_name(f"{path.name}.html"), None)


def title_of(page: str) -> str:
    """Whose brief a page is, by its own title; empty without one."""
    found = TITLE.search(page)
    return unescape(found[1]) if found else ""


def check_free(path: Path, title: str) -> None:
    """Passes where nothing lies at `path`, or an earlier brief of the same group.

    Raises:
        UserError: something else lies there, or it cannot be looked at.
    """
    try:
        with path.open("rb") as file:
            start = file.read(LOOKED_AT)
    except (FileNotFoundError, NotADirectoryError):
        return
    except OSError as error:
        raise UserError(f"{path}: {error.strerror or 'cannot be read'}") from error
    ours = _printed_for(start, title) if start[:1] == b"%" else _page_for(start, title)
    if not ours:
        raise UserError(
            f"{path}: is there already and is no brief of {title}; nothing was written: "
            "give --out another name, or move that file away"
        )


def put(page: Path, text: str) -> None:
    """Writes the page, and makes the folder it goes into.

    Raises:
        UserError: the folder or the file cannot be made.
    """
    try:
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(text, "utf-8")
    except OSError as error:
        why = error.strerror or "it cannot be written"
        raise UserError(f"{page}: not written: {why}; choose another --out") from error


def _page_for(start: bytes, title: str) -> bool:
    text = start.decode("utf-8", errors="replace")
    return text.startswith(STARTS) and title_of(text) == title


def _printed_for(start: bytes, title: str) -> bool:
    """Whether a PDF bears the title that a browser gives the page it prints.

    In ASCII it stands in brackets, else in UTF-16 as hexadecimal (ISO 32000-1, 7.9.2).
    """
    escaped = re.sub(r"([\\()])", r"\\\1", title)
    wide = title.encode("utf-16-be").hex().upper()
    marks = (f"/Title ({escaped})", f"/Title <FEFF{wide}>")
    return start.startswith(b"%PDF-") and any(one.encode() in start for one in marks)
