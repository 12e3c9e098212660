"""A page for a team's meeting: one HTML file with its charts drawn in it, A4 when printed.

Everything in it is made from figures as pages write them: a chart holds no digit more
than its table. No script, no font, no address: the file asks no other machine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

from charts.brief_chart import Line, chart

CSS: Final = """
@page { size: A4; margin: 11mm 13mm; }
* { box-sizing: border-box; }
body { font: 10.5px/1.38 "Noto Sans", "Segoe UI", system-ui, sans-serif; color: #1B2430;
  background: #fff; margin: 0 auto; max-width: 184mm; padding: 0; overflow-wrap: anywhere; }
h1 { font-size: 18px; margin: 0 0 1px; } h2 { font-size: 11.5px; margin: 9px 0 2px; }
p { margin: 2px 0; } .quiet { color: #566272; } .finding { font-size: 13px; margin: 6px 0; }
.charts { display: grid; grid-template-columns: repeat(3, 1fr); gap: 10px 16px; margin: 8px 0; }
figure { margin: 0; break-inside: avoid; } figcaption { display: flex; gap: 8px;
  justify-content: space-between; font-weight: 600; } figcaption span:last-child { white-space: nowrap; }
svg { width: 100%; height: auto; display: block; }
table { border-collapse: collapse; width: 100%; } th, td { text-align: left; padding: 1px 8px 1px 0;
  vertical-align: top; font-weight: normal; border-bottom: 1px solid #E7EAEE; }
thead th { color: #566272; } td.n { font-variant-numeric: tabular-nums; }
ol { margin: 2px 0; padding-left: 18px; } .foot { margin-top: 8px; border-top: 1px solid #E7EAEE;
  padding-top: 4px; font-size: 9px; color: #566272; }
@media screen { body { padding: 16px; } }
"""
PER_CENT: Final = re.compile(r"(?<=\d) %")
HELD = "\N{NO-BREAK SPACE}%"


@dataclass(frozen=True)
class Table:
    """A head, and rows of texts."""

    title: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]


@dataclass(frozen=True)
class Brief:
    """All that stands on the page, in its order.

    `missing`: what is said above the charts of figures that are not on the page.
    """

    title: str
    about: str
    findings: Sequence[str]
    lines: Sequence[Line]
    tables: Sequence[Table]
    questions: Sequence[str]
    notes: Sequence[str]
    missing: str = ""


def document(brief: Brief) -> str:
    """The whole file."""
    parts = [
        '<!doctype html><html lang="en"><head><meta charset="utf-8">',
        (
            '<meta http-equiv="Content-Security-Policy" content="default-src \'none\'; '
            "style-src 'unsafe-inline'\">"
        ),
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{escape(brief.title)}</title><style>{CSS}</style></head><body>",
        f"<h1>{escape(brief.title)}</h1>",
        f'<p class="quiet">{escape(brief.about)}</p>',
        *(f'<p class="finding">{_sentence(said)}</p>' for said in brief.findings),
        f'<p class="missing">{_sentence(brief.missing)}</p>' if brief.missing else "",
        _charts(brief.lines),
        *(_table(each) for each in brief.tables),
        "<h2>To talk about</h2><ol>",
        *(f"<li>{escape(asked)}</li>" for asked in brief.questions),
        '</ol><div class="foot">',
        *(f"<p>{escape(note)}</p>" for note in brief.notes),
        "</div></body></html>",
    ]
    return "\n".join(parts) + "\n"


def _sentence(text: str) -> str:
    """A sentence as HTML; a number and its per cent sign stay on one line."""
    return escape(PER_CENT.sub(HELD, text))


def _charts(lines: Sequence[Line]) -> str:
    if not lines:
        return ""
    drawn = "".join(
        f"<figure><figcaption><span>{escape(line.yardstick.label)}</span>"
        f"<span>{escape(line.last)}</span></figcaption>{chart(line)}"
        f'<p class="quiet">{_sentence(line.beside)}</p></figure>'
        for line in lines
    )
    return f'<div class="charts">{drawn}</div>'


def _table(table: Table) -> str:
    head = "".join(f'<th scope="col">{escape(name)}</th>' for name in table.head)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<th scope="row">{escape(cell)}</th>'
            if place == 0
            else f'<td class="n">{escape(cell)}</td>'
            for place, cell in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        f"<h2>{escape(table.title)}</h2><table><thead><tr>{head}</tr></thead>"
        f"<tbody>{rows}</tbody></table>"
    )
