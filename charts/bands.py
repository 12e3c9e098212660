"""Shares that are published as bands: where between two ends each of them lies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from charts.figure import Figure
from charts.panels import ACROSS, GUTTER
from charts.theme import Theme, axis, escaped, layout, note

HEIGHT = 210
TITLE_ROOM, AXIS_ROOM = 40, 26
TOP = 0.56  # bands end at "50 % or over"


@dataclass(frozen=True)
class BandPanel:
    """One share over the waves: heads in their order, the ends of each band or None.

    `marks`: what stands where there is no band.
    """

    label: str
    heads: list[str]
    limits: list[tuple[float, float] | None]
    words: list[str]
    marks: list[str]


def bands(panels: list[BandPanel], theme: Theme) -> Figure:
    """Up to three panels side by side; a bar from one end of the band to the other."""
    frame: dict[str, Any] = {"annotations": []}
    traces: list[dict[str, Any]] = []
    width = (1 - GUTTER * (ACROSS - 1)) / ACROSS
    top = 1 - TITLE_ROOM / HEIGHT
    for place, panel in enumerate(panels):
        named = "" if place == 0 else str(place + 1)
        left = place * (width + GUTTER)
        traces += _layers(panel, named, theme)
        frame |= {
            f"xaxis{named}": axis(
                theme,
                domain=[left, left + width],
                anchor=f"y{named}",
                showgrid=False,
                ticks="",
                range=[-0.5, len(panel.heads) - 0.5],
                tickmode="array",
                tickvals=list(range(len(panel.heads))),
                ticktext=[escaped(head) for head in panel.heads],
                tickangle=0,
            ),
            f"yaxis{named}": axis(
                theme,
                domain=[AXIS_ROOM / HEIGHT, top],
                anchor=f"x{named}",
                range=[-0.02, TOP],
                nticks=4,
                tickformat=".0%",
            ),
        }
        frame["annotations"].append(
            note(
                theme,
                panel.label,
                xref="paper",
                yref="paper",
                x=left,
                y=top,
                xanchor="left",
                yanchor="bottom",
                yshift=10,
                font={"color": theme.ink, "size": 13},
            )
        )
    margin = {"l": 40, "r": 10, "t": 0, "b": 0, "pad": 4}
    return Figure(
        {"data": traces, "layout": layout(theme, height=HEIGHT, margin=margin, **frame)}
    )


def _layers(panel: BandPanel, named: str, theme: Theme) -> list[dict[str, Any]]:
    onto = {"xaxis": f"x{named}", "yaxis": f"y{named}"}
    there = [(n, ends) for n, ends in enumerate(panel.limits) if ends is not None]
    gone = [n for n, ends in enumerate(panel.limits) if ends is None]
    bar = {
        "type": "bar",
        "x": [place for place, _ in there],
        "base": [ends[0] for _, ends in there],
        "y": [min(ends[1], TOP) - ends[0] for _, ends in there],
        "width": 0.42,
        "marker": {"color": theme.accent, "cornerradius": 3},
        "text": [escaped(panel.words[place]) for place, _ in there],
        "textposition": "none",
        "hovertemplate": "%{text}<extra></extra>",
    }
    words = {
        "type": "scatter",
        "mode": "text",
        "x": [place for place, _ in there],
        "y": [min(ends[1], TOP) for _, ends in there],
        "text": [escaped(short(panel.words[place])) for place, _ in there],
        "textposition": "top center",
        "textfont": {"size": 11, "color": theme.muted},
        "hoverinfo": "skip",
    }
    marks = {
        "type": "scatter",
        "mode": "text",
        "x": gone,
        "y": [0.0] * len(gone),
        "text": [panel.marks[place] for place in gone],
        "textposition": "top center",
        "textfont": {"size": 11, "color": theme.muted},
        "hoverinfo": "skip",
    }
    return [{**bar, **onto}, {**words, **onto}, {**marks, **onto}]


def short(band: str) -> str:
    """A band as it stands on a figure whose axis says per cent.

    >>> short("under 5 %"), short("10-19 %"), short("50 % or over")
    ('<5', '10-19', '50+')
    """
    return band.replace("under ", "<").replace(" % or over", "+").removesuffix(" %")
