"""Data > Import: drop files, see what they are, load them."""

import streamlit as st

from pages.data.importing import child, files
from pages.data.importing.steps import check, load, mappings, problems
from pages.shared import frame

role = frame.begin_steward("Import")
surveys = role == "survey steward"
frame.finding(
    "Answers are loaded by the survey steward, who is outside line management and HR."
    if surveys
    else "Exports of the clinical, leave and staff systems, each recognised by its header."
)
with st.form("drop", clear_on_submit=True, border=False):
    uploads = st.file_uploader(
        "Drop files here",
        accept_multiple_files=True,
        max_upload_size=child.LARGEST_MIB,
        help="CSV, XLSX, SAV, JSON, ICS or Parquet; what is in a file decides, not its name.",
    )
    dropped = st.form_submit_button("See what they are", type="primary")
if dropped and uploads:
    check(uploads)
state = st.session_state.get("import")
if not state:
    st.markdown(
        "Nothing is changed until you press **Load**. Files that nobody recognises can be "
        "mapped here once. `ballast templates FOLDER` writes files to fill in."
    )
    st.stop()

results, names = state["results"], state["names"]
st.header(files.headline(results, surveys=surveys), anchor=False)
st.dataframe(
    files.files_table(results, names, surveys=surveys),
    placeholder="",
    hide_index=True,
    height="content",
    key="files",
    alt="One row per file: what it is, its rows, what loading would change",
)
st.text(files.touched(results))
problems(results, names)
mappings(results, names, surveys=surveys)
load(results, names, surveys=surveys)
