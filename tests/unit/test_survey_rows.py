"""Survey files: header rows, previews, waves, items and answers by code or text."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.errors import UserError
from etl.mapping.own_profile import Questions, extended, save
from etl.profile import Profile, profiles
from etl.survey_items import plain, raw_value

from .loading import load, rows
from .survey_files import EMAIL, PLANTED, SPRING, Read, read_survey, write

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


TEXTS = {
    "Never/almost never": 1.0, "Seldom": 2.0, "Sometimes": 3.0, "Often": 4.0, "Always": 5.0,
}  # fmt: skip


def own(item: dict[str, str], **changed: object) -> Profile:
    """The Qualtrics profile with an organisation's own mapping."""
    shipped = next(one for one in profiles() if one.key == "qualtrics_survey")
    header = (*shipped.recognise.header, "RecipientEmail")
    rule = shipped.recognise.model_copy(update={"header": header})
    update = {"key": "own", "recognise": rule, "item": item, **changed}
    return shipped.model_copy(update=update)


def read(folder: Path, *answers: str, profile: Profile | None = None) -> Read:
    """The answers of a file with items CBI_01 and CBI_02."""
    path = survey(folder, *answers)
    return read_survey(path, folder / "scratch", own=profile, waves=[SPRING])


def asked(folder: Path, question: str, *answers: str) -> Path:
    """A file with one question, its text in the second row."""
    meta = HEAD.split(",")
    lines = [[*meta, "Q1"], [*meta, question], ['{"ImportId":"x"}'] * 8]
    for number, answer in enumerate(answers, start=1):
        sent = ["2026-03-02", "2026-03-02", "0", "1", "2026-03-03 10:00:00"]
        lines.append([*sent, f"R_{number}", "", answer])
    return write(folder / "asked.csv", lines)


@pytest.mark.parametrize(
    "mapped", ["Q1", "how tired  are you &amp; why?", "How tired are you & why?"]
)
def test_a_question_is_mapped_by_its_name_or_its_text(
    tmp_path: Path, mapped: str
) -> None:
    path = asked(tmp_path, "How tired\nare\xa0you &amp; why?", "4")
    found = read_survey(path, tmp_path / "s", own=own({mapped: "CBI_01"}))
    assert found.answers == [{"CBI_01": 4.0}]


def test_a_text_cut_short_in_the_header_is_found_by_its_start(tmp_path: Path) -> None:
    path = asked(tmp_path, "How tired are you on ordi...", "4")
    mapped = {"How tired are you on ordinary days of work?": "CBI_01"}
    found = read_survey(path, tmp_path / "s", own=own(mapped))
    assert found.answers == [{"CBI_01": 4.0}]


def test_a_column_mapped_to_nothing_is_no_item(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "0,1,2026-03-03 10:00:00,R_1,,4,5",
        profile=own({"CBI_02": ""}),
    )
    assert found.answers == [{"CBI_01": 4.0}]


@pytest.mark.parametrize("name", ["cbi_01", "CBI01", "Q7[CBI01]", "CBI-01"])
def test_an_items_code_is_found_in_any_case_and_with_any_marks(
    tmp_path: Path, name: str
) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,,4", items=name)
    assert read_survey(path, tmp_path / "s").answers == [{"CBI_01": 4.0}]


@pytest.mark.parametrize("name", ["CBI_1", "CBI_01_DO", "CBI_01_TEXT", "XCBI_01"])
def test_a_column_that_only_resembles_an_item_is_none(
    tmp_path: Path, name: str
) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,,4", items=name)
    with pytest.raises(UserError, match="no instrument mapped"):
        read_survey(path, tmp_path / "s")


def test_two_columns_of_one_item_are_refused_by_name(tmp_path: Path) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,,4,5", items="CBI_01,CBI01")
    with pytest.raises(UserError, match=r'CBI_01 .*"CBI_01" and "CBI01"'):
        read_survey(path, tmp_path / "s")


def test_answers_as_text_are_read_whatever_their_case_blanks_and_entities(
    tmp_path: Path,
) -> None:
    said = ["OFTEN", " sometimes ", "never/almost\xa0never", "&#65;lways", "3"]
    path = asked(tmp_path, "How tired?", *said)
    found = read_survey(path, tmp_path / "s", own=own({"Q1": "CBI_01"}, answer=TEXTS))
    assert [row["CBI_01"] for row in found.answers] == [4.0, 3.0, 1.0, 5.0, 3.0]
    assert found.problems == ()


def test_one_text_may_mean_another_value_in_another_instrument(
    tmp_path: Path,
) -> None:
    path = survey(
        tmp_path,
        "0,1,2026-03-03 10:00:00,R_1,,Never,Never",
        items="CBI_01,MBI_01",
    )
    profile = own({}, answer={"never": 1.0}, answers={"mbi_hss": {"Never": 0.0}})
    found = read_survey(path, tmp_path / "s", own=profile)
    assert found.answers == [{"CBI_01": 1.0, "MBI_01": 0.0}]
    assert found.problems == ()


def test_a_text_that_fits_nothing_is_a_problem_without_the_text(
    tmp_path: Path,
) -> None:
    path = asked(tmp_path, "How tired?", "Often", f"ask {EMAIL}", "", "7")
    found = read_survey(path, tmp_path / "s", own=own({"Q1": "CBI_01"}, answer=TEXTS))
    assert [(p.row, p.column, p.rule) for p in found.problems] == [
        (5, "CBI_01", "answer"),
        (7, "CBI_01", "range"),
    ]
    assert "1 to 5" in found.problems[0].message
    assert not any(mark in repr(found.problems) for mark in PLANTED)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4", 4.0), ("4.0", 4.0), ("4,0", 4.0), (" 4 ", 4.0), ("-1", -1.0), (".5", 0.5),
        ("\u201cOften\u201d", None), ("4 of 5", None), ("1e3", None), ("nan", None),
        ("inf", None), ("", None), ("1.234,5", None), ("IV", None), ("often", 4.0),
    ],
)  # fmt: skip
def test_what_is_a_number_and_what_is_none(text: str, value: float | None) -> None:
    assert raw_value(text, {"often": 4.0}) == value


def test_texts_are_compared_without_typography() -> None:
    assert plain("  Don\u2019t\xa0know \u2013 yet&nbsp;") == "don't know - yet"


def test_of_one_persons_answers_in_a_wave_the_last_in_time_counts(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        "0,1,2026-03-09 10:00:00,R_1,a@x.org,1,1",
        "0,1,2026-03-10 10:00:00,R_2,A@x.org ,2,2",  # the same person, in time, last
        "0,1,2026-03-08 10:00:00,R_3,a@x.org,3,3",
        "0,1,2026-03-20 10:00:00,R_4,a@x.org,4,4",  # late: does not replace R_2
        "0,0,2026-03-11 10:00:00,R_5,a@x.org,5,",  # not finished: nor does this
        "0,1,2026-03-09 10:00:00,R_6,,5,5",  # nobody knows whose
        "0,1,2026-03-09 10:00:00,R_7,,5,5",
    )
    assert found.column("response_id") == ["R_2", "R_4", "R_6", "R_7"]
    assert found.column("late") == [False, True, False, False]
    assert found.left_out == {
        "not finished": 1,
        "answered again later by the same person": 2,
    }


def test_an_answer_that_cannot_be_read_does_not_displace_a_good_one(
    tmp_path: Path,
) -> None:
    found = read(
        tmp_path,
        "0,1,2026-03-09 10:00:00,R_1,a@x.org,1,1",
        "0,1,2026-03-10 10:00:00,R_2,a@x.org,2,9",
    )
    assert found.left_out == {}
    assert [problem.row for problem in found.problems] == [5]
    assert found.column("response_id") == ["R_1", "R_2"]  # R_2 is rejected at loading


def test_of_one_response_given_twice_the_last_row_counts(tmp_path: Path) -> None:
    found = read(
        tmp_path,
        "0,1,2026-03-09 10:00:00,R_1,,1,1",
        "0,1,2026-03-09 10:00:00,R_2,,2,2",
        "0,1,2026-03-08 10:00:00,R_1,,5,4",
    )
    assert found.answers == [
        {"CBI_01": 2.0, "CBI_02": 2.0},
        {"CBI_01": 5.0, "CBI_02": 4.0},
    ]
    assert found.left_out == {"the same response again": 1}


def test_stored_rows_do_not_keep_the_order_of_arrival(tmp_path: Path) -> None:
    lines = [f"0,1,2026-03-09 10:00:{n:02},{n:04},,1,1" for n in range(60)]
    responses, answers = read(tmp_path, *lines).staged
    assert responses["response_id"].to_list() != sorted(responses["response_id"])
    assert answers["response_id"].to_list() != sorted(answers["response_id"])


def test_without_a_wave_the_message_holds_the_block_to_paste(
    data: Path, tmp_path: Path
) -> None:
    data.mkdir()
    (data / "settings.toml").write_text("", "utf-8")
    path = survey(
        tmp_path,
        "0,1,2026-05-18 10:00:00,R_1,a@x.org,4,5",
        "0,1,2026-05-04 10:00:00,R_2,b@x.org,4,5",
        "1,1,2026-01-04 10:00:00,R_3,,4,5",  # a preview is no answer
    )
    result = load(data, path)[0]
    assert result.status == "refused"
    block = result.problems[0].message.split("\n", 1)[1]
    assert block == (
        '[[wave]]\nname = "2026-05"\nfirst_day = 2026-05-04\nlast_day = 2026-05-18'
    )
    (data / "settings.toml").write_text(block, "utf-8")
    assert load(data, path)[0].status == "loaded"


def test_times_are_the_organisations_where_the_file_names_its_zone(
    tmp_path: Path,
) -> None:
    path = survey(tmp_path, "0,1,2026-03-01 23:30:00,R_1,,4,5")
    text = path.read_text("utf-8")
    said = text.replace('""x""', '""startDate"",""timeZone"":""America/Denver""', 1)
    path.write_text(said, "utf-8")
    found = read_survey(path, tmp_path / "s", time_zone="America/New_York")
    # 23:30 in Denver is 1:30 of the next day, the wave's first, in New York
    assert found.column("submitted_at") == [datetime(2026, 3, 2, 1, 30)]
    assert found.column("wave_id") == ["spring"]


def test_a_file_without_dates_says_how_to_give_the_day(tmp_path: Path) -> None:
    header = "ResponseId,Finished,Status,StartDate,CBI_01"
    path = tmp_path / "survey.csv"
    path.write_text(f"{header}\n{header}\nR_1,1,0,2026-03-02,4\n", "utf-8")
    told = own({})
    survey_table = told.survey
    assert survey_table is not None
    column = survey_table.submitted_at.model_copy(update={"source": "Sent"})
    undated = survey_table.model_copy(update={"submitted_at": column})
    rule = told.recognise.model_copy(update={"header": ("ResponseId", "CBI_01")})
    rule = rule.model_copy(update={"absent": ("A", "B", "C", "D")})
    profile = told.model_copy(update={"survey": undated, "recognise": rule})
    with pytest.raises(UserError, match=r'lacks "Sent".*constant = "2026-05-04"'):
        read_survey(path, tmp_path / "s", own=profile)


def test_rows_that_the_profile_does_not_keep_are_counted(tmp_path: Path) -> None:
    keep = {"column": "RecipientEmail", "values": ["a@x.org"]}
    profile = Profile.model_validate(
        own({}).model_dump(by_alias=True) | {"keep": [keep]}
    )
    found = read(
        tmp_path,
        "0,1,2026-03-09 10:00:00,R_1,a@x.org,1,1",
        "0,1,2026-03-09 10:00:00,R_2,b@x.org,2,2",
        profile=profile,
    )
    assert found.rows_read == 2
    assert found.left_out == {"not kept by the profile": 1}
    assert found.column("response_id") == ["R_1"]


def test_team_and_role_of_a_response_are_stored(data: Path, tmp_path: Path) -> None:
    path = survey(
        tmp_path,
        "0,1,2026-03-03 10:00:00,R_1,a@x.org,4,North,Nurse",
        items="CBI_01,Team,Role",
    )
    assert load(data, path)[0].status == "loaded"
    stored = rows(data, "select team_id, role from survey_response")
    assert stored == [("North", "Nurse")]


def test_answers_of_another_coding_are_stored_in_the_first(
    data: Path, tmp_path: Path
) -> None:
    """OLBI numbered from strongly disagree: 1 there is 4 in the coding we store."""
    path = survey(
        tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,1,4", items="OLBI_01,OLBI_02"
    )
    vendor = next(p for p in profiles() if p.key == "qualtrics_survey")
    items = {"OLBI_01": "OLBI_01", "OLBI_02": "OLBI_02"}
    own = extended(
        vendor,
        "Turned",
        Questions(items, coding={"olbi": "agree_high"}),
        first_row=[*HEAD.split(","), *items],
    )
    save(own, data)
    assert load(data, path)[0].profile == "own_turned"
    assert rows(data, "select item, value from survey_answer order by item") == [
        ("OLBI_01", 4.0),
        ("OLBI_02", 1.0),
    ]


def test_a_coding_that_no_instrument_has_is_refused(data: Path, tmp_path: Path) -> None:
    path = survey(tmp_path, "0,1,2026-03-03 10:00:00,R_1,a@x.org,4", items="SIB_1")
    vendor = next(p for p in profiles() if p.key == "qualtrics_survey")
    save(
        extended(
            vendor,
            "Odd",
            Questions({"SIB_1": "SIB_1"}, coding={"single_item_burnout": "sideways"}),
            first_row=[*HEAD.split(","), "SIB_1"],
        ),
        data,
    )
    result = load(data, path)[0]
    assert result.status == "refused"
    assert "no coding sideways" in result.problems[0].message
