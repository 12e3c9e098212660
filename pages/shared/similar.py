"""Where similar teams lie: a funnel of scores, half of them for everything else."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.funnel import funnel
from charts.tiles import Tiles
from charts.yardstick import Yardstick
from pages.shared import figure, queries, watching
from pages.shared.figure import Drawn
from pages.shared.reader import Reader
from pages.shared.tiles_view import Block
from pages.shared.words import listed

TITLE = "Similar teams"
NO_COMPARISON = (
    "No comparison: that takes five shown teams of the same setting and service model, "
    "and this team's own figures shown."
)
LOOK_AT_FUNNEL = (
    "Filled dot: this team; diamond: its mean once chance is taken off; grey: similar "
    "teams. Look whether the dot lies beyond the solid lines: only then is it unlike them."
)
READ_FUNNEL = (
    "The fewer answers, the wider the lines: a few answers move a mean far by chance alone. "
    "Within the dotted lines lie 95 of 100 teams that are alike, within the solid ones all "
    "but two of a thousand. The diamond is the mean drawn towards that of all groups, by "
    "as much as chance explains. Where the groups do not differ detectably nobody is named."
)


def block(reader: Reader, who: dict[str, Any], known: dict[str, Yardstick]) -> Block:
    """Where similar teams lie: a funnel of scores, half of them for everything else."""
    lies = watching.similar(reader, who["group_id"])
    if not lies:
        return Block("funnel", TITLE, (NO_COMPARISON,))
    drawn = _funnel(reader, who, known, lies)
    has_chart = drawn.chart is not None
    return Block(
        key="funnel",
        heading=TITLE,
        lines=(drawn.alt,),
        look_at=LOOK_AT_FUNNEL if has_chart else "",
        how=READ_FUNNEL if has_chart else "",
        drawn=drawn.chart or Tiles(()),
        alt=drawn.alt,
        behind=figure.BEHIND,
        unfolds=lambda: figure.behind(
            drawn.table,
            key="funnel",
            name="team-similar",
            alt="This team and half of similar teams, one row per measure",
            how=READ_FUNNEL,
            under_plots=True,
        ),
    )


def _funnel(
    reader: Reader,
    who: dict[str, Any],
    known: dict[str, Yardstick],
    lies: dict[str, dict[str, Any]],
) -> Drawn:
    rows = watching.funnel(reader, who["group_id"])
    points = {
        str(key): part
        for (key,), part in rows.group_by("measure", maintain_order=True)
        if key in known and part["own"].any()
    }
    chart = (
        funnel(points, known, lambda key: _beside(points[key], known[key]))
        if points
        else None
    )
    now = {row["measure"]: row for row in _latest(reader, who).rows(named=True)}
    table = [
        {
            "Measure": known[key].label,
            "This team": known[key].written(now[key]["value"] if key in now else None),
            "Half of similar teams": f"{known[key].written(row['half'])} or less",
            "Similar teams": row["teams"],
            "Reading": f"{row['unlike']} similar teams" if row["unlike"] else "",
            "Limits (95 %)": known[key].written_interval(row["lower"], row["upper"]),
            "Limits (99.8 %)": known[key].written_interval(
                row["alarm_lower"], row["alarm_upper"]
            ),
        }
        for key, row in lies.items()
        if key in known
    ]
    return Drawn(chart, pl.DataFrame(table), _words(lies, known))


def _beside(rows: pl.DataFrame, yardstick: Yardstick) -> str:
    """What one score's funnel shows: the team beside what is expected of as many answers."""
    own = rows.filter("own").row(0, named=True)
    limits = yardstick.written_interval(own["alarm_lower"], own["alarm_upper"])
    return (
        f"{yardstick.label}: this team {yardstick.written(own['value'])}, similar teams "
        f"about {yardstick.written(own['target'])}, expected {limits}"
    )


def _words(lies: dict[str, dict[str, Any]], known: dict[str, Yardstick]) -> str:
    unlike = [
        f"{known[key].label} ({row['unlike']})"
        for key, row in lies.items()
        if row["unlike"] and key in known
    ]
    most = max(row["teams"] for row in lies.values())
    beside = f"Beside {most} teams of the same setting and service model"
    if not any(row["target"] is not None for row in lies.values()):
        return f"{beside}: what half of them keep to stands in the table."
    if not unlike:
        return f"{beside}: no score is unlike theirs."
    return f"{beside}: unlike theirs in {listed(unlike)}."


def _latest(reader: Reader, who: dict[str, Any]) -> pl.DataFrame:
    history = queries.history(reader, [who["group_id"]])
    return history.filter(pl.col("value").is_not_null()).unique(
        "measure", keep="last", maintain_order=True
    )
