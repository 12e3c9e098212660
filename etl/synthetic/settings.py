"""The made-up practice's own settings.toml."""

import json
from collections.abc import Iterable

from etl.synthetic.organisation import Organisation
from etl.synthetic.span import Span

STRESSORS = (
    "caseload_per_fte", "sessions_per_fte_week", "back_to_back_share", "admin_share",
    "after_hours_notes", "notes_open_72h", "overtime_hours", "clinical_supervision",
    "free_middle_share", "leave_taken_ratio",
)  # fmt: skip
HEADLINES = (
    "caseload_per_fte", "back_to_back_share", "after_hours_notes",
    "clinical_supervision", "admin_share", "no_week_off",
)  # fmt: skip
TAKEN_OUT = ("clinical_supervision", "after_hours_notes")
RESOURCES = ("clinical_supervision",)
# measure, level, service model or none: what a clinical board might have agreed
AGREED = (
    ("caseload_per_fte", 28.0, "outpatient clinic"),
    ("caseload_per_fte", 28.0, "assertive community"),
    ("caseload_per_fte", 28.0, "school based"),
    ("back_to_back_share", 0.35, None),
    ("after_hours_notes", 3.0, None),
    ("clinical_supervision", 1.0, None),
    ("admin_share", 0.24, None),
)
HEAD = """\
organisation = "Ballast Demo Practice"
time_zone = "America/New_York"
first_weekday = 1
work_days = [1, 2, 3, 4, 5]
day_starts = "08:00"
day_ends = "18:00"
holidays = "US"
primary_outcome = "cbi_work"
purpose_agreed_on = 2024-08-20
"""
INTERVALS = """
[[supervision_interval]]
days = 42

[[supervision_interval]]
before_licence = true
days = 14
"""
LEAVE_YEAR = """
[leave_year]
carry_over_days = 5
hourly_rate = 38.0
currency = "USD"
"""
MINIMUMS = """
[minimums]
answers = 5
anonymous = 10
people = 5
sensitive = 10
relation_people = 30
relation_teams = 10
"""


def settings_text(span: Span, org: Organisation) -> str:
    """The whole file, as TOML."""
    lists = (
        f"headline_measures = {_list(HEADLINES)}\nnamed_stressors = {_list(STRESSORS)}\n"
        f"taken_out = {_list(TAKEN_OUT)}\nresources = {_list(RESOURCES)}\n"
    )
    waves = (
        f'\n[[wave]]\nname = "{wave.name}"\nfirst_day = {wave.first_day}\n'
        f"last_day = {wave.last_day}\nanonymous = {str(wave.anonymous).lower()}\n"
        for wave in span.waves
    )
    return (
        HEAD
        + lists
        + "".join([*waves, *_agreed(), *_units(org)])
        + INTERVALS
        + LEAVE_YEAR
        + MINIMUMS
    )


def _list(names: Iterable[str]) -> str:
    return json.dumps(list(names))


def _agreed() -> Iterable[str]:
    for measure, level, model in AGREED:
        only = f'service_model = "{model}"\n' if model else ""
        yield (
            f'\n[[agreed_level]]\nmeasure = "{measure}"\nlevel = {level}\n{only}'
            'set_by = "Clinical board"\nset_on = 2025-05-01\n'
        )


def _units(org: Organisation) -> Iterable[str]:
    for unit in sorted({team.unit for team in org.teams} - {""}):
        teams = [team for team in org.teams if team.unit == unit]
        name = (
            f"{org.programme_name(teams[0].programme)}, joint unit {unit[-1].upper()}"
        )
        yield (
            f'\n[[reporting_unit]]\nid = "{unit}"\nname = "{name}"\n'
            f"teams = {_list(team.team_id for team in teams)}\n"
        )
