"""Text alternatives of figures, made from their numbers."""

from __future__ import annotations

import polars as pl

from charts.panels import Panel
from charts.yardstick import Yardstick
from pages.shared.words import listed, state_words

MOST_NAMED = 12


def panels(drawn: list[Panel], who: str) -> str:
    """One clause per panel: first and last value, or why there is none."""
    return f"{who}. " + ". ".join(_panel(panel) for panel in drawn) + "."


def _panel(panel: Panel) -> str:
    yardstick, shown = panel.yardstick, panel.own.drop_nulls("value")
    if shown.is_empty():
        states = panel.own["state"].to_list() or ["missing"]
        return f"{panel.name or yardstick.label}: {state_words(states[-1], None)}"
    values, days = shown["value"].to_list(), shown["period_start"].to_list()
    text = (
        f"{panel.name}: " if panel.name else f"{yardstick.label} ({yardstick.unit}): "
    )
    if len(values) > 1:
        text += f"{yardstick.written(values[0])} in {days[0]:%b %Y}, "
    text += f"{yardstick.written(values[-1])} in {days[-1]:%b %Y}"
    if yardstick.agreed_level is not None:
        text += f", agreed level {yardstick.written(yardstick.agreed_level)}"
    if panel.control is not None and panel.says:
        text += f", {panel.says}"
    for day in panel.breaks:
        text += f", break in the series before {day:%b %Y}"
    return text


def points(drawn: pl.DataFrame, across: Yardstick, up: Yardstick) -> str:
    """How many teams, and the range of both measures over them."""
    if drawn.is_empty():
        return f"No team is shown for both {across.label} and {up.label}."
    x, y = drawn["x"], drawn["y"]
    return (
        f"{drawn.height} teams. {across.label} from {across.written(x.min())} to "
        f"{across.written(x.max())}; {up.label} from {up.written(y.min())} to "
        f"{up.written(y.max())}."
    )


def dots(drawn: pl.DataFrame, yardstick: Yardstick) -> str:
    """Each group's value where they are few, else their range."""
    shown = drawn.drop_nulls("value")
    if shown.is_empty():
        return f"{yardstick.label}: no group is shown."
    if shown.height > MOST_NAMED:
        low, high = shown["value"].min(), shown["value"].max()
        return (
            f"{yardstick.label} of {shown.height} groups, from "
            f"{yardstick.written(low)} to {yardstick.written(high)}."
        )
    each = [
        f"{name} {yardstick.written(value)}"
        for name, value in shown.select("name", "value").rows()
    ]
    return f"{yardstick.label}: {listed(each)}."
