"""An organisation's own instrument: scored, closed and published like the shipped."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import duckdb
import pytest

from etl.__main__ import main

OWN = """
key = "our_pulse"
name = "Our pulse"
items = ["PULSE_1", "PULSE_2"]
key_source = "made here"
key_verified = true
licence = "ours"
licence_verified = true
text_shipped = false
citation = "none"
evidence = "none known"
reviewed = 2026-01-01

[raw]
lowest = 0
highest = 4
lowest_means = "never"
highest_means = "always"

[[scale]]
measure = "our_pulse"
label = "Pulse"
short_label = "Pulse"
direction = "strain"
more_is = "strain"
formula = "mean"
lowest = 0
highest = 4
items = ["PULSE_1", "PULSE_2"]
least_answered = 1
missing_rule_source = "made here"
missing_rule_verified = true
"""
SETTINGS = """
primary_outcome = "our_pulse"
[[wave]]
name = "Spring"
first_day = 2026-03-02
last_day = 2026-03-15
"""


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    def run(*words: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["ballast", *map(str, words)])
        with pytest.raises(SystemExit) as end:
            main()
        said = capsys.readouterr()
        return int(end.value.code or 0), said.out, said.err

    return run


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    (folder / "instruments").mkdir(parents=True)
    (folder / "instruments" / "our_pulse.toml").write_text(OWN, "utf-8")
    (folder / "settings.toml").write_text(SETTINGS, "utf-8")
    return folder


def exports(folder: Path) -> Path:
    """Twelve people of one team, each answering 1 and 3: a mean of 2 of 4, 50 of 100."""
    here = folder / "exports"
    here.mkdir()
    people = [f"E{n}" for n in range(12)]
    roster = ["as_of,employee_number,work_email,team_id,role,fte"]
    roster += [f"2026-03-01,{p},{p}@x.org,T1,nurse,1" for p in people]
    (here / "roster.csv").write_text("\n".join(roster), "utf-8")
    teams = ["team_id,name,parent_id,kind", "O,Org,,organisation", "T1,One,O,team"]
    (here / "teams.csv").write_text("\n".join(teams), "utf-8")
    head = "StartDate,EndDate,Status,Finished,RecordedDate,ResponseId,RecipientEmail"
    answers = [f"{head},PULSE_1,PULSE_2", "q,q,q,q,q,q,q,q,q"]
    answers += [
        f"2026-03-03,2026-03-03,0,1,2026-03-03 10:00:00,R_{p},{p}@x.org,1,3"
        for p in people
    ]
    (here / "survey.csv").write_text("\n".join(answers), "utf-8")
    return here


def test_an_own_scale_is_published_like_any_other(
    call, data: Path, tmp_path: Path
) -> None:
    code, out, _ = call("load", exports(tmp_path), "--data", data, "--json")
    assert code == 0, out
    assert call("wave", "close", "Spring", "--data", data)[0] == 0
    code, out, _ = call("status", "--data", data, "--json")
    version = json.loads(out)["version"]
    path = data / "published" / version / "teams.duckdb"
    with duckdb.connect(str(path), read_only=True) as con:
        found = con.execute(
            "select value from estimate where measure = 'our_pulse' "
            "and state = 'shown' and group_id = 'O'"
        ).fetchall()
    assert found == [(50.0,)]


def test_a_wrong_own_instrument_is_named_with_its_key(call, data: Path) -> None:
    path = data / "instruments" / "our_pulse.toml"
    path.write_text(OWN.replace("[raw]", 'colour = "red"\n[raw]'))
    code, _, said = call("load", data / "settings.toml", "--data", data)
    assert code == 2
    assert "our_pulse.toml" in said
    assert "colour" in said


def test_an_own_scale_may_not_take_the_key_of_another(call, data: Path) -> None:
    path = data / "instruments" / "our_pulse.toml"
    path.write_text(OWN.replace('measure = "our_pulse"', 'measure = "cbi_work"'))
    code, _, said = call("load", data / "settings.toml", "--data", data)
    assert code == 2
    assert "cbi_work" in said
