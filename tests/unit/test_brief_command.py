"""ballast brief: which team, which files, and what it says when it cannot."""

from __future__ import annotations

import html
import re
import unicodedata
import zlib
from pathlib import Path

import pytest
from click.testing import CliRunner

from benchmarks.pdf_text import pdf_text
from etl.command import brief as command
from etl.command import brief_place
from etl.errors import UserError
from pages.shared.file_names import plain_name, plain_names
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
        command.made_page(full, "nobody")
    with pytest.raises(UserError, match="nothing is published yet"):
        command.made_page(tmp_path, "t00")


def test_without_a_chromium_a_pdf_is_refused_and_the_page_stays(
    full: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "found_browser", lambda: None)
    done = run("t00", "--data", full, "--out", tmp_path / "b.pdf")
    assert isinstance(done.exception, UserError)
    assert (tmp_path / "b.html").exists()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A folder to write into; the page is made up, and no browser is there."""
    page = f"{brief_place.STARTS}\n<title>A &amp; B</title></head>{'x' * 99}</html>"
    monkeypatch.setattr(command, "made_page", lambda *_: ("brief-a-b-2026-08", page))
    monkeypatch.setattr(command, "found_browser", lambda: None)
    monkeypatch.setattr(command, "note", lambda *_, **__: None)
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize(
    ("out", "page"),
    [
        ("to/", "to/brief-a-b-2026-08.html"),
        ("to/there/", "to/there/brief-a-b-2026-08.html"),
        ("to/.", "to/brief-a-b-2026-08.html"),
        ("report.v1", "report.v1.html"),
        ("2026.08", "2026.08.html"),
        ("x.HTML", "x.HTML"),
        ("new/folder/x.html", "new/folder/x.html"),
        ("", "brief-a-b-2026-08.html"),
    ],
)
def test_out_names_a_file_or_a_folder_that_is_made(made: Path, out, page) -> None:
    done = run("t00", "--data", made, "--out", out)
    assert done.exit_code == 0, done.exception
    assert [path for path in made.rglob("*") if path.is_file()] == [made / page]
    assert done.output == f"Written: {page}\n"


def test_a_pdf_is_one_in_any_case(made: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    printed: list[Path] = []
    monkeypatch.setattr(command, "found_browser", lambda: "a browser")
    monkeypatch.setattr(command, "print_page", lambda *given: printed.append(given[2]))
    assert run("t00", "--data", made, "--out", "x.PDF").exit_code == 0
    assert printed == [Path("x.PDF")]
    assert (made / "x.html").exists()


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("x.html", "<!doctype html><html><title>A &amp; B</title>"),
        ("x.html", f"{brief_place.STARTS}<title>Another team</title>"),
        ("x.html", ""),
        ("x.pdf", "%PDF-1.4\n<</Title (Another team)"),
    ],
)
def test_a_file_that_is_no_brief_of_the_team_stays(
    made: Path, monkeypatch: pytest.MonkeyPatch, name: str, there: str
) -> None:
    monkeypatch.setattr(command, "found_browser", lambda: "a browser")
    (made / name).write_text(there, "utf-8")
    done = run("t00", "--data", made, "--out", name)
    assert isinstance(done.exception, UserError)
    assert f"{name}: is there already" in str(done.exception)
    assert [path.name for path in made.iterdir()] == [name]
    assert (made / name).read_text("utf-8") == there


@pytest.mark.parametrize("title", ["(A & B)", "Bïrch", "a\\b"])
def test_a_brief_replaces_an_earlier_one_of_its_team(
    tmp_path: Path, title: str
) -> None:
    wide = title.encode("utf-16-be").hex().upper()
    bracketed = re.sub(r"([\\()])", r"\\\1", title)
    page = f"{brief_place.STARTS}<title>{html.escape(title)}</title>"
    for start in (
        page,
        f"%PDF-1.4 /Title <FEFF{wide}>",
        f"%PDF-1.4 /Title ({bracketed})",
    ):
        (tmp_path / "x").write_text(start, "utf-8")
        brief_place.check_free(tmp_path / "x", title)


def test_a_folder_that_cannot_be_made_is_said(made: Path) -> None:
    (made / "file").write_text("", "utf-8")
    done = run("t00", "--data", made, "--out", "file/x.html")
    assert isinstance(done.exception, UserError)
    assert "file/x.html: not written" in str(done.exception)


def test_names_that_fold_to_one_are_told_apart_by_id() -> None:
    names = plain_names({"t1": "a/b", "t2": "a b", "t3": "c"})
    assert names == {"t1": "a-b-t1", "t2": "a-b-t2", "t3": "c"}


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
