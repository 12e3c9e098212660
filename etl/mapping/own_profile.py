"""A mapping as a profile of the organisation's own, saved and used from then on."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import tomli_w

from etl.errors import UserError
from etl.mapping.fields import Field, Kindred
from etl.profile import (
    Column,
    DateOrder,
    Profile,
    Recognise,
    Survey,
    Table,
    normal,
    own_profiles_folder,
    profiles,
    read_profile,
)

TIMES: Final = ("date", "timestamp")
ANY_TIME: Final = ("offset", "numeric")
PRIVATE: Final = 0o700


@dataclass(frozen=True)
class Said:
    """What a person said about the columns of a file of rows.

    Attributes:
        columns: our column -> the file's header cell (two, for a date and a time).
        minutes: the column of a session's length, where no column says its end.
        values: our column -> {the file's word: our value}.
        systems: our identifier column -> the system it comes from.
    """

    columns: Mapping[str, str | tuple[str, ...]]
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    systems: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    minutes: str | None = None

    @property
    def ends_by_length(self) -> bool:
        """Whether the end follows from the start and the length."""
        return bool(self.minutes) and "ends_at" not in self.columns


@dataclass(frozen=True)
class Questions:
    """What a person said about the questions of a survey.

    Attributes:
        items: header cell -> item code.
        answers: instrument key -> answer text -> raw value, where answers are texts.
        coding: instrument key -> its coding, where it is not the first.
    """

    items: Mapping[str, str]
    answers: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    coding: Mapping[str, str] = field(default_factory=dict)


def key_of(title: str) -> str:
    """A profile key for a title: lower case, digits and underscores."""
    plain = re.sub(r"[^a-z0-9]+", "_", title.lower()).strip("_")
    return f"own_{plain}" if plain else "own_export"


def rows_profile(title: str, kindred: Kindred, said: Said) -> Profile:
    """The profile of a mapped file of rows.

    Raises:
        UserError: a column we need is not mapped, naming all of them.
    """
    needed = [f.name for f in kindred.fields if f.required and f.to not in said.columns]
    if needed:
        raise UserError(f"not mapped yet, and needed: {', '.join(needed)}")
    header = [
        cell
        for source in said.columns.values()
        for cell in ((source,) if isinstance(source, str) else source)
    ]
    header += [said.minutes] if said.minutes and said.ends_by_length else []
    return Profile(
        key=key_of(title),
        title=title,
        standing="own",
        source="mapped here",
        system=kindred.system,
        recognise=Recognise(header=tuple(dict.fromkeys(header))),
        table=(
            Table(
                target=kindred.target,
                column=tuple(
                    _column(f, said)
                    for f in kindred.fields
                    if f.to in said.columns
                    or (f.to == "ends_at" and said.ends_by_length)
                ),
            ),
        ),
        date_order=said.date_order,
    )


def _column(ours: Field, said: Said) -> Column:
    by_length = ours.to == "ends_at" and said.ends_by_length
    source = said.columns["starts_at" if by_length else ours.to]
    values = dict(said.values.get(ours.to, {}))
    known = {word: value for word, value in values.items() if value}
    return Column.model_validate(
        {
            "to": ours.to,
            "from": source,
            "plus_minutes": said.minutes if by_length else None,
            "as": ours.kind,
            "system": said.systems.get(ours.to),
            "required": ours.required,
            "formats": ANY_TIME if ours.kind in TIMES else (),
            "map": known or ({v: v for v in ours.values} if ours.values else None),
        }
    )


def survey_profile(
    title: str,
    questions: Questions,
    *,
    submitted_at: str,
    response_id: str,
    person: str | None = None,
    team: str | None = None,
    date_order: DateOrder | None = None,
) -> Profile:
    """The profile of a mapped survey.

    Args:
        title: its name.
        questions: which columns are which items, and what their answers mean.
        submitted_at: the column of the time of answering.
        response_id: the column that numbers the answer sheets.
        person: the column of the e-mail or token, if any.
        team: the column that names the team, if any.
        date_order: of the time, where the file cannot prove it.

    Raises:
        UserError: no item is mapped.
    """
    _refuse_none(questions)
    when = {"to": "submitted_at", "from": submitted_at, "as": "timestamp"}
    return Profile(
        key=key_of(title),
        title=title,
        standing="own",
        source="mapped here",
        system="survey",
        shape="survey",
        recognise=Recognise(
            header=_cells([response_id, submitted_at, *questions.items])
        ),
        survey=Survey(
            response_id=response_id,
            submitted_at=Column.model_validate({**when, "formats": ANY_TIME}),
            person=person,
            team=team,
        ),
        item=dict(questions.items),
        answers={key: dict(words) for key, words in questions.answers.items()},
        coding=dict(questions.coding),
        date_order=date_order,
    )


def _refuse_none(questions: Questions) -> None:
    if not questions.items:
        raise UserError("no instrument mapped: name the columns that are items")


def _cells(names: Iterable[str]) -> tuple[str, ...]:
    """Header cells to recognise a file by, each once; `|` would name alternatives."""
    return tuple(dict.fromkeys(name for name in names if "|" not in name))


def extended(
    vendor: Profile, title: str, questions: Questions, *, first_row: Sequence[str]
) -> Profile:
    """A vendor's survey profile with the items of one questionnaire.

    `first_row`: the header's first row as it stands; a question put together from two
    rows stands in none and is not asked for.

    Raises:
        UserError: no item is mapped.
    """
    _refuse_none(questions)
    rule = vendor.recognise
    there = {normal(cell) for cell in first_row}
    told = [name for name in questions.items if normal(name) in there]
    answers = {key: dict(words) for key, words in questions.answers.items()}
    return vendor.model_copy(
        update={
            "key": key_of(title),
            "title": title,
            "standing": "own",
            "source": f"{vendor.title}, items mapped here",
            "recognise": rule.model_copy(
                update={"header": tuple(dict.fromkeys([*rule.header, *_cells(told)]))}
            ),
            "item": dict(questions.items),
            "answers": {**vendor.answers, **answers},
            "coding": {**vendor.coding, **questions.coding},
        }
    )


def as_toml(profile: Profile) -> str:
    """The profile as a file an organisation can keep, read and share."""
    said = profile.model_dump(
        by_alias=True, exclude_defaults=True, exclude_none=True, mode="json"
    )
    return tomli_w.dumps(_without_none(said))


def _without_none(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _without_none(v) for k, v in value.items() if v is not None}
    if isinstance(value, list):
        return [_without_none(v) for v in value]
    return value


def save(profile: Profile, data: Path, *, replace: bool = False) -> Path:
    """Writes an own profile into the data folder, whole or not at all.

    Raises:
        UserError: a profile of that key is there, or is one that Ballast ships.
    """
    folder = own_profiles_folder(data)
    folder.mkdir(parents=True, exist_ok=True, mode=PRIVATE)
    path = folder / f"{profile.key}.toml"
    if profile.key in {shipped.key for shipped in profiles()}:
        raise UserError(f"{profile.key}: the name of a profile Ballast ships")
    if path.exists() and not replace:
        raise UserError(f"a profile {profile.title!r} exists; give it another name")
    draft = path.with_suffix(".draft")
    draft.write_text(as_toml(profile), "utf-8")
    read_profile(draft)  # what cannot be read back is not kept
    draft.replace(path)
    return path


def item_codes(look_columns: Sequence[str], codes: Sequence[str]) -> dict[str, str]:
    """Columns -> item codes, in order: the first column is the first item.

    Raises:
        UserError: there are not as many columns as items.
    """
    if len(look_columns) != len(codes):
        raise UserError(
            f"{len(look_columns)} columns chosen, the instrument has {len(codes)} "
            "items; choose one column for each item, in their order"
        )
    return dict(zip(look_columns, codes, strict=True))
