"""A measure of one group over time: its line, its band, and what it is compared with."""

from __future__ import annotations

from charts.tiles import Frame


def lines(frame: Frame) -> None:
    """Draws one panel.

    Solid: the group. Thin grey: what it is compared with. Band: the interval, where one
    was published. A period that is not shown is a gap, never zero and never bridged; no
    line leads over a break.
    """
    frame.lines(frame.panel.compared.rows(named=True), "value", "compared")
    rows = frame.panel.own.rows(named=True)
    for run in frame.runs(rows, ("lower", "upper")):
        frame.plot.band(frame.places(run, "lower"), frame.places(run, "upper"), "band")
    frame.lines(rows, "value", "own")
    for row in rows:
        if row["value"] is not None:
            written = frame.panel.yardstick.written(row["value"])
            frame.plot.dot(
                frame.across(row["period_start"]),
                row["value"],
                "own",
                f"{row['period_start']:%b %Y}: {written}",
            )
