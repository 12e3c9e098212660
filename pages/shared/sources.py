"""What is loaded, in words and as a table."""

from __future__ import annotations

from typing import Any

import polars as pl
import streamlit as st

from pages.shared.words import day_words

NAMES = {
    "ballast_actions": "Actions",
    "ballast_appointments": "Appointments",
    "ballast_caseload": "Caseload snapshots",
    "ballast_invites": "Survey invitations",
    "ballast_leave_balances": "Leave balances",
    "ballast_roster": "Roster",
    "ballast_team_aliases": "Team names by system",
    "ballast_teams": "Teams",
    "ballast_time": "Time entries",
    "frappe_leave_applications": "Leave requests (Frappe HR)",
    "nhs_mental_health_caseload": "NHS mental-health caseload",
    "nhs_sickness_absence": "NHS sickness absence",
    "nhs_staff_survey": "NHS staff survey",
    "qualtrics_survey": "Survey answers (Qualtrics)",
}
COLUMNS = {
    "Last day covered": st.column_config.DateColumn(format="D MMM YYYY"),
    "Rows": st.column_config.NumberColumn(format="localized"),
    "Rejected": st.column_config.NumberColumn(format="localized"),
    "Loaded, UTC": st.column_config.DatetimeColumn(format="D MMM YYYY, HH:mm"),
}
STATES = {"fresh": "up to date", "stale": "stale: behind the newest source"}
HOW = (
    "`ballast load FOLDER` takes a folder of exports, says what it understood of each "
    "file, and publishes. A second copy changes nothing, a corrected file replaces "
    "what it said, and `ballast undo` takes a load back. `ballast templates FOLDER` "
    "writes empty files to fill in."
)


def source_name(profile: str) -> str:
    """An export's name as people say it."""
    return NAMES.get(profile, profile.replace("_", " "))


def finding(loaded: pl.DataFrame) -> str:
    """How much is loaded and how much was rejected, in one sentence."""
    if loaded.is_empty():
        return "Nothing is loaded."
    rows, rejects = loaded["rows"].sum(), loaded["rejects"].sum()
    files = loaded["files"].sum()
    tail = f"; {rejects:,} rows were rejected" if rejects else "; none was rejected"
    return f"{rows:,} rows from {files:,} files are in force{tail}."


def behind(said: dict[str, Any]) -> list[str]:
    """Where the figures come from."""
    return [
        f"made from {said['made_from']}",
        f"version {said['version']}",
        f"Ballast {said['code_version']}",
    ]


def audit(said: dict[str, Any]) -> str:
    """The result of the check before publishing."""
    if said["audit"] == "passed":
        return (
            f"Checked on {day_words(said['published_at'])}: no figure about a few "
            "people can be worked out from what is published."
        )
    return (
        f"The check of {day_words(said['published_at'])} stopped the survey part. "
        "Operational figures go on; scores are not shown until it passes."
    )


def table(loaded: pl.DataFrame) -> pl.DataFrame:
    """One row per source, as the page shows it."""
    return loaded.select(
        pl.col("source")
        .map_elements(source_name, return_dtype=pl.String)
        .alias("Source"),
        pl.col("state").replace(STATES).alias("State"),
        pl.col("last_date").alias("Last day covered"),
        pl.col("files").alias("Files"),
        pl.col("rows").alias("Rows"),
        pl.col("rejects").alias("Rejected"),
        pl.col("last_load").alias("Loaded, UTC"),
    )
