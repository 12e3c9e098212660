"""Survey quality: what is said, drawn and listed of the answers of closed waves."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.interactive import share_limits
from charts.bands import BandPanel, bands
from charts.matrix import MARKS
from charts.theme import Theme
from pages.shared.figure import Drawn
from pages.shared.words import NOT_COMPUTED, listed, state_words

SHARES = {
    "straight_lined": "Straight-lined",
    "too_fast": "Too fast to read",
    "missing": "Items left out",
}
CAREFUL = (
    "Bars reach from one end of the published band to the other. Straight-lined: the "
    "same answer to every item of an instrument of six or more. Too fast: under two "
    "seconds an item. Items left out: of all items asked."
)
METHOD = (
    "Long strings after Johnson 2005 and Curran 2016. Somebody may mean the same "
    "answer throughout, so nothing is left out for it. Bands of 5 points, of 10 "
    "under 60 people."
)


def finding(rows: pl.DataFrame, carefully: pl.DataFrame, rates: pl.DataFrame) -> str:
    """The page's first sentence: the newest wave, how many, and what to look at.

    `rates`: rows of the organisation.
    """
    newest = carefully.rows(named=True)[-1]
    name = newest["wave_name"]
    if newest["state"] == "not_computed":
        return (
            f"{name} was closed before the quality of answers was computed; it shows "
            "from the next wave on."
        )
    if newest["state"] != "shown":
        return f"{name}: {state_words(newest['state'], None)}."
    of_wave = rows.filter(pl.col("wave_id") == newest["wave_id"])
    parts = [*_answered(rates, newest["wave_id"]), *_to_look_at(of_wave)]
    return f"{name}: {'; '.join(parts)}."


def _answered(rates: pl.DataFrame, wave_id: str) -> list[str]:
    found = rates.filter(pl.col("wave_id") == wave_id)["rate_band"].drop_nulls()
    return (
        [f"{found[0]} answered"] if found.len() else ["how many answered is not known"]
    )


def _to_look_at(of_wave: pl.DataFrame) -> list[str]:
    warned = of_wave.filter(pl.col("warnings").is_not_null())["label"].to_list()
    changed = of_wave.filter(pl.col("change").is_not_null())["label"].to_list()
    found = [f"look at {listed(warned)} before use"] if warned else []
    found += [f"[b] {listed(changed)} not asked as before"] if changed else []
    return found or ["nothing suggests a wrong coding, and nothing was asked otherwise"]


def facts(carefully: pl.DataFrame) -> list[str]:
    """Waves, the newest wave's instruments, and how many answers stand behind it."""
    newest = carefully.rows(named=True)[-1]
    kind = "anonymous" if newest["anonymous"] else "confidential"
    answers = f"{newest['n_band']} answers in shown teams" if newest["n_band"] else ""
    waves = carefully.height
    return [
        f"{waves} closed wave{'s' if waves > 1 else ''}",
        f"{newest['wave_name']} ({kind})",
        newest["instruments"] or "",
        answers,
    ]


def careful_drawn(carefully: pl.DataFrame, theme: Theme) -> Drawn:
    """How carefully the waves were answered."""
    computed = (carefully["state"] != "not_computed").any()
    chart = bands(band_panels(carefully), theme) if computed else None
    return Drawn(chart, careful_table(carefully), careful_alt(carefully))


def to_look_at(rows: pl.DataFrame) -> list[str]:
    """The newest wave's warnings, a line each, and which earlier waves have some."""
    newest = rows["period_start"].max()
    now = rows.filter(pl.col("period_start") == newest)
    lines = [
        f"{row['wave_name']}, {row['label']}: {one}"
        for row in now.rows(named=True)
        for one in (row["warnings"] or "").splitlines()
    ]
    before = rows.filter(
        pl.col("period_start") < newest, pl.col("warnings").is_not_null()
    )
    names = before.sort("period_start")["wave_name"].unique(maintain_order=True)
    if names.len():
        lines.append(f"{listed(names)}: see the column Look at of the table.")
    return lines


def break_lines(broken: pl.DataFrame, rows: pl.DataFrame) -> list[str]:
    """What changed in how the waves were asked, newest first, each change once."""
    labels = dict(rows.select("measure", "short_label").rows())
    waves = dict(rows.select("period_start", "wave_name").rows())
    said: dict[tuple[Any, str, str], list[str]] = {}
    of_waves = broken.filter(
        pl.col("measure").is_in(list(labels)),
        pl.col("period_kind") == "wave",
        pl.col("kind") != "basis",
    )
    for measure, *change in of_waves.select(
        "measure", "period_start", "kind", "says"
    ).rows():
        day, kind, says = change
        said.setdefault((day, kind, says), []).append(labels[measure])
    return [
        f"[b] {says}"
        if kind == "instrument"
        else f"[b] {waves.get(day, '')}, {listed(scales)}: {says}"
        for (day, kind, says), scales in sorted(said.items(), reverse=True)
    ]


def band_panels(carefully: pl.DataFrame) -> list[BandPanel]:
    """Three shares over the waves."""
    rows = carefully.rows(named=True)
    heads = _short_heads([row["wave_name"] for row in rows])
    return [
        BandPanel(
            label,
            heads,
            [share_limits(row[name]) if row[name] else None for row in rows],
            [row[name] or "" for row in rows],
            [MARKS.get(row["state"], "[x]") for row in rows],
        )
        for name, label in SHARES.items()
    ]


def _short_heads(names: list[str]) -> list[str]:
    """`Wave 1` to `Wave 8` as their numbers alone, after the first: room on a tablet."""
    words = {name.rpartition(" ")[0] for name in names}
    alike = len(words) == 1 and all(name.rpartition(" ")[2].isdigit() for name in names)
    return [name.rpartition(" ")[2] if alike else name for name in names]


def careful_table(carefully: pl.DataFrame) -> pl.DataFrame:
    """One row per wave, as the page writes it."""
    return pl.DataFrame(
        [
            {
                "Wave": row["wave_name"],
                "Instruments": row["instruments"] or "",
                "Answers": row["n_band"] or _why(row),
                "Straight-lined": row["straight_lined"]
                or _why(row, "[z] too few items"),
                "Too fast to read": row["too_fast"]
                or _why(row, "[x] the export has no times"),
                "Items left out": row["missing"] or _why(row),
            }
            for row in carefully.rows(named=True)
        ]
    )


def _why(row: dict[str, Any], otherwise: str = "") -> str:
    if row["state"] == "not_computed":
        return NOT_COMPUTED
    return state_words(row["state"], None) or otherwise


def careful_alt(carefully: pl.DataFrame) -> str:
    """The three shares of the newest wave."""
    newest = carefully.rows(named=True)[-1]
    said = [f"{label} {newest[name]}" for name, label in SHARES.items() if newest[name]]
    return f"{newest['wave_name']}: {listed(said) or _why(newest)}."
