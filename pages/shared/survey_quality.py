"""Survey quality: what is said, drawn and listed of the answers of closed waves."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.interactive import share_limits
from charts.bands import BandPanel, bands
from charts.matrix import MARKS
from charts.reliability import ScalePanel, reliability
from charts.theme import Theme
from charts.yardstick import MINUS
from pages.shared.figure import Drawn
from pages.shared.words import listed, state_words

NOT_COMPUTED = "[x] not computed for this wave"
SHARES = {
    "straight_lined": "Straight-lined",
    "too_fast": "Too fast to read",
    "missing": "Items left out",
}
HANG_TOGETHER = (
    "Filled dot: alpha with its 95 % interval. Open diamond: omega. Dotted: alpha as "
    "published. Of people in teams that are shown, of the organisation as a whole, from "
    "30 complete answers on. One item has neither."
)
CAREFUL = (
    "Bars reach from one end of the published band to the other. Straight-lined: the "
    "same answer to every item of an instrument of six or more. Too fast: under two "
    "seconds an item. Items left out: of all items asked."
)
METHODS = (
    (
        "Cronbach's alpha (Cronbach 1951), its interval by Feldt 1965 for the lower end "
        "of the band of answers; McDonald's omega of one factor (McDonald 1999). A "
        "negative correlation of an item with the rest of its scale, or an alpha far "
        'below the published one, raises "reverse coding suspected". Instruments stand '
        "side by side; [b] marks where one took another's place, where other items or "
        "another coding were used, or where an item moved against its scale (Welch's z, "
        ".001 over the items, 10 points)."
    ),
    (
        "Long strings after Johnson 2005 and Curran 2016. Somebody may mean the same "
        "answer throughout, so nothing is left out for it. Bands of 5 points, of 10 "
        "under 60 people."
    ),
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


def reliability_drawn(rows: pl.DataFrame, broken: pl.DataFrame, theme: Theme) -> Drawn:
    """Alpha and omega by scale and wave."""
    panels = scale_panels(rows, broken)
    chart = reliability(panels, theme) if panels else None
    return Drawn(chart, reliability_table(rows), reliability_alt(panels))


def careful_drawn(carefully: pl.DataFrame, theme: Theme) -> Drawn:
    """How carefully the waves were answered."""
    computed = (carefully["state"] != "not_computed").any()
    chart = bands(band_panels(carefully), theme) if computed else None
    return Drawn(chart, careful_table(carefully), careful_alt(carefully))


def reliability_alt(panels: list[ScalePanel]) -> str:
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


def reliability_table(rows: pl.DataFrame) -> pl.DataFrame:
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
