"""The made-up practice as a whole: same bytes for the same seed, sizes, refusals."""

import hashlib
import json
import tomllib
from pathlib import Path

import pytest

from etl.synthetic import Practice, write_practice
from etl.synthetic.organisation import organisation
from etl.synthetic.span import Span


def digest(folder: Path) -> dict[str, str]:
    """Hash by file, relative to the folder."""
    return {
        str(file.relative_to(folder)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(folder.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Practice]:
    out = tmp_path_factory.mktemp("practice")
    return out, write_practice(out, staff=60, teams=8, months=6)


def test_same_seed_writes_the_same_bytes(written, tmp_path):
    out, _ = written
    write_practice(tmp_path, staff=60, teams=8, months=6)
    assert digest(tmp_path) == digest(out)


def test_another_seed_writes_another_practice(written, tmp_path):
    out, _ = written
    write_practice(tmp_path, staff=60, teams=8, months=6, seed=2)
    first, second = digest(out), digest(tmp_path)
    assert first.keys() == second.keys()
    # what the story fixes may be alike, what people do may not
    same = {name for name in first if first[name] == second[name]}
    assert not any(name.startswith("exports/appointments") for name in same)
    assert not any(name.startswith("exports/surveys") for name in same)


def test_summary_counts_what_was_written(written):
    out, practice = written
    # 8 teams and the one that two of them became; waves of November and February
    assert (practice.teams, practice.waves) == (9, 2)
    lines = [
        line.split(",", 1)[0]
        for file in (out / "exports" / "appointments").glob("*.csv")
        for line in file.read_text(encoding="utf-8").splitlines()[1:]
    ]
    with_a_slip = sum("-" in number for number in lines)
    assert practice.appointments == len(lines) - with_a_slip
    assert practice.people >= 60


def test_progress_rises_from_nothing_to_done(tmp_path):
    told: list[float] = []
    write_practice(
        tmp_path,
        staff=32,
        teams=8,
        months=4,
        progress=lambda _, share: told.append(share),
    )
    assert told[0] == 0
    assert told[-1] == 1
    assert told == sorted(told)


def test_default_organisation_is_as_large_as_asked():
    org = organisation(Span(24), staff=600, teams=48, seed=1)
    started = [team for team in org.teams if team.first_month == 0]
    sizes = [team.size for team in started]
    assert (len(started), sum(sizes)) == (48, 600)
    assert (min(sizes) >= 4, max(sizes) <= 28) == (True, True)
    assert (len(org.programme_settings), org.divisions) == (12, 4)
    assert len({team.name for team in org.teams}) == 49


def test_large_organisation_names_every_team_differently():
    org = organisation(Span(24), staff=6000, teams=480, seed=1)
    assert len({team.name for team in org.teams}) == 481
    assert len({org.division_name(n) for n in range(org.divisions)}) == org.divisions


@pytest.mark.parametrize("seed", range(1, 21))
def test_reporting_units_have_ten_people_at_every_time(seed):
    org = organisation(Span(24), staff=600, teams=48, seed=seed)
    for month in (0, org.merge_month):
        people: dict[str, int] = {}
        for team in org.teams:
            ended = team.last_month is not None and team.last_month < month
            if team.unit and team.first_month <= month and not ended:
                people[team.unit] = people.get(team.unit, 0) + team.size
        assert min(people.values()) >= 10


@pytest.mark.parametrize(
    ("staff", "teams", "months", "says"),
    [
        (60, 7, 6, "at least 8 teams"),
        (60, 8, 3, "4 months"),
        (20, 8, 6, "do not fit"),
        (300, 8, 6, "choose 32 to 224"),
    ],
)
def test_size_that_the_story_does_not_fit_is_refused(
    tmp_path, staff, teams, months, says
):
    with pytest.raises(ValueError, match=says):
        write_practice(tmp_path, staff=staff, teams=teams, months=months)
    assert not any(tmp_path.iterdir())


def test_settings_name_what_the_exports_hold(written):
    out, _ = written
    settings = tomllib.loads((out / "settings.toml").read_text(encoding="utf-8"))
    assert [wave["name"] for wave in settings["wave"]] == ["Wave 1", "Wave 2"]
    assert str(settings["wave"][0]["first_day"]) == "2024-11-04"
    assert len(settings["headline_measures"]) <= 6
    assert len(settings["named_stressors"]) <= 12
    listed = (out / "exports" / "teams.csv").read_text(encoding="utf-8").splitlines()
    unit_of = {line.split(",")[0]: line.split(",")[7] for line in listed[1:]}
    for unit in settings["reporting_unit"]:
        assert {unit_of[team] for team in unit["teams"]} == {unit["id"]}


def test_truth_is_machine_readable_and_has_units(written):
    out, _ = written
    truth = json.loads((out / "truth.json").read_text(encoding="utf-8"))
    assert truth["truth"] == "planted"
    named = {(each["team"], each["stressor"]) for each in truth["overloaded"]}
    assert ("Riverside Outpatient", "caseload_per_fte") in named
    assert all(each["unit"] and each["since"] for each in truth["overloaded"])
    assert {"team_id", "started_on", "effect", "unit"} <= truth["actions"][0].keys()
    assert all(each["unit"] for each in truth["measures"]["levels"])
    assert {each["measure"] for each in truth["measures"]["teams"]} <= {
        each["measure"] for each in truth["measures"]["levels"]
    }
