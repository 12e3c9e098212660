"""What the auditor passed is not done again while nothing changed, and only then."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from etl.disclosure import audit as auditor
from etl.disclosure import audit_memory, audit_versions
from etl.disclosure.audit import audit_frames
from etl.disclosure.audit_memory import PASSED, Memory
from tests.privacy.test_audit import counts, estimate, rates
from tests.privacy.test_versions_together import ONE, OTHERS, closed

SAFE = {"a": 12, "b": 30, "c": 8, "d": 3}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A ledger's folder; `worked_out` notes in it how often it was asked."""
    asked = auditor.worked_out

    def noted(sums):
        with (tmp_path / "asked").open("a") as lines:
            lines.write("x")
        return asked(sums)

    monkeypatch.setattr(auditor, "worked_out", noted)
    return tmp_path


def looked(folder: Path) -> int:
    path = folder / "asked"
    return len(path.read_text()) if path.exists() else 0


def audited(folder: Path, table: pl.DataFrame, people: pl.DataFrame) -> list:
    memory = Memory(folder)
    found = audit_frames(table, rates(), people, people_minimums={}, memory=memory)
    memory.keep()
    return found


def test_what_passed_and_is_unchanged_is_not_done_again(folder):
    for _ in range(3):
        assert audited(folder, estimate("pab", "cd"), counts(SAFE)) == []
    assert looked(folder) == 1


@pytest.mark.parametrize(
    ("table", "people"),
    [
        (estimate("pabc", "d"), counts(SAFE)),
        (estimate("pab", "cd", value=51.0), counts(SAFE)),
        (estimate("pab", "cd"), counts(SAFE | {"c": 9})),
        (estimate("pab", "cd"), counts(SAFE, minimum=6)),
    ],
    ids=["state", "value", "count", "minimum"],
)
def test_whatever_changed_is_looked_at(folder, table, people):
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    audited(folder, table, people)
    assert looked(folder) == 2


def test_a_changed_auditor_looks_at_everything(folder, monkeypatch):
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    monkeypatch.setattr(audit_memory, "code", lambda: "another")
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    assert looked(folder) == 2


def test_the_auditors_code_is_all_of_it():
    here = Path(audit_memory.__file__).parent
    read = {path.name for one in audit_memory.CODE for path in here.glob(one)}
    assert {"audit.py", "audit_sums.py", "bounds.py", "rowspace.py"} <= read


def test_what_was_found_fault_with_is_found_again(folder):
    for _ in range(2):
        assert audited(folder, estimate("pabc", "d"), counts(SAFE))
    assert looked(folder) == 2


def test_two_versions_that_passed_are_not_compared_again(folder, monkeypatch):
    first = closed(ONE)
    both = (first, closed(OTHERS["a late answer"], first))
    tables = [(one.estimate, one.counts, one.people) for one in both]
    memory = Memory(folder)
    assert audit_versions.audit_versions("w2", tables, memory=memory) == []
    memory.keep()
    monkeypatch.setattr(audit_versions, "_persons", None)  # would fail if asked
    again = Memory(folder)
    assert audit_versions.audit_versions("w2", tables, memory=again) == []
    with pytest.raises(TypeError):
        audit_versions.audit_versions("w2", tables[:1], memory=again)


def test_the_memory_is_its_owners_and_holds_digests_alone(folder):
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    path = folder / PASSED
    assert path.stat().st_mode & 0o777 == 0o600
    assert "cbi_work" not in path.read_text()


@pytest.mark.parametrize("text", ["", "{", '{"a": 1}', "3"])
def test_a_memory_that_cannot_be_read_is_none(folder, text):
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    (folder / PASSED).write_text(text)
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    assert looked(folder) == 2


def test_what_is_not_met_any_more_is_forgotten(folder):
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    audited(folder, estimate("pab", "cd", value=51.0), counts(SAFE))
    audited(folder, estimate("pab", "cd"), counts(SAFE))
    assert looked(folder) == 3
