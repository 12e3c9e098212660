"""What holds the code together: who may import whom, and what must be written down."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click
import pytest

from definitions.measures import measures
from etl import generated_docs
from etl.__main__ import COMMANDS, command_named
from etl.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
# Each part and what of this project it may import.
MAY_IMPORT = {
    "definitions": ("definitions",),
    "analytics": ("analytics", "definitions"),
    "etl": ("etl", "analytics", "definitions"),
    "charts": ("charts", "definitions"),
    "pages": ("pages", "charts", "definitions", "analytics.interactive"),
    # the audit log is one, whoever adds to it
    "pages/shared/trail.py": ("pages", "definitions", "etl.trail"),
    "pages/shared/roles.py": ("pages", "definitions", "etl.trail"),
    # the pages that write: a child process does it, what is shown before is etl's too
    "pages/data/importing": (
        "pages",
        "definitions",
        "etl.mapping",
        "etl.profile",
        "etl.readers",
        "etl.recognise",
        "etl.errors",
    ),
    "dashboard": ("pages",),
}
# Libraries that belong to one part.
ONLY_IN = {
    "streamlit": ("pages/", "dashboard.py"),
    "plotly": ("charts/",),
    "duckdb": ("etl/", "pages/shared/reader.py"),
}
SOURCES = sorted(
    path
    for part in MAY_IMPORT
    for path in (ROOT / f"{part}.py", *(ROOT / part).rglob("*.py"))
    if path.is_file() and "/" not in part
)
PAGES = sorted((ROOT / "pages").glob("*/*.py"))
PAGES = [path for path in PAGES if path.parent.name != "shared"]
MARTS = sorted((ROOT / "etl" / "sql" / "marts").glob("*.sql"))
MART_HEADER = ("-- mart:", "-- grain:", "-- sources:", "-- columns:")
SQL_TEXT = re.compile(r"\b(select|insert|update|delete|create|attach)\b.+\b\w+", re.I)
SQL_WORDS = re.compile(r"\b(from|into|set|table|view|where)\b", re.I)
LONGEST_PAGE = 80


def name_of(path: Path) -> str:
    """A file as failures name it."""
    return path.relative_to(ROOT).as_posix()


def imports(path: Path) -> Iterator[str]:
    """Every module a file imports, inside functions too; `a.b` for `from a import b`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(module: str, parts: tuple[str, ...]) -> bool:
    """Whether a module is one of the parts or inside one."""
    return any(module == part or module.startswith(f"{part}.") for part in parts)


def test_the_walk_sees_the_code() -> None:
    assert {"dashboard.py", "etl/publish.py"} <= {name_of(path) for path in SOURCES}
    assert len(PAGES) >= 7
    assert len(MARTS) >= 10


@pytest.mark.parametrize("path", SOURCES, ids=name_of)
def test_imports_point_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).parts[0].removesuffix(".py")
    part = next(
        (p for p in MAY_IMPORT if "/" in p and name_of(path).startswith(p)), part
    )
    ours = [module for module in imports(path) if within(module, tuple(MAY_IMPORT))]
    assert [module for module in ours if not within(module, MAY_IMPORT[part])] == []


@pytest.mark.parametrize(("library", "places"), ONLY_IN.items())
def test_a_library_stays_in_its_part(library: str, places: tuple[str, ...]) -> None:
    users = {
        name_of(path)
        for path in SOURCES
        if any(within(module, (library,)) for module in imports(path))
    }
    assert {user for user in users if not user.startswith(places)} == set()


def test_no_script_lies_directly_in_pages() -> None:
    """Streamlit's older router would run it without the frame."""
    assert list((ROOT / "pages").glob("*.py")) == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_is_short_and_holds_no_sql(path: Path) -> None:
    text = path.read_text("utf-8")
    assert len(text.splitlines()) < LONGEST_PAGE
    sql = [
        node.value
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and SQL_TEXT.match(node.value.strip())
        and SQL_WORDS.search(node.value)
    ]
    assert sql == []


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_a_page_does_no_arithmetic(path: Path) -> None:
    tree = ast.parse(path.read_text("utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.BinOp))
    assert [ast.unparse(node) for node in found if is_arithmetic(node)] == []


def is_arithmetic(node: ast.BinOp) -> bool:
    """`&` and `|` combine filters; everything else computes."""
    return not isinstance(node.op, ast.BitAnd | ast.BitOr)


@pytest.mark.parametrize("measure", measures().values(), ids=lambda each: each.key)
def test_a_measure_says_what_it_is(measure) -> None:
    assert measure.unit
    assert measure.citation
    assert measure.direction in {"strain", "protects", "none"}
    assert measure.reviewed > date(2026, 1, 1)
    assert measure.fooled_by


@pytest.mark.parametrize("path", MARTS, ids=lambda path: path.stem)
def test_a_mart_states_its_contract(path: Path) -> None:
    head = []
    for line in path.read_text("utf-8").splitlines():
        if not line.startswith("--"):
            break
        head.append(line)
    starts = [line for line in head if line.startswith(MART_HEADER)]
    assert [line.split(":")[0] + ":" for line in starts] == list(MART_HEADER)
    assert starts[0] == f"-- mart: {path.stem}"
    assert head[-1].startswith("--   "), "no column is described"


@pytest.mark.parametrize(("name", "text"), generated_docs.pages().items())
def test_a_generated_page_is_what_the_definitions_make(name: str, text: str) -> None:
    assert (ROOT / "docs" / name).read_text("utf-8") == text, "run `ballast docs`"


def written() -> str:
    """All that is written for readers."""
    readme = [path for path in [ROOT / "README.md"] if path.is_file()]
    return "\n".join(
        path.read_text("utf-8") for path in (*readme, *(ROOT / "docs").rglob("*.md"))
    )


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_is_written_about(command: str) -> None:
    assert f"ballast {command}" in written()


def test_a_command_says_what_it_does() -> None:
    for name in COMMANDS:
        command = command_named(name)
        assert command
        assert command.get_short_help_str(), name
        for option in command.params:
            described = not isinstance(option, click.Option) or option.help
            assert described, f"{name} {option.name}"


@pytest.mark.parametrize("key", Settings.model_fields)
def test_a_setting_is_written_about(key: str) -> None:
    assert f"`{key}`" in (ROOT / "docs" / "settings.md").read_text("utf-8")
