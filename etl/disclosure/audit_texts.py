"""The auditor of texts: a number in a sentence is a figure that is shown beside it.

Like `audit`, it shares no code with what it audits and reads the finished files. Every
column of text of every table is named here with what it may say; one that is not is a
finding, so that no sentence is published that nobody looked at.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from etl.disclosure.audit import Finding
from etl.disclosure.audit_memory import Memory, rows_digest
from etl.disclosure.audit_told import (
    CHANCE,
    OF_CHECK,
    PEOPLE_BAND,
    SENTENCE,
    TOLD,
    WORD,
)

Row = Mapping[str, object]
FILES = ("teams", "analysis", "leave")
NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+")
PER_CENT = re.compile("%|percentage")
DATE = re.compile(r"\b(?:\d{1,2} )?[A-Z][a-z]{2,8} 20\d\d\b")
# the width of intervals, the power of a test, and the fewest teams of each method
CONSTANTS = (95.0, 80.0, 10.0, 20.0, 30.0)
SLOPES = ("slope", "slope_lower", "slope_upper")
LAST_MONTHS, NEAR = 3, 1e-9
EXACT_FROM = 50
BAND = re.compile(r"(under 5|5-9|10-19|20-49)")
CHANCES = {"under .0001", "under .001", "under .01", "under .05"} | {
    *("under 2.5 %", "2.5-20 %", "20-80 %", "80-97.5 %", "97.5 % or over")
}


@dataclass(frozen=True)
class Version:
    """What texts are held against: shown figures, agreed levels, shares, and names."""

    shown: pl.DataFrame
    reference: pl.DataFrame
    signal: pl.DataFrame
    shares: frozenset[str]
    names: re.Pattern[str]


def audit_texts(folder: Path, *, memory: Memory | None = None) -> list[Finding]:
    """Every text of a finished version that tells what no shown figure tells.

    Args:
        folder: holds teams.duckdb, analysis.duckdb and leave.duckdb.
        memory: of the tables that passed before; one with the same rows in the same
            order, held against the same figures and names, is not done again.
    """
    memory = memory or Memory()
    findings: list[Finding] = []
    with duckdb.connect(folder / "teams.duckdb", read_only=True) as con:
        version = _version(con)
    against = _told_apart(version)
    for file in FILES:
        with duckdb.connect(folder / f"{file}.duckdb", read_only=True) as con:
            for (table,) in con.execute("show tables").fetchall():
                rows = con.sql(f'from "{table}"').pl()
                part = f"texts {table} {rows_digest(rows)} {against}"
                if memory.passed(part):
                    continue
                found = audit_table(table, rows, version)
                in_order = con.sql(f'from "{table}" order by all').pl()
                if not rows.equals(in_order):
                    found.append(_of("the order of rows tells something", table))
                findings += found
                if not found:
                    memory.note(part)
    return sorted(set(findings))


def _told_apart(version: Version) -> str:
    """All that texts are held against, as a digest."""
    frames = (version.shown, version.reference.sort(pl.all()), version.signal)
    said = [*map(rows_digest, frames), sorted(version.shares), version.names.pattern]
    return hashlib.sha256(repr(said).encode()).hexdigest()


def audit_table(table: str, rows: pl.DataFrame, version: Version) -> list[Finding]:
    """What is wrong with the texts of one table."""
    findings = []
    for column in (name for name, kind in rows.schema.items() if kind == pl.String):
        said = TOLD.get(table, {}).get(column)
        where = f"{table}.{column}"
        if said is None:
            findings.append(_of("a text that the auditor does not know", where))
        elif said == SENTENCE:
            findings += _untraced(table, column, rows, version)
        elif not _fits(said, column, rows):
            findings.append(_of("a text says more than its words", where))
    return findings


def numbers_of(text: str, names: re.Pattern[str]) -> list[str]:
    """The numbers of a text, without those of names, labels, units and dates."""
    return NUMBER.findall(DATE.sub(" ", names.sub(" ", text)))


def untold(text: str, figures: Iterable[float], names: re.Pattern[str]) -> list[str]:
    """Numbers of a text that none of the figures, rounded as written, would give.

    A figure may stand without its sign, and in per cent where the text says so. What is
    found is wrong; a small whole number may be right by chance.
    """
    known = [abs(one) for one in figures]
    if PER_CENT.search(text):
        known += [100 * one for one in known]
    return [
        number
        for number in numbers_of(text, names)
        if not any(_written(number, one) for one in known)
    ]


def names_of(texts: Iterable[str | None]) -> re.Pattern[str]:
    """A pattern of names that may hold digits; the longest first, in any case."""
    with_digits = {text for text in texts if text and NUMBER.search(text)}
    longest = sorted(with_digits, key=lambda one: (-len(one), one))
    any_of = "|".join(re.escape(one) for one in longest)
    return re.compile(any_of or r"(?!)", re.IGNORECASE)


def _written(number: str, figure: float) -> bool:
    plain = number.replace(",", "")
    decimals = len(plain.partition(".")[2])
    half = 0.5 * 10.0**-decimals
    return abs(float(plain) - figure) <= half + NEAR


def _version(con: duckdb.DuckDBPyConnection) -> Version:
    shown = con.sql(
        """
        select measure, group_id, period_start, value from estimate
        where state = 'shown' and origin <> 'answers' and value is not null
          and period_kind = 'month'
          and (measure, group_id) in (select measure, group_id from signal)
        order by all
        """
    ).pl()
    named = [
        "select name from grp",
        "select label from measure",
        "select short_label from measure",
        "select unit from measure",
        "select organisation from manifest",
    ]
    texts = [text for query in named for (text,) in con.execute(query).fetchall()]
    shares = con.execute(
        "select measure from measure where format = 'share'"
    ).fetchall()
    return Version(
        shown,
        con.sql("select measure, group_id, value from reference where agreed").pl(),
        con.sql("from signal order by all").pl(),
        frozenset(measure for (measure,) in shares),
        names_of(texts),
    )


def _untraced(
    table: str, column: str, rows: pl.DataFrame, version: Version
) -> Iterator[Finding]:
    """Sentences with a number that is no figure of their row or group."""
    figures = FIGURES.get(table, _of_row)
    for row in rows.drop_nulls(column).to_dicts():
        told = untold(str(row[column]), figures(row, version), version.names)
        if told:
            about = f"table {table}: {row.get('measure') or row.get('stressor') or ''}"
            period = str(row.get("period_start") or row.get("wave_id") or "")
            group = str(row.get("group_id") or "the organisation")
            rule = f"a number in {table}.{column} is no figure that is shown"
            yield Finding(rule, about, period, (group,))


def _of_row(row: Row, version: Version) -> list[float]:
    """The figures of the row itself, and the constants of methods.

    Slopes of an outcome that is a share are told in points of 100.
    """
    own = [float(v) for v in row.values() if isinstance(v, int | float)]
    if row.get("outcome") not in version.shares:
        return [*CONSTANTS, *own]
    slopes = (row.get(name) for name in SLOPES)
    points = [100 * one for one in slopes if isinstance(one, int | float)]
    return [*CONSTANTS, *own, *points]


def _of_signal(row: Row, version: Version) -> list[float]:
    """Agreed levels of a team's measure, its shown months, and means of three of them."""
    own = (pl.col("measure") == row["measure"]) & (
        pl.col("group_id") == row["group_id"]
    )
    levels = version.reference.filter(own)["value"].to_list()
    months = version.shown.filter(own).sort("period_start")["value"]
    means = months.rolling_mean(LAST_MONTHS).drop_nulls()
    return [*levels, *months, *means]


def _of_headline(row: Row, version: Version) -> list[float]:
    """What the signals say of the group; of the organisation, all, and how many teams."""
    own = version.signal.filter(pl.col("group_id") == row["group_id"])
    chosen = version.signal if own.is_empty() else own
    found = [figure for one in chosen.to_dicts() for figure in _of_signal(one, version)]
    return [*found, float(chosen["group_id"].n_unique())]


FIGURES: Mapping[str, Callable[[Row, Version], list[float]]] = {
    "signal": _of_signal,
    "headline": _of_headline,
}


def _people_band(text: str) -> bool:
    exact = text.isdecimal() and int(text) >= EXACT_FROM
    return exact or BAND.fullmatch(text) is not None


def _word(text: str) -> bool:
    return not any(sign.isdecimal() for sign in text)


CHECKS: Mapping[str, Callable[[str], bool]] = {
    PEOPLE_BAND: _people_band,
    WORD: _word,
    CHANCE: CHANCES.__contains__,
}


def _fits(said: str, column: str, rows: pl.DataFrame) -> bool:
    """Whether every text of a column is one that such a column may hold."""
    if said == OF_CHECK:
        texts = rows.group_by("check_key").agg(pl.col(column).n_unique())
        return all(one <= 1 for one in texts[column])
    check = CHECKS.get(said)
    return check is None or all(
        check(str(one)) for one in rows[column].drop_nulls().unique()
    )


def _of(rule: str, where: str) -> Finding:
    return Finding(rule, f"table {where}", "this version", ("the file",))
