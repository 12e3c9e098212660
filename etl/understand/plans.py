"""The study's plan: what was named before a wave closed, dated, and kept.

A plan holds settings and a date, nothing of anybody's answers. Each publication before a
wave is closed writes it down; if the settings have changed, a further version is added and
none is taken away.
"""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict

from etl.settings import Settings

FOLDER: Final = "plans"


class Plan(BaseModel):
    """One version of a wave's plan."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wave_id: str
    written_on: date
    stressors: tuple[str, ...]
    primary_outcome: str
    weeks: int
    taken_out: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    @property
    def named(self) -> tuple[object, ...]:
        """What is planned, without when it was written."""
        content = self.model_dump(exclude={"written_on"})
        return tuple(content.values())


def write_plans(
    data: Path, settings: Settings, *, closed: frozenset[str], today: date
) -> None:
    """Writes down what is named for every wave that is not closed, if it is new."""
    if not settings.named_stressors:
        return
    for wave in settings.wave:
        if wave.wave_id in closed:
            continue
        plan = Plan(
            wave_id=wave.wave_id,
            written_on=today,
            stressors=settings.named_stressors,
            primary_outcome=settings.primary_outcome,
            weeks=settings.relation_weeks,
            taken_out=settings.taken_out,
            resources=settings.resources,
        )
        earlier = read_plans(data, wave.wave_id)
        if not earlier or earlier[-1].named != plan.named:
            _write(data, [*earlier, plan])


def plans_of(
    data: Path, settings: Settings, *, closed: frozenset[str]
) -> dict[str, list[Plan]]:
    """The plans of all waves, written down first where a wave is not closed."""
    write_plans(data, settings, closed=closed, today=datetime.now(UTC).date())
    return {wave.wave_id: read_plans(data, wave.wave_id) for wave in settings.wave}


def read_plans(data: Path, wave_id: str) -> list[Plan]:
    """Every version of a wave's plan, oldest first; none if none was written."""
    path = data / FOLDER / f"{wave_id}.json"
    if not path.exists():
        return []
    rows = json.loads(path.read_text("utf-8"))
    return [Plan.model_validate(row) for row in rows]


def _write(data: Path, plans: list[Plan]) -> None:
    folder = data / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    rows = [plan.model_dump(mode="json") for plan in plans]
    path = folder / f"{plans[-1].wave_id}.json"
    draft = path.with_suffix(".new")
    draft.write_text(json.dumps(rows, indent=2) + "\n", "utf-8")
    draft.replace(path)
