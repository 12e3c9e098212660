"""A file nobody knows: what is suggested, what is saved, what it is read as."""

from __future__ import annotations

import json
import sys
import tomllib
from pathlib import Path

import pytest

from definitions.instruments import instruments
from etl.__main__ import main
from etl.errors import UserError
from etl.mapping.fields import tables
from etl.mapping.look import header_row, look
from etl.mapping.own_profile import (
    Questions,
    Said,
    as_toml,
    extended,
    item_codes,
    rows_profile,
    save,
    survey_profile,
)
from etl.mapping.suggest import (
    likely_system,
    likely_table,
    meanings,
    suggested,
    with_time_of_day,
)
from etl.mapping.survey import answer_words, suggested_items, worths
from etl.profile import profiles, profiles_of, read_profile
from etl.readers import read_table

from .loading import load, rows

VISITS = """
Practice visits export,,,,,,,
,,,,,,,
Visit Number,Therapist,Client Ref,Date of Service,Start,Length (min),Result,Comments
1001,"Lee, Ann",K-77,3/14/2026,9:00 AM,50,Show,cried
1002,"Lee, Ann",K-78,3/14/2026,10:00 AM,50,No Show,none
1003,"Chen, Bo",K-79,3/15/2026,2:00 PM,50,Late Cancellation,x
"""
LEAVE = """
Ref;Worker;Absence;Begin;Finish;Days taken;Decision
1;E1;Annual holiday;14.03.2026;16.03.2026;3;Approved
2;E2;Sickness;02.03.2026;02.03.2026;1;Declined
"""


def seen(folder: Path, text: str):
    path = folder / "export.csv"
    path.write_text(text.strip() + "\n", "utf-8")
    return look(read_table(path, scratch=folder))


def test_the_header_is_found_below_a_title(tmp_path: Path) -> None:
    found = seen(tmp_path, VISITS)
    assert found.header_rows == 3
    assert found.columns[:2] == ("Visit Number", "Therapist")
    assert found.sample.height == 3


def test_a_row_of_numbers_is_no_header() -> None:
    assert header_row([("1", "2", "3"), ("Team", "Month", "Hours")]) == 1


@pytest.mark.parametrize(
    ("text", "table"),
    [(VISITS, "ballast_appointments"), (LEAVE, "ballast_leave_requests")],
)
def test_what_a_row_is_is_suggested_from_the_columns(
    tmp_path: Path, text: str, table: str
) -> None:
    assert likely_table(seen(tmp_path, text)) == table


def test_columns_are_suggested_by_name_and_content(tmp_path: Path) -> None:
    found = suggested(seen(tmp_path, VISITS), tables()["ballast_appointments"])
    assert found == {
        "appointment_key": "Visit Number",
        "staff_key": "Therapist",
        "client_key": "Client Ref",
        "starts_at": "Date of Service",
        "status": "Result",  # its words say what it is, its name does not
    }


def test_a_day_and_its_time_of_day_are_put_together(tmp_path: Path) -> None:
    here = seen(tmp_path, VISITS)
    found = with_time_of_day(here, {"starts_at": "Date of Service"})
    assert found["starts_at"] == ("Date of Service", "Start")


def test_words_are_given_our_meaning() -> None:
    status = next(
        f for f in tables()["ballast_appointments"].fields if f.to == "status"
    )
    assert meanings(["Show", "No Show", "DNA", "Late Cancellation", "Zzz"], status) == {
        "Show": "kept",
        "No Show": "no_show",
        "DNA": "no_show",
        "Late Cancellation": "late_cancel",
        "Zzz": "",
    }


def test_people_named_by_name_are_known_as_such(tmp_path: Path) -> None:
    here = seen(tmp_path, VISITS)
    assert likely_system(here.cells("Therapist"), "ehr") == "name"
    assert likely_system(here.cells("Client Ref"), "ehr") == "ehr"


def test_a_mapping_without_a_needed_column_names_it() -> None:
    with pytest.raises(UserError, match=r"appointment_id.*starts_at"):
        rows_profile("x", tables()["ballast_appointments"], Said({"staff_key": "Who"}))


def test_a_saved_mapping_reads_the_file_as_said(tmp_path: Path) -> None:
    data = tmp_path / "data"
    here = seen(tmp_path, LEAVE)
    kindred = tables()["ballast_leave_requests"]
    chosen = suggested(here, kindred)
    values = {
        field.to: meanings(here.values(chosen[field.to]) or [], field)
        for field in kindred.fields
        if field.values and field.to in chosen
    }
    path = save(rows_profile("Our leave", kindred, Said(chosen, values)), data)
    assert path.name == "own_our_leave.toml"
    (done,) = load(data, tmp_path / "export.csv")
    assert (done.status, done.profile) == ("loaded", "own_our_leave")
    query = (
        "select kind, first_day::varchar, last_day::varchar, days, status "
        "from leave_request_current order by first_day"
    )
    assert rows(data, query) == [
        ("sick", "2026-03-02", "2026-03-02", 1.0, "denied"),
        ("vacation", "2026-03-14", "2026-03-16", 3.0, "approved"),
    ]


def test_a_profile_is_the_same_after_it_was_written(tmp_path: Path) -> None:
    """Every shipped profile, so that no field is lost on the way to TOML."""
    for profile in profiles():
        path = tmp_path / "p.toml"
        path.write_text(as_toml(profile), "utf-8")
        assert read_profile(path) == profile


def test_a_name_that_is_taken_is_refused(tmp_path: Path) -> None:
    profile = survey_profile(
        "Ours", Questions({"Q1": "SIB_1"}), submitted_at="When", response_id="Id"
    )
    save(profile, tmp_path)
    with pytest.raises(UserError, match="another name"):
        save(profile, tmp_path)
    assert len(profiles_of(tmp_path)) == len(profiles()) + 1


def test_items_are_suggested_by_code_or_in_their_order(tmp_path: Path) -> None:
    codes = instruments()["cbi"].items[:3]
    by_code = seen(tmp_path, "id,cbi 1,CBI-02,cbi_03\n1,2,3,4\n")
    assert suggested_items(by_code, codes) == {
        "cbi 1": "CBI_01",
        "CBI-02": "CBI_02",
        "cbi_03": "CBI_03",
    }
    in_order = seen(
        tmp_path, "id,worn out,tired,fed up\n" + "".join(
            f"{n},Never,Often,Seldom\n{n},Often,Never,Often\n" for n in range(9)
        )
    )  # fmt: skip
    assert list(suggested_items(in_order, codes).values()) == list(codes)


def test_rare_answers_are_not_listed(tmp_path: Path) -> None:
    text = "id,q\n" + "".join(f"{n},Never\n" for n in range(6)) + "9,call me: 555\n"
    here = seen(tmp_path, text)
    assert answer_words(here, ["q"]) == ["Never"]


def test_known_answer_words_get_their_worth() -> None:
    assert worths(["Often", "Never", "Always"], 1) == {
        "Never": 1,
        "Often": 4,
        "Always": 5,
    }
    assert worths(["Blue", "Never"], 1) == {"Blue": None, "Never": None}


def test_as_many_columns_as_items_or_a_refusal() -> None:
    with pytest.raises(UserError, match=r"2 columns chosen.*3 items"):
        item_codes(["a", "b"], ["X1", "X2", "X3"])


def test_a_vendor_survey_with_new_questions_keeps_the_vendor() -> None:
    vendor = next(p for p in profiles() if p.key == "qualtrics_survey")
    own = extended(
        vendor, "Wave", Questions({"Q1": "SIB_1"}), first_row=("ResponseId", "Q1")
    )
    assert own.recognise.rows == "qualtrics"
    assert own.recognise.strength > vendor.recognise.strength
    assert tomllib.loads(as_toml(own))["item"] == {"Q1": "SIB_1"}


def test_the_command_maps_and_then_recognises(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "visits.csv"
    path.write_text(VISITS.strip() + "\n", "utf-8")
    data = tmp_path / "data"

    def call(*words: object) -> tuple[int, str]:
        monkeypatch.setattr(sys, "argv", ["ballast", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        return int(end.value.code or 0), capsys.readouterr().out

    code, _ = call("map", path, "--data", data, "--yes", "--title", "Visits")
    assert code == 0
    code, out = call("load", path, "--data", data, "--json")
    (file,) = json.loads(out)["files"]
    assert (file["profile"], file["rows_loaded"]) == ("own_visits", 3)
    code, _ = call("map", path, "--data", data, "--yes", "--column", "status=Nothing")
    assert code == 2
