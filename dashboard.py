"""The frame of the dashboard: configuration, navigation, and who is looking."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

from pages.shared import downloads, filters, frame, identity

HERE = Path(__file__).parent

st.set_page_config(
    page_title="Ballast",
    page_icon=str(HERE / "pages" / "shared" / "icon.svg"),
    layout="wide",
    initial_sidebar_state=224,
)
st.logo(
    str(HERE / "pages" / "shared" / "ballast.svg"),
    size="large",
    icon_image=str(HERE / "pages" / "shared" / "icon.svg"),
)

PRIVACY = st.Page(filters.PRIVACY, title="Privacy", url_path="privacy")
OPEN = [st.Page(frame.sign_in, title="Sign in", default=True), PRIVACY]
SECTIONS = (
    {
        "Watch": [
            st.Page(filters.OVERVIEW, title="Overview", default=True),
            st.Page(filters.TEAM, title="Team", url_path="team"),
            st.Page(filters.TRENDS, title="Trends", url_path="trends"),
            st.Page(filters.NEXT, title="Next four weeks", url_path="next-four-weeks"),
        ],
        "Understand": [
            st.Page(
                filters.RELATION,
                title="Workload and burnout",
                url_path="workload-burnout",
            ),
            st.Page(filters.ALL_PAIRS, title="All pairs", url_path="all-pairs"),
            st.Page(filters.GOES_WITH, title="What goes with it", url_path="goes-with"),
            st.Page(filters.LAG, title="Lag", url_path="lag"),
            st.Page(filters.PAPERS, title="The study's papers", url_path="papers"),
            st.Page(
                filters.SURVEY_QUALITY,
                title="Survey quality",
                url_path="survey-quality",
            ),
        ],
        "Leave": [
            st.Page(filters.LEAVE, title="Leave use", url_path="leave-use"),
            st.Page(filters.REST, title="Rest", url_path="leave-rest"),
            st.Page(
                filters.DECISIONS,
                title="Decisions compared",
                url_path="leave-decisions",
            ),
            st.Page(filters.BALANCES, title="Balances", url_path="leave-balances"),
            st.Page(filters.LISTS, title="Named lists", url_path="leave-lists"),
        ],
        "Data": [
            st.Page(filters.LOADED, title="What is loaded", url_path="data"),
            st.Page(filters.IMPORT, title="Import", url_path="import"),
            st.Page(filters.HISTORY, title="History", url_path="history"),
            st.Page(filters.QUALITY, title="Quality", url_path="quality"),
        ],
        "About": [
            st.Page(filters.MEASURES, title="Measures", url_path="about"),
            PRIVACY,
            st.Page(filters.ROLES, title="Roles", url_path="roles"),
        ],
    }
    if identity.visitor().signed_in
    else {}
)
# whoever has not signed in finds no other page, whatever the address
page = st.navigation(SECTIONS or OPEN, expanded=True)
frame.sidebar()
downloads.remember()
with frame.body():
    page.run()
