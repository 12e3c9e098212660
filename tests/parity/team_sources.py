"""Drawn posts, incidents, team caseloads and agreements of a made-up organisation."""

from __future__ import annotations

from datetime import date

from hypothesis import strategies as st

from tests.parity.appointments import Row
from tests.parity.lists import some

TEAM = st.sampled_from(["a", "b", "c", "B"])  # a team by its name in another case
ROLE = st.sampled_from(["nurse", "Nurse", "psychologist", "clerk"])
DAYS = st.sampled_from(
    [
        date(2023, 12, 30),
        date(2024, 1, 1),
        date(2024, 1, 3),
        date(2024, 2, 29),
        date(2024, 3, 5),
        date(2024, 3, 8),
        date(2024, 3, 30),
        date(2024, 3, 31),
    ]
)


@st.composite
def teams_sources(draw: st.DrawFn) -> dict[str, list[Row]]:
    """Tables about teams; each may be empty or name a team by its name."""
    return {
        "position": draw(
            some(
                {
                    "team_id": TEAM,
                    "role": ROLE,
                    "fte_established": st.sampled_from([None, 0.0, 0.5, 2.0, 4.0]),
                    "valid_from": st.sampled_from(
                        [date(2023, 1, 1), date(2024, 2, 20), date(2024, 3, 10)]
                    ),
                    "valid_to": st.sampled_from([None, None, date(2024, 3, 15)]),
                },
                6,
            )
        ),
        "incident": draw(
            some(
                {
                    "team_id": TEAM,
                    "on_date": DAYS,
                    "kind": st.sampled_from(["violence", "client_death", "complaint"]),
                    "debriefed_on": st.one_of(st.none(), DAYS),
                },
                6,
            )
        ),
        "team_caseload": draw(
            some(
                {
                    "team_id": TEAM,
                    "on_date": DAYS,
                    "without_clinician": st.sampled_from([None, 0, 4]),
                    "discharged": st.sampled_from([None, 0, 3]),
                },
                6,
            )
        ),
    }


@st.composite
def agreements(draw: st.DrawFn) -> dict[str, list[Row]]:
    """What the settings say: agreed levels and intervals of supervision."""
    return {
        "agreed_level": draw(
            some(
                {
                    "measure": st.sampled_from(["caseload_per_fte", "admin_share"]),
                    "service_model": st.sampled_from([None, "outpatient", "other"]),
                    "level": st.sampled_from([10.0, 25.0]),
                },
                3,
            )
        ),
        "supervision_interval": draw(
            some(
                {
                    "role": st.sampled_from([None, "Nurse", "psychologist"]),
                    "before_licence": st.sampled_from([None, True, False]),
                    "days": st.sampled_from([3, 7, 14]),
                },
                3,
            )
        ),
    }
