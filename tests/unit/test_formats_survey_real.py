"""Every real survey export at hand: how it is told, and the values read from it.

None holds a burnout instrument, so as they are they are refused with that reason; with
an instrument and a profile of one's own, made up here, their values are read.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path

import pytest

from definitions.instruments import Instrument
from etl.profile import Profile, profiles

from .loading import load
from .survey_files import EVER, Read, read_survey

UNMAPPED = "no instrument mapped"
FILES = {
    "qualtrics/sample.csv": ("refused", UNMAPPED),
    "qualtrics/sample_legacy.csv": ("refused", UNMAPPED),
    "surveymonkey/StarWars.csv": ("refused", UNMAPPED),
    "redcap/simple/data.csv": ("refused", UNMAPPED),
    "redcap/dag/data.csv": ("refused", UNMAPPED),
    "redcap/longitudinal/data.csv": ("refused", UNMAPPED),
    "redcap/repeating-instruments/data.csv": ("refused", UNMAPPED),
    "redcap/checkboxes-1/data.csv": ("refused", UNMAPPED),
    "redcap/survey/data.csv": ("refused", UNMAPPED),
    "redcap/simple/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/dag/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/longitudinal/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/repeating-instruments/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/checkboxes-1/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/survey/dictionary.csv": ("unchanged", "holds no answers"),
    "redcap/longitudinal/event.csv": ("unchanged", "names the events"),
    "limesurvey/survey_998192_R_data_file.csv": ("refused", UNMAPPED),
    "sav/test_width.sav": ("refused", UNMAPPED),
    "sav/sample.sav": ("unrecognised", "ballast map"),
    "sav/sample_missing.sav": ("unrecognised", "ballast map"),
}
SURVEYS = ("qualtrics", "surveymonkey", "redcap", "limesurvey", "sav")


@pytest.fixture(scope="module")
def formats(real_data: Path) -> Path:
    return real_data / "formats"


def test_every_real_survey_file_has_its_class_below(formats: Path) -> None:
    there = [path for folder in SURVEYS for path in (formats / folder).rglob("*.*")]
    assert {str(path.relative_to(formats)) for path in there} == set(FILES)


@pytest.mark.parametrize("name", FILES)
def test_a_real_file_is_told_for_what_it_is(
    formats: Path, tmp_path: Path, name: str
) -> None:
    result = load(tmp_path / "data", formats / name)[0]
    status, phrase = FILES[name]
    assert result.status == status
    assert phrase in result.problems[0].message


def instrument(lowest: int, highest: int, *items: str) -> dict[str, Instrument]:
    """An instrument of one scale with these items."""
    ends = {"lowest": lowest, "highest": highest}
    scale = {
        "measure": "made_up", "label": "Made up", "short_label": "Made up",
        "direction": "more", "more_is": "strain", "formula": "mean", "items": items,
        "least_answered": 1, **ends,
    }  # fmt: skip
    found = Instrument.model_validate(
        {
            "key": "made_up", "name": "Made up", "items": items,
            "raw": {**ends, "lowest_means": "least", "highest_means": "most"},
            "scale": [scale], "key_source": "this test", "key_verified": True,
            "licence": "none", "licence_verified": True, "text_shipped": False,
            "citation": "none", "evidence": "none", "reviewed": date(2026, 1, 1),
        }
    )  # fmt: skip
    return {"made_up": found}


def own(base: str, header: str, item: Mapping[str, str], **changed: object) -> Profile:
    """A shipped profile with a mapping, as an organisation would write it."""
    shipped = next(profile for profile in profiles() if profile.key == base)
    rule = shipped.recognise
    told = rule.model_copy(update={"header": (*rule.header, header)})
    survey = shipped.survey
    assert survey is not None
    fields = {name: changed.pop(name) for name in tuple(changed) if name != "answer"}
    return shipped.model_copy(
        update={
            "key": f"own_{base}",
            "standing": "own",
            "recognise": told,
            "item": dict(item),
            "survey": survey.model_copy(update=fields),
            **changed,
        }
    )


def constant(day: str) -> object:
    survey = {"to": "submitted_at", "constant": day, "as": "timestamp"}
    return Profile.model_validate(
        {
            "key": "x", "title": "x", "standing": "own", "source": "x",
            "shape": "survey", "recognise": {},
            "survey": {"response_id": "x", "submitted_at": survey},
        }
    ).survey.submitted_at  # type: ignore[union-attr]  # just given  # fmt: skip


def values(read: Read, item: str) -> list[float | None]:
    return [answers[item] for answers in read.answers]


@pytest.mark.parametrize("said", ["Q1", "This is a multiple  choice question."])
@pytest.mark.parametrize(
    ("name", "base"),
    [
        ("sample.csv", "qualtrics_survey"),
        ("sample_legacy.csv", "qualtrics_survey_legacy"),
    ],
)
def test_qualtrics_by_name_and_by_question(
    formats: Path, tmp_path: Path, name: str, base: str, said: str
) -> None:
    read = read_survey(
        formats / "qualtrics" / name,
        tmp_path,
        own=own(base, "Q1", {said: "X_1"}),
        kinds=instrument(1, 5, "X_1"),
        waves=[EVER],
    )
    assert read.answers == [{"X_1": 2.0}]
    assert read.column("response_id") == ["R_2YPOQ602ER1jkf1"]
    assert read.column("submitted_at") == [datetime(2017, 7, 18, 8, 28, 48)]
    assert read.rows_read == 1


FAN = "Do you consider yourself to be a fan of the Star Wars film franchise?"
VIEW = (
    "Please state whether you view the following characters favorably, unfavorably, "
    "or are unfamiliar with him/her. [Jar Jar Binks]"
)
FAVOUR = {
    "Very unfavorably": 1, "Somewhat unfavorably": 2,
    "Neither favorably nor unfavorably (neutral)": 3, "Somewhat favorably": 4,
    "Very favorably": 5,
}  # fmt: skip


def test_star_wars_has_1186_rows_and_texts_for_answers(
    formats: Path, tmp_path: Path
) -> None:
    path = formats / "surveymonkey" / "StarWars.csv"
    profile = own(
        "surveymonkey",
        FAN,
        {VIEW: "X_1"},
        answer={text.upper(): value for text, value in FAVOUR.items()},
        submitted_at=constant("2014-06-06"),
    ).model_copy(update={"missing": ("Unfamiliar (N/A)",)})
    read = read_survey(
        path, tmp_path, own=profile, kinds=instrument(1, 5, "X_1"), waves=[EVER]
    )
    with path.open(encoding="cp1252", errors="replace", newline="") as file:
        said = [row[26] for row in csv.reader(file)][2:]
    expected = [FAVOUR[text] for text in said if text in FAVOUR]
    assert read.rows_read == 1186
    assert values(read, "X_1") == expected
    assert read.left_out == {"no item answered": 1186 - len(expected)}
    assert len(set(read.column("response_id"))) == len(expected)
    assert read.problems == ()


def test_redcap_simple_counts_complete_forms(formats: Path, tmp_path: Path) -> None:
    read = read_survey(
        formats / "redcap" / "simple" / "data.csv",
        tmp_path,
        own=own(
            "redcap_survey", "mugshot", {"ethnicity": "X_1"},
            submitted_at=constant("2020-01-01"),
        ),
        kinds=instrument(0, 2, "X_1"),
        waves=[EVER],
    )  # fmt: skip
    # the second of five has race_and_ethnicity_complete 0
    assert values(read, "X_1") == [1.0, 0.0, 1.0, 2.0]
    assert read.left_out == {"not finished": 1}
    # record ids 1, 3, 4, 5; addresses run over two and three lines
    assert read.column("response_id") == ["1", "3", "4", "5"]


def test_redcap_data_access_groups_are_teams(formats: Path, tmp_path: Path) -> None:
    path = formats / "redcap" / "dag" / "data.csv"
    kinds = instrument(0, 1, "X_1")
    given = {"submitted_at": constant("2020-01-01")}
    profile = own("redcap_survey", "dob", {"last_name": "X_1"}, **given)
    read = read_survey(path, tmp_path, own=profile, kinds=kinds, waves=[EVER])
    assert read.left_out == {"not finished": 3}
    profile = own(
        "redcap_survey", "dob", {"last_name": "X_1"}, **given,
        complete=("0",), answer={"aa": 0.0, "bb": 1.0, "cc": 1.0},
    )  # fmt: skip
    read = read_survey(path, tmp_path, own=profile, kinds=kinds, waves=[EVER])
    assert read.column("team_id") == ["daga", "daga", "dagb"]
    assert values(read, "X_1") == [0.0, 1.0, 1.0]


def test_redcap_events_are_responses_of_their_own(
    formats: Path, tmp_path: Path
) -> None:
    read = read_survey(
        formats / "redcap" / "longitudinal" / "data.csv",
        tmp_path,
        own=own(
            "redcap_survey", "cpq13", {"pmq1": "X_1", "pmq4": "X_2"},
            submitted_at=constant("2020-01-01"),
        ),
        kinds=instrument(0, 3, "X_1", "X_2"),
        waves=[EVER],
    )  # fmt: skip
    # 18 rows; the form is complete (2) or unverified (1, the last of record 220) in 8
    assert read.rows_read == 18
    assert values(read, "X_1") == [2.0, 0.0, 0.0, 0.0, 1.0, 3.0, 0.0, 2.0]
    assert values(read, "X_2") == [1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 0.0, 0.0]
    assert read.column("response_id")[:2] == ["100|dose_1_arm_1", "100|visit_2_arm_1"]
    assert read.left_out == {"not finished": 10}


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("sex", [0.0, 1.0]),  # of the form that does not repeat: once a record
        ("bp_systolic", [110.0, 111.0, 112.0, 114.0]),  # of the one that does
    ],
)
def test_redcap_repeats_count_where_the_item_stands(
    formats: Path, tmp_path: Path, field: str, expected: list[float]
) -> None:
    read = read_survey(
        formats / "redcap" / "repeating-instruments" / "data.csv",
        tmp_path,
        own=own(
            "redcap_survey", "date_bp", {field: "X_1"},
            submitted_at=constant("2020-01-01"),
        ),
        kinds=instrument(0, 200, "X_1"),
        waves=[EVER],
    )  # fmt: skip
    assert values(read, "X_1") == expected
    assert read.rows_read == 6


def test_redcap_check_boxes_are_zero_and_one(formats: Path, tmp_path: Path) -> None:
    read = read_survey(
        formats / "redcap" / "checkboxes-1" / "data.csv",
        tmp_path,
        own=own(
            "redcap_survey", "desired_result",
            {"check_one___2": "X_1", "check_two___a": "X_2"},
            submitted_at=constant("2020-01-01"),
        ),
        kinds=instrument(0, 1, "X_1", "X_2"),
        waves=[EVER],
    )  # fmt: skip
    # form_2_complete is 2, 0, 2, 0
    assert read.answers == [{"X_1": 0.0, "X_2": 1.0}, {"X_1": 1.0, "X_2": 0.0}]


def test_redcap_surveys_have_their_own_time(formats: Path, tmp_path: Path) -> None:
    read = read_survey(
        formats / "redcap" / "survey" / "data.csv",
        tmp_path,
        own=own("redcap_survey", "has_diabetes", {"has_diabetes": "X_1"}),
        kinds=instrument(0, 1, "X_1"),
        waves=[EVER],
    )
    assert values(read, "X_1") == [1.0, 0.0]
    assert read.column("submitted_at") == [
        datetime(2018, 3, 6, 15, 52, 43),
        datetime(2018, 3, 6, 15, 53, 15),
    ]
    assert read.column("staff_key") == [None, None]


def test_redcap_not_completed_is_not_a_time(formats: Path, tmp_path: Path) -> None:
    read = read_survey(
        formats / "redcap" / "survey" / "data.csv",
        tmp_path,
        own=own("redcap_survey", "has_diabetes", {"pmq1": "X_1"}),
        kinds=instrument(0, 3, "X_1"),
        waves=[EVER],
    )
    assert read.answers == []
    assert read.left_out == {"not finished": 2}


def test_limesurvey_counts_what_was_sent_off(formats: Path, tmp_path: Path) -> None:
    read = read_survey(
        formats / "limesurvey" / "survey_998192_R_data_file.csv",
        tmp_path,
        own=own(
            "limesurvey_texts", "How old are you?",
            {"Describe yourselves [Openness]": "X_1",
             "Describe yourselves [Emotional Stability]": "X_2"},
        ),
        kinds=instrument(1, 5, "X_1", "X_2"),
        waves=[EVER],
    )  # fmt: skip
    # responses 1 and 9 of seven were sent off; the last line is blank
    assert read.rows_read == 7
    assert read.left_out == {"not finished": 5}
    assert read.answers == [{"X_1": None, "X_2": None}, {"X_1": 1.0, "X_2": 4.0}]
    assert read.column("submitted_at") == [
        datetime(2021, 9, 24, 11, 39, 34),
        datetime(2022, 3, 15, 9, 56, 23),
    ]


def test_what_an_spss_file_declares_missing_is_unanswered(
    formats: Path, tmp_path: Path
) -> None:
    profile = Profile.model_validate(
        {
            "key": "own_sav", "title": "Own", "standing": "own", "source": "a test",
            "shape": "survey", "item": {"ordinal": "X_1", "mylabl": "X_2"},
            "recognise": {"header": ["mychar", "myord"], "format": "sav"},
            "answer": {"Female": 5, "MALE": 4},
            "survey": {
                "response_id": "mychar",
                "submitted_at": {
                    "to": "submitted_at", "constant": "2018-05-06", "as": "timestamp",
                },
            },
        }
    )  # fmt: skip
    read = read_survey(
        formats / "sav" / "sample_missing.sav",
        tmp_path,
        own=profile,
        kinds=instrument(1, 5, "X_1", "X_2"),
        waves=[EVER],
    )
    # mapped by the variable's label; labels 4 and 5 by what their texts mean
    assert values(read, "X_1") == [1.0, 2.0, 3.0, 1.0, 1.0]
    assert values(read, "X_2") == [4.0, 5.0, 4.0, 5.0, 4.0]
    assert read.left_out == {"no item answered": 1}  # and one row is wholly empty


def test_a_real_qualtrics_spss_file_is_finished_by_its_label(
    formats: Path, tmp_path: Path
) -> None:
    read = read_survey(
        formats / "sav" / "test_width.sav",
        tmp_path,
        own=own(
            "qualtrics_survey_sav", "Duration__in_seconds_",
            {"Duration (in seconds)": "X_1"}, finished="Finished",
        ),
        kinds=instrument(1, 3000, "X_1"),
        waves=[EVER],
    )  # fmt: skip
    assert values(read, "X_1") == [944.0, 884.0, 2014.0, 2611.0, 957.0]
    assert read.column("submitted_at")[0] == datetime(2020, 7, 13, 23, 19, 55)
