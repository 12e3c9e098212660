"""Nothing of any published file moves with the answers of a team that is not shown."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from benchmarks.attacked import publish_once, settings_of
from benchmarks.attacked_staff import staff
from tests.privacy.published_rows import moved_by_hidden_teams, tables_of

DEEP = os.environ.get("BALLAST_HYPOTHESIS") == "deep"
SEEDS = range(0, 100, 2)


@pytest.mark.skipif(not DEEP, reason="fifty publications, in deep runs alone")
@pytest.mark.parametrize("seed", SEEDS)
def test_so_in_any_organisation(seed: int, tmp_path: Path) -> None:
    one = staff(seed)
    cells, *_ = publish_once(one, tmp_path / "before", settings_of(one), number=0)
    assert cells.people is not None
    before = tables_of(tmp_path / "before")
    moved_by_hidden_teams(one, before, cells.people, seed=seed, data=tmp_path / "after")
