"""The auditor: plays the attacker on a finished file. Shares no code with suppression.

It reads only what was published and, to know who is small, the ledger's counts. A
finding names a cell, never a value or a count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from etl.disclosure.rowspace import Matrix, derivable, small_sets

# Stated anew, not imported: a slip in one place must not hide in the other.
LOWEST_ANSWERS = 5
EXACT_FROM = 50
BANDS = {"5-9": 5, "10-19": 10, "20-49": 20}
RATES = {"under 20 %", "80 % or over"} | {f"{ten}0-{ten}9 %" for ten in range(2, 8)}
MERGED = {10.0: "10 or under", 90.0: "90 or over"}
HIDDEN_COLUMNS = (
    *("value", "band", "lower", "upper", "n", "n_band"),
    *("denominator", "completeness", "reading"),
)
INVITED = "response"
ATOM = ("atom_id", "ancestors", "n", "minimum")


@dataclass(frozen=True, order=True)
class Finding:
    """One breach: which rule, of which measure and period, at which groups."""

    rule: str
    measure: str
    period: str
    groups: tuple[str, ...]

    def __str__(self) -> str:
        where = ", ".join(self.groups)
        return f"{self.rule}: {self.measure}, {self.period}, at {where}"


def audit(
    published: Path,
    counts: pl.DataFrame,
    *,
    people_minimums: Mapping[str, int] | None = None,
) -> list[Finding]:
    """Everything wrong with a finished `teams` file; empty if it may be shown.

    Args:
        published: path of the file.
        counts: people per atom of every wave in it, from the ledger: wave_id,
            period_start, period_end, measure, atom_id, ancestors, n, minimum.
        people_minimums: measure -> people an operational cell must stand on (5 where
            absent).
    """
    with duckdb.connect(published, read_only=True) as con:
        estimate = con.sql("select * from estimate order by all").pl()
        response = con.sql("select * from response order by all").pl()
    return audit_frames(
        estimate, response, counts, people_minimums=people_minimums or {}
    )


def audit_frames(
    estimate: pl.DataFrame,
    response: pl.DataFrame,
    counts: pl.DataFrame,
    *,
    people_minimums: Mapping[str, int],
) -> list[Finding]:
    """As `audit`, on the two tables as frames."""
    answers = estimate.filter(pl.col("origin") == "answers")
    people = estimate.filter(pl.col("origin") == "people")
    rates = response.select(
        pl.lit(INVITED).alias("measure"),
        "group_id",
        pl.col("first_day").alias("period_start"),
        pl.col("last_day").alias("period_end"),
        "state",
    )
    cells = pl.concat([answers.select(rates.columns), rates])
    findings = [
        *_hidden_rows(estimate),
        *_answer_rows(answers),
        *_rate_rows(response),
        *_people_rows(people, people_minimums),
        *_derivations(cells, counts),
    ]
    return sorted(set(findings))


def _finding(rule: str, row: Mapping[str, object]) -> Finding:
    period = f"{row['period_start']} to {row['period_end']}"
    return Finding(rule, str(row["measure"]), period, (str(row["group_id"]),))


def _hidden_rows(estimate: pl.DataFrame) -> Iterator[Finding]:
    """Rows that are not shown and still hold something, or have no known state."""
    held = pl.any_horizontal(
        pl.col(column).is_not_null()
        for column in HIDDEN_COLUMNS
        if column in estimate.columns
    )
    for row in estimate.filter(pl.col("state") == "not_shown", held).to_dicts():
        yield _finding("a cell that is not shown holds a figure", row)
    valued = pl.any_horizontal(pl.col("value", "lower", "upper", "n").is_not_null())
    other = ~pl.col("state").is_in(["shown", "not_shown"])
    for row in estimate.filter(other, valued).to_dicts():
        yield _finding("a cell without a figure holds one", row)


def _answer_rows(answers: pl.DataFrame) -> Iterator[Finding]:
    for row in answers.filter(pl.col("state") == "shown").to_dicts():
        for rule in _answer_rules(row):
            yield _finding(rule, row)


def _answer_rules(row: Mapping[str, object]) -> Iterator[str]:
    value, n, band = row["value"], row["n"], row["n_band"]
    limits = [row["lower"], row["upper"]]
    figures = [value, *(limit for limit in limits if limit is not None)]
    if any(not isinstance(one, float) or one != round(one) for one in figures):
        yield "a mean or limit is not rounded to 1 point"
    if isinstance(value, float) and not min(MERGED) <= value <= max(MERGED):
        yield "a mean near an end of the scale is not merged"
    elif isinstance(value, float) and row["band"] != MERGED.get(value):
        yield "the text of a merged mean does not fit"
    if n is None and band not in BANDS:
        yield "the number of answers is not in a band"
    if n is not None and (not isinstance(n, int) or n < EXACT_FROM or band != str(n)):
        yield "the number of answers is given exactly"
    if any(row[column] is not None for column in ("denominator", "completeness")):
        yield "a cell of answers holds a count beside its band"


def _rate_rows(response: pl.DataFrame) -> Iterator[Finding]:
    renamed = response.with_columns(
        pl.lit(INVITED).alias("measure"),
        pl.col("first_day").alias("period_start"),
        pl.col("last_day").alias("period_end"),
    )
    for row in renamed.to_dicts():
        shown = row["state"] == "shown"
        if not shown and (row["rate_band"] is not None or row["reading"] is not None):
            yield _finding("a rate that is not shown holds a figure", row)
        if shown and row["rate_band"] not in RATES:
            yield _finding("a rate is not in a band", row)


def _people_rows(
    people: pl.DataFrame, minimums: Mapping[str, int]
) -> Iterator[Finding]:
    least = pl.col("measure").replace_strict(
        dict(minimums), default=LOWEST_ANSWERS, return_dtype=pl.Int64
    )
    small = people.filter(
        pl.col("state") == "shown", pl.col("n").is_null() | (pl.col("n") < least)
    )
    for row in small.to_dicts():
        yield _finding("an operational cell stands on too few people", row)


def _derivations(cells: pl.DataFrame, counts: pl.DataFrame) -> Iterator[Finding]:
    """What can be worked out from the shown cells of each measure and wave."""
    key = ["measure", "period_start", "period_end"]
    atoms = counts.partition_by(key, as_dict=True)
    known: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for (measure, first, last), block in sorted(
        cells.partition_by(key, as_dict=True).items()
    ):
        period = f"{first} to {last}"
        groups = dict(block.select("group_id", "state").iter_rows())
        shown = tuple(sorted(g for g, state in groups.items() if state == "shown"))
        if (measure, first, last) not in atoms:
            if shown:
                yield Finding("no counts to audit by", str(measure), period, shown)
            continue
        people = atoms[measure, first, last]
        same = repr((people.select(ATOM).rows(), sorted(groups.items())))
        if same not in known:
            known[same] = list(_worked_out(people, groups))
        for rule, where in known[same]:
            yield Finding(rule, str(measure), period, where)


def _worked_out(
    atoms: pl.DataFrame, states: Mapping[str, str]
) -> Iterator[tuple[str, tuple[str, ...]]]:
    there = atoms.filter(pl.col("n") > 0)
    names = there["atom_id"].to_list()
    lines = there["ancestors"].to_list()
    people = there["n"].to_numpy().astype(np.int64)
    least = max([LOWEST_ANSWERS, *atoms["minimum"].to_list()])
    shown = [group for group, state in states.items() if state == "shown"]
    published = _matrix(shown, lines)
    for group, row in zip(shown, published, strict=True):
        if int(people[row == 1].sum()) < least:
            yield "a shown cell stands on too few people", (group,)
    sets = small_sets(published, people, least)
    if sets is None:
        yield "the audit could not decide", tuple(shown)
        sets = []
    for members in sets:
        yield "a small group can be worked out", tuple(names[atom] for atom in members)
    hidden = [group for group, state in states.items() if state != "shown"]
    targets = _matrix(hidden, lines)
    for group, row, follows in zip(
        hidden, targets, derivable(published, targets), strict=True
    ):
        if follows and row.any():
            yield "a hidden cell can be worked out", (group,)


def _matrix(groups: list[str], lines: list[list[str]]) -> Matrix:
    """Groups x atoms: 1 where the atom counts in the group."""
    at = {group: position for position, group in enumerate(groups)}
    matrix = np.zeros((len(groups), len(lines)), dtype=np.int64)
    for atom, line in enumerate(lines):
        for group in line:
            if group in at:
                matrix[at[group], atom] = 1
    return matrix
