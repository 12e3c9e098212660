"""What the roles of the made-up practice do: plausible figures, not measured ones."""

from dataclasses import dataclass

import numpy as np

from etl.synthetic.arrays import Floats


@dataclass(frozen=True)
class Role:
    """One role.

    `clinical`: clinical share of the FTE. `sessions` and `clients`: level per clinical FTE
    relative to a counselor. `minutes`: chances of a session of 30, 50, 60 and 90 minutes.
    """

    key: str
    discipline: str
    licence: str
    clinical: float
    sessions: float
    clients: float
    minutes: tuple[float, float, float, float]


ROLES = (
    Role("counselor", "Counseling", "licensed", 0.85, 1.0, 1.0, (0.06, 0.62, 0.28, 0.04)),
    Role("social_worker", "Social work", "licensed", 0.82, 0.98, 1.02, (0.15, 0.55, 0.26, 0.04)),
    Role("psychologist", "Psychology", "licensed", 0.8, 0.95, 0.97, (0.04, 0.6, 0.24, 0.12)),
    Role("psychiatrist", "Psychiatry", "licensed", 0.8, 1.2, 1.1, (0.72, 0.14, 0.12, 0.02)),
    Role("nurse", "Nursing", "licensed", 0.72, 1.12, 1.04, (0.62, 0.2, 0.16, 0.02)),
    Role("case_manager", "Case management", "not required", 0.8, 1.02, 1.05, (0.35, 0.3, 0.3, 0.05)),
    Role("peer_specialist", "Peer support", "certified", 0.7, 0.92, 0.9, (0.2, 0.35, 0.4, 0.05)),
    Role("admin_assistant", "Administration", "not required", 0.0, 0.0, 0.0, (0.0, 1.0, 0.0, 0.0)),
    Role("manager", "Management", "licensed", 0.2, 0.9, 0.92, (0.05, 0.6, 0.3, 0.05)),
    Role("trainee", "Training", "pre-licensed", 0.6, 0.85, 0.85, (0.04, 0.66, 0.28, 0.02)),
)  # fmt: skip

KEYS = tuple(role.key for role in ROLES)
ADMIN, MANAGER, TRAINEE = (
    KEYS.index(key) for key in ("admin_assistant", "manager", "trainee")
)
PSYCHOLOGIST, PSYCHIATRIST = KEYS.index("psychologist"), KEYS.index("psychiatrist")

# Chances of a role among a team's clinicians, in the order of ROLES.
MIXES = {
    "outpatient": (0.36, 0.2, 0.16, 0.07, 0.06, 0.04, 0.03, 0, 0, 0.08),
    "community": (0.1, 0.25, 0.06, 0.04, 0.12, 0.27, 0.12, 0, 0, 0.04),
    "school": (0.42, 0.28, 0.12, 0.02, 0.03, 0.05, 0.02, 0, 0, 0.06),
    "crisis": (0.2, 0.26, 0.1, 0.08, 0.2, 0.08, 0.06, 0, 0, 0.02),
    "residential": (0.18, 0.18, 0.06, 0.06, 0.28, 0.12, 0.1, 0, 0, 0.02),
}


def role_mix(setting: str, rng: np.random.Generator) -> Floats:
    """A team's own chances of each role, spread about its setting's."""
    usual = np.array(MIXES[setting], dtype=np.float64)
    drawn = np.zeros(len(ROLES))
    drawn[usual > 0] = rng.dirichlet(usual[usual > 0] * 25)
    return drawn
