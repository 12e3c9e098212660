"""ballast brief: which team, which files, and what it says when it cannot."""

from __future__ import annotations

import re
import unicodedata
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.pdf_text import pdf_text
from etl.command import brief as command
from etl.errors import UserError
from pages.shared.file_names import plain_name
from tests.app.made_names import LONG_NAMES, NAMES
from tests.app.made_published import made_published


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_published(tmp_path_factory.mktemp("made_for_brief"), "full")


def run(*words: str):
    return CliRunner().invoke(command.brief, [str(word) for word in words])


def test_a_team_is_found_by_name_or_id(full: Path, tmp_path: Path) -> None:
    pages = []
    for name in ("t00", NAMES[0]):
        out = tmp_path / f"{len(pages)}.html"
        done = run(name, "--data", full, "--out", out)
        assert done.exit_code == 0, done.exception
        pages.append(out.read_text("utf-8"))
    assert pages[0] == pages[1]
    assert f"<title>{NAMES[0]}</title>" in pages[0]


def test_a_brief_is_named_after_its_team_and_month_in_a_folder_or_here(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "found_browser", lambda: None)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "to").mkdir()
    for out in ((), ("--out", tmp_path / "to")):
        done = run("t00", "--data", full, *out)
        assert done.exit_code == 0, done.exception
    name = f"brief-{plain_name(NAMES[0])}-2026-08.html"
    assert sorted(path.name for path in tmp_path.iterdir()) == [name, "to"]
    assert [path.name for path in (tmp_path / "to").iterdir()] == [name]
    assert f"Written: {name}" in run("t00", "--data", full).output


@pytest.mark.parametrize(
    "name", [*LONG_NAMES[:10], "../..", "", "a" * 400, "नर्सिंग", "CON"]
)
def test_a_name_in_any_script_is_safe_as_a_file(name: str) -> None:
    safe = plain_name(name)
    assert re.fullmatch(r"[^\W_]+", unmarked(safe).replace("-", "")), safe
    assert len(safe.encode()) <= 120
    assert "/" not in safe


def unmarked(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign)[0] != "M")


def test_an_unknown_team_and_an_empty_folder_are_said_to_be(
    full: Path, tmp_path: Path
) -> None:
    with pytest.raises(UserError, match="no published groups are called 'nobody'"):
        command.write_page(full, "nobody", tmp_path / "x.html")
    with pytest.raises(UserError, match="nothing is published yet"):
        command.write_page(tmp_path, "t00", tmp_path / "x.html")
    assert not (tmp_path / "x.html").exists()


def test_without_a_chromium_a_pdf_is_refused_and_the_page_stays(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "found_browser", lambda: None)
    done = run("t00", "--data", full, "--out", tmp_path / "b.pdf")
    assert isinstance(done.exception, UserError)
    assert (tmp_path / "b.html").exists()


@pytest.mark.browser
def test_it_prints_on_one_page_what_the_page_holds_and_no_other_number(
    full: Path, tmp_path: Path
) -> None:
    if command.found_browser() is None:
        pytest.skip("Chromium is not installed")
    done = run("t00", "--data", full, "--out", tmp_path / "b.pdf")
    assert done.exit_code == 0, done.exception
    pdf = (tmp_path / "b.pdf").read_bytes()
    assert pages_of(pdf) == 1
    page, printed = (tmp_path / "b.html").read_text("utf-8"), pdf_text(pdf)
    assert NAMES[0] in printed
    assert numbers(printed) <= numbers(re.sub("<[^>]+>", " ", page))
    assert str(tmp_path).encode() not in pdf  # nor where it was written


def numbers(text: str) -> set[str]:
    return set(re.findall(r"\d+(?:[.,]\d+)*", text))


def pages_of(pdf: bytes) -> int:
    """Pages of a PDF, also where its objects lie in compressed streams."""
    whole = [pdf]
    for part in pdf.split(b"stream")[1:]:
        try:
            whole.append(zlib.decompressobj().decompress(part.lstrip(b"\r\n")))
        except zlib.error:
            continue
    return sum(
        part.count(b"/Type /Page\n")
        + part.count(b"/Type /Page ")
        + part.count(b"/Type/Page/")
        for part in whole
    )
