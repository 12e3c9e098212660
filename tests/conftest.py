"""What every test stands on: one small made-up practice, no network, fixed seeds."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from definitions.own import know
from etl.command.demo import build_demo
from etl.synthetic import write_practice
from tests.made_once import made_once
from tests.together import Together, place

SEED = 7
LOOPBACK = ("127.0.0.1", "localhost", "::1")

hypothesis.settings.register_profile(
    "quick", max_examples=20, derandomize=True, deadline=None
)
hypothesis.settings.register_profile("deep", max_examples=500, deadline=None)
hypothesis.settings.load_profile(os.environ.get("BALLAST_HYPOTHESIS", "quick"))


@pytest.hookimpl(optionalhook=True)  # where tests run side by side
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Our own way to share tests out, unless another is asked for."""
    if config.getoption("dist") != "load":
        return None
    config.option.loadscopereorder = False
    return Together(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Long ones first, else as they stand."""
    items.sort(key=lambda item: place(item.nodeid))


@pytest.fixture(autouse=True)
def shipped_instruments_alone() -> Iterator[None]:
    """Forgets the own instruments of another test's data folder."""
    know(None)
    yield
    know(None)


@pytest.fixture(autouse=True)
def loopback_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refuses every connection that would leave this machine."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        if self.family == socket.AF_UNIX:
            connect(self, address)
            return
        host = address[0] if isinstance(address, tuple) else address
        assert host in LOOPBACK, f"a test tried to reach {host}"
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def exports(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A made-up practice of 60 people in 8 teams over 14 months, not loaded yet."""
    folder = tmp_path_factory.mktemp("practice")
    write_practice(folder, staff=60, teams=8, months=14, seed=SEED)
    return folder


@pytest.fixture(scope="session")
def practice(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same practice, loaded, its waves closed, published. Read only."""
    return made_once(tmp_path_factory, "published_practice", _make_practice)


def _make_practice(folder: Path) -> None:
    write_practice(folder, staff=60, teams=8, months=14, seed=SEED)
    build_demo(folder)


@pytest.fixture(scope="session")
def real_data() -> Path:
    """Real exports that are not part of the project; skips where they are absent."""
    here = Path(__file__).resolve().parents[2] / "shared" / "data"
    folder = Path(os.environ.get("BALLAST_REAL_DATA") or here)
    if not folder.is_dir():
        pytest.skip("real exports are not on this machine (BALLAST_REAL_DATA)")
    return folder
