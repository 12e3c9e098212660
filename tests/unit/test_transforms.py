"""Transforms one by one, on drawn rows; and that profiles name only what there is."""

from __future__ import annotations

from typing import get_args

import polars as pl
import pytest

from etl.errors import UserError
from etl.profile import Format, Transform, profiles, vocabularies
from etl.readers.table import EXTRA, ROW
from etl.transforms import CHANGES, transformed
from etl.transforms.rows import Rows

OURS = {
    "leave_kind": {"vacation", "sick", "personal", "parental", "training", "toil", "other"},
    "leave_status": {"requested", "approved", "denied", "cancelled", "taken"},
    "appointment_status": {"kept", "no_show", "late_cancel", "cancelled", "clinician_cancelled", "planned"},
}  # fmt: skip
SAME = {
    "frappe_status": "leave_status",
    "fhir_appointment_status": "appointment_status",
}


def drawn(text: str, *, above: tuple[tuple[str, ...], ...] = ()) -> Rows:
    """Rows of a drawn table; `-` is an empty cell."""
    lines = [[c.strip() for c in line.split("|")] for line in text.strip().splitlines()]
    cells = [[None if c == "-" else c for c in line] for line in lines[1:]]
    frame = pl.DataFrame(
        cells, schema={f"c{i}": pl.String for i in range(len(lines[0]))}, orient="row"
    )
    frame = frame.with_row_index(ROW, offset=2).with_columns(
        pl.lit(None, dtype=pl.String).alias(EXTRA)
    )
    return Rows(tuple(lines[0]), frame.lazy(), above=above)


def after(rows: Rows, *steps: dict[str, object]) -> list[tuple[object, ...]]:
    """Header and cells after the steps."""
    found = transformed(rows, tuple(Transform.model_validate(step) for step in steps))
    names = [f"c{i}" for i in range(len(found.header))]
    return [found.header, *found.frame.select(names).collect().rows()]


def test_join_puts_columns_together_and_an_absent_one_is_empty() -> None:
    rows = drawn("a | b\n1 | 2\n- | 2\n- | -")
    step = {"name": "join", "keep": ["a", "x|b", "gone"], "into": ["j"]}
    assert after(rows, step) == [
        ("a", "b", "j"),
        ("1", "2", "1|2|"),
        (None, "2", "|2|"),
        (None, None, None),
    ]


def test_pick_tries_several_patterns_and_keeps_the_first_that_fits() -> None:
    rows = drawn("t\nx1\ny2\nz")
    first = {"name": "pick", "keep": ["t"], "into": ["n"], "pattern": r"x(\d)"}
    second = {"name": "pick", "keep": ["t"], "into": ["n"], "pattern": r"(\w)"}
    assert [row[1] for row in after(rows, first, second)] == ["n", "1", "y", "z"]


def test_where_copies_a_cell_if_another_fits() -> None:
    rows = drawn("amount | unit\n8 | Hours\n1 | days\n2 | -")
    hours = {
        "name": "where",
        "keep": ["amount", "unit"],
        "into": ["h"],
        "pattern": "hour",
    }
    assert [row[2] for row in after(rows, hours)] == ["h", "8", None, None]


def test_fill_gives_empty_and_absent_cells_a_text() -> None:
    rows = drawn("a\n1\n-")
    step = {"name": "fill", "into": ["a"], "pattern": "x"}
    assert after(rows, step) == [("a",), ("1",), ("x",)]
    step = {"name": "fill", "into": ["b"], "pattern": "x"}
    assert after(rows, step) == [("a", "b"), ("1", "x"), (None, "x")]


def test_names_that_stand_twice_are_numbered() -> None:
    rows = drawn("Date | Type | type | TYPE\n1 | 2 | 3 | 4")
    assert after(rows, {"name": "number_names"})[0] == ("Date", "Type", "type 2", "TYPE 3")  # fmt: skip


def test_explode_makes_a_row_per_line_and_keeps_a_row_without_any() -> None:
    rows = drawn("id | parts\n1 | a\n2 | -")
    frame = rows.frame.with_columns(
        c1=pl.col("c1").str.replace("a", '{"x":1}\n{"x":2}')
    )
    rows = Rows(rows.header, frame)
    found = after(
        rows,
        {"name": "explode", "keep": ["parts"]},
        {"name": "json_path", "keep": ["parts"], "into": ["x"], "pattern": "$.x"},
    )
    assert [(row[0], row[2]) for row in found[1:]] == [("1", "1"), ("1", "2"), ("2", None)]  # fmt: skip


def test_unpivot_makes_a_row_per_column_and_cell() -> None:
    rows = drawn("who | Holiday | Sick\nE1 | 2 | 3\nE2 | - | 1")
    step = {
        "name": "unpivot",
        "keep": ["who"],
        "into": ["type", "n"],
        "pattern": "^(?!who$)",
    }
    found = after(rows, step)
    assert found[0] == ("who", "type", "n")
    assert sorted(found[1:], key=str) == [
        ("E1", "Holiday", "2"),
        ("E1", "Sick", "3"),
        ("E2", "Holiday", None),
        ("E2", "Sick", "1"),
    ]


def test_each_day_of_a_span_and_a_row_without_one() -> None:
    rows = drawn("first | last\n2026-12-24 | 2026-12-26\n2026-12-31 | -\n- | -")
    step = {"name": "each_day", "keep": ["first", "last"], "into": ["day"]}
    assert [row[2] for row in after(rows, step)] == [
        "day", "2026-12-24", "2026-12-25", "2026-12-26", "2026-12-31", None
    ]  # fmt: skip


def test_days_of_a_request_become_runs_parted_by_their_state() -> None:
    rows = drawn(
        """
        id | state | day        | h
        1  | ok    | 2026-03-06 | 8
        1  | ok    | 2026-03-05 | 4
        1  | ok    | 2026-03-09 | 8
        1  | no    | 2026-03-10 | 8
        1  | ok    | 2026-03-11 | -
        2  | ok    | 2026-03-12 | 8
        """
    )
    step = {"name": "days_to_runs", "keep": ["id", "state"], "into": ["day", "h"]}
    assert after(rows, step) == [
        ("id", "state", "first_day", "last_day", "h"),
        ("1", "ok", "2026-03-05", "2026-03-09", "20.0"),  # over the weekend
        ("1", "no", "2026-03-10", "2026-03-10", "8.0"),
        ("1", "ok", "2026-03-11", "2026-03-11", None),
        ("2", "ok", "2026-03-12", "2026-03-12", "8.0"),
    ]


def test_days_not_written_as_iso_are_refused() -> None:
    rows = drawn("id | day\n1 | 03/05/2026")
    with pytest.raises(UserError, match="2026-08-31"):
        after(rows, {"name": "days_to_runs", "keep": ["id"], "into": ["day"]})


def test_whole_days_that_follow_each_other_merge_and_parts_of_days_do_not() -> None:
    rows = drawn(
        """
        who | first      | last       | n   | h
        A   | 2026-03-05 | 2026-03-05 | -   | -
        A   | 2026-03-06 | 2026-03-07 | 2   | -
        B   | 2026-03-07 | 2026-03-07 | -   | -
        A   | 2026-03-08 | 2026-03-08 | 0.5 | -
        A   | 2026-03-09 | 2026-03-09 | -   | 3
        A   | 2026-03-11 | 2026-03-11 | -   | -
        """
    )
    step = {"name": "merge_days", "keep": ["who"], "into": ["first", "last", "n", "h"]}
    assert sorted(after(rows, step)[1:], key=str) == [
        ("A", "2026-03-05", "2026-03-07", None, None),
        ("A", "2026-03-08", "2026-03-08", "0.5", None),
        ("A", "2026-03-09", "2026-03-09", None, "3"),
        ("A", "2026-03-11", "2026-03-11", None, None),
        ("B", "2026-03-07", "2026-03-07", None, None),
    ]


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2026-03-02T09:00:00-05:00", "50", "2026-03-02T14:50:00Z"),
        ("2026-03-02T09:00:00Z", "50", "2026-03-02T09:50:00Z"),
        ("2026-03-02T09:00:00", "90", "2026-03-02 10:30:00"),
        ("2026-03-02 09:00:00", "90", "2026-03-02 10:30:00"),
        ("nonsense", "90", None),
    ],
)
def test_minutes_after_a_start_keep_its_kind_of_time(
    start: str, minutes: str, end: str | None
) -> None:
    rows = drawn(f"s | m | e\n{start} | {minutes} | -")
    step = {"name": "minutes_after", "keep": ["s", "m"], "into": ["e"]}
    assert after(rows, step)[1][2] == end


def test_what_stands_above_the_header_or_a_column_in_its_place() -> None:
    step = {"name": "from_above", "keep": ["as_of"], "into": ["as_of"], "pattern": r"(\d{4}-\d\d-\d\d)$"}  # fmt: skip
    rows = drawn("a\n1", above=(("Report", ""), ("until 2026-06-30", "")))
    assert after(rows, step) == [("a", "as_of"), ("1", "2026-06-30")]
    rows = drawn("a | as_of\n1 | 2026-05-31")
    assert after(rows, step) == [("a", "as_of"), ("1", "2026-05-31")]
    with pytest.raises(UserError, match="add one at the top"):
        after(drawn("a\n1"), step)


@pytest.mark.parametrize(
    ("step", "message"),
    [
        ({"name": "nonsense"}, "no transform nonsense; there are"),
        ({"name": "pick", "keep": ["a"], "into": ["b"]}, "needs a pattern"),
        ({"name": "pick", "pattern": "x"}, "not what it needs"),
        ({"name": "from_above", "into": ["b"], "pattern": "("}, "not what it needs"),
        ({"name": "drop", "keep": ["gone"], "pattern": "x"}, 'lacks "gone"'),
    ],
)
def test_a_step_that_a_profile_gets_wrong_is_told(
    step: dict[str, object], message: str
) -> None:
    with pytest.raises(UserError, match=message):
        after(drawn("a\n1", above=(("x",),)), step)


@pytest.mark.parametrize("profile", profiles(), ids=lambda each: each.key)
def test_a_profile_names_only_what_there_is(profile) -> None:
    assert {step.name for step in profile.transform} <= set(CHANGES)
    assert profile.recognise.format in get_args(Format)
    columns = [column for table in profile.table for column in table.column]
    words = {column.vocabulary for column in columns if column.vocabulary}
    assert words <= set(vocabularies())
    # an empty word would be contained in every cell
    assert all(word and word == word.lower() for v in words for word in vocabularies()[v])  # fmt: skip
    assert (profile.shape == "reference") == bool(profile.says)


@pytest.mark.parametrize("name", [*OURS, *SAME])
def test_a_vocabulary_says_only_values_of_ours(name: str) -> None:
    assert set(vocabularies()[name].values()) <= OURS[SAME.get(name, name)]


@pytest.mark.parametrize(
    ("vocabulary", "text", "value"),
    [
        ("leave_kind", "Sonderurlaub", "personal"),
        ("leave_kind", "Kind krank", "personal"),
        ("leave_kind", "Krankheit", "sick"),
        ("leave_kind", "Arrêt maladie", "sick"),
        ("leave_kind", "Bildungsurlaub", "training"),
        ("leave_kind", "Overtime in lieu", "toil"),
        ("leave_kind", "Compensatory Off", "toil"),
        ("leave_kind", "Leave Without Pay", "other"),
        ("leave_kind", "Zwangerschapsverlof", "parental"),
        ("leave_kind", "Ziekteverlof", "sick"),
        ("leave_kind", "Public Holiday", "other"),
        ("leave_kind", "Holiday", "vacation"),
        ("leave_status", "Not approved", "denied"),
        ("leave_status", "To Approve", "requested"),
        ("leave_status", "Canceled", "cancelled"),
        ("leave_status", "Pended Revoke", "approved"),
        ("leave_status", "Vorläufig genehmigt", "requested"),
        ("appointment_status", "Show", "kept"),
        ("appointment_status", "No Show", "no_show"),
        ("appointment_status", "Late Cancelled", "late_cancel"),
        ("appointment_status", "Clinician Cancelled", "clinician_cancelled"),
        ("appointment_status", "Canceled", "cancelled"),
        ("appointment_status", "Missed", "no_show"),
        ("appointment_status", "Not kept", "no_show"),
        ("appointment_status", "Rescheduled", "cancelled"),
        ("appointment_status", "Scheduled", "planned"),
        ("appointment_status", "Checked in", "kept"),
    ],
)
def test_words_of_vendors_mean_what_they_say(
    vocabulary: str, text: str, value: str
) -> None:
    words = vocabularies()[vocabulary]
    assert next(v for word, v in words.items() if word in text.lower()) == value
