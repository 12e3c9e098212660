"""The steps of the Import page: check, tell, map, load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import streamlit as st

from pages.data.importing import child, files, mapping
from pages.data.importing.child import Answer, Upload

FAILED = "Ballast could not read these files: "


def check(uploads: list[Upload]) -> None:
    """Keeps the uploads on private disk and asks what loading them would change."""
    clear()
    folder = child.uploads_folder()
    paths = [child.keep(folder, upload) for upload in uploads]
    st.session_state["import"] = {
        "folder": folder,
        "paths": paths,
        "names": [upload.name for upload in uploads],
        "results": [],
    }
    check_again()


def check_again() -> None:
    """What loading the kept files would change, as things stand now."""
    state = st.session_state["import"]
    answer = _with_progress("Reading", child.checked, state["paths"])
    if not isinstance(answer.said, dict):
        st.error(FAILED + answer.message)
        clear()
        st.stop()
    state["results"] = answer.said["files"]


def _options() -> list[str]:
    order = st.session_state.get("import-order")
    return ["--date-order", order] if order in {"day first", "month first"} else []


def _with_progress(title: str, act: Any, paths: list[Path]) -> Answer:
    bar = st.progress(0.0, text=f"{title} ...")
    answer: Answer = act(paths, _options(), bar.progress)
    bar.empty()
    return answer


def clear() -> None:
    """Forgets the uploads, on disk too."""
    state = st.session_state.pop("import", None)
    child.forget(state["folder"] if state else None)


def problems(results: list[dict[str, Any]], names: list[str]) -> None:
    """Each file's problems and what was left out, closed until opened."""
    for name, result in zip(names, results, strict=True):
        out = files.left_out(result)
        if not (result["problems"] or out):
            continue
        with st.expander(f"{name.replace('[', '(').replace(']', ')')}: what was found"):
            for line in out:
                st.text(line)
            table = files.problems_table(result)
            if table.height:
                st.dataframe(table, hide_index=True, height="content")
    if any("--date-order" in p["message"] for r in results for p in r["problems"]):
        st.radio(
            "Dates such as 3/4/2026 in these files are",
            ("day first", "month first"),
            index=None,
            horizontal=True,
            key="import-order",
            on_change=check_again,
        )


def mappings(results: list[dict[str, Any]], names: list[str], *, surveys: bool) -> None:
    """The mapping form of each file that nobody recognises."""
    paths = st.session_state["import"]["paths"]
    for path, name, result in zip(paths, names, results, strict=True):
        if not files.mappable(result, surveys=surveys):
            continue
        st.header("Map it once", anchor=False)
        st.text(f"{name} is recognised from then on.")
        if mapping.map_file(path, name, surveys=surveys):
            check_again()
            st.rerun()


def load(results: list[dict[str, Any]], names: list[str], *, surveys: bool) -> None:
    """The button that loads what is ready, and what came of it."""
    state = st.session_state["import"]
    ready = [
        path
        for path, result in zip(state["paths"], results, strict=True)
        if files.loadable(result, surveys=surveys)
    ]
    with st.container(horizontal=True):
        pressed = st.button(
            f"Load {len(ready)} of {len(names)}", type="primary", disabled=not ready
        )
        if st.button("Put them away"):
            clear()
            st.rerun()
    if not pressed:
        return
    answer = _with_progress("Loading", child.loaded, ready)
    if not isinstance(answer.said, dict):
        st.error(f"Nothing was loaded. {answer.message}")
        return
    done = [f for f in answer.said["files"] if f["status"] in {"loaded", "replaced"}]
    rows = sum(file["rows_loaded"] for file in done)
    child.put_by(
        [
            path
            for path, file in zip(ready, answer.said["files"], strict=True)
            if file in done
        ]
    )
    clear()
    st.session_state["import-done"] = (
        f"{rows:,} rows of {len(done)} files are loaded; version "
        f"{answer.said['version']} is published. {answer.message}"
    )
    st.rerun()
