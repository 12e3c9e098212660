"""Correlations and p as pages write them."""

from __future__ import annotations

from typing import Any

from charts.yardstick import MINUS

LEAST_P = 0.001


def written(row: dict[str, Any]) -> str:
    """A correlation with its interval: `.41 (.14 to .63)`."""
    return f"{plain_r(row['r'])} ({plain_r(row['lower'])} to {plain_r(row['upper'])})"


def plain_r(value: float | None) -> str:
    """A correlation as pages write it: `.41`, with a true minus; empty for none."""
    if value is None:
        return ""
    return (
        f"{value:.2f}".replace("-0.00", "0.00")
        .replace("0.", ".", 1)
        .replace("-", MINUS)
    )


def p_words(value: float | None) -> str:
    """A p or q: `.03`, `under .001`; empty for none."""
    if value is None:
        return ""
    return "under .001" if value < LEAST_P else f"{value:.3f}".replace("0.", ".", 1)
