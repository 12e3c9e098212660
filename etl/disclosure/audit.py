"""The auditor: plays the attacker on a finished file. Shares no code with suppression.

It reads only what was published and, to know who is small, the ledger's counts. A
finding names a cell, never a value or a count.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit_memory import Memory
from etl.disclosure.audit_sums import ATOM, LOWEST_ANSWERS, Breach, Sums, worked_out

# Stated anew, not imported: a slip in one place must not hide in the other.
EXACT_FROM = 50
BANDS = {"5-9": 5, "10-19": 10, "20-49": 20}
RATES = {"under 20 %", "80 % or over"} | {f"{ten}0-{ten}9 %" for ten in range(2, 8)}
MERGED = {10.0: "10 or under", 90.0: "90 or over"}
# A mean may be written more coarsely: its texts, and the values these stand beside.
COARSE = {
    "under 15": {10.0},
    "85 or over": {90.0},
    "to 10 points": {20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0},
    "under 30": {20.0},
    "70 or over": {80.0},
    "to 20 points": {40.0, 60.0},
}
HIDDEN_COLUMNS = (
    *("value", "band", "lower", "upper", "n", "n_band"),
    *("denominator", "completeness", "reading"),
)
SCALE_TOP = 100.0
INVITED = "response"


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
    memory: Memory | None = None,
) -> list[Finding]:
    """Everything wrong with a finished `teams` file; empty if it may be shown.

    Args:
        published: path of the file.
        counts: people per atom of every wave in it, from the ledger: wave_id,
            period_start, period_end, measure, atom_id, ancestors, n, minimum.
        people_minimums: measure -> people or answers that one of its cells must stand
            on (5 where absent).
        memory: of what passed before; everything is done anew without one.
    """
    with duckdb.connect(published, read_only=True) as con:
        estimate = con.sql("select * from estimate order by all").pl()
        response = con.sql("select * from response order by all").pl()
    return audit_frames(
        estimate,
        response,
        counts,
        people_minimums=people_minimums or {},
        memory=memory,
    )


def audit_frames(
    estimate: pl.DataFrame,
    response: pl.DataFrame,
    counts: pl.DataFrame,
    *,
    people_minimums: Mapping[str, int],
    memory: Memory | None = None,
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
        pl.lit(None, dtype=pl.Float64).alias("value"),
        pl.lit(None, dtype=pl.String).alias("band"),
    )
    cells = pl.concat([answers.select(rates.columns), rates])
    findings = [
        *_hidden_rows(estimate),
        *_answer_rows(answers),
        *_own_spread(answers),
        *_rate_rows(response),
        *_people_rows(people, people_minimums),
        *_derivations(cells, counts, people_minimums, memory or Memory()),
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
    elif (
        isinstance(value, float)
        and row["band"] != MERGED.get(value)
        and value not in COARSE.get(str(row["band"]), ())
    ):
        yield "the text of a merged mean does not fit"
    if n is None and band not in BANDS:
        yield "the number of answers is not in a band"
    if n is not None and (not isinstance(n, int) or n < EXACT_FROM or band != str(n)):
        yield "the number of answers is given exactly"
    if any(row[column] is not None for column in ("denominator", "completeness")):
        yield "a cell of answers holds a count beside its band"


def _own_spread(answers: pl.DataFrame) -> Iterator[Finding]:
    """Cells of one band whose intervals differ in width: a group's own spread.

    The interval of five people by their own spread, beside their mean, can be solved
    for the answers themselves. A common spread has one width for every band.
    """
    small = answers.filter(
        pl.col("state") == "shown",
        pl.col("n").is_null(),
        pl.col("upper") < SCALE_TOP,
        pl.col("band").is_null(),
    )
    key = ["measure", "period_start", "period_end", "n_band"]
    widths = small.with_columns(width=pl.col("upper") - pl.col("value"))
    for row in widths.filter(pl.col("width").n_unique().over(key) > 1).to_dicts():
        yield _finding("an interval tells a group's own spread", row)


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


def _derivations(
    cells: pl.DataFrame,
    counts: pl.DataFrame,
    minimums: Mapping[str, int],
    memory: Memory,
) -> Iterator[Finding]:
    """What can be worked out from the shown cells of each measure and wave."""
    key = ["measure", "period_start", "period_end"]
    atoms = counts.partition_by(key, as_dict=True)
    known: dict[str, list[Breach]] = {}
    for (measure, first, last), block in sorted(
        cells.partition_by(key, as_dict=True).items()
    ):
        period = f"{first} to {last}"
        least = minimums.get(str(measure), LOWEST_ANSWERS)
        sums = _sums(block, atoms.get((measure, first, last)), least)
        if sums is None:
            shown = tuple(sorted(block.filter(pl.col("state") == "shown")["group_id"]))
            if shown:
                yield Finding("no counts to audit by", str(measure), period, shown)
            continue
        same = repr((sums.atoms.rows(), *map(dict, (sums.states, sums.means)), least))
        if same not in known:
            known[same] = [] if memory.passed(same) else list(worked_out(sums))
            if not known[same]:
                memory.note(same)
        for rule, where in known[same]:
            yield Finding(rule, str(measure), period, where)


def _sums(block: pl.DataFrame, atoms: pl.DataFrame | None, least: int) -> Sums | None:
    if atoms is None:
        return None
    means = {
        str(group): (float(value), text)
        for group, value, text, state in block.select(
            "group_id", "value", "band", "state"
        ).rows()
        if state == "shown" and value is not None
    }
    return Sums(
        atoms.select(ATOM).filter(pl.col("n") > 0).sort("atom_id"),
        dict(sorted(block.select("group_id", "state").iter_rows())),
        dict(sorted(means.items())),
        least,
    )
