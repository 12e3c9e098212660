"""Groups by period: a field of cells, each a short text on a shade."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from charts.dots import short_name
from charts.figure import Figure
from charts.theme import Theme, axis, escaped, ink_on, layout

LINE_HEIGHT = 24
HEAD_ROOM = 26
HEAD_LINE = 15
# More is darker (on a dark ground lighter): an order, not good or bad. Shades absolute.
SHADES = ("#F4F8FC", "#E4EEF8", "#CFE1F2", "#B3CFE9", "#8FB8DE")
SHADES_DARK = ("#1A2632", "#1E3550", "#21466E", "#24598F", "#2C70B3")
CONCERN, CONCERN_DARK = "#F9C9AE", "#8A3A0B"
PLAIN, OF_CONCERN = 0, 6
GAP = 2


@dataclass(frozen=True)
class Square:
    """One cell: its text, and the place of its shade: 0 plain, 1 to 5, 6 of concern."""

    text: str
    shade: int = PLAIN


def fills(theme: Theme) -> list[str]:
    """The fill of each place of a shade."""
    if theme.name == "dark":
        return [theme.ground, *SHADES_DARK, CONCERN_DARK]
    return [theme.ground, *SHADES, CONCERN]


def ink_of(shade: int, theme: Theme) -> str:
    """The ink of a text on a shade: muted on the ground, else black or white."""
    return theme.muted if shade == PLAIN else ink_on(fills(theme)[shade])


def grid(
    names: list[str], heads: list[str], squares: list[list[Square]], theme: Theme
) -> Figure:
    """A line per name from the top, a cell per head. No names give an empty frame.

    A head may have two lines.
    """
    count = len(names)
    lines = max([head.count("\n") for head in heads], default=0)
    room = HEAD_ROOM + lines * HEAD_LINE
    field = {
        "type": "heatmap",
        "z": [[square.shade for square in line] for line in squares],
        "x": list(range(len(heads))),
        "y": list(range(count)),
        "zmin": PLAIN - 0.5,
        "zmax": OF_CONCERN + 0.5,
        "colorscale": _steps(theme),
        "showscale": False,
        "xgap": GAP,
        "ygap": GAP,
        "hoverinfo": "skip",
    }
    frame = layout(
        theme,
        height=count * LINE_HEIGHT + room + 8,
        margin={"l": 8, "r": 8, "t": room, "b": 4, "pad": 6},
        xaxis=axis(
            theme,
            side="top",
            showgrid=False,
            ticks="",
            range=[-0.5, len(heads) - 0.5],
            tickmode="array",
            tickvals=list(range(len(heads))),
            ticktext=[escaped(head).replace("\n", "<br>") for head in heads],
            tickangle=0,
        ),
        yaxis=axis(
            theme,
            showgrid=False,
            ticks="",
            range=[count - 0.5, -0.5],
            tickmode="array",
            tickvals=list(range(count)),
            ticktext=[escaped(short_name(name)) for name in names],
            automargin=True,
            tickfont={"color": theme.ink, "size": 12},
        ),
    )
    return Figure({"data": [field, *_texts(squares, theme)], "layout": frame})


def _steps(theme: Theme) -> list[list[Any]]:
    """A scale of whole steps: each place has one colour and no shade between."""
    colours = fills(theme)
    ends = [place / len(colours) for place in range(len(colours) + 1)]
    return [
        [end, colour]
        for place, colour in enumerate(colours)
        for end in (ends[place], ends[place + 1])
    ]


def _texts(squares: list[list[Square]], theme: Theme) -> list[dict[str, Any]]:
    """One layer of texts for each ink."""
    layers: dict[str, list[tuple[int, int, str]]] = {}
    for row, line in enumerate(squares):
        for column, square in enumerate(line):
            ink = ink_of(square.shade, theme)
            layers.setdefault(ink, []).append((column, row, escaped(square.text)))
    return [
        {
            "type": "scatter",
            "mode": "text",
            "x": [column for column, _, _ in layer],
            "y": [row for _, row, _ in layer],
            "text": [text for _, _, text in layer],
            "textfont": {"size": 11, "color": ink},
            "hoverinfo": "skip",
        }
        for ink, layer in layers.items()
    ]
