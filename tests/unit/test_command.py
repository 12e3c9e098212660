"""The command, as a script and a person meet it: shapes, messages, exit codes."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from etl.__main__ import COMMANDS, command_named, main
from tests.unit.loading import csv_file

NAMES = (
    *("demo", "load", "publish", "wave", "audit", "serve", "status", "history"),
    *(
        "undo",
        "profiles",
        "templates",
        "docs",
        "map",
        "score",
        "audit-log",
        "forget",
        "brief",
    ),
)


def run(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], *words: object
) -> tuple[int, str, str]:
    """Exit code, standard output and standard error of the command."""
    monkeypatch.setattr(sys, "argv", ["ballast", *map(str, words)])
    code = 0
    try:
        main()
    except SystemExit as end:
        code = int(end.code or 0)
    out = capsys.readouterr()
    return code, out.out, out.err


@pytest.fixture
def call(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    return lambda *words: run(monkeypatch, capsys, *words)


def test_every_command_has_a_help_text() -> None:
    assert set(NAMES) == set(COMMANDS)
    for name in COMMANDS:
        command = command_named(name)
        assert command
        assert command.help
        assert command.name == name


def test_the_server_starts_without_what_publishing_takes() -> None:
    """A second and a half of imports that a dashboard would wait for at each start."""
    told = (
        "import sys; from etl.__main__ import command_named; command_named('serve'); "
        "print([name for name in ('scipy', 'polars', 'duckdb') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", told], capture_output=True, text=True, check=True
    )
    assert done.stdout.strip() == "[]"


def test_status_of_nothing_is_null_and_not_an_error(call, tmp_path: Path) -> None:
    code, out, _ = call("status", "--data", tmp_path, "--json")
    assert code == 0
    assert json.loads(out) == {
        "version": None,
        "published_at": None,
        "files": {"teams": None, "analysis": None, "leave": None},
        "audit": None,
        "sources": [],
    }


def test_status_of_a_practice_names_its_files_and_sources(call, practice: Path) -> None:
    code, out, _ = call("status", "--data", practice, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["audit"] == "passed"
    assert all(Path(path).is_file() for path in found["files"].values())
    sources = {source["source"]: source for source in found["sources"]}
    assert sources["ballast_appointments"]["rows"] > 10_000
    assert sources["ballast_appointments"]["rejects"] > 0  # broken rows are in it
    assert set(sources["qualtrics_survey"]) == {
        "source",
        "files",
        "rows",
        "rejects",
        "last_date",
    }


def test_the_audit_of_a_practice_finds_nothing(call, practice: Path) -> None:
    code, out, _ = call("audit", "--data", practice, "--json")
    assert (code, json.loads(out)["findings"]) == (0, [])


def test_load_tells_what_became_of_each_file(call, tmp_path: Path) -> None:
    time = csv_file(
        tmp_path,
        "in/time.csv",
        "staff_id|on_date|activity|hours\nE1|2026-03-02|direct|5",
    )
    odd = csv_file(tmp_path, "in/odd.csv", "shoe|size\n1|2")
    code, out, _ = call("load", time.parent, "--data", tmp_path / "data", "--json")
    found = json.loads(out)
    assert code == 3
    by_name = {Path(file["path"]).name: file for file in found["files"]}
    assert by_name["odd.csv"]["status"] == "unrecognised"
    loaded = by_name["time.csv"]
    assert loaded == {
        "path": str(time),
        "profile": "ballast_time",
        "table": "time_entry",
        "status": "loaded",
        "what": None,
        "reason": loaded["reason"],
        "rows_read": 1,
        "rows_loaded": 1,
        "rows_rejected": 0,
        "rows_dropped": 0,
        "left_out": {},
        "notes": [],
        "change": {
            "added": 1,
            "replaced": 0,
            "unchanged": 0,
            "repeated": 0,
            "teams": [],
            "waves": [],
        },
        "problems": [],
    }
    assert found["version"] is not None  # the good file was published
    odd.unlink()
    code, out, _ = call("load", time.parent, "--data", tmp_path / "data", "--json")
    assert code == 0
    assert json.loads(out)["files"][0]["status"] == "unchanged"


def test_a_folder_that_is_not_there_is_wrong_use(call, tmp_path: Path) -> None:
    code, _, err = call("load", tmp_path / "nowhere", "--data", tmp_path)
    assert code == 2
    assert "no such file or folder" in err
    assert "Traceback" not in err


def test_wrong_settings_are_named_all_at_once(call, tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text(
        'time_zone = "Mars/Olympus"\ncolour = "red"\n[minimums]\nanswers = 3\n', "utf-8"
    )
    code, _, err = call("publish", "--data", tmp_path)
    assert code == 2
    for key in ("time_zone", "colour", "minimums.answers"):
        assert key in err


def test_the_demo_takes_no_folder_with_real_exports(call, tmp_path: Path) -> None:
    time = csv_file(
        tmp_path, "time.csv", "staff_id|on_date|activity|hours\nE1|2026-03-02|direct|5"
    )
    call("load", time, "--data", tmp_path / "data")
    code, _, err = call("demo", "--no-serve", "--data", tmp_path / "data")
    assert code == 2
    assert "holds loaded exports" in err


def test_real_exports_do_not_go_into_the_demos_folder(call, practice: Path) -> None:
    (practice / ".made-up").touch()
    code, _, err = call("load", practice / "exports", "--data", practice)
    assert code == 2
    assert "made-up practice" in err


def test_the_dashboard_refuses_to_leave_this_machine(call, tmp_path: Path) -> None:
    code, _, err = call("serve", "--data", tmp_path, "--address", "0.0.0.0")
    assert code == 2
    assert "loopback only" in err


def test_history_and_undo(call, tmp_path: Path) -> None:
    time = csv_file(
        tmp_path, "time.csv", "staff_id|on_date|activity|hours\nE1|2026-03-02|direct|5"
    )
    data = tmp_path / "data"
    call("load", time, "--data", data)
    _, out, _ = call("history", "--data", data, "--json")
    assert [row["file"] for row in json.loads(out)] == ["time.csv"]
    assert call("undo", 1, "--data", data)[0] == 0
    assert call("undo", 1, "--data", data)[0] == 2


def test_templates_are_recognised_as_what_they_are(call, tmp_path: Path) -> None:
    assert call("templates", tmp_path / "templates")[0] == 0
    shipped = Path(__file__).resolve().parents[2] / "data" / "templates"
    written = {
        p.name: p.read_text()
        for p in (tmp_path / "templates").iterdir()
        if p.suffix != ".xlsx"
    }
    assert written == {p.name: p.read_text() for p in shipped.iterdir()}
    code, out, _ = call(
        "load", tmp_path / "templates", "--data", tmp_path / "data", "--json"
    )
    messages = [file["problems"][0]["message"] for file in json.loads(out)["files"]]
    assert code == 3
    # the example row of each is left out, in CSV and XLSX alike
    assert all("holds no row" in message for message in messages)


def test_untouched_templates_take_one_line_and_hinder_no_other_file(
    call, tmp_path: Path
) -> None:
    folder = tmp_path / "templates"
    assert call("templates", folder)[0] == 0
    code, out, _ = call("load", folder, "--data", tmp_path / "data")
    assert code == 3
    first, *others = out.strip().splitlines()
    assert first.startswith("36 files are empty templates (actions, appointments, ")
    assert "fill in those you have figures for" in first
    assert others == ["Published version: none yet"]
    csv_file(folder, "holidays.csv", "on_date|holiday\n2026-07-04|Fourth of July")
    code, out, _ = call("load", folder, "--data", tmp_path / "data")
    assert code == 0
    assert "35 files are empty templates" in out
    assert "loaded        holidays.csv" in out


def test_undo_without_a_number_points_to_the_history(call, tmp_path: Path) -> None:
    code, _, said = call("undo", "--data", tmp_path)
    assert code == 2
    assert "which load?" in said
    assert "ballast history" in said


def test_a_wave_in_a_folder_without_settings_says_what_to_write(
    call, tmp_path: Path
) -> None:
    code, _, said = call("wave", "close", "Wave 1", "--data", tmp_path / "none")
    assert code == 2
    assert "settings.toml: there is no such file" in said
    assert "[[wave]]" in said
    assert not (tmp_path / "none").exists()
    (tmp_path / "settings.toml").write_text('organisation = "One"', "utf-8")
    said = call("wave", "close", "Wave 1", "--data", tmp_path)[2]
    assert "settings.toml: it names no wave" in said


def test_unit_figures_that_no_measure_is_made_of_are_named_without_values(
    call, tmp_path: Path
) -> None:
    path = csv_file(
        tmp_path,
        "unit.csv",
        """team | period_start | period_end | measure       | value | numerator | denominator | n
           A    | 2026-01-01   | 2026-01-31 | morale        | 777   |           |             |
           A    | 2026-01-01   | 2026-01-31 | fte_days_lost | 3     |           |             | """,
    )
    code, out, _ = call("load", path, "--data", tmp_path / "data", "--dry-run")
    assert code == 0
    (line,) = [each for each in out.splitlines() if "shown nowhere" in each]
    assert 'no measure is made of "morale"; known names' in line
    assert "fte_days_lost" in line.partition("known names")[2]
    assert "777" not in out


def test_a_wave_is_closed_once_and_can_be_withdrawn(
    call,
    practice: Path,
    tmp_path: Path,
) -> None:
    data = tmp_path / "copy"
    shutil.copytree(practice, data)
    assert call("wave", "close", "Wave 1", "--data", data)[0] == 2  # it is closed
    assert call("wave", "close", "Wave 99", "--data", data)[0] == 2
    assert call("wave", "withdraw", "Wave 1", "--data", data)[0] == 0
    _, out, _ = call("wave", "list", "--data", data, "--json")
    state = {row["wave"]: row["closed"] for row in json.loads(out)}
    assert state["Wave 1"] is False
    assert state["Wave 2"] is True
    assert call("wave", "close", "Wave 1", "--dry-run", "--data", data)[0] == 0
    assert call("wave", "close", "Wave 1", "--data", data)[0] == 0


def test_a_load_killed_before_publishing_is_published_by_the_next(
    call,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    data = tmp_path / "data"
    first, second = (
        csv_file(
            tmp_path,
            f"{day}.csv",
            f"staff_id|on_date|activity|hours\nE1|2026-03-0{day}|direct|5",
        )
        for day in (2, 3)
    )
    call("load", first, "--data", data)
    with monkeypatch.context() as patch:
        patch.setattr("etl.command.loading.publish", lambda *_, **__: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            call("load", second, "--data", data)
    _, before, _ = call("status", "--data", data, "--json")
    code, out, _ = call("load", second, "--data", data, "--json")
    assert code == 0
    assert json.loads(out)["files"][0]["status"] == "unchanged"
    assert json.loads(out)["version"] != json.loads(before)["version"]


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        (
            '[[wave]]\nname = "W"\nfirst_day = 2026-02-01\nlast_day = 2026-01-01\n',
            "last_day lies before first_day",
        ),
        (
            '[[agreed_level]]\nmeasure = "caselaod"\nlevel = 1\nset_by = "x"\nset_on = 2026-01-01\n',
            "no measure is called caselaod",
        ),
        ('day_starts = "18:00"\nday_ends = "08:00"\n', "day_ends must come after"),
    ],
)
def test_settings_that_cannot_be_meant_are_refused(
    call,
    tmp_path: Path,
    settings: str,
    said: str,
) -> None:
    (tmp_path / "settings.toml").write_text(settings, "utf-8")
    code, _, err = call("publish", "--data", tmp_path)
    assert code == 2
    assert said in err
