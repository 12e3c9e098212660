"""The text of a PDF that a Chromium printed, as who opens the file could copy it.

Reads only what such files hold: streams that are plain or deflated, strings of glyphs, and
for each font the table from its glyphs to letters (ISO 32000-1, 9.4.3 and 9.10.3).
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator, Mapping

OBJECT = re.compile(rb"(\d+) 0 obj\b(.*?)endobj", re.S)
STREAM = re.compile(rb"stream\r?\n(.*?)\r?\nendstream", re.S)
TO_UNICODE = re.compile(rb"/ToUnicode (\d+) 0 R")
FONTS = re.compile(rb"/(F\d+) (\d+) 0 R")
PIECE = re.compile(rb"/(F\d+) [\d.]+ Tf|<([0-9A-Fa-f]+)>|(\bET\b)")
ONE = re.compile(rb"beginbfchar(.*?)endbfchar", re.S)
SPAN = re.compile(rb"beginbfrange(.*?)endbfrange", re.S)
PAIR = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
THREE = re.compile(rb"<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>\s*<([0-9A-Fa-f]+)>")
GLYPH = 4  # hexadecimal digits


def pdf_text(pdf: bytes) -> str:
    """The text of all pages, in the order in which it is drawn."""
    objects = {int(number): body for number, body in OBJECT.findall(pdf)}
    letters = {
        number: _letters(_stream(objects.get(int(found.group(1)), b"")))
        for number, body in objects.items()
        if (found := TO_UNICODE.search(body))
    }
    fonts = {
        name: letters[int(number)]
        for body in objects.values()
        for name, number in FONTS.findall(body)
        if int(number) in letters
    }
    drawn = (_stream(body) for body in objects.values())
    return "".join(one for page in drawn for one in _drawn(page, fonts))


def _stream(body: bytes) -> bytes:
    found = STREAM.search(body)
    if found is None:
        return b""
    if b"/FlateDecode" not in body:
        return found.group(1)
    try:
        return zlib.decompress(found.group(1))
    except zlib.error:
        return b""


def _letters(table: bytes) -> dict[int, str]:
    """Glyph -> what it stands for."""
    found = {}
    for part in ONE.findall(table):
        for glyph, text in PAIR.findall(part):
            found[int(glyph, 16)] = _utf16(text)
    for part in SPAN.findall(table):
        for first, last, text in THREE.findall(part):
            for number, glyph in enumerate(range(int(first, 16), int(last, 16) + 1)):
                found[glyph] = chr(ord(_utf16(text)[0]) + number)
    return found


def _utf16(text: bytes) -> str:
    return bytes.fromhex(text.decode()).decode("utf-16-be")


def _drawn(page: bytes, fonts: Mapping[bytes, Mapping[int, str]]) -> Iterator[str]:
    font: Mapping[int, str] = {}
    for name, glyphs, ended in PIECE.findall(page):
        if name:
            font = fonts.get(name, {})
        elif ended:
            yield " "
        else:
            for place in range(0, len(glyphs), GLYPH):
                yield font.get(int(glyphs[place : place + GLYPH], 16), "")
