"""The parts of docs/ that are made from the definitions; a test compares them."""

from __future__ import annotations

import re
import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from definitions.instruments import Instrument, instruments
from definitions.measures import MEASURES_FILE, Measure, measures, read_measures
from definitions.scales import Scale
from etl.catalogue import read_catalogue
from etl.profile import Profile, profiles
from etl.settings import Settings

DOCS: Final = Path(__file__).resolve().parents[1] / "docs"
NOTE: Final = "<!-- made by `ballast docs`; edit the definitions, not this file -->"
STANDING: Final = {
    "V": "read in a real file or the vendor's own source",
    "3P": "read at a third party",
    "M": "from memory",
    "ours": "Ballast's own template",
}


def _table(header: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    lines = ["| " + " | ".join(header) + " |", "|" + " --- |" * len(header)]
    lines += ["| " + " | ".join(row) + " |" for row in rows]
    return "\n".join(lines)


def _measure(measure: Measure) -> str:
    formula = f"`{measure.numerator}` / `{measure.denominator}`"
    if measure.factor != 1:
        formula = f"{measure.factor:g} x {formula}"
    return "\n".join(
        [
            f"### {measure.label}",
            "",
            measure.definition,
            "",
            _table(
                ("", ""),
                [
                    ("key", f"`{measure.key}`"),
                    ("formula", f"{formula} ({measure.aggregation})"),
                    ("unit", measure.unit),
                    ("more of it", measure.direction),
                    ("area of worklife", measure.area),
                    ("applies to", measure.applies_to.replace("_", " ")),
                    ("people at least", str(measure.minimum_people)),
                    ("what can be changed", measure.lever),
                    ("can be fooled by", measure.fooled_by),
                    ("why it matters", measure.evidence),
                    ("source", measure.citation),
                    *(("published", line) for line in measure.published),
                    ("last reviewed", str(measure.reviewed)),
                ],
            ),
        ]
    )


def dictionary() -> str:
    """Every measure written by hand, by section; the other scores by their keys."""
    parts = ["# The measures", NOTE, ""]
    written = {measure.key for measure in read_measures(MEASURES_FILE)}
    others = [f"`{key}`" for key in measures() if key not in written]
    parts += [
        "Every scale of every instrument is a measure too, with a definition made from",
        f"the instrument: {', '.join(others)}. See [instruments](instruments.md).",
        "",
    ]
    section = ""
    for measure in measures().values():
        if measure.key not in written:
            continue
        if measure.section != section:
            section = measure.section
            parts += [f"## {section}", ""]
        parts += [_measure(measure), ""]
    return "\n".join(parts)


def _scale_row(scale: Scale) -> tuple[str, ...]:
    made = "+".join(f"`{part}`" for part in scale.composite_of)
    items = f"{len(scale.items)} of {made}" if made else str(len(scale.items))
    return (
        scale.label,
        f"`{scale.measure}`",
        items,
        f"{scale.formula}, {scale.lowest:g} to {scale.highest:g}",
        f"more {scale.direction} ({scale.more_is})",
        str(scale.least_answered),
    )


def _codings(instrument: Instrument) -> list[str]:
    raw = instrument.raw
    ends = [(raw.lowest_means, raw.highest_means)]
    if instrument.coding:
        ends = [(one.lowest_means, one.highest_means) for one in instrument.coding]
    named = [f"`{one.name}`: " for one in instrument.coding] or [""]
    return [
        f"* coded {name}{raw.lowest} = {low}, {raw.highest} = {high}"
        for name, (low, high) in zip(named, ends, strict=True)
    ]


def _instrument(instrument: Instrument) -> str:
    measured = measures()
    header = ("scale", "key", "items", "own score", "higher is", "scored from")
    facts = [
        f"### {scale.label}\n\n"
        + "\n".join(f"* {line}" for line in measured[scale.measure].published)
        for scale in instrument.scale
    ]
    licence = "" if instrument.licence_verified else " [to be confirmed]"
    return "\n".join(
        [
            f"## {instrument.name}",
            "",
            f"* `--instrument {instrument.key}`",
            f"* items `{instrument.items[0]}` to `{instrument.items[-1]}`",
            *_codings(instrument),
            f"* {instrument.citation}",
            f"* Licence: {instrument.licence}{licence}",
            *(f"* {note}" for note in instrument.notes),
            "",
            _table(header, [_scale_row(scale) for scale in instrument.scale]),
            "",
            "\n\n".join(facts),
            "",
        ]
    )


def instrument_pages() -> str:
    """Every instrument: its scales, and what is published of them."""
    return "\n".join(
        [
            "# The instruments",
            NOTE,
            "",
            "`ballast score FILE --instrument KEY` scores one file of answers without",
            "loading it. No item text is part of the project. Facts from memory or a",
            "third party say so. Put an instrument of your own, in the form of the files",
            "in definitions/instruments, into the folder `instruments` of the data folder.",
            "",
            *(_instrument(instrument) for instrument in instruments().values()),
        ]
    )


def _profile_row(profile: Profile) -> tuple[str, ...]:
    targets = sorted({table.target for table in profile.table})
    if profile.shape == "survey":
        targets = ["survey_answer", "survey_response"]
    return (
        profile.title,
        f"`{profile.key}`",
        ", ".join(f"`{target}`" for target in targets),
        f"{profile.standing}: {STANDING[profile.standing]}",
        "; ".join(profile.traps),
        ", ".join(tests_of(profile.key)) or "none yet",
    )


def tests_of(profile: str) -> list[str]:
    """The test files that name a profile by its key, without the folder."""
    pattern = re.compile(rf"[\"']{profile}[\"'.]")
    folders = [DOCS.parent / "tests" / part for part in ("unit", "privacy")]
    return sorted(
        f"`{path.stem}`"
        for folder in folders
        for path in folder.glob("test_*.py")
        if pattern.search(path.read_text("utf-8"))
    )


def sources() -> str:
    """Every export Ballast reads."""
    rows = [_profile_row(profile) for profile in profiles()]
    header = ("export", "profile", "fills", "standing of its facts", "traps", "tests")
    return "\n".join(
        [
            "# What Ballast reads",
            NOTE,
            "",
            "A file is recognised by its header, never by its name. Columns not named in",
            "a profile are dropped before anything is stored. A file that no profile knows",
            "is mapped once, with `ballast map` or on Data > Import, and known from then",
            "on; the mapping is a profile in the data folder's `profiles`.",
            "",
            _table(header, rows),
            "",
            "## Instruments",
            "",
            _table(
                ("instrument", "scales", "licence"),
                [
                    (
                        kind.name,
                        ", ".join(f"`{scale.measure}`" for scale in kind.scale),
                        kind.licence,
                    )
                    for kind in instruments().values()
                ],
            ),
            "",
        ]
    )


def _settings_rows(model: type[BaseModel], prefix: str = "") -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = []
    fields: Mapping[str, FieldInfo] = model.model_fields
    for name, field in fields.items():
        rows.append(
            (
                f"`{prefix}{name}`",
                field.description or "",
                "" if field.is_required() else f"`{_default(field)}`",
            )
        )
        for inner in _inner_models(field.annotation):
            rows += _settings_rows(inner, f"{prefix}{name}.")
    return rows


def _default(field: FieldInfo) -> str:
    value = field.default
    return "as below" if isinstance(value, BaseModel) else str(value).replace("|", "/")


def _inner_models(annotation: object) -> list[type[BaseModel]]:
    candidates = [annotation, *typing.get_args(annotation)]
    return [c for c in candidates if isinstance(c, type) and issubclass(c, BaseModel)]


def settings() -> str:
    """Every key of settings.toml."""
    return "\n".join(
        [
            "# settings.toml",
            NOTE,
            "",
            "In the data folder. Every key may be left out; unknown keys are refused.",
            "`wave`, `agreed_level` and `reporting_unit` are lists: `[[wave]]`.",
            "",
            _table(("key", "meaning", "default"), _settings_rows(Settings)),
            "",
        ]
    )


def published() -> str:
    """Every column of the published files."""
    parts = ["# The published files", NOTE, ""]
    for name in ("teams", "analysis", "leave"):
        parts += [f"## {name}", ""]
        for (table,), rows in read_catalogue(name).group_by(
            "table_name", maintain_order=True
        ):
            parts += [f"### {table}", ""]
            cells = [
                (f"`{row['column_name']}`", row["meaning"], row["unit"] or "")
                for row in rows.to_dicts()
            ]
            parts += [_table(("column", "meaning", "unit"), cells), ""]
    return "\n".join(parts)


def pages() -> dict[str, str]:
    """File name in docs/ -> its text."""
    return {
        "measures.md": dictionary(),
        "instruments.md": instrument_pages(),
        "sources.md": sources(),
        "settings.md": settings(),
        "published.md": published(),
    }
