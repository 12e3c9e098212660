"""The house style: colours, type, and the layout every figure starts from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

FONT = (
    "Inter, 'Segoe UI', system-ui, -apple-system, 'Helvetica Neue', "
    "'Noto Sans', Arial, sans-serif"
)

# Blue-orange diverging scale of seven, from far on the good side to far on the bad.
# Source: UK Government Analysis Function, colours for diverging charts; the ends
# pass 3:1 against white.
DIVERGING = (
    "#12436D",
    "#2073BC",
    "#ADD1F1",
    "#F2F2F2",
    "#F9C9AE",
    "#E06A22",
    "#8A3A0B",
)
# On a dark ground the strongest shade is the brightest and fullest, the mildest the
# dimmest: no colour stands for the far end here and for the near one on white.
DIVERGING_DARK = (
    "#5BB0FF",
    "#2273BE",
    "#1B3B58",
    "#232A33",
    "#54321F",
    "#BD5A1B",
    "#FF8C3A",
)


@dataclass(frozen=True)
class Theme:
    """Colours of one ground; every text colour is at least 4.5:1 on `ground`."""

    name: str
    ground: str
    ink: str
    muted: str
    grid: str
    accent: str
    compared: str
    concern: str
    better: str
    diverging: tuple[str, ...]
    hatch: tuple[str, str]


LIGHT = Theme(
    name="light",
    ground="#FFFFFF",
    ink="#1B2430",
    muted="#566272",
    grid="#E7EAEE",
    accent="#12436D",
    compared="#7A8694",
    concern="#B4500F",
    better="#2073BC",
    diverging=DIVERGING,
    hatch=("#F2F2F2", "#D9DDE2"),
)
DARK = Theme(
    name="dark",
    ground="#12161C",
    ink="#E7EBF0",
    muted="#A3AEBB",
    grid="#2A323D",
    accent="#8CC1EE",
    compared="#7F8B99",
    concern="#F2A36F",
    better="#ADD1F1",
    diverging=DIVERGING_DARK,
    hatch=("#232A33", "#39424E"),
)


def theme_named(name: str | None) -> Theme:
    """The theme of a ground; light where the browser has not said."""
    return DARK if name == "dark" else LIGHT


def ink_on(fill: str) -> str:
    """Black or white, whichever has the higher contrast on `fill` (`#RRGGBB`)."""
    return max(("#000000", "#FFFFFF"), key=lambda ink: contrast(ink, fill))


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two `#RRGGBB` colours, 1 to 21.

    Source: WCAG 2.2, definitions of relative luminance and contrast ratio.

    >>> round(contrast("#000000", "#FFFFFF"), 1)
    21.0
    """
    lighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#RRGGBB`, 0 to 1 (WCAG 2.2)."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4  # noqa: PLR2004
        for c in channels
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def layout(theme: Theme, *, height: int, **more: Any) -> dict[str, Any]:
    """The layout every figure starts from, with `more` laid over it.

    A plain dict: `update_layout(template=...)` costs 23 ms a figure, this nothing.
    """
    return {
        "height": height,
        "autosize": True,
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 12, "color": theme.muted},
        "margin": {"l": 44, "r": 12, "t": 12, "b": 32, "pad": 4},
        "showlegend": False,
        "hoverlabel": {"font": {"family": FONT, "size": 12}, "namelength": -1},
        "dragmode": False,
        **more,
    }


def axis(theme: Theme, **more: Any) -> dict[str, Any]:
    """A quiet axis, with `more` laid over it."""
    return {
        "gridcolor": theme.grid,
        "linecolor": theme.grid,
        "zeroline": False,
        "automargin": False,
        # as they stand: trying how labels fit takes a fifth of drawing a figure
        "tickangle": 0,
        "ticklabeloverflow": "allow",
        "fixedrange": True,
        "tickfont": {"color": theme.muted, "size": 11},
        "title": {"font": {"color": theme.muted, "size": 12}},
        **more,
    }


def note(theme: Theme, text: str, **more: Any) -> dict[str, Any]:
    """An annotation without arrow; `text` is escaped, so names may hold anything."""
    return {
        "text": escaped(text),
        "showarrow": False,
        "font": {"color": theme.muted, "size": 11},
        "align": "left",
        **more,
    }


def escaped(text: str) -> str:
    """Text that Plotly draws as it stands (it would read tags in labels)."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
