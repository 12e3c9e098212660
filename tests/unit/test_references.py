"""What colours and readings refer to, and against whom nobody is read."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from definitions.measures import measures
from etl.disclosure.rows import ESTIMATE
from etl.references import own_beginnings, references, with_readings
from etl.settings import Settings

GROUPS = pl.DataFrame(
    {
        "group_id": ["org", "crisis"],
        "kind": ["organisation", "team"],
        "split": ["none", "none"],
        "service_model": [None, "mobile crisis"],
    }
)
BEGINNINGS = pl.DataFrame(
    {
        "measure": ["crisis_exposure", "sessions_per_fte_week", "utilisation"],
        "value": [1.0, 20.0, 0.5],
        "text": ["own"] * 3,
    }
)


def held(settings: Settings) -> list[tuple[str, str, float]]:
    found = references(
        BEGINNINGS, GROUPS, measures=measures().values(), settings=settings
    )
    return found.select("measure", "group_id", "value").rows()


def test_what_is_high_by_purpose_has_no_reference_but_a_level_of_its_own_model() -> (
    None
):
    assert ("crisis_exposure", "crisis", 1.0) not in held(Settings())
    assert ("crisis_exposure", "org", 1.0) in held(Settings())
    assert ("sessions_per_fte_week", "crisis", 20.0) in held(Settings())
    agreed = {
        "measure": "crisis_exposure",
        "level": 6.0,
        "service_model": "mobile crisis",
        "set_by": "Board",
        "set_on": date(2026, 1, 1),
    }
    own = Settings.model_validate({"agreed_level": [agreed]})
    assert ("crisis_exposure", "crisis", 6.0) in held(own)


@pytest.mark.parametrize(
    ("measure", "value", "reading"),
    [
        ("utilisation", 0.9, "over"),
        ("utilisation", 0.1, "cannot_tell"),  # nobody is told to be idle
        ("sessions_per_fte_week", 1.0, "under"),
    ],
)
def test_what_is_read_upwards_only_is_never_under(
    measure: str, value: float, reading: str
) -> None:
    row = dict.fromkeys(ESTIMATE) | {
        "measure": measure,
        "group_id": "org",
        "value": value,
        "lower": value,
        "upper": value,
    }
    estimate = pl.DataFrame([row], schema=ESTIMATE)
    reference = references(
        BEGINNINGS, GROUPS, measures=measures().values(), settings=Settings()
    )
    assert with_readings(estimate, reference)["reading"].to_list() == [reading]


def test_the_organisations_beginning_is_in_the_measures_own_unit() -> None:
    quarter = {
        "group_id": "org",
        "period_kind": "quarter",
        "period_start": date(2025, 1, 1),
        "period_end": date(2025, 3, 31),
        "measure": "incidents",
        "numerator": 3.0,
        "denominator": 150.0,
    }
    # incidents are counted per 100 FTE-weeks
    found = own_beginnings(pl.DataFrame([quarter]), "org")
    assert found["value"].to_list() == [pytest.approx(2.0)]
