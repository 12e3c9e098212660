"""The auditor of what is said about the quality of answers and of loaded rows.

Like `audit`, it shares no code with what it audits, reads the finished files, and takes
the ledger's counts only to know how many answered. A finding names a cell, never a
value or a count.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit import Finding

# Stated anew, not imported: a slip in one place must not hide in the other.
LEAST_ANSWERS = 30
LEAST_PEOPLE = 5
FLOORS = {
    "30-49": 30,
    "50-99": 50,
    "100-199": 100,
    "200-499": 200,
    "500-999": 500,
    "1000-1999": 1000,
    "2000-4999": 2000,
    "5000 or more": 5000,
}
FINE = {"under 5 %", "50 % or over"} | {f"{n}-{n + 4} %" for n in range(5, 50, 5)}
COARSE = {"under 10 %", "50 % or over"} | {f"{n}-{n + 9} %" for n in range(10, 50, 10)}
OF_PEOPLE = ("straight_lined", "too_fast")
SHARES = (*OF_PEOPLE, "missing", "missing_band")
FIGURES = (
    *("n_band", "alpha", "alpha_lower", "alpha_upper", "omega"),
    *("warnings", *SHARES),
)
COEFFICIENTS = ("alpha", "alpha_lower", "alpha_upper", "omega")
COUNTED = ("people", "rows", "days")
QUALITY = "quality"


def audit_quality(folder: Path, counts: pl.DataFrame) -> list[Finding]:
    """Everything wrong with these tables of a finished version; empty if none.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
        counts: people per atom of every wave, from the ledger (see `audit`).
    """
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        estimate = con.sql("select * from estimate where origin = 'answers'").pl()
    with duckdb.connect(folder / "analysis.duckdb", read_only=True) as con:
        reliability = con.sql("select * from reliability order by all").pl()
        answers = con.sql("select * from answer_quality order by all").pl()
    findings = audit_answer_quality(reliability, answers, estimate, counts)
    for file in ("teams", "analysis", "leave"):
        with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
            findings += audit_rows(con.sql("select * from quality order by all").pl())
    return sorted(set(findings))


def audit_answer_quality(
    reliability: pl.DataFrame,
    answers: pl.DataFrame,
    estimate: pl.DataFrame,
    counts: pl.DataFrame,
) -> list[Finding]:
    """What is wrong with the two tables about answers."""
    people = _people(estimate, counts)
    findings = []
    for row in reliability.to_dicts():
        most = people.get((row["period_start"], row["measure"]), 0)
        findings += [_finding(rule, row) for rule in _rules(row, most)]
    for row in answers.to_dicts():
        # different people may have answered different scales
        most = sum(
            n
            for (first_day, _), n in people.items()
            if first_day == row["period_start"]
        )
        whole = row | {"measure": "answer_quality"}
        findings += [_finding(rule, whole) for rule in _rules(row, most)]
    return sorted(set(findings))


def audit_rows(quality: pl.DataFrame) -> list[Finding]:
    """What is wrong with the table about loaded rows."""
    findings = []
    for row in quality.to_dicts():
        where = row | {"measure": f"{QUALITY} {row['check_key']}"}
        findings += [_finding(rule, where) for rule in _row_rules(row)]
    return sorted(set(findings))


def _finding(rule: str, row: Mapping[str, object]) -> Finding:
    team = str(row.get("team_id") or "the organisation")
    return Finding(rule, str(row["measure"]), str(row["period_start"]), (team,))


def _people(
    estimate: pl.DataFrame, counts: pl.DataFrame
) -> dict[tuple[object, object], int]:
    """Answers in shown teams and units, by first day and scale."""
    shown = {
        (first_day, measure, group)
        for first_day, measure, group in estimate.filter(pl.col("state") == "shown")
        .select("period_start", "measure", "group_id")
        .rows()
    }
    found: dict[tuple[object, object], int] = {}
    for row in counts.to_dicts():
        key = (row["period_start"], row["measure"])
        own = [row["atom_id"], *(a for a in row["ancestors"] if a.startswith("unit:"))]
        if any((*key, group) in shown for group in own):
            found[key] = found.get(key, 0) + row["n"]
    return found


def _rules(row: Mapping[str, object], most: int) -> Iterator[str]:
    if row["state"] == "shown":
        yield from _shown_rules(row, most)
    elif any(row.get(name) is not None for name in FIGURES):
        yield "a row about answers that is not shown holds a figure"


def _shown_rules(row: Mapping[str, object], most: int) -> Iterator[str]:
    floor = FLOORS.get(str(row["n_band"]))
    if floor is None:
        yield "the number of answers is not in a band"
    elif floor > most:
        yield "a figure about answers stands on too few of them"
    for name in SHARES:
        of_few_people = name in OF_PEOPLE and floor == LEAST_ANSWERS
        bands = COARSE if of_few_people else FINE | COARSE
        if row.get(name) is not None and row[name] not in bands:
            yield "a share about answers is not in a band"
    for name in COEFFICIENTS:
        value = row.get(name)
        if isinstance(value, float) and value != round(value, 2):
            yield "a coefficient is not rounded to 2 decimals"


def _row_rules(row: Mapping[str, object]) -> Iterator[str]:
    count, of = row["count"], row["of"]
    if row["unit"] in COUNTED and isinstance(count, int) and 0 < count < LEAST_PEOPLE:
        yield "a few people or rows are counted exactly"
    few = "under 5" in str(row["count_words"]) or row["people_words"] == "under 5"
    if few and (count is not None or row["share"] is not None):
        yield "rows of a few people are counted"
    if isinstance(of, int) and of < LEAST_PEOPLE and row["unit"] in COUNTED:
        yield "a share of a few people is given"
    people = isinstance(of, int) and of >= LEAST_PEOPLE
    if row["team_id"] is not None and row["unit"] == "people" and not people:
        yield "a team of a few people is named"
