"""What to mend in what is loaded: the checks of sql/quality, as one published table.

No group under the minimum can leak here. Nothing is about answers but how many rows a
survey export has of each fault, in bands. Where fewer than 5 people are behind a row
it says "under 5" and neither how many rows they have nor who they are; a team stands
with its name only from 5 people on, smaller ones join the group above. The groups of
one month share no member, and no total is published beside them, so nothing can be
taken off anything.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import duckdb
import polars as pl

from etl.kept import Keeper

FOLDER: Final = Path(__file__).with_name("sql") / "quality"
LEAST_PEOPLE: Final = 5
SECTIONS: Final = ("Completeness", "People", "Roster", "Teams", "Values", "Survey")
WEIGHTS: Final = ("mend", "look", "tell")
OF_PEOPLE: Final = ("people", "rows", "days")  # units that may stand for persons
HEADER: Final = re.compile(r"^-- (\w+): (.+)$")
NOTHING: Final = "none"
FEW: Final = "under 5"
SOME: Final = "of under 5 people"
# numbers of answers as everywhere: in bands under 50
BANDS: Final = ((50, None), (20, "20-49"), (10, "10-19"), (5, "5-9"), (0, FEW))
RAW: Final = {
    "source": pl.String,
    "period_start": pl.Date,
    "team_id": pl.String,
    "people": pl.Int64,
    "count": pl.Int64,
    "of": pl.Int64,
    "detail": pl.String,
    "survey": pl.Boolean,
}
QUALITY: Final = {
    "check_key": pl.String,
    "section": pl.String,
    "source": pl.String,
    "period_start": pl.Date,
    "team_id": pl.String,
    "team_name": pl.String,
    "unit": pl.String,
    "count": pl.Int64,
    "count_words": pl.String,
    "people_words": pl.String,
    "of": pl.Int64,
    "share": pl.Float64,
    "detail": pl.String,
    "title": pl.String,
    "mend": pl.String,
    "weight": pl.String,
    "survey": pl.Boolean,
}
Row = dict[str, object]


@dataclass(frozen=True)
class Check:
    """One check, as the header of its SQL states it.

    Attributes:
        key: name of its file.
        section: what it looks at, one of SECTIONS.
        title: what it finds, in words.
        unit: what its counts are of.
        weight: mend (figures are wrong until then), look (may be right), tell.
        mend: how it is mended.
        sources: the tables its SQL reads.
        grain: what one of its rows is.
    """

    key: str
    section: str
    title: str
    unit: str
    weight: str
    mend: str
    sources: str
    grain: str


@dataclass(frozen=True)
class Node:
    """A group of the hierarchy."""

    parent: str | None
    name: str


@cache
def checks() -> tuple[Check, ...]:
    """Every check of sql/quality, by section, then by name.

    Raises:
        TypeError: a header lacks a line or has one too many.
        ValueError: its section or weight is unknown.
    """
    found = [_check(path) for path in sorted(FOLDER.glob("*.sql"))]
    return tuple(sorted(found, key=lambda one: (SECTIONS.index(one.section), one.key)))


def _check(path: Path) -> Check:
    head = dict[str, str]()
    for line in path.read_text("utf-8").splitlines():
        stated = HEADER.match(line)
        if not stated:
            break
        head[stated[1]] = stated[2]
    key = head.pop("check", "")
    if key != path.stem or head.get("weight") not in WEIGHTS:
        raise ValueError(f"{path.name}: check or weight is wrong")
    return Check(key=key, **head)


def quality_table(
    con: duckdb.DuckDBPyConnection, keeper: Keeper | None = None
) -> pl.DataFrame:
    """The published table `quality`, with `survey`: whether a row is about a survey.

    One row per check x source x month x team in which it found something, and one for
    a check that found nothing; by section, check, source, month, team.

    Args:
        con: the warehouse, its marts made.
        keeper: keeps what checks find for the next publication.
    """
    nodes = {
        node: Node(parent, name)
        for node, parent, name in con.execute(
            "select node_id, parent_id, name from node"
        ).fetchall()
    }
    rows = [row for check in checks() for row in _found(con, check, nodes, keeper)]
    if keeper:
        keeper.forget_others(*(_kept_as(check.key) for check in checks()))
    return pl.DataFrame(rows, schema=QUALITY)


def raw_rows(
    con: duckdb.DuckDBPyConnection, key: str, keeper: Keeper | None = None
) -> pl.DataFrame:
    """What one check finds, private: columns of RAW, as its header says."""
    sql = (FOLDER / f"{key}.sql").read_text("utf-8")
    if keeper:
        found = keeper.frame(_kept_as(key), sql, "quality_check")
    else:
        con.execute(sql)
        found = con.table("quality_check").pl()
    return found.select(pl.col(name).cast(kind) for name, kind in RAW.items())


def _kept_as(key: str) -> str:
    return f"quality_{key}"


def _found(
    con: duckdb.DuckDBPyConnection,
    check: Check,
    nodes: Mapping[str, Node],
    keeper: Keeper | None,
) -> Iterator[Row]:
    found = raw_rows(con, check.key, keeper)
    if check.key == "completeness":
        found = joined_up(found, nodes)
    if found.is_empty():
        yield _row(check, {"count": 0, "survey": False}, "") | {"count_words": NOTHING}
    for row in found.to_dicts():
        team = row["team_id"]
        yield _row(check, row, nodes[team].name if team in nodes else None)


def _row(check: Check, row: Mapping[str, object], team_name: str | None) -> Row:
    said = {name: row.get(name) for name in RAW if name != "people"}
    named = row.get("team_name") or team_name or None
    return (
        {
            "check_key": check.key,
            "section": check.section,
            "unit": check.unit,
            "title": check.title,
            "mend": check.mend,
            "weight": check.weight,
        }
        | said
        | {"team_name": named}
        | written(check.unit, row)
    )


def written(unit: str, row: Mapping[str, object]) -> Row:
    """How a count may be written: count, count_words, people_words, of, share.

    >>> written("rows", {"people": 3, "count": 40, "of": 900})["count_words"]
    'of under 5 people'
    >>> written("people", {"people": 3, "count": 3, "of": 90})["count_words"]
    'under 5'
    >>> written("rows", {"people": 7, "count": 40, "of": 80})["share"]
    0.5
    """
    count, people, of = (_number(row.get(key)) for key in ("count", "people", "of"))
    assert count is not None, "a check counts"
    if row.get("survey") and unit in OF_PEOPLE:
        return _hidden(_band(count), people_words=None)
    few = people is not None and 0 < people < LEAST_PEOPLE
    own = None if unit == "people" or people is None else f"{people:,}"
    if few and unit != "people":
        return _hidden(SOME, people_words=FEW, of=_many(of))
    if unit in OF_PEOPLE and 0 < count < LEAST_PEOPLE:
        return _hidden(FEW, people_words=own, of=_many(of))
    return {
        "count": count,
        "count_words": f"{count:,}",
        "people_words": own,
        "of": of,
        "share": round(count / of, 2) if of else None,
    }


def _number(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _many(of: int | None) -> int | None:
    return None if of is None or of < LEAST_PEOPLE else of


def _hidden(words: str, *, people_words: str | None, of: int | None = None) -> Row:
    return {
        "count": None,
        "count_words": words,
        "people_words": people_words,
        "of": of,
        "share": None,
    }


def _band(count: int) -> str:
    return next(words or f"{count:,}" for least, words in BANDS if count >= least)


def joined_up(found: pl.DataFrame, nodes: Mapping[str, Node]) -> pl.DataFrame:
    """Rows by team with teams of under 5 people joined to the group above them.

    What is still under 5 there goes further up; what is under 5 at the top has no row.
    Every person is in one row of a source and month at most. `team_name` says of a
    joined row what it stands for.

    Args:
        found: columns of RAW; people = of.
        nodes: the hierarchy by node id, its top without a parent.
    """
    depth = {node: len(_line(node, nodes)) for node in nodes}
    order = sorted(nodes, key=lambda node: (-depth[node], node))
    top = next(node for node, one in nodes.items() if one.parent is None)
    rows: list[Row] = []
    for (source, month), part in found.partition_by(
        "source", "period_start", as_dict=True, maintain_order=True
    ).items():
        own: dict[str, tuple[int, int]] = {}
        for team, count, of in part.select("team_id", "count", "of").rows():
            node = team if team in nodes else top
            was = own.get(node, (0, 0))
            own[node] = (was[0] + count, was[1] + of)
        key: Row = {"source": source, "period_start": month, "survey": False}
        rows += [key | row for row in _levels(own, order, nodes)]
    schema = RAW | {"team_name": pl.String}
    return pl.DataFrame(rows, schema=schema).sort(
        "source", "period_start", "team_name", "team_id"
    )


def _levels(
    own: dict[str, tuple[int, int]],
    order: Sequence[str],
    nodes: Mapping[str, Node],
) -> Iterator[Row]:
    """Rows of one source and month, from the deepest groups upwards."""
    with_teams = {one.parent for one in nodes.values()}
    for node in order:
        count, of = own.get(node, (0, 0))
        above = nodes[node].parent
        if of >= LEAST_PEOPLE:
            rest = ": small teams, and people of no team" if node in with_teams else ""
            yield {
                "team_id": node,
                "people": of,
                "count": count,
                "of": of,
                "team_name": f"{nodes[node].name}{rest}",
            }
        elif of and above is not None:
            was = own.get(above, (0, 0))
            own[above] = (was[0] + count, was[1] + of)


def _line(node: str, nodes: Mapping[str, Node]) -> list[str]:
    """A node and everything above it."""
    line = [node]
    above = nodes[node].parent
    while above is not None and above not in line:
        line.append(above)
        above = nodes[above].parent
    return line
