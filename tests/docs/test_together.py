"""How tests are shared out between workers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.made_once import made_once
from tests.together import EARLY, TOGETHER, place

ROOT = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize("file", EARLY)
def test_a_file_that_begins_a_run_is_there(file: str) -> None:
    assert (ROOT / file).is_file()


def test_those_together_come_first_and_the_rest_keep_their_order() -> None:
    ids = ["tests/unit/test_xmr.py::test_a", f"{TOGETHER[1]}::test_b[x::y]"]
    ids += ["tests/marts/test_time.py::test_c", f"{TOGETHER[0]}::test_d"]
    assert sorted(ids, key=place) == [ids[3], ids[1], ids[0], ids[2]]


class Worker:
    """The folders of one worker of a run."""

    def __init__(self, run: Path, name: str) -> None:
        self.base = run / name
        self.base.mkdir()

    def getbasetemp(self) -> Path:
        return self.base

    def mktemp(self, name: str) -> Path:
        (self.base / name).mkdir()
        return self.base / name


@pytest.fixture
def workers(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Worker]:
    monkeypatch.setenv("PYTEST_XDIST_WORKER", "gw0")
    return [Worker(tmp_path, name) for name in ("gw0", "gw1")]


def test_what_is_made_once_is_copied_to_every_worker(workers: list[Worker]) -> None:
    made: list[Path] = []

    def make(folder: Path) -> None:
        made.append(folder)
        (folder / "it").write_text("made", "utf-8")

    first, second = (made_once(worker, "practice", make) for worker in workers)
    assert len(made) == 1
    assert first != second
    (first / "it").write_text("changed", "utf-8")
    assert (second / "it").read_text("utf-8") == "made"


def test_a_maker_that_failed_leaves_nothing_to_copy(workers: list[Worker]) -> None:
    def fail(folder: Path) -> None:
        (folder / "half").touch()
        raise RuntimeError

    with pytest.raises(RuntimeError):
        made_once(workers[0], "practice", fail)
    done = made_once(workers[1], "practice", lambda folder: (folder / "it").touch())
    assert [path.name for path in done.iterdir()] == ["it"]
