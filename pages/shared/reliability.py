"""How far the items of a scale hang together, wave by wave: drawn, listed, in words."""

from __future__ import annotations

from typing import Any

import polars as pl

from charts.reliability import ScalePanel, reliability
from charts.theme import Theme
from charts.yardstick import MINUS
from pages.shared.figure import Drawn
from pages.shared.words import NOT_COMPUTED, state_words

LOOK_AT = (
    "Filled dot: alpha with its 95 % interval. Open diamond: omega. Dotted: alpha as "
    "published. Of people in teams that are shown, of the organisation as a whole, from "
    "30 complete answers on. One item has neither."
)
METHOD = (
    "Cronbach's alpha (Cronbach 1951), its interval by Feldt 1965 for the lower end "
    "of the band of answers; McDonald's omega of one factor (McDonald 1999). A "
    "negative correlation of an item with the rest of its scale, or an alpha far "
    'below the published one, raises "reverse coding suspected". Instruments stand '
    "side by side; [b] marks where one took another's place, where other items or "
    "another coding were used, or where an item moved against its scale (Welch's z, "
    ".001 over the items, 10 points)."
)


def scale_panels(rows: pl.DataFrame, broken: pl.DataFrame) -> list[ScalePanel]:
    """A panel per scale of two items or more, in the dictionary's order."""
    found = []
    of_waves = broken.filter(pl.col("kind") != "basis", pl.col("period_kind") == "wave")
    for part in rows.partition_by("measure", maintain_order=True):
        if not _drawable(part):
            continue
        published = part["published_alpha"].drop_nulls()
        found.append(
            ScalePanel(
                part["short_label"][0],
                part,
                published[-1] if published.len() else None,
                tuple(
                    of_waves.filter(pl.col("measure") == part["measure"][0])[
                        "period_start"
                    ]
                ),
            )
        )
    return found


def _drawable(part: pl.DataFrame) -> bool:
    """Whether a scale has two items or more, and some wave of it was computed."""
    shown = part.filter(pl.col("state") == "shown")
    one = shown.height > 0 and shown["items_asked"].max() == 1
    return not one and (part["state"] != "not_computed").any()


def drawn(rows: pl.DataFrame, broken: pl.DataFrame, theme: Theme) -> Drawn:
    """Alpha and omega by scale and wave."""
    panels = scale_panels(rows, broken)
    chart = reliability(panels, theme) if panels else None
    return Drawn(chart, table(rows), alt(panels))


def alt(panels: list[ScalePanel]) -> str:
    """Alpha of each scale in its newest wave, or why there is none."""
    said = []
    for panel in panels:
        last = panel.rows.rows(named=True)[-1]
        if last["alpha"] is None:
            words = state_words(last["state"], None) or "no alpha"
            words = NOT_COMPUTED if last["state"] == "not_computed" else words
            said.append(f"{panel.label}: {words}")
            continue
        beside = f", published {panel.published:.2f}" if panel.published else ""
        said.append(f"{panel.label}: alpha {last['alpha']:.2f}{beside}")
    if not said:
        return "No alpha to show: no wave was closed since it is computed, or all have one item."
    return f"Reliability by scale and wave. {'; '.join(said)}."


def table(rows: pl.DataFrame) -> pl.DataFrame:
    """One row per scale x wave, as the page writes it."""
    return pl.DataFrame(
        [
            {
                "Wave": row["wave_name"],
                "Scale": row["label"],
                "Instrument": row["instrument_name"] or "",
                "Alpha": _coefficient(row, "alpha"),
                "Lower": _coefficient(row, "alpha_lower"),
                "Upper": _coefficient(row, "alpha_upper"),
                "Omega": _coefficient(row, "omega"),
                "Published alpha": _written(row["published_alpha"]),
                "Published in": row["published_source"] or "",
                "Complete answers": row["n_band"] or "",
                "Items left out": row["missing_band"] or "",
                "Items asked": _items(row),
                "Look at": (row["warnings"] or "").replace("\n", "; "),
                "Break": f"[b] {row['change']}" if row["change"] else "",
            }
            for row in rows.rows(named=True)
        ]
    )


def _coefficient(row: dict[str, Any], name: str) -> str:
    if row["state"] == "not_computed":
        return NOT_COMPUTED if name == "alpha" else ""
    if row["state"] != "shown":
        return state_words(row["state"], None) if name == "alpha" else ""
    if row[name] is None and name == "alpha" and row["items_asked"] == 1:
        return "[z] one item"
    return _written(row[name])


def _written(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}".replace("-", MINUS)


def _items(row: dict[str, Any]) -> str:
    return "" if row["items"] is None else f"{row['items_asked']} of {row['items']}"
