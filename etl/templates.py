"""Templates to fill in: a header, an example row, and a guide, from the profiles."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Final

import xlsxwriter

from etl.mapping.fields import TITLE_TAIL, templates
from etl.profile import Column, Profile
from etl.source import EXAMPLE_MARK

BY_KIND: Final = {
    "number": "1",
    "integer": "1",
    "boolean": "no",
    "date": "2026-08-31",
    "timestamp": "2026-08-31 14:00",
    "time": "09:00",
    "person": "E1001",
    "client": "C2001",
    "key": "1",
    "text": "",
}
BY_NAME: Final = {
    "fte": "0.8",
    "clinical_fte": "0.6",
    "contract_hours_week": "32",
    "hours": "6.5",
    "active_clients": "24",
    "open_clients": "31",
    "team": "Riverside Outpatient",
    "team_id": "riverside",
    "role": "counselor",
    "name": "Riverside Outpatient",
    "ends_at": "2026-08-31 14:50",
    "note_minutes": "12",
    "entitlement_hours": "200",
    "balance_hours": "120",
    "invited": "18",
    "kind": "individual",
    "measure": "fte_days_lost",
}
EXPECTS: Final = {
    "number": "a number, e.g. 7.5",
    "integer": "a whole number",
    "boolean": "yes or no",
    "date": "a date, e.g. 2026-08-31",
    "timestamp": "date and time, e.g. 2026-08-31 14:00",
    "time": "a time of day, e.g. 09:00",
    "person": "a person's identifier; hashed when it is loaded, never kept",
    "client": "a client's identifier; hashed when it is loaded, never kept",
    "key": "names the row, together with the other columns that say so",
    "text": "text",
}
GUIDE_HEADER: Final = ("column", "needed", "what to put there")


def write_templates(folder: Path) -> list[Path]:
    """A CSV and an XLSX for every template, and one GUIDE.md; returns their paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    guide = ["# What to put into the templates", "", _MARKED, ""]
    for profile in templates():
        stem = profile.key.removeprefix("ballast_")
        columns = _columns(profile)
        written.append(_write_csv(folder / f"{stem}.csv", columns))
        written.append(_write_xlsx(folder / f"{stem}.xlsx", columns))
        guide += [f"## {stem}: {profile.title.removesuffix(TITLE_TAIL)}", ""]
        guide += [f"* {trap}" for trap in profile.traps]
        guide += ["", "| " + " | ".join(GUIDE_HEADER) + " |", "| --- | --- | --- |"]
        guide += [f"| {' | '.join(row)} |" for row in _guide(columns)]
        guide.append("")
    path = folder / "GUIDE.md"
    path.write_text("\n".join(guide), "utf-8")
    return [*written, path]


_MARKED = (
    f"The row that begins with {EXAMPLE_MARK} shows how a row looks; it is left out when "
    "the file is loaded. Leave out columns you have nothing for, save those needed."
)


def _columns(profile: Profile) -> dict[str, Column]:
    """Header cell -> the column it fills, in order, each once."""
    found: dict[str, Column] = {}
    for table in profile.table:
        for column in table.column:
            source = column.source
            names = source if isinstance(source, tuple) else (source or column.to,)
            for name in names:
                if column.constant is None:
                    found.setdefault(name.split("|")[0], column)
    return found


def _example(columns: dict[str, Column]) -> list[str]:
    cells = []
    for name, column in columns.items():
        words = list(column.map or {})
        example = BY_NAME.get(name, words[0] if words else BY_KIND[column.kind])
        cells.append(words[0] if words and example not in words else example)
    return [f"{EXAMPLE_MARK} {cells[0]}", *cells[1:]]


def _guide(columns: dict[str, Column]) -> list[tuple[str, str, str]]:
    return [
        (
            name,
            "yes" if column.required else "",
            "one of " + ", ".join(dict.fromkeys((column.map or {}).values()))
            if column.map
            else EXPECTS[column.kind],
        )
        for name, column in columns.items()
    ]


def _write_csv(path: Path, columns: dict[str, Column]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerows([list(columns), _example(columns)])
    return path


def _write_xlsx(path: Path, columns: dict[str, Column]) -> Path:
    with xlsxwriter.Workbook(path) as book:
        bold = book.add_format({"bold": True})
        sheet = book.add_worksheet("Fill in")
        sheet.write_row(0, 0, list(columns), bold)
        sheet.write_row(1, 0, _example(columns))
        sheet.freeze_panes(1, 0)
        sheet.autofit()
        # two columns: a sheet this narrow is never taken for the table
        guide = book.add_worksheet("Guide")
        guide.write_row(0, 0, ("column", "what to put there"), bold)
        for place, (name, needed, what) in enumerate(_guide(columns), start=1):
            guide.write_row(place, 0, (name, f"needed: {what}" if needed else what))
        guide.autofit()
    return path
