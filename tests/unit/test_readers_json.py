"""JSON of any shape as rows: objects, lists, lines, Bundles, and what is none."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from etl.errors import UserError
from etl.readers import read_table
from etl.readers.json_file import MOST_COLUMNS, flat
from etl.readers.table import ROW, TextTable


def table(tmp_path: Path, content: str | bytes) -> TextTable:
    # the name says nothing: the format is found by content
    path = tmp_path / "export.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read_table(path, scratch=tmp_path)


def records(tmp_path: Path, content: str | bytes) -> list[dict[str, str | None]]:
    found = table(tmp_path, content)
    assert found.format == "json"
    frame = found.rows.collect()
    cells = frame.select(f"c{i}" for i in range(len(found.head[0]))).rows()
    return [dict(zip(found.head[0], row, strict=True)) for row in cells]


A_AND_B = [{"a": "1", "b": None}, {"a": "2", "b": "x"}]


@pytest.mark.parametrize(
    "content",
    [
        '[{"a": "1"}, {"a": "2", "b": "x"}]',
        '{"a": "1"}\n{"a": "2", "b": "x"}\n',
        '\n{"a": "1"}\n\n{"a": "2", "b": "x"}',
        '{"a": "1"}\r\n{"a": "2", "b": "x"}\r\n',
        '{"page": 1, "data": [{"a": "1"}, {"a": "2", "b": "x"}]}',
        '{"message": {"rows": [{"a": "1"}, {"a": "2", "b": "x"}]}}',
        '[\n  {\n    "a": "1"\n  },\n  {\n    "a": "2",\n    "b": "x"\n  }\n]',
        "\ufeff" + '[{"a": "1"}, {"a": "2", "b": "x"}]',
        "\ufeff" + '{"a": "1"}\n{"a": "2", "b": "x"}\n',
    ],
)
def test_records_are_found_in_every_usual_shape(tmp_path: Path, content: str) -> None:
    assert records(tmp_path, content) == A_AND_B


def test_utf16_as_powershell_writes_it(tmp_path: Path) -> None:
    content = '[{"a": "é"}]'.encode("utf-16")
    assert records(tmp_path, content) == [{"a": "é"}]


def test_one_object_alone_is_one_record(tmp_path: Path) -> None:
    assert records(tmp_path, '{"a": "1"}') == [{"a": "1"}]


def test_objects_become_dotted_columns_and_lists_lines_of_json() -> None:
    record = {
        "id": 7,
        "share": 0.5,
        "ok": True,
        "none": None,
        "status": {"status": "approved", "by": {"id": 3}},
        "parts": [{"x": 1}, {"x": "two\nlines"}],
        "tags": ["a", "b"],
        "empty": [],
    }
    assert flat(record) == {
        "id": "7",
        "share": "0.5",
        "ok": "true",
        "none": None,
        "status.status": "approved",
        "status.by.id": "3",
        "parts": '{"x":1}\n{"x":"two\\nlines"}',
        "tags": "a\nb",
        "empty": None,
    }


def test_an_object_keyed_by_days_is_a_list_and_makes_no_column_a_day() -> None:
    assert flat({"dates": {"2026-03-09": "8", "2026-03-10": 4}}) == {
        "dates": '{"key":"2026-03-09","value":"8"}\n{"key":"2026-03-10","value":4}'
    }


def test_a_column_may_begin_late_and_rows_count_from_the_made_header(
    tmp_path: Path,
) -> None:
    lines = "".join(f'{{"a": {n}}}\n' for n in range(45_000)) + '{"late": 1}\n'
    frame = table(tmp_path, lines).rows.collect()
    assert frame.height == 45_001
    assert frame.row(-1, named=True) == {
        "c0": None,
        ROW: 45_002,
        "c1": "1",
        "_beyond_header": None,
    }


def test_of_a_patient_nothing_but_the_type_is_read(tmp_path: Path) -> None:
    patient = {"resourceType": "Patient", "name": [{"family": "Quist"}]}
    assert records(tmp_path, json.dumps(patient)) == [{"resourceType": "Patient"}]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ('[{"a": 1}, {"a": ', "line 1 cannot be read"),
        ('{"a": 1}\n{"a": 2}\n{"a": \n', "line 3 cannot be read"),
        ("[]", "holds no records"),
        ("[[1, 2], [3, 4]]", "holds no records"),
        ('{"resourceType": "Bundle", "entry": []}', "holds no records"),
        ('{"a": NaN}', "cannot be read"),
        ('[{"a": "' + "\\ud800" + '"}]', "cannot be read"),
    ],
)
def test_what_is_no_records_is_refused_with_its_place(
    tmp_path: Path, content: str, message: str
) -> None:
    with pytest.raises(UserError, match=message) as refused:
        table(tmp_path, content)
    assert refused.value.exit_code == 3
    assert str(refused.value).startswith("export.csv: ")


def test_a_broken_line_does_not_show_what_it_says(tmp_path: Path) -> None:
    with pytest.raises(UserError) as refused:
        table(tmp_path, '{"a": 1}\n{"name": "Zelda Quist" \n')
    assert "Quist" not in str(refused.value)


def test_records_of_endless_fields_are_refused(tmp_path: Path) -> None:
    content = json.dumps({f"f{n}": n for n in range(MOST_COLUMNS + 1)})
    with pytest.raises(UserError, match="fields in all"):
        table(tmp_path, content)


def test_deep_nesting_ends_in_a_cell(tmp_path: Path) -> None:
    deep: object = "x"
    for _ in range(200):
        deep = {"d": deep}
    found = records(tmp_path, json.dumps([{"a": deep}]))
    assert len(found[0]) == 1
    content = "[" * 100_000 + "]" * 100_000
    with pytest.raises(UserError):
        table(tmp_path, content)
