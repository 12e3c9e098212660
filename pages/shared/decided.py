"""Decisions compared: adjusted shares by team, role, notice, season and length."""

from __future__ import annotations

import polars as pl

from charts.dots import dots
from charts.yardstick import Yardstick
from pages.shared import alt, figure, queries
from pages.shared.figure import Drawn
from pages.shared.filters import Chosen
from pages.shared.reader import Reader
from pages.shared.words import day_words, leave_words, listed

OUTCOMES = {
    "Denied": "denied",
    "Undecided on the first day": "undecided",
    "Cancelled by the employer": "cancelled",
}
OF = {
    "denied": "share of decided vacation requests that were denied",
    "undecided": "share of vacation requests undecided on their first day",
    "cancelled": "share of granted vacation requests the employer cancelled",
}
HAPPENED = {
    "denied": "denied",
    "undecided": "undecided on their first day",
    "cancelled": "cancelled by the employer",
}
DIMENSIONS = {
    "team": "By team",
    "role": "By role",
    "notice": "By notice given",
    "season": "By season of the days asked for",
    "length": "By length",
}
LOOK_AT = {
    "team": (
        "Look for a bar that does not touch the dotted line (all requests): decisions "
        "differ there even for requests that are alike. [c]: not shown separately, to "
        "protect people."
    ),
    "role": (
        "Look for a bar that does not touch the dotted line. Of the whole organisation."
    ),
    "notice": "Look at the direction: does asking early help?",
    "season": "Look for quarters in which more is refused.",
    "length": "Look at the direction: are longer leaves decided otherwise?",
}
HOW = (
    "How to read this: teams get different requests, some at short notice, some in "
    "summer. To compare like with like, each dot is the share to expect if all requests "
    "were decided as in this team (or role, notice, season, length), everything else "
    "alike. The bar is the margin of error (95 %): how far the dot could lie elsewhere had "
    "other people asked. The dotted line is all requests. Over and under are said only "
    "where, over all comparisons here, at most one in twenty such words is expected to be "
    "chance. Figures are whole per cents, from ten people on. A difference says that "
    "decisions differ, not why, and not that they are wrong."
)
MOST = 60
NAMED = 3


def measure(outcome: str, whole: float | None) -> Yardstick:
    """How an outcome is written and drawn; its reference is the share of all requests."""
    return Yardstick(
        measure=f"decision_{outcome}",
        label=OF[outcome].capitalize(),
        short_label=outcome,
        unit=OF[outcome],
        format="share",
        section="Rest",
        direction="strain",
        reference=whole,
        reference_text="all requests",
        step=0.05,
    )


def whole(rows: pl.DataFrame) -> float | None:
    """The share of all requests; None where it is not shown."""
    found = rows.filter(pl.col("dimension") == "all")["share"].to_list()
    return found[0] if found else None


def finding(rows: pl.DataFrame, outcome: str) -> str:
    """The share of all, and where decisions surely differ."""
    share = whole(rows)
    if share is None:
        return "Too few such decisions to compare, or too few people behind them."
    said = f"{share * 100:.0f} % of vacation requests were {HAPPENED[outcome]}"
    apart = rows.filter(pl.col("reading").is_in(["over", "under"]))
    teams = apart.filter(pl.col("dimension") == "team").sort("share", descending=True)
    if teams.height:
        named = [
            f"{value * 100:.0f} % in {name}"
            for name, value in teams.select("name", "share").head(NAMED).rows()
        ]
        more = teams.height - len(named)
        others = [f"otherwise in {more} more"] if more else []
        return (
            f"{said}. Compared like with like it would be {listed(named + others)}: more "
            "than chance makes."
        )
    if apart.height:
        dimensions = listed(
            DIMENSIONS[each].removeprefix("By ").partition(" of ")[0]
            for each in apart["dimension"].unique(maintain_order=True)
        )
        return (
            f"{said}. Compared like with like it differs by {dimensions}; no team surely "
            "differs from all requests."
        )
    return f"{said}. Compared like with like no team, role or season surely differs."


def facts(rows: pl.DataFrame) -> list[str]:
    """The span, and the people behind it."""
    top = rows.filter(pl.col("dimension") == "all").rows(named=True)
    if not top:
        return []
    people = top[0]["people"]
    return [
        f"{day_words(top[0]['period_start'])} to {day_words(top[0]['period_end'])}",
        f"{people} people with such requests" if people else "",
    ]


def compared(
    reader: Reader, chosen: Chosen, outcome: str, dimension: str
) -> Drawn | None:
    """One dimension as dots; None where it has no row."""
    rows = queries.decisions(reader, outcome)
    own = rows.filter(pl.col("dimension") == dimension)
    if dimension == "team":
        own = own.filter(pl.col("group_id").is_in(chosen.groups["group_id"].implode()))
        own = own.sort(pl.col("name").str.to_lowercase())
    if own.is_empty():
        return None
    if dimension == "role":
        own = own.with_columns(pl.col("name").str.replace_all("_", " "))
    known = measure(outcome, whole(rows))
    points = own.select(
        pl.col("name"), pl.col("share").alias("value"), "lower", "upper", "state"
    )
    return Drawn(
        dots(_drawn(points), known, figure.theme()),
        _table(own, known),
        alt.dots(points, known),
    )


def _drawn(points: pl.DataFrame) -> pl.DataFrame:
    """Those a chart has room for: all, or of more than 60 the shown ones farthest out."""
    if points.height <= MOST:
        return points
    shown = points.drop_nulls("value")
    far = (pl.col("value") - shown["value"].median()).abs()
    return (
        shown.sort(far, descending=True)
        .head(MOST)
        .sort(pl.col("name").str.to_lowercase())
    )


def _table(own: pl.DataFrame, known: Yardstick) -> pl.DataFrame:
    said = {
        "over": "more than all",
        "under": "less than all",
        "cannot_tell": "cannot tell",
    }
    return pl.DataFrame(
        [
            {
                "Compared": row["name"],
                "Expected share": known.written(row["share"])
                or leave_words(row["state"], row["shown_in"]),
                "Lower": known.written(row["lower"]),
                "Upper": known.written(row["upper"]),
                "Reading": said.get(row["reading"] or "", ""),
                "People": row["people"],
            }
            for row in own.iter_rows(named=True)
        ],
        schema_overrides={"People": pl.Int64},
    )
