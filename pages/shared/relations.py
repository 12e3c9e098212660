"""What was found of one pair: its sentence, its figures beside others, wave by wave."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.forest import Mark, forest
from charts.steps import steps
from charts.theme import Theme
from charts.yardstick import Yardstick
from pages.shared import queries
from pages.shared.figure import Drawn
from pages.shared.r_words import p_words, plain_r, written
from pages.shared.reader import Reader
from pages.shared.words import listed

ALL_WAVES = "all"
OVERALL = "organisation"
KIND = "setting:"
BETWEEN = pl.col("level").is_in(["between", "unit"])
METHOD = (
    "Correlation of team means weighted by answers, interval by bootstrap over teams. The "
    "slope is weighted least squares with CR2 errors and Satterthwaite degrees of "
    "freedom; more or less is said where both intervals leave out zero. q is corrected "
    "over the named stressors with the primary outcome of the wave (Benjamini and "
    "Hochberg); all else is exploratory. Only shown teams enter. Assumed: teams are "
    "independent, the relation is straight, and who answered does not depend on load and "
    "score together."
)
OF_UNITS = (
    "Correlation of units' figures as supplied, weighted by how many answered where that "
    "is supplied, interval by bootstrap over units. The slope is weighted least squares "
    "with CR2 errors and Satterthwaite degrees of freedom; more or less is said where "
    "both intervals leave out zero. Nothing is corrected for many tests, since nobody "
    "named these pairs beforehand: all of it is exploratory. Assumed: units are "
    "independent, and the relation is straight."
)
LEVELS = (
    "Means of shown teams by level of the stressor, weighted by answers; edges are "
    "multiples of the measure's own step, ten teams a level. A break is looked for by "
    "segmented regression (Muggeo 2003) and named only if Davies' test and its interval "
    "agree."
)
KINDS = "Kinds of unit differ in much else: where the signs differ, read within kinds."
SIGNS = {"more": "more goes with more", "less": "more goes with less"}


def of_pair(reader: Reader, stressor: Yardstick, outcome: Yardstick) -> pl.DataFrame:
    """Every relation of a pair; none for a role without the file."""
    if reader.role != "quality":
        return pl.DataFrame(
            schema=dict.fromkeys(("wave_id", "slice", "level"), pl.String)
        )
    return _own(queries.relations(reader), stressor, outcome)


def found_in(
    rows: pl.DataFrame, wave_id: str | None, part: str
) -> dict[str, Any] | None:
    """The relation between teams of one wave (or year) and slice; none if none is."""
    own = rows.filter(
        BETWEEN & (pl.col("wave_id") == wave_id) & (pl.col("slice") == part)
    )
    return own.row(0, named=True) if own.height else None


def slices(rows: pl.DataFrame, wave_id: str | None) -> dict[str, str]:
    """Where a relation was looked at between teams or units: key -> label; all first."""
    own = rows.filter(BETWEEN & (pl.col("wave_id") == wave_id))
    found = own["slice"].unique().sort().to_list()
    kinds = [each for each in found if each != OVERALL]
    return {OVERALL: "All"} | {each: part_words(each) for each in kinds}


def part_words(part: str) -> str:
    """A slice as pages name it: `setting:crisis` is `crisis`."""
    return "Organisation" if part == OVERALL else part.split(":", 1)[-1]


def method(row: dict[str, Any] | None) -> str:
    """How a relation is worked out: between teams, or between official units."""
    return OF_UNITS if row and row["level"] == "unit" else METHOD


def said(row: dict[str, Any]) -> str:
    """The answer in plain sentences."""
    return f"{row['sentence']} {row['slope_sentence']}".strip()


def facts(reader: Reader, row: dict[str, Any]) -> list[str]:
    """Teams, what could have been seen, how noisy, and which correction."""
    found = []
    units = "units" if row["level"] == "unit" else "teams"
    if row["detectable"] is not None and row["reading"] in SIGNS:
        found.append(
            f"{row['teams']} {units} could have shown r = {plain_r(row['detectable'])} "
            "or more (80 % power)"
        )
    if row["family"] and row["q"] is not None:
        found.append(
            f"one of {_family(reader, row['wave_id'])} named stressors, q = {p_words(row['q'])}"
        )
    elif row["r"] is not None:
        found.append("exploratory: not corrected for many tests")
    return found


def _family(reader: Reader, wave_id: str) -> int:
    found = queries.relations(reader)
    own = BETWEEN & pl.col("family") & (pl.col("wave_id") == wave_id)
    return found.filter(own).height


def by_wave(
    rows: pl.DataFrame, names: dict[str, str], theme: Theme, *, within: str = ""
) -> Drawn:
    """The correlation wave by wave, and over all waves.

    Args:
        rows: of the pair.
        names: wave -> name, in order.
        theme: of the figure.
        within: the window of figures within teams; empty: between teams or units.
    """
    inner = (pl.col("level") == "within") & (pl.col("time_window") == within)
    where = (inner if within else BETWEEN) & (pl.col("slice") == OVERALL)
    own = rows.filter(where & pl.col("r").is_not_null())
    order = {wave: place for place, wave in enumerate([*names, ALL_WAVES])}
    place = pl.col("wave_id").replace_strict(order, default=-1)
    own = own.sort(place, "wave_id")
    over = "All waves" if within else "All waves, each team once"
    marks = [
        Mark(
            names.get(row["wave_id"], over if row["wave_id"] == ALL_WAVES else row["wave_id"]),
            row["r"], row["lower"], row["upper"], written(row), sure=row["reading"] in SIGNS,
        )
        for row in own.iter_rows(named=True)
    ]  # fmt: skip
    table = pl.DataFrame(
        [
            {
                "Wave": mark.name,
                "r": plain_r(row["r"]),
                "Lower": plain_r(row["lower"]),
                "Upper": plain_r(row["upper"]),
                "Teams": row["teams"],
                **({"People": row["people"]} if within else {}),
                "p": p_words(row["p"]),
                "q": p_words(row["q"]),
                "Reading": SIGNS.get(row["reading"], "cannot tell"),
            }
            for mark, row in zip(marks, own.iter_rows(named=True), strict=True)
        ]
    )
    if not marks:
        return Drawn(None, table, "No wave has ten teams with both figures.")
    told = [mark.name for mark in marks if mark.sure]
    words = f"{listed(told)} told" if told else "none of them could be told"
    units = "units" if "unit" in own["level"] else "teams"
    title = f"Correlation {'within' if within else 'between'} {units}"
    return Drawn(
        forest(marks, theme, title=title, reach=(-1, 1)),
        table,
        f"Correlation in {len(marks)} waves; {words}.",
    )


def missing(rows: pl.DataFrame, names: dict[str, str]) -> str:
    """The waves without a figure between teams, and why; empty where none lacks one."""
    own = BETWEEN & (pl.col("slice") == OVERALL) & pl.col("r").is_not_null()
    there = set(rows.filter(own)["wave_id"])
    lacking = [name for wave, name in names.items() if wave not in there]
    if not lacking:
        return ""
    return (
        f"Not drawn: {listed(lacking)}, with fewer than ten teams shown for both figures, "
        "or not asked."
    )


def by_kind(rows: pl.DataFrame, wave_id: str, theme: Theme) -> Drawn:
    """The correlation of official figures of one year, overall and within each kind."""
    own = rows.filter(BETWEEN & (pl.col("wave_id") == wave_id)).sort("slice")
    marks = [
        Mark(
            slices(rows, wave_id)[row["slice"]].replace("All", "All units"),
            row["r"],
            row["lower"],
            row["upper"],
            written(row)
            if row["r"] is not None
            else "under ten units with both figures",
            sure=row["reading"] in SIGNS,
        )
        for row in own.iter_rows(named=True)
    ]
    table = pl.DataFrame(
        [
            {
                "Units": mark.name,
                "r": mark.text,
                "Counted": row["teams"],
                "Reading": SIGNS.get(row["reading"], "cannot tell"),
            }
            for mark, row in zip(marks, own.iter_rows(named=True), strict=True)
        ]
    )
    alt = "; ".join(f"{mark.name} {mark.text}" for mark in marks)
    chart = forest(marks, theme, title="Correlation between units", reach=(-1, 1))
    return Drawn(chart, table, f"{alt}.")


def levels(
    reader: Reader, stressor: Yardstick, outcome: Yardstick, wave_id: str, theme: Theme
) -> Drawn:
    """Mean scores by level of the stressor in one wave."""
    rows = _own(reader.ask("level_of_load"), stressor, outcome)
    rows = rows.filter(pl.col("wave_id") == wave_id).sort("level_from")
    table = pl.DataFrame(
        [
            {
                "From": stressor.written(row["level_from"]),
                "To under": stressor.written(row["level_to"]),
                "Teams": row["teams"],
                outcome.label: outcome.written(row["value"]),
                "Lower": outcome.written(row["lower"]),
                "Upper": outcome.written(row["upper"]),
            }
            for row in rows.iter_rows(named=True)
        ]
    )
    if rows.height <= 1:
        few = "Ten teams with both figures make a level; there are too few for two."
        return Drawn(None, table, few)
    alt = "; ".join(
        f"{r['From']} to {r['To under']}: {r[outcome.label]}" for r in table.to_dicts()
    )
    return Drawn(
        steps(rows, stressor, outcome, theme),
        table,
        f"{outcome.label} by level. {alt}.",
    )


def _own(rows: pl.DataFrame, stressor: Yardstick, outcome: Yardstick) -> pl.DataFrame:
    return rows.filter(
        (pl.col("stressor") == stressor.measure)
        & (pl.col("outcome") == outcome.measure)
    )


def rows_at(
    reader: Reader, table: str, stressor: Yardstick, outcome: Yardstick, wave_id: str
) -> list[dict[str, Any]]:
    """Rows of a table about a pair in one wave."""
    rows = _own(reader.ask(table), stressor, outcome)
    return rows.filter(pl.col("wave_id") == wave_id).to_dicts()
