"""Levels of measures that are planted beside the stressors and have no effect on answers."""

from dataclasses import dataclass

import numpy as np

from etl.synthetic.arrays import Floats
from etl.synthetic.organisation import Organisation
from etl.synthetic.span import Span
from etl.synthetic.truth import Story


@dataclass(frozen=True)
class Level:
    """A measure's level in `unit`. `settings`: other levels where work is of that kind."""

    measure: str
    unit: str
    base: float
    settings: tuple[tuple[str, float], ...] = ()


LEVELS = (
    Level("no_week_off", "share of people with an entitlement, mean over months", 0.2),
    Level("incidents", "serious incidents per 100 available clinical FTE-weeks", 1.0,
          (("crisis", 3.0), ("residential", 2.5))),
    Level("debrief_72h", "share of serious incidents", 0.7),
    Level("after_hours_contacts", "contacts per available clinical FTE-week", 4.0),
    Level("on_call_contact_share", "share of contacts answered after hours", 0.35),
    Level("clients_without_clinician", "clients per available clinical FTE", 1.0),
    Level("discharges", "clients per available clinical FTE-week", 0.55),
    Level("one_to_one", "hours per head per month", 0.6),
    Level("leave_undecided", "share of vacation requests that begin", 0.04),
    Level("leave_cancelled", "share of granted vacation requests", 0.03),
    Level("remote_share", "share of sessions", 0.3),
    Level("caseload_fit", "share of sessions of people who name preferences", 0.55),
    Level("dormant_share", "share of open clients", 0.14),
    Level("unfilled_share", "share of established FTE, before anybody leaves", 0.05),
)  # fmt: skip
BASE = {each.measure: each.base for each in LEVELS}


@dataclass(frozen=True)
class PlantedLevel:
    """A team's level from a month on."""

    team: int
    measure: str
    level: float
    month: int


def planted(told: Story, org: Organisation) -> tuple[PlantedLevel, ...]:
    """Teams whose level is not the practice's: those that are overloaded anyway.

    With truth "none" there are none, and settings do not differ either.
    """
    if not told.has_effects:
        return ()
    parts = org.parts
    since = {(each.team, each.stressor): each.month for each in told.planted}
    busy = since[parts.caseload, "caseload_per_fte"]
    late = since[parts.notes, "after_hours_notes"]
    alone = since[parts.supervision, "clinical_supervision"]
    return (
        PlantedLevel(parts.caseload, "clients_without_clinician", 4.0, busy),
        PlantedLevel(parts.notes, "after_hours_contacts", 12.0, late),
        PlantedLevel(parts.notes, "on_call_contact_share", 0.05, late),
        PlantedLevel(parts.supervision, "debrief_72h", 0.2, alone),
        PlantedLevel(parts.supervision, "unfilled_share", 0.25, 0),
        *(PlantedLevel(team, "leave_cancelled", 0.15, 0) for team in parts.denying),
    )


def team_level(measure: str, span: Span, org: Organisation, told: Story) -> Floats:
    """Teams x months: the level of a measure everywhere."""
    (found,) = (each for each in LEVELS if each.measure == measure)
    own = dict(found.settings) if told.has_effects else {}
    base = np.array([own.get(team.setting, found.base) for team in org.teams])
    level = np.repeat(base[:, None], span.months, axis=1)
    for each in planted(told, org):
        if each.measure == measure:
            level[each.team, each.month :] = each.level
    return level


def levels_record(
    span: Span, org: Organisation, told: Story
) -> dict[str, list[dict[str, object]]]:
    """What is planted, machine-readable: `levels` of measures and `teams` that differ."""
    ids = [team.team_id for team in org.teams]
    return {
        "levels": [
            {
                "measure": each.measure,
                "unit": each.unit,
                "level": each.base,
                "settings": dict(each.settings) if told.has_effects else {},
            }
            for each in LEVELS
        ],
        "teams": [
            {
                "team_id": ids[each.team],
                "measure": each.measure,
                "level": each.level,
                "since": span.month_starts[each.month].isoformat(),
            }
            for each in planted(told, org)
        ],
    }
