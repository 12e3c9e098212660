"""The audit log is only added to; a line changed or taken out is noticed."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from etl import trail


def added(data: Path, count: int) -> None:
    for number in range(count):
        trail.add(
            data, who=f"p{number}", role="leader", what="saw", detail={"n": number}
        )


def test_every_line_follows_from_the_one_before(tmp_path: Path) -> None:
    added(tmp_path, 5)
    found = trail.verify(tmp_path)
    assert (found.lines, found.broken_at) == (5, None)
    assert [line["who"] for line in trail.lines(tmp_path)] == [
        "p0",
        "p1",
        "p2",
        "p3",
        "p4",
    ]


def test_nothing_noted_is_whole(tmp_path: Path) -> None:
    assert trail.verify(tmp_path) == trail.Verified(0, None, trail.FIRST)


@pytest.mark.parametrize("change", ["edit", "remove", "swap", "rehash"])
def test_a_line_changed_or_taken_out_is_found(tmp_path: Path, change: str) -> None:
    added(tmp_path, 5)
    path = trail.log_path(tmp_path)
    lines = path.read_text().splitlines()
    match change:
        case "edit":
            lines[2] = lines[2].replace("p2", "px")
        case "remove":
            del lines[2]
        case "swap":
            lines[2], lines[3] = lines[3], lines[2]
        case "rehash":  # a forger who makes the line's own hash right
            said = json.loads(lines[2])
            said.pop("hash")
            said["who"] = "px"
            lines[2] = json.dumps({**said, "hash": trail._hash(said)})
    path.write_text("\n".join(lines) + "\n")
    assert trail.verify(tmp_path).broken_at in {3, 4}


def test_a_line_cut_short_does_not_swallow_the_next(tmp_path: Path) -> None:
    added(tmp_path, 2)
    path = trail.log_path(tmp_path)
    path.write_text(path.read_text() + '{"at": "2026-')
    added(tmp_path, 1)
    assert len(list(trail.lines(tmp_path))) == 3
    assert trail.verify(tmp_path).broken_at == 3  # and it is told


def test_many_at_once_lose_no_line(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: added(tmp_path, 5), range(8)))
    found = trail.verify(tmp_path)
    assert (found.lines, found.broken_at) == (40, None)


def test_nobody_else_can_read_it(tmp_path: Path) -> None:
    added(tmp_path, 1)
    assert trail.log_path(tmp_path).stat().st_mode & 0o077 == 0
