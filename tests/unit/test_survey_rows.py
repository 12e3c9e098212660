"""Survey files: header rows, previews, waves, items by code."""

from __future__ import annotations

from pathlib import Path

import pytest

from .loading import load, rows

HEAD = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,RecipientEmail"


def survey(
    folder: Path, *answers: str, items: str = "CBI_01,CBI_02", third: bool = True
) -> Path:
    """A Qualtrics file; each answer is Status,Finished,RecordedDate,ResponseId,e-mail,items."""
    header = f"{HEAD},{items}"
    columns = header.count(",") + 1
    lines = [header, ",".join(["text"] * columns)]
    if third:
        lines.append(",".join(['"{""ImportId"":""x""}"'] * columns))
    lines += [f"2026-03-02,2026-03-02,{answer}" for answer in answers]
    path = folder / "survey.csv"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def data(tmp_path: Path) -> Path:
    return tmp_path / "data"


@pytest.mark.parametrize("third", [True, False])
def test_the_first_answer_survives_two_and_three_header_rows(
    data: Path, tmp_path: Path, third: bool
) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,4,5", third=third)
    assert load(data, path)[0].rows_loaded == 1
    assert rows(data, "select item, value from survey_answer order by item") == [
        ("CBI_01", 4.0),
        ("CBI_02", 5.0),
    ]


def test_previews_and_unfinished_answers_are_dropped_and_counted(
    data: Path, tmp_path: Path
) -> None:
    path = survey(
        tmp_path,
        "0,1,2026-03-03 10:00:00,R_1,a@x.org,4,5",
        "IP Address,True,2026-03-03 10:00:00,R_2,b@x.org,4,5",
        "1,1,2026-03-03 10:00:00,R_3,c@x.org,4,5",  # preview
        "Survey Preview,True,2026-03-03 10:00:00,R_4,d@x.org,4,5",
        "8,1,2026-03-03 10:00:00,R_5,e@x.org,4,5",  # spam
        "0,0,2026-03-03 10:00:00,R_6,f@x.org,4,",  # not finished
    )
    result = load(data, path)[0]
    assert (result.rows_read, result.rows_loaded, result.rows_dropped) == (6, 2, 4)


def test_an_answer_after_the_last_day_is_late(data: Path, tmp_path: Path) -> None:
    path = survey(
        tmp_path,
        "0,1,2026-03-15 23:59:00,R_1,a@x.org,4,5",  # the last day still counts
        "0,1,2026-03-16 00:01:00,R_2,b@x.org,4,5",
    )
    load(data, path)
    found = rows(data, "select wave_id, late from survey_response order by late")
    assert found == [("spring", False), ("spring", True)]


def test_seen_but_unanswered_is_missing_and_not_a_number(
    data: Path, tmp_path: Path
) -> None:
    load(data, survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,-99,5"))
    assert rows(data, "select item, value from survey_answer order by item") == [
        ("CBI_01", None),
        ("CBI_02", 5.0),
    ]


def test_a_survey_without_a_known_item_is_refused(data: Path, tmp_path: Path) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,4", items="Q1")
    result = load(data, path)[0]
    assert result.status == "refused"
    assert "no instrument mapped" in result.problems[0].message


def test_an_answer_before_any_wave_is_named(data: Path, tmp_path: Path) -> None:
    path = survey(tmp_path, "0,1,2025-03-03 10:00:00,R_1,a@x.org,4,5")
    result = load(data, path)[0]
    assert result.status == "refused"
    assert {p.rule for p in result.problems} == {"too many rejects", "wave"}


def test_an_answer_outside_the_coding_is_refused_at_the_door(
    data: Path, tmp_path: Path
) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,999,5")
    problems = load(data, path)[0].problems
    assert [(p.column, p.rule) for p in problems[1:]] == [("CBI_01", "range")]
    assert "coded 1 to 5" in problems[1].message
    assert "999" not in problems[1].message
