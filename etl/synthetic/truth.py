"""What is planted in the made-up practice, and the levels everything is drawn from."""

from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np

from etl.synthetic.arrays import Floats, Ints, autocorrelated, stream
from etl.synthetic.organisation import Organisation
from etl.synthetic.people import People
from etl.synthetic.roles import ROLES
from etl.synthetic.span import Span

Truth = Literal["planted", "none"]
AUTOCORRELATION = 0.3
THRESHOLD = 26.0
SUPERVISION_CENTRE = 2.0
# A note takes about .2 hours and about 28 are due per available clinical FTE-week, so a
# share p of notes finished after hours is about 5.65 p hours per FTE-week.
NOTE_HOURS_A_WEEK = 5.65


@dataclass(frozen=True)
class Stressor:
    """One stressor of the generating model, in `unit`.

    `base`: the practice's level. The rest are standard deviations: of teams, of a team's
    months (AR(1)), of people, of a person's months (AR(1)). `between` and `within`: points
    of exhaustion (0-100) per unit.
    """

    key: str
    unit: str
    base: float
    teams: float
    team_months: float
    people: float
    person_months: float
    lowest: float
    highest: float
    between: float = 0.0
    within: float = 0.0


STRESSORS = (
    Stressor("caseload_per_fte", "active clients per clinical FTE", 25.4, 1.9, 0.5, 2.4, 0.9, 6, 60, 3.5, 2.0),
    Stressor("sessions_per_fte_week", "kept sessions per available clinical FTE-week", 20.5, 0.9, 0.5, 1.2, 0.6, 5, 40),
    Stressor("back_to_back_share", "share of followed sessions", 0.22, 0.05, 0.012, 0.06, 0.03, 0.01, 0.85, 45, 20),
    Stressor("overrun_share", "share of ended sessions", 0.17, 0.02, 0.01, 0.05, 0.02, 0.01, 0.8),
    Stressor("admin_share", "share of worked hours", 0.19, 0.017, 0.006, 0.025, 0.012, 0.04, 0.5, 80, 30),
    Stressor("after_hours_notes", "hours per available clinical FTE-week", 0.33, 0.1, 0.03, 0.2, 0.08, 0.0, 3.0, 8, 4),
    Stressor("notes_open_72h", "share of notes due", 0.11, 0.02, 0.01, 0.04, 0.02, 0.0, 0.8),
    Stressor("overtime_hours", "hours per head per week", 1.0, 0.3, 0.15, 0.9, 0.4, -3, 12),
    Stressor("clinical_supervision", "hours per head per month", 2.2, 0.32, 0.1, 0.45, 0.3, 0.0, 6, -6, -2.5),
    Stressor("free_middle_share", "share of spans over six hours", 0.78, 0.025, 0.01, 0.06, 0.025, 0.56, 0.98),
    Stressor("leave_taken_ratio", "share of usual vacation requests", 1.0, 0.06, 0.0, 0.12, 0.0, 0.2, 1.3),
)  # fmt: skip
BY_KEY = {each.key: each for each in STRESSORS}
BUFFER = -0.4  # points per client over the threshold and hour of supervision


@dataclass(frozen=True)
class Planted:
    """A team's stressor changed to `level` (the team's mean) from a month on."""

    team: int
    stressor: str
    level: float
    month: int
    before: float | None = None


@dataclass(frozen=True)
class Action:
    """An action that was taken. `effect`: change of the stressor from then on."""

    team: int
    month: int
    lever: str
    stressor: str
    effect: float
    note: str


@dataclass(frozen=True)
class Story:
    """What was planted; with truth "none" neither plants, effects nor team differences."""

    truth: Truth
    planted: tuple[Planted, ...]
    actions: tuple[Action, ...]
    denial: tuple[float, ...]

    @property
    def has_effects(self) -> bool:
        return self.truth == "planted"


@dataclass(frozen=True)
class Levels:
    """Stressor -> people x months, and stressor -> teams x months; units of STRESSORS."""

    person: dict[str, Floats]
    team: dict[str, Floats]


def story(span: Span, org: Organisation, truth: Truth) -> Story:
    parts, at = org.parts, span.month_at
    actions = (
        Action(parts.assistant, at(13 / 24), "delegate scheduling, billing and record keeping",
               "admin_share", -0.08, "administrative assistant joined the team"),
        Action(parts.renamed, at(0.6), "regular clinical supervision",
               "clinical_supervision", 0.0, "fortnightly slots put in the calendar"),
        Action(parts.back_to_back, at(0.8), "gaps between sessions",
               "back_to_back_share", 0.0, "booking template asks for ten minutes"),
    )  # fmt: skip
    usual = 0.07
    denial = [usual] * len(org.teams)
    if truth == "none":
        flat = tuple(
            Action(each.team, each.month, each.lever, each.stressor, 0.0, each.note)
            for each in actions
        )
        return Story(truth, (), flat, tuple(denial))
    for team in parts.denying:
        denial[team] = 0.24
    planted = (
        Planted(parts.caseload, "caseload_per_fte", 31.0, at(0.75), 25.0),
        Planted(parts.caseload, "sessions_per_fte_week", 24.0, at(0.75), 20.8),
        Planted(parts.notes, "after_hours_notes", 1.2, at(0.58)),
        Planted(parts.notes, "admin_share", 0.25, at(0.58)),
        Planted(parts.back_to_back, "back_to_back_share", 0.5, at(0.42)),
        Planted(parts.supervision, "clinical_supervision", 0.5, at(2 / 3)),
        Planted(parts.assistant, "admin_share", 0.25, 0),
    )
    return Story(truth, planted, actions, tuple(denial))


def levels(
    span: Span, org: Organisation, persons: People, told: Story, *, seed: int
) -> Levels:
    """What every person's and team's months are drawn from."""
    person: dict[str, Floats] = {}
    team: dict[str, Floats] = {}
    month = np.arange(span.months)
    for stressor in STRESSORS:
        rng = stream(seed, stressor.key)
        team[stressor.key] = _team_level(
            rng, stressor, len(org.teams), span.months, told
        )
        own = rng.standard_normal(len(persons))[:, None] * stressor.people
        months = autocorrelated(rng, (len(persons), span.months), rho=0.5)
        level = team[stressor.key][persons.team_of, month] * _of_role(
            stressor.key, persons
        )
        drawn = level + own + months * stressor.person_months
        person[stressor.key] = np.clip(drawn, stressor.lowest, stressor.highest)
    return Levels(person, team)


def _team_level(
    rng: np.random.Generator, stressor: Stressor, teams: int, months: int, told: Story
) -> Floats:
    """Teams x months: differences between teams only where they are planted."""
    own = rng.standard_normal((teams, 1)) * stressor.teams
    swings = autocorrelated(rng, (teams, months), rho=AUTOCORRELATION)
    level = np.full((teams, months), stressor.base)
    if told.has_effects:
        level = level + own
    for each in told.planted:
        if each.stressor == stressor.key:
            if each.before is not None:
                level[each.team] = each.before
            level[each.team, each.month :] = each.level
    for action in told.actions:
        if action.stressor == stressor.key:
            level[action.team, action.month :] += action.effect
    return level + swings * stressor.team_months


def _of_role(key: str, persons: People) -> Floats:
    """Role mix is no team effect: factor on the level, people x 1."""
    if key == "caseload_per_fte":
        return np.array([role.clients for role in ROLES])[persons.role][:, None]
    if key == "sessions_per_fte_week":
        return np.array([role.sessions for role in ROLES])[persons.role][:, None]
    return np.ones((len(persons), 1))


def strain(persons: People, drawn: Levels, told: Story, *, month: int) -> Floats:
    """Points of exhaustion that the three months before `month` add, per person.

    Exposure is the mean of the generating levels over the three months before the wave.
    A team's is the mean over all its clinicians, a person's the deviation from it. The
    caseload counts above its threshold only, supervision also buffers it.
    """
    points = np.zeros(len(persons))
    if not told.has_effects:
        return points
    months = slice(max(0, month - 3), month)
    team = persons.team_of[:, month]
    before = {key: level[:, months].mean(axis=1) for key, level in drawn.person.items()}
    before["caseload_per_fte"] = np.maximum(0, before["caseload_per_fte"] - THRESHOLD)
    for stressor in STRESSORS:
        between = _team_means(before[stressor.key], team, persons)
        within = before[stressor.key] - between
        centre = stressor.base if stressor.key != "caseload_per_fte" else 0.0
        points += stressor.between * (between - centre) + stressor.within * within
    supervised = before["clinical_supervision"] - SUPERVISION_CENTRE
    points += BUFFER * before["caseload_per_fte"] * supervised
    return np.where(persons.sees_clients, points, 0.0)


def _team_means(values: Floats, team: Ints, persons: People) -> Floats:
    counts = persons.sees_clients.astype(np.float64)
    size = np.bincount(team, counts)
    total = np.bincount(team, values * counts)
    return np.asarray(total / np.maximum(size, 1))[team]


def as_record(span: Span, org: Organisation, told: Story) -> dict[str, object]:
    """Everything planted, machine-readable, with units."""
    ids = [team.team_id for team in org.teams]
    return {
        "truth": told.truth,
        "stressors": [_stressor_record(each, told) for each in STRESSORS],
        "effects_unit": "points of exhaustion (0-100) per unit of the stressor",
        "exposure": "mean of the three calendar months before the wave's first month",
        "caseload_threshold": {
            "level": THRESHOLD,
            "unit": BY_KEY["caseload_per_fte"].unit,
            "below": "no effect",
            "planted": told.has_effects,
        },
        "buffer": {
            "stressor": "caseload_per_fte over the threshold",
            "resource": "clinical_supervision",
            "centre": SUPERVISION_CENTRE,
            "points": BUFFER if told.has_effects else 0.0,
            "unit": "points per client over the threshold and hour of supervision",
        },
        "autocorrelation": AUTOCORRELATION,
        "overloaded": [_planted_record(span, org, each) for each in told.planted],
        "actions": [
            {
                "team_id": ids[each.team],
                "started_on": span.month_starts[each.month].isoformat(),
                "lever": each.lever,
                "target_measure": each.stressor,
                "effect": each.effect,
                "unit": BY_KEY[each.stressor].unit,
            }
            for each in told.actions
        ],
        "leave_denied": [
            {"team_id": ids[team], "share_of_vacation_requests": share}
            for team, share in enumerate(told.denial)
        ],
    }


def _stressor_record(stressor: Stressor, told: Story) -> dict[str, object]:
    """A stressor as it was in force: no team differences or effects unless planted."""
    plain = {} if told.has_effects else {"teams": 0.0, "between": 0.0, "within": 0.0}
    return {**asdict(stressor), **plain}


def _planted_record(span: Span, org: Organisation, each: Planted) -> dict[str, object]:
    base = BY_KEY[each.stressor]
    return {
        "team_id": org.teams[each.team].team_id,
        "team": org.teams[each.team].name,
        "stressor": each.stressor,
        "unit": base.unit,
        "before": base.base if each.before is None else each.before,
        "level": each.level,
        "since": span.month_starts[each.month].isoformat(),
    }
