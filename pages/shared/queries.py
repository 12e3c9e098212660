"""What pages ask, each one short question."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from charts.yardstick import Yardstick
from pages.shared.reader import Reader

SECTIONS = (
    "Scores",
    "Load",
    "Work around it",
    "Support",
    "Rest",
    "Official figures",
)


def manifest(reader: Reader) -> dict[str, Any]:
    """Version, when it was published, organisation, audit, minimums."""
    return reader.ask("manifest").row(0, named=True)


def yardsticks(reader: Reader) -> dict[str, Yardstick]:
    """The version's measures by key, in their order; in HR's file, those of leave."""
    rows = reader.ask("measures").rows(named=True)
    return {row["measure"]: Yardstick(**row) for row in rows}


def own_levels(
    reader: Reader, group_id: str, known: dict[str, Yardstick]
) -> dict[str, Yardstick]:
    """The measures with the group's own reference in place of the organisation's."""
    rows = reader.ask("levels", group_id=group_id).rows(named=True)
    own = {row["measure"]: row for row in rows}
    return {
        key: at_level(each, own[key]) if key in own else each
        for key, each in known.items()
    }


def at_level(yardstick: Yardstick, level: dict[str, Any]) -> Yardstick:
    """The measure with a group's own reference: value, text, and whether it is agreed."""
    return replace(
        yardstick,
        reference=level["value"],
        reference_text=level["text"],
        agreed_level=level["value"] if level["agreed"] else None,
        agreed_by=None,
    )


def groups(reader: Reader) -> pl.DataFrame:
    """One row per unsplit group, by name; `label` is unique and stands in addresses."""
    found = reader.ask("groups")
    named = pl.col("name")
    twice = pl.len().over("name") > 1
    with_parent = named + " · " + pl.coalesce("parent", "kind")
    label = pl.when(twice).then(with_parent).otherwise(named)
    found = found.with_columns(label.alias("label"))
    still = pl.len().over("label") > 1
    with_id = pl.col("label") + " · " + pl.col("group_id")
    return found.with_columns(
        pl.when(still).then(with_id).otherwise("label").alias("label")
    )


def organisation(found: pl.DataFrame) -> dict[str, Any] | None:
    """The organisation's row of `groups`, none if it has none."""
    rows = found.filter(pl.col("kind") == "organisation").rows(named=True)
    return rows[0] if rows else None


def waves(reader: Reader) -> pl.DataFrame:
    """One row per wave, newest first; none for HR, whose file knows no survey."""
    if reader.role == "HR":
        return pl.DataFrame(schema={"wave_name": pl.String, "last_day": pl.Date})
    return reader.ask("waves")


def periods(reader: Reader) -> pl.DataFrame:
    return reader.ask("periods")


def matrix(reader: Reader, *, by: date, wave_by: date) -> pl.DataFrame:
    """The latest figure of every measure and group by `by` (answers: by `wave_by`)."""
    return reader.ask("matrix", by=by, wave_by=wave_by)


def history(
    reader: Reader, group_ids: list[str], measure: str | None = None
) -> pl.DataFrame:
    """Every period of every measure of some groups, or of one measure alone."""
    return reader.ask("history", groups=group_ids, measure=measure)


def headlines(reader: Reader, group_id: str) -> list[str]:
    """The published sentences about a group, most important first."""
    return reader.ask("headlines", group_id=group_id)["sentence"].to_list()


def facts(reader: Reader, group_id: str, by: date) -> dict[str, Any]:
    """First and last day of the figures and the people counted."""
    return reader.ask("facts", group_id=group_id, by=by).row(0, named=True)


def responses(reader: Reader, group_id: str) -> pl.DataFrame:
    """One row per wave, newest first; none for HR, whose file knows no survey."""
    if reader.role == "HR":
        return pl.DataFrame(schema={"last_day": pl.Date})
    return reader.ask("responses", group_id=group_id)


def actions(reader: Reader, group_id: str) -> pl.DataFrame:
    """One row per action of a group, oldest first; none for HR."""
    if reader.role == "HR":
        return pl.DataFrame(schema={"started_on": pl.Date})
    return reader.ask("actions", group_id=group_id)


def pairs(
    reader: Reader, *, stressor: str, outcome: str, first_day: date, last_day: date
) -> pl.DataFrame:
    """One row per team in which both measures are shown in the outcome's period."""
    return reader.ask(
        "pairs",
        stressor=stressor,
        outcome=outcome,
        first_day=first_day,
        last_day=last_day,
    )


def outcome_periods(reader: Reader, outcome: str) -> pl.DataFrame:
    return reader.ask("outcome_periods", outcome=outcome)


def relations(reader: Reader) -> pl.DataFrame:
    """Every published relation; for quality leads alone."""
    return reader.ask("relations")


def present(reader: Reader, known: dict[str, Yardstick]) -> dict[str, Yardstick]:
    """Those of `known` with at least one shown figure."""
    shown = set(reader.ask("present")["measure"])
    return {key: each for key, each in known.items() if key in shown}


def freshness(reader: Reader) -> pl.DataFrame:
    return reader.ask("freshness")


def breaks(reader: Reader) -> pl.DataFrame:
    """Where a series becomes another one: measure, period, kind and words."""
    return reader.ask("breaks")


def last_asked(reader: Reader) -> dict[str, date]:
    """The latest wave of each score."""
    return dict(reader.ask("last_asked").rows())


def response_by_group(reader: Reader) -> pl.DataFrame:
    """One row per wave x group, oldest wave first."""
    return reader.ask("response_by_group")


def reliability(reader: Reader) -> pl.DataFrame:
    """One row per closed wave x scale; for quality leads alone."""
    return reader.ask("reliability")


def answer_quality(reader: Reader) -> pl.DataFrame:
    """One row per closed wave; for quality leads alone."""
    return reader.ask("answer_quality")


def answers_and_rates(reader: Reader, measure: str, group_id: str) -> pl.DataFrame:
    """One row per wave in which a score is shown: the mean, and the band of the rate."""
    return reader.ask("answers_and_rates", measure=measure, group_id=group_id)


def quality(reader: Reader) -> pl.DataFrame:
    """What to mend in what is loaded; for staff without teams."""
    return reader.ask("quality")


def rest_by_name(reader: Reader) -> pl.DataFrame:
    return reader.ask("rest_by_name")


def balance_by_name(reader: Reader) -> pl.DataFrame:
    return reader.ask("balance_by_name")


def requests_by_name(reader: Reader) -> pl.DataFrame:
    return reader.ask("requests_by_name")


def calendar(reader: Reader, group_id: str) -> pl.DataFrame:
    """Who is on vacation, one row per working day of the last thirteen months."""
    return reader.ask("calendar", group_id=group_id)


def balance(reader: Reader, group_id: str) -> pl.DataFrame:
    """Hours of vacation owed and forfeited, one row per month."""
    return reader.ask("balance", group_id=group_id)


def forfeits(reader: Reader) -> pl.DataFrame:
    """One row per group: hours owed now, and forfeited in the months ahead."""
    return reader.ask("forfeits")


def decisions(reader: Reader, outcome: str) -> pl.DataFrame:
    """One row per level compared: teams, roles, notice, season, length."""
    return reader.ask("decisions", outcome=outcome)


def ahead(reader: Reader) -> pl.DataFrame:
    """One row per group x week of the four after the last day of the data."""
    return reader.ask("ahead")


def waiting(reader: Reader) -> pl.DataFrame:
    """One row per group of which is known who waits."""
    return reader.ask("waiting")


def by_role(reader: Reader, measure: str, by: date) -> pl.DataFrame:
    """One row per role of the organisation, in one period."""
    return reader.ask("by_role", measure=measure, by=by)
