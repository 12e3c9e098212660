"""The parts of docs/ that are made from the definitions; a test compares them."""

from __future__ import annotations

import typing
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from definitions.instruments import instruments
from definitions.measures import Measure, measures
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
                    ("last reviewed", str(measure.reviewed)),
                ],
            ),
        ]
    )


def dictionary() -> str:
    """Every measure, by section."""
    parts = ["# The measures", NOTE, ""]
    section = ""
    for measure in measures().values():
        if measure.section != section:
            section = measure.section
            parts += [f"## {section}", ""]
        parts += [_measure(measure), ""]
    return "\n".join(parts)


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
    )


def sources() -> str:
    """Every export Ballast reads."""
    rows = [_profile_row(profile) for profile in profiles()]
    header = ("export", "profile", "fills", "standing of its facts", "traps")
    return "\n".join(
        [
            "# What Ballast reads",
            NOTE,
            "",
            "A file is recognised by its header, never by its name. Columns not named in",
            "a profile are dropped before anything is stored.",
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
        "sources.md": sources(),
        "settings.md": settings(),
        "published.md": published(),
    }
