"""Personal values, planted in every column of every known export, are stored nowhere.

Of each profile a made-up file is spoiled in two ways: what the profile does not name is
filled with personal values, and columns of them are added; and each column in turn, named
or not, holds one. Then every cell of every table and every byte under the data folder is
looked at, the rejects, and all that is said about the file.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from etl import scratch
from etl.command.loading import load_and_publish
from etl.load import FileResult
from etl.profile import profiles
from tests.unit.loading import SETTINGS, load
from tests.unit.samples import SAMPLES, Row, Sample, sample_of, written

KEYS = [profile.key for profile in profiles()]
# What no pattern can tell from a word about work ...
UNTOLD = {
    "a name": "Zelda Quist",
    "a patient": "Moist Lipwig",
    "a note": "her mother is very ill",
}
# ... and what can be told, and is kept by no table, whatever the column.
TOLD = {
    "e-mail": "zelda.quist@planted.example",
    "IP address": "203.0.113.77",
    "latitude": "47.1159113",
    "phone": "+1 555 010 9911",
    "SSN": "078-05-1120",
}
PLANTED = {**UNTOLD, **TOLD}
# The same once more, for the columns that no profile names: of these nothing is kept.
BESIDE = {
    "a name": "Besida Quirm",
    "a patient": "Rufus Drumknott",
    "a note": "is getting a divorce",
    "e-mail": "besida.quirm@beside.example",
    "IP address": "198.51.100.23",
    "latitude": "52.2296756",
    "phone": "+44 20 7946 0958",
    "SSN": "219-09-9999",
}
ALL = ", ".join(BESIDE.values())
# Words about work stand in these as the file has them (docs/privacy.md, "What a file
# says of places"); names of staff in the roster alone, for HR's leave file.
KEPT_AS_FOUND = {
    ("action", "lever"),
    ("action", "target_measure"),
    ("action", "team_id"),
    ("appointment", "acuity"),
    ("appointment", "location"),
    ("appointment", "modality"),
    ("appointment", "population"),
    ("appointment", "team_id"),
    ("incident", "team_id"),
    ("leave_balance", "kind"),
    ("loaded_holiday", "name"),
    ("position", "role"),
    ("position", "team_id"),
    ("roster", "discipline"),
    ("roster", "display_name"),
    ("roster", "licence_status"),
    ("roster", "preferred_populations"),
    ("roster", "role"),
    ("roster", "team_id"),
    ("staff_identity", "system"),
    ("survey_invite", "team_id"),
    ("survey_invite", "wave_id"),
    ("survey_response", "role"),
    ("survey_response", "team_id"),
    ("team", "became"),
    ("team", "name"),
    ("team", "parent_id"),
    ("team", "reporting_unit_id"),
    ("team", "service_model"),
    ("team", "setting"),
    ("team", "team_id"),
    ("team_alias", "name"),
    ("team_alias", "system"),
    ("team_alias", "team_id"),
    ("team_caseload", "team_id"),
    ("unit_measure", "measure"),
    ("unit_measure", "team_id"),
}
ADDED = tuple(f"their_{re.sub('[^a-zA-Z]', '', kind)}" for kind in BESIDE)

Cell = tuple[str, str, str]  # table, column, text


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder whose key is fixed: no pseudonym is a planted number by chance."""
    folder = tmp_path / "data"
    (folder / "warehouse").mkdir(parents=True)
    (folder / "warehouse" / "key").write_bytes(bytes(range(32)))
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    return folder


def cells_of(database: Path) -> Iterator[Cell]:
    """Every cell of every table that is not a pseudonym, in lower case."""
    with duckdb.connect(database, read_only=True) as con:
        columns = con.execute(
            "select table_name, column_name from duckdb_columns() "
            "where not internal and data_type <> 'UBIGINT' and table_name in "
            "(select table_name from duckdb_tables())"
        ).fetchall()
        for table, column in columns:
            for (cell,) in con.execute(
                f'select distinct "{column}"::varchar from "{table}"'
            ).fetchall():
                if cell is not None:
                    yield table, column, cell.lower()


def everywhere(data: Path) -> list[Cell]:
    """Every cell of every database under the folder, and the bytes of every file."""
    found: list[Cell] = []
    for path in sorted(data.rglob("*")):
        if path.is_file():
            if path.suffix == ".duckdb":
                found += cells_of(path)
            text = path.read_bytes().decode("latin-1").lower()
            found.append(("bytes of", path.name, text))
    return found


def squashed(text: str) -> str:
    """The text's letters and digits: `a@b.c` written `a_b_c` is still there."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def holds(cell: Cell, value: str) -> bool:
    table, _, text = cell
    if value.lower() in text:
        return True
    return table != "bytes of" and squashed(value) in squashed(text)


def places(found: list[Cell], value: str) -> set[tuple[str, str]]:
    return {(cell[0], cell[1]) for cell in found if holds(cell, value)}


def said(results: list[FileResult]) -> list[Cell]:
    """All that is said about files: what `--json` prints.

    Save the teams and waves that a file is about: words about work, as it has them.
    """
    told = []
    for result in results:
        shown = result.as_json() | {"path": ""}
        if shown["change"]:
            shown["change"] |= {"teams": (), "waves": ()}
        told.append(("said of", "a file", json.dumps(shown, default=str).lower()))
    return told


def nothing_left_behind(data: Path) -> None:
    assert not list((data / "warehouse").glob("scratch/*"))
    if scratch.IN_MEMORY.is_dir():
        mark = scratch._mark(data)
        assert not list(scratch.IN_MEMORY.glob(f"{mark}*"))


def with_beside(sample: Sample) -> Sample:
    """The sample with every dropped cell (`x`) planted, and planted columns added."""
    match sample.format:
        case "json":
            planted = sample.good[0].replace('"x"', json.dumps(ALL))
            record = json.loads(planted) | dict(
                zip(ADDED, BESIDE.values(), strict=True)
            )
            return replace(sample, good=(json.dumps(record),))
        case "ics":
            lines = [re.sub(r":x$", f":{ALL}", line) for line in sample.good]
            lines += [f"COMMENT:{ALL}", f"LOCATION:{ALL}", f"CONTACT:{ALL}"]
            lines += [f"ATTENDEE;CN={BESIDE['a name']}:mailto:{BESIDE['e-mail']}"]
            return replace(sample, good=tuple(lines))
    added = () if sample.wide else ADDED
    head = [
        (*row, *(added if number == sample.header else [""] * len(added)))
        for number, row in enumerate(sample.head)
    ]
    good = [ALL if cell == "x" else cell for cell in sample.good]
    beside = () if sample.wide else tuple(BESIDE.values())
    return replace(sample, head=tuple(head), good=(*good, *beside))


def spoiled(sample: Sample, *, strict: bool = False) -> Iterator[Row]:
    """Each planted value in each place of a good row, each row under its own key.

    `strict`: in the columns alone where one such cell refuses the file, else in the others.
    """
    number = 10
    for value in PLANTED.values():
        for name, row in _each_place(sample, value):
            if (name in sample.strict) == strict:
                yield _renumbered(sample, row, value, number)
                number += 1


def _each_place(sample: Sample, value: str) -> Iterator[tuple[str, Row]]:
    """The column's name and the row with the value in it, for each column."""
    match sample.format:
        case "json":
            record = json.loads(sample.good[0])
            for copy in _each_leaf(record, value):
                yield "", (json.dumps(copy),)
        case "ics":
            for i, line in enumerate(sample.good):
                name = re.split("[:;]", line)[0]
                row = (*sample.good[:i], f"{name}:{value}", *sample.good[i + 1 :])
                yield name, row
        case _:
            for i, name in enumerate(sample.columns):
                yield name, (*sample.good[:i], value, *sample.good[i + 1 :])


def _each_leaf(value: object, planted: str) -> Iterator[object]:
    """Copies of a JSON value, one text or number of each replaced."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for copy in _each_leaf(inner, planted):
                yield value | {name: copy}
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            for copy in _each_leaf(inner, planted):
                yield [*value[:i], copy, *value[i + 1 :]]
    else:
        yield planted


def _renumbered(sample: Sample, row: Row, value: str, number: int) -> Row:
    """The row under its own key, the planted cell as it is."""
    moved = replace(sample, good=row).row(number)
    if sample.format == "json":
        return (moved[0].replace(f"{value}{number:03}", value),)
    if sample.format == "ics":
        return moved
    return tuple(
        cell if cell == value else other for cell, other in zip(row, moved, strict=True)
    )


@pytest.mark.parametrize("key", KEYS)
def test_a_personal_value_is_stored_nowhere_but_as_a_word_about_work(
    key: str, data: Path, tmp_path: Path
) -> None:
    sample = with_beside(sample_of(key))
    good = sample.rows(max(5, sample.together))
    path = written(tmp_path, sample, [*good, *spoiled(sample)])
    results = load(data, path, accept_rejects=1.0, date_order="month first")
    assert results[0].profile == key
    expected = {0: {"unchanged"}, None: {"refused"}}.get(sample.loads, {"loaded"})
    assert results[0].status in expected, results[0].problems[:3]
    found = [*everywhere(data), *said(results)]
    for kind, value in BESIDE.items():
        assert places(found, value) == set(), f"{kind} in a column of no profile"
    for kind, value in TOLD.items():
        there = places(found, value)
        if kind == "latitude":  # under a number's heading it is a number
            there -= {*numbers(data), ("reject", "kept")}
            there = {place for place in there if place[0] != "bytes of"}
        assert there == set(), kind
    texts = [cell for cell in found if cell[0] != "bytes of"]
    for kind, value in UNTOLD.items():
        assert places(texts, value) <= KEPT_AS_FOUND, kind
    nothing_left_behind(data)


@pytest.mark.parametrize(
    "sample", [s for s in SAMPLES if s.strict], ids=lambda s: s.profile
)
def test_where_one_cell_refuses_the_whole_file_its_text_is_not_told(
    sample: Sample, data: Path, tmp_path: Path
) -> None:
    path = written(tmp_path, sample, [*sample.rows(3), *spoiled(sample, strict=True)])
    results = load(data, path, accept_rejects=1.0)
    assert results[0].status in {"refused", "unchanged"}
    found = [*everywhere(data), *said(results)]
    for kind, value in PLANTED.items():
        assert places(found, value) == set(), kind
    nothing_left_behind(data)


def numbers(data: Path) -> set[tuple[str, str]]:
    with duckdb.connect(data / "warehouse" / "warehouse.duckdb", read_only=True) as con:
        rows = con.execute(
            "select table_name, column_name from duckdb_columns() "
            "where data_type = 'DOUBLE'"
        ).fetchall()
    return set(rows)


def test_of_all_exports_together_published_files_hold_a_name_in_the_leave_file_alone(
    data: Path, tmp_path: Path
) -> None:
    exports = tmp_path / "exports"
    name = BESIDE["a name"]
    for sample in SAMPLES:
        planted = with_beside(sample)
        if sample.profile == "ballast_roster":  # the one place for a name
            at = sample.columns.index("name")
            planted = replace(
                planted, good=(*planted.good[:at], name, *planted.good[at + 1 :])
            )
        written(exports, planted, planted.rows(30))
    results, published = load_and_publish(data, [exports], quiet=True)
    assert {r.status for r in results} >= {"loaded", "unchanged"}
    assert published is not None
    found = [*everywhere(data), *said(results)]
    for kind, value in BESIDE.items():
        there = places(found, value)
        if value == name:
            files = {column for table, column in there if table == "bytes of"}
            assert files <= {"warehouse.duckdb", "leave.duckdb"}
            assert not [t for t in there if t[0].startswith(("survey", "said"))]
        else:
            assert there == set(), kind
    version = data / "published" / published.version
    for file in ("teams", "analysis"):
        cells = list(cells_of(version / f"{file}.duckdb"))
        assert cells, "the dump does see cells"
        assert places(cells, name) == set()


def test_a_profile_without_a_sample_says_what_to_do() -> None:
    with pytest.raises(
        LookupError, match=r"add one to SAMPLES in tests/unit/samples\.py"
    ):
        sample_of("a_profile_of_tomorrow")


@pytest.mark.parametrize("key", KEYS)
def test_every_profile_has_a_sample(key: str) -> None:
    assert sample_of(key).profile == key
