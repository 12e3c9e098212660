"""Mapping a file on the page: our fields beside theirs, words, items, a name."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import polars as pl
import streamlit as st

from definitions.instruments import Instrument, instruments_of
from etl.errors import UserError
from etl.mapping.fields import Kindred, tables
from etl.mapping.look import SHOWN_ROWS, Look, look
from etl.mapping.own_profile import (
    Questions,
    Said,
    as_toml,
    extended,
    rows_profile,
    save,
    survey_profile,
)
from etl.mapping.suggest import (
    length_column,
    likely_system,
    likely_table,
    meanings,
    suggested,
    with_time_of_day,
)
from etl.mapping.survey import answer_words, suggested_items, worths
from etl.profile import Profile, profiles_of
from etl.readers import read_table
from etl.recognise import recognise
from pages.data.importing.child import data_folder

NONE: Final = "—"
SURVEY: Final = "answers to a questionnaire"
SYSTEMS: Final = {
    "hr": "employee number",
    "ehr": "clinician id of the clinical system",
    "survey": "e-mail address",
    "name": "name (only where no two people share it)",
}
ORDERS: Final = ("proved by the file", "day first", "month first")


@st.cache_resource(max_entries=8, show_spinner=False)
def _look(path: str) -> tuple[Look, Profile | None]:
    """The file's look, and the vendor's profile where only its questions are new."""
    table = read_table(Path(path), scratch=Path(path).parent)
    try:
        recognised = recognise(table, profiles_of(data_folder()))
    except UserError:
        return look(table), None
    if recognised.profile.shape != "survey":
        return look(table), None
    return look(table, recognised), recognised.profile


def map_file(path: Path, name: str, *, surveys: bool) -> bool:
    """The form for one file; whether it was saved in this run."""
    try:
        seen, vendor = _look(str(path))
    except UserError as error:
        st.text(str(error))
        return False
    st.caption(
        f"{len(seen.columns)} columns; the header stands in row {seen.header_rows}."
    )
    _preview(seen, masked=surveys)
    title = st.text_input(
        "What to call this export", value=Path(name).stem, key=f"title-{path}"
    )
    try:
        profile = (
            _survey(seen, vendor, title, str(path))
            if surveys
            else _rows(seen, title, str(path))
        )
    except UserError as error:
        st.caption(f"Not ready: {error}.")
        return False
    with st.container(horizontal=True):
        saved = st.button("Save this mapping", type="primary", key=f"save-{path}")
        st.download_button(
            "Download it as a file",
            as_toml(profile),
            file_name=f"{profile.key}.toml",
            key=f"toml-{path}",
            on_click="ignore",
        )
    if not saved:
        return False
    try:
        save(profile, data_folder())
    except UserError as error:
        st.error(str(error))
        return False
    return True


def _preview(seen: Look, *, masked: bool) -> None:
    """The first rows; of a survey only what kind of text stands there."""
    shown = seen.sample.head(SHOWN_ROWS)
    names = [cell or f"column {i + 1}" for i, cell in enumerate(seen.header)]
    frame = {
        f"{name} ({i + 1})" if names.count(name) > 1 else name: (
            [_masked(text) for text in shown[f"c{i}"]] if masked else shown[f"c{i}"]
        )
        for i, name in enumerate(names)
        if f"c{i}" in shown.columns
    }
    st.dataframe(pl.DataFrame(frame), hide_index=True, height="content")
    if masked:
        st.caption("Answers and identifiers are masked.")


def _masked(text: str | None) -> str:
    """What kind of text a cell holds; its length would tell an answer's words."""
    if text is None:
        return ""
    if "@" in text:
        return "e-mail"
    return "number" if text.replace(".", "", 1).isdigit() else "text"


def _rows(seen: Look, title: str, key: str) -> Profile:
    known = tables()
    keys = list(known)
    likely = likely_table(seen)
    chosen = st.selectbox(
        "A row of this file is one of",
        keys,
        index=keys.index(likely) if likely else 0,
        format_func=lambda name: known[name].title,
        key=f"table-{key}",
    )
    kindred = known[chosen]
    columns = _columns(seen, kindred, f"{chosen}-{key}")
    values = {
        field.to: _words(seen, columns[field.to], field.to, kindred, f"{chosen}-{key}")
        for field in kindred.fields
        if field.values and field.to in columns
    }
    systems = {
        field.to: _system(seen, columns[field.to], field.name, field.system, key)
        for field in kindred.fields
        if field.system and field.to in columns
    }
    order = st.radio(
        "Dates such as 3/4/2026 are", ORDERS, horizontal=True, key=f"order-{key}"
    )
    said = Said(
        with_time_of_day(seen, columns),
        values,
        systems,
        None if order == ORDERS[0] else order,
        length_column(seen, kindred),
    )
    _say_times(said)
    return rows_profile(title, kindred, said)


def _say_times(said: Said) -> None:
    """How times were put together, so that it can be seen and not only trusted."""
    start = said.columns.get("starts_at")
    if isinstance(start, tuple):
        st.caption(f"The start is put together from {start[0]} and {start[1]}.")
    if said.ends_by_length:
        st.caption(f"The end is the start plus the minutes in {said.minutes}.")


def _columns(seen: Look, kindred: Kindred, key: str) -> dict[str, str]:
    found = suggested(seen, kindred)
    table = pl.DataFrame(
        {
            "Ours": [field.name for field in kindred.fields],
            "Needed": [field.required for field in kindred.fields],
            "Column of the file": [found.get(f.to, NONE) for f in kindred.fields],
        }
    )
    edited = st.data_editor(
        table,
        hide_index=True,
        height="content",
        disabled=["Ours", "Needed"],
        column_config={
            "Column of the file": st.column_config.SelectboxColumn(
                options=[NONE, *seen.columns], required=True
            )
        },
        key=f"columns-{key}",
    )
    pairs = zip(kindred.fields, edited["Column of the file"], strict=True)
    return {field.to: cell for field, cell in pairs if cell != NONE}


def _words(
    seen: Look, cell: str, to: str, kindred: Kindred, key: str
) -> dict[str, str]:
    field = next(field for field in kindred.fields if field.to == to)
    words = seen.values(cell)
    if not words:
        st.caption(f"{cell}: too many different texts to map one by one.")
        return {}
    found = meanings(words, field)
    st.markdown(f"**What the words in {_plain(cell)} mean**")
    edited = st.data_editor(
        pl.DataFrame({"Word": words, "Means": [found[word] or NONE for word in words]}),
        hide_index=True,
        height="content",
        disabled=["Word"],
        column_config={
            "Means": st.column_config.SelectboxColumn(options=[NONE, *field.values])
        },
        key=f"words-{to}-{cell}-{key}",
    )
    pairs = zip(edited["Word"], edited["Means"], strict=True)
    return {word: "" if value == NONE else value for word, value in pairs}


def _plain(name: str) -> str:
    """A header cell within markdown: nothing of it is markup."""
    return "".join(f"\\{c}" if c in r"\`*_{}[]()#+-.!|<>$~:&" else c for c in name)


def _system(seen: Look, cell: str, name: str, default: str | None, key: str) -> str:
    likely = likely_system(seen.cells(cell), default or "hr")
    options = list(SYSTEMS)
    return st.selectbox(
        f"{name}: people are named by",
        options,
        index=options.index(likely) if likely in options else 0,
        format_func=lambda system: SYSTEMS[system],
        key=f"system-{name}-{key}",
    )


def _survey(seen: Look, vendor: Profile | None, title: str, key: str) -> Profile:
    known = instruments_of(data_folder())
    chosen = st.multiselect(
        "Instruments in this survey",
        list(known),
        format_func=lambda name: known[name].name,
        key=f"instruments-{key}",
    )
    items: dict[str, str] = {}
    answers: dict[str, dict[str, float]] = {}
    coding: dict[str, str] = {}
    for name in chosen:
        st.markdown(f"**{_plain(known[name].name)}**")
        if known[name].coding:
            coding[name] = _coding(known[name], key)
        columns = _items(seen, known[name].items, f"{name}-{key}")
        items |= columns
        worth = _answers(seen, list(columns), known[name], f"{name}-{key}")
        answers |= {name: worth} if worth else {}
    questions = Questions(items, answers, coding)
    if vendor:
        st.caption(f"Recognised as {vendor.title}; only its questions are new.")
        return extended(vendor, title, questions, first_row=seen.header)
    return survey_profile(
        title,
        questions,
        response_id=_pick(seen, "The column that numbers the answer sheets", 0, key),
        submitted_at=_pick(seen, "The column with the time of answering", 1, key),
        person=_maybe(seen, "The column with the e-mail or token, if any", key),
        team=_maybe(seen, "The column with the team, if any", key),
    )


def _coding(kind: Instrument, key: str) -> str:
    """Which way the answers are numbered."""
    words = {
        each.name: f"{kind.raw.lowest} = {each.lowest_means}, "
        f"{kind.raw.highest} = {each.highest_means}"
        for each in kind.coding
    }
    return st.radio(
        "In this file",
        list(words),
        format_func=lambda name: words[name],
        key=f"coding-{kind.key}-{key}",
    )


def _answers(
    seen: Look, columns: list[str], kind: Instrument, key: str
) -> dict[str, float]:
    """What the answers in words are worth; empty where all answers are numbers."""
    words = answer_words(seen, columns)
    if not words:
        return {}
    found = worths(words, kind.raw.lowest)
    edited = st.data_editor(
        pl.DataFrame(
            {"Answer": words, "Is worth": [found[word] for word in words]},
            schema={"Answer": pl.String, "Is worth": pl.Int64},
        ),
        hide_index=True,
        height="content",
        disabled=["Answer"],
        key=f"answers-{key}",
    )
    st.caption(
        f"{kind.raw.lowest} = {kind.raw.lowest_means}, {kind.raw.highest} = "
        f"{kind.raw.highest_means}. Answers that fewer than five rows give are not listed."
    )
    pairs = zip(edited["Answer"], edited["Is worth"], strict=True)
    return {word: worth for word, worth in pairs if worth is not None}


def _items(seen: Look, codes: tuple[str, ...], key: str) -> dict[str, str]:
    found = suggested_items(seen, codes)
    texts = dict(zip(seen.header, seen.texts, strict=False))
    edited = st.data_editor(
        pl.DataFrame(
            {
                "Column of the file": list(seen.columns),
                "Question": [texts.get(name, "") for name in seen.columns],
                "Item": [found.get(name, NONE) for name in seen.columns],
            }
        ),
        hide_index=True,
        height=360,
        disabled=["Column of the file", "Question"],
        column_config={
            "Item": st.column_config.SelectboxColumn(options=[NONE, *codes])
        },
        key=f"items-{key}",
    )
    pairs = zip(edited["Column of the file"], edited["Item"], strict=True)
    return {name: code for name, code in pairs if code not in {NONE, None}}


def _pick(seen: Look, label: str, place: int, key: str) -> str:
    names = list(seen.columns)
    start = min(place, len(names) - 1)
    return st.selectbox(label, names, index=start, key=f"{label}-{key}")


def _maybe(seen: Look, label: str, key: str) -> str | None:
    chosen = st.selectbox(label, [NONE, *seen.columns], key=f"{label}-{key}")
    return None if chosen == NONE else chosen
