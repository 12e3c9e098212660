"""Text alternatives of figures, made from their numbers."""

from __future__ import annotations

import polars as pl

from charts.panels import Panel
from charts.yardstick import Yardstick
from pages.shared.words import listed, state_words

MOST_NAMED = 12


def panels(drawn: list[Panel], who: str) -> str:
    """One clause per panel: first and last value, or why there is none."""
    return f"{who}. " + ". ".join(panel(each) for each in drawn) + "."


def panel(drawn: Panel) -> str:
    """What one panel shows: its first and last value, or why there is none."""
    yardstick, shown = drawn.yardstick, drawn.own.drop_nulls("value")
    if shown.is_empty():
        states = drawn.own["state"].to_list() or ["missing"]
        return f"{drawn.name or yardstick.label}: {state_words(states[-1], None)}"
    values, days = shown["value"].to_list(), shown["period_start"].to_list()
    text = (
        f"{drawn.name}: " if drawn.name else f"{yardstick.label} ({yardstick.unit}): "
    )
    if len(values) > 1:
        text += f"{yardstick.written(values[0])} in {days[0]:%b %Y}, "
    text += f"{yardstick.written(values[-1])} in {days[-1]:%b %Y}"
    if yardstick.agreed_level is not None:
        text += f", agreed level {yardstick.written(yardstick.agreed_level)}"
    if drawn.control is not None and drawn.says:
        text += f", {drawn.says}"
    for day in drawn.breaks:
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
