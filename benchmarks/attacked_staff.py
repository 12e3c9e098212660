"""Made-up organisations for the attacker: who is where, answered what, works and is away.

Nothing is drawn from a real organisation. The attacker knows all of it but the answers.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from etl.close_wave import Snapshot
from etl.disclosure.plan import propose_reporting_units
from etl.disclosure.survey_cells import Wave

FIRST, LAST = date(2026, 2, 2), date(2026, 2, 15)
OUTCOMES = ("cbi_client", "cbi_work")
STRESSORS = ("caseload_per_fte", "sessions_per_fte_week", "back_to_back_share")
# of persons: these stressors are asked about within teams
NAMED = (
    *STRESSORS,
    *("crisis_exposure", "crisis_clustering", "no_show_share", "admin_share"),
    *("after_hours_notes", "overtime_hours", "utilisation", "long_day_share"),
    "short_rest_share",
)
WEEKS = (4, 8, 12)
SECRET = b"a secret of this organisation..."
WAVE = Wave("wave-1", "Wave 1", FIRST, LAST, False, 5)
SCORES = (0.0, 12.5, 25.0, 37.5, 50.0, 62.5, 75.0, 87.5, 100.0)
ROLES = ("counsellor", "nurse", "psychologist")
WORK_DAYS = 20
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Staff:
    """An organisation: who is where, who leads, who answered what; load and leave.

    people: person, team, role, away (days of vacation in February), sick (days in a
    quarter), owed [hours], asked (requests for vacation) and denied of them, and one
    column per outcome (null: not answered). load: team_id and one column per stressor.
    own_load: (stressor, weeks) -> a value per person, in their order.
    """

    teams: pl.DataFrame
    people: pl.DataFrame
    load: pl.DataFrame
    own_load: Mapping[tuple[str, int], Floats]
    invited: Mapping[str, int]
    units: Mapping[str, tuple[str, ...]]


def drawn_sizes(random: np.random.Generator, seed: int) -> list[int]:
    """People invited by team: every other organisation has relations of persons.

    One in four has so large teams that they are shown, one in four so few people that
    many figures would tell each.
    """
    many, least, more = {
        0: (random.integers(13, 16), 12, 2.0),
        2: (random.integers(14, 17), 7, 1.0),
    }.get(seed % 4, (random.integers(4, 13), 3, 2.5))
    return [int(min(20, least + random.gamma(2, more))) for _ in range(many)]


def teams_table(rows: list[tuple[str, str | None, str, int | None]]) -> pl.DataFrame:
    """Teams as a snapshot holds them: team_id, parent_id, kind, led_by_key."""
    return pl.DataFrame(
        rows,
        schema={
            "team_id": pl.String,
            "parent_id": pl.String,
            "kind": pl.String,
            "led_by_key": pl.UInt64,
        },
        orient="row",
    )


def staff(seed: int) -> Staff:
    """Some 20 to 240 people in 4 to 15 teams under one to four programmes."""
    random = np.random.default_rng(seed)
    programmes = [f"p{number}" for number in range(random.integers(1, 5))]
    size = {f"t{n:02}": many for n, many in enumerate(drawn_sizes(random, seed))}
    above = {team: str(random.choice(programmes)) for team in size}
    rate = {team: random.beta(8, 3) for team in above}
    load = {team: random.normal(0, 1, len(STRESSORS)) for team in above}
    rows: list[dict[str, object]] = []
    led: dict[str, int | None] = dict.fromkeys(above)
    for team, many in size.items():
        level = random.normal(0, 9) + 6 * load[team][0]
        for place in range(many):
            person = len(rows) + 1
            if place == 0 and random.random() < 0.5:
                led[team] = person
            own = random.normal(0, 14)
            given = {
                key: _score(50 + level + own + random.normal(0, 9))
                if random.random() < rate[team]
                else None
                for key in OUTCOMES
            }
            rows.append({"person": person, "team": team, **_absence(random), **given})
    teams: list[tuple[str, str | None, str, int | None]] = [
        (one, None, "programme", None) for one in programmes if one in above.values()
    ]
    teams += [(team, up, "team", led[team]) for team, up in above.items()]
    units = propose_reporting_units(size, above) if random.random() < 0.5 else {}
    return Staff(
        teams_table(teams),
        pl.DataFrame(rows, schema_overrides=dict.fromkeys(OUTCOMES, pl.Float64)),
        pl.DataFrame(
            [
                {"team_id": team, **dict(zip(STRESSORS, own, strict=True))}
                for team, own in load.items()
            ]
        ),
        _own_load(random, len(rows)),
        size,
        {unit: members for unit, members in units.items() if len(members) > 1},
    )


def _score(raw: float) -> float:
    return min(SCORES, key=lambda one: abs(one - raw))


def _absence(random: np.random.Generator) -> dict[str, object]:
    """One person's role, vacation, sickness and requests."""
    asked = int(random.poisson(2))
    return {
        "role": str(random.choice(ROLES)),
        "away": int(random.integers(0, 8)),
        "sick": int(random.poisson(1.5)),
        "owed": float(random.uniform(0, 200)),
        "asked": asked,
        "denied": int(random.binomial(asked, 0.25)),
    }


def _own_load(
    random: np.random.Generator, people: int
) -> dict[tuple[str, int], Floats]:
    """Loads of persons: those of the windows of one stressor go together."""
    held = {}
    for key in NAMED:
        usual = random.normal(28, 4, people)
        for weeks in WEEKS:
            held[key, weeks] = usual + random.normal(0, 2, people)
    return held


def corrected(one: Staff, seed: int) -> Staff:
    """The same with one to three people corrected, moved, or late after all."""
    random = np.random.default_rng(seed + 10**6)
    chosen = random.choice(one.people["person"], random.integers(1, 4), replace=False)
    teams = sorted(one.invited)
    rows = one.people.to_dicts()
    for row in rows:
        if row["person"] not in chosen:
            continue
        what = random.integers(0, 3)
        if what == 0:
            row["team"] = str(random.choice(teams))
        else:
            row |= {key: _score(random.uniform(0, 100)) for key in OUTCOMES}
    return replace(one, people=pl.DataFrame(rows, schema=one.people.schema))


def snapshot(one: Staff) -> Snapshot:
    """What the wave is closed on."""
    there = pl.any_horizontal(pl.col(OUTCOMES).is_not_null())
    answered = one.people.filter(there).with_columns(
        response_id=(pl.col("person") + 1000).cast(pl.UInt64)
    )
    return Snapshot(
        answered.select(
            "response_id",
            pl.col("person").cast(pl.UInt64).alias("staff_key"),
            pl.col("team").alias("team_id"),
            pl.lit(FIRST).cast(pl.Datetime).alias("submitted_at"),
            pl.lit(value=False).alias("late"),
        ),
        answered.unpivot(
            OUTCOMES, index="response_id", variable_name="scale", value_name="score"
        ),
        one.teams,
        pl.DataFrame(
            {"team_id": list(one.invited), "invited": list(one.invited.values())}
        ),
        one.units,
    )
