"""What the Import page shows of the files: tables and words, no figures of people."""

from __future__ import annotations

from typing import Any, Final

import polars as pl

from pages.data.importing.child import is_survey
from pages.data.importing.history import titles

READY: Final = "ready"
WORDS: Final = {
    "loaded": READY,
    "replaced": "ready, replaces",
    "unchanged": "nothing new",
    "refused": "refused",
    "unrecognised": "not recognised",
}
SHOWN_PROBLEMS: Final = 200


def readiness(result: dict[str, Any], *, surveys: bool) -> str:
    """In a few words: can this reader load the file, and what would it do?"""
    if result["what"]:
        return "known, nothing to load"
    if result["status"] in {"loaded", "replaced"} and is_survey(result) != surveys:
        return "for the survey steward" if is_survey(result) else "for the data steward"
    return WORDS[result["status"]]


def loadable(result: dict[str, Any], *, surveys: bool) -> bool:
    """Whether this reader may load the file and it would change something."""
    fits = result["status"] in {"loaded", "replaced"}
    return fits and is_survey(result) == surveys


def files_table(
    results: list[dict[str, Any]], names: list[str], *, surveys: bool
) -> pl.DataFrame:
    """One row per file: what it is, what it would do."""
    return pl.DataFrame(
        [
            {
                "File": name,
                "Understood as": _understood(result),
                "Rows": f"{result['rows_read']:,}",
                "Rejected": f"{result['rows_rejected']:,}",
                "Left out": f"{result['rows_dropped']:,}",
                "New": _change(result, "added"),
                "Replaced": _change(result, "replaced"),
                "As before": _change(result, "unchanged"),
                "State": readiness(result, surveys=surveys),
            }
            for name, result in zip(names, results, strict=True)
        ]
    )


def _understood(result: dict[str, Any]) -> str:
    if result["what"]:
        return str(result["what"])
    return titles().get(result["profile"], "?")


def _change(result: dict[str, Any], what: str) -> str:
    return f"{result['change'][what]:,}" if result["change"] else ""


def mappable(result: dict[str, Any], *, surveys: bool) -> bool:
    """Whether this reader may map the file: nobody knows it, or its questions."""
    first = result["problems"][0] if result["problems"] else {"rule": ""}
    unmapped = surveys and first["rule"] == "no instrument mapped"
    return first["rule"] in {"unrecognised", "almost"} or unmapped


def touched(results: list[dict[str, Any]]) -> str:
    """What loading would touch: teams and waves, in one line."""
    teams = {t for r in results if r["change"] for t in r["change"]["teams"]}
    waves = {w for r in results if r["change"] for w in r["change"]["waves"]}
    parts = []
    if teams:
        parts.append(f"{len(teams)} team{'s' if len(teams) != 1 else ''}")
    if waves:
        parts.append("wave " + ", ".join(sorted(waves)))
    return "Would touch " + " and ".join(parts) + "." if parts else ""


def problems_table(result: dict[str, Any]) -> pl.DataFrame:
    """One row per kind of problem: column, rule, how often, first rows."""
    found: dict[tuple[str, str, str], list[int]] = {}
    for problem in result["problems"]:
        key = (problem["column"], problem["rule"], problem["message"])
        found.setdefault(key, []).append(problem["row"])
    return pl.DataFrame(
        [
            {
                "Column": column or "(whole row)",
                "Problem": message,
                "Rows": len(rows),
                "First rows": ", ".join(map(str, rows[:5])),
            }
            for (column, _, message), rows in found.items()
        ][:SHOWN_PROBLEMS],
        schema={
            "Column": pl.String,
            "Problem": pl.String,
            "Rows": pl.Int64,
            "First rows": pl.String,
        },
    )


def left_out(result: dict[str, Any]) -> list[str]:
    """What to know of the file, and the rows left out by a stated rule, as lines."""
    rules = [f"left out: {rule}: {rows:,}" for rule, rows in result["left_out"].items()]
    return [*result.get("notes", []), *rules]


def headline(results: list[dict[str, Any]], *, surveys: bool) -> str:
    """How the files stand, in one sentence."""
    ready = sum(loadable(result, surveys=surveys) for result in results)
    ask = sum(mappable(result, surveys=surveys) for result in results)
    refused = sum(result["status"] == "refused" for result in results)
    refused -= sum(
        result["status"] == "refused" and mappable(result, surveys=surveys)
        for result in results
    )
    parts = [f"{ready} of {len(results)} files can be loaded"]
    if ask:
        parts.append(f"{ask} can be mapped once")
    if refused:
        parts.append(f"{refused} must be mended first")
    return "; ".join(parts) + "."
