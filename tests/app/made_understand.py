"""Made-up rows of the tables about stressors and outcomes."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from definitions.measures import measures

STRESSORS = ("caseload_per_fte", "back_to_back_share", "clinical_supervision")
OUTCOMES = ("cbi_work", "intent_to_leave")
# r, half its interval, reading: sure one way, sure the other, and not to be told
FIGURES = ((0.41, 0.25, "more"), (0.1, 0.3, "cannot_tell"), (-0.52, 0.2, "less"))
Add = Callable[..., None]


def add_relations(add: Add, wave_id: str, everywhere: Sequence[Any]) -> None:
    """Relations of a wave, and what stands beside them."""
    teams = sum(group.kind == "team" for group in everywhere)
    pairs = [(x, y) for y in OUTCOMES for x in STRESSORS]
    waves = (wave_id, "all") if wave_id == "w3" else (wave_id,)
    for each in waves:
        for position, (stressor, outcome) in enumerate(pairs, start=1):
            figure = FIGURES[STRESSORS.index(stressor)]
            add(
                "relation",
                **_relation(each, position, stressor, outcome, figure, teams),
            )
    _add_within(add, wave_id, pairs)
    for stressor, outcome in pairs:
        _add_beside(add, wave_id, stressor, outcome, teams)
        if wave_id == "w3":
            add(
                "lag",
                stressor=stressor,
                outcome=outcome,
                waves=3,
                teams=teams,
                direction="load first",
            )
    for position, stressor in enumerate(STRESSORS[:2], start=1):
        add("driver", **_driver(wave_id, position, stressor, teams))
        within = {"level": "within", "people": 300, "weight": 0.03, "noise": 0.02}
        add("driver", **_driver(wave_id, position, stressor, teams) | within)
    for part, line in (
        ("plan", "Primary outcome: work."),
        ("method", "Slopes are slopes."),
    ):
        add(
            "study",
            wave_id=wave_id,
            part=part,
            position=1,
            written_on=date(2026, 1, 5) if part == "plan" else None,
            text=line,
        )


def _add_within(add: Add, wave_id: str, pairs: list[tuple[str, str]]) -> None:
    """Within teams: all released but the last pair, and one level and one slice."""
    for position, (stressor, outcome) in enumerate(pairs, start=1):
        kept = position < len(pairs)
        asked = {
            "wave_id": wave_id, "position": position, "kind": "slope",
            "stressors": stressor, "outcome": outcome, "time_window": "12 weeks",
            "slice": "organisation", "people": 340, "teams": 24,
        }  # fmt: skip
        gain = 0.01 * position if kept else 0.11
        state = "released" if kept else "left_out"
        add("budget", **asked, state=state, gain=gain)
        if kept:
            figure = FIGURES[STRESSORS.index(stressor)]
            row = _relation(wave_id, position, stressor, outcome, figure, 24)
            said = {"level": "within", "people": 340, "reliability": None}
            words = {"sentence": "Within a team, people with higher load report more."}
            add("relation", **(row | said | words))
    over = _relation(wave_id, 1, *pairs[0], FIGURES[1], 24)
    words = {"sentence": "Whether the slopes differ cannot be told.", "r": None}
    add(
        "relation",
        **(over | words | {"level": "contextual", "q": None, "family": False}),
    )
    if wave_id == "w3":
        words = {
            "sentence": "Within a team nothing can be told.",
            "people": 340,
            "waves": 3,
        }
        add("relation", **(over | words | {"level": "within", "wave_id": "all"}))
        line = "Over all waves each team counts once."
        add("study", wave_id="all", part="method", position=1, text=line)
    add(
        "relation",
        **_relation(wave_id, 9, *pairs[0], FIGURES[0], 12)
        | {"level": "within", "slice": "role:nurse", "people": 60, "family": False, "q": None},
    )  # fmt: skip
    for low, high, value in ((None, -1.5, -2.0), (-1.5, 1.5, 0.0), (1.5, None, 3.0)):
        add(
            "level_within", wave_id=wave_id, stressor=STRESSORS[0], outcome=OUTCOMES[0],
            position=5, level_from=low, level_to=high, people=110, value=value,
            lower=value - 2, upper=value + 2,
        )  # fmt: skip


def _relation(
    wave_id: str,
    position: int,
    stressor: str,
    outcome: str,
    figure: tuple[float, float, str],
    teams: int,
) -> dict[str, Any]:
    r, reach, reading = figure
    family = outcome == "cbi_work"
    return {
        "wave_id": wave_id, "stressor": stressor, "outcome": outcome,
        "time_window": "12 weeks", "slice": "organisation", "level": "between",
        "position": position, "family": family, "teams": teams,
        "r": r, "lower": r - reach, "upper": r + reach,
        "slope": 4 * r, "slope_lower": 4 * (r - reach), "slope_upper": 4 * (r + reach),
        "step": measures()[stressor].step, "df": 18.0, "p": 0.01,
        "q": 0.03 if family else None, "detectable": 0.52, "reliability": 0.45,
        "reading": reading,
        "sentence": "Teams with higher caseloads report more burnout.",
        "slope_sentence": "A step more goes with 1.6 points more.",
    }  # fmt: skip


def _add_beside(
    add: Add, wave_id: str, stressor: str, outcome: str, teams: int
) -> None:
    key = {"wave_id": wave_id, "stressor": stressor, "outcome": outcome, "teams": teams}
    step = measures()[stressor].step
    for place in range(3):
        level = {"level_from": step * place, "level_to": step * (place + 1)}
        add(
            "level_of_load",
            **key,
            **level,
            value=40.0 + 3 * place,
            lower=36.0 + 3 * place,
            upper=44.0 + 3 * place,
        )
    add("break_point", **key, claimed=False, p=0.4, sentence="No level is found.")
    if stressor != "clinical_supervision":
        add(
            "adjusted",
            **key,
            taken_out="clinical_supervision",
            r=0.3,
            lower=0.1,
            upper=0.5,
            detectable=0.53,
        )
        add(
            "buffer", **key, resource="clinical_supervision",
            value=-1.0, lower=-3.0, upper=1.0, where_little=3.0, where_much=1.0,
        )  # fmt: skip


def _driver(wave_id: str, position: int, stressor: str, teams: int) -> dict[str, Any]:
    return {
        "wave_id": wave_id, "outcome": "cbi_work", "level": "between",
        "stressor": stressor, "position": position, "weight": 0.2 / position,
        "lower": 0.05, "upper": 0.4, "relative": 0.19, "sign": 1, "rank_kept": 0.8,
        "noise": 0.12, "r2": 0.3, "teams": teams,
    }  # fmt: skip
