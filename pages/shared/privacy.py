"""What staff can read about their answers, in plain words."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from pages.shared import identity
from pages.shared.words import day_words

PURPOSE = (
    "Burnout scores are used here to look at work, for groups. They are never used to "
    "score or list a person, nor for decisions about performance, pay, discipline or "
    "rota."
)
NO_CHECK = "Nothing is published yet, so nothing was checked."
ROLES = {
    "Staff": "the organisation's results, and this page",
    "Leaders": (
        "load and scores of groups that are large enough; never a person, never an answer"
    ),
    "Quality leads": (
        "what leaders see, and how stressors and scores go together between groups"
    ),
    "HR": "leave by group and by name; no survey figure",
    "Survey steward": "loads survey files, outside line management and HR; no figure",
    "Data steward": "loads all other files; no figure",
    "Administrator": "sets roles, reads who saw what; no figure",
    "Who runs Ballast": "the data folder; it must not be anybody's manager",
}
WORDS = {
    "answers": "answers behind a mean",
    "anonymous": "answers behind a mean, in an anonymous wave",
    "people": "people behind a figure of load",
    "sensitive": "people behind a figure of sickness or denied leave",
    "relation_teams": "teams behind a correlation",
}
RULES = (
    (
        "Your answers count in your team's mean only if enough people answered; otherwise "
        "only in a larger group's."
    ),
    (
        "No figure of a small group can be worked out by taking one published figure from "
        "another: a program that plays the attacker checks this before anything is shown."
    ),
    (
        "Numbers of answers are given in bands, means are rounded, and means near either "
        "end of the scale are merged."
    ),
    "Whoever leads a team is not counted in that team's own mean.",
    "A wave is computed once and frozen. What comes later does not change it.",
    (
        "A confidential wave keeps a scrambled key, so that nobody answers twice and teams "
        "can be followed over time; an anonymous wave keeps none."
    ),
    (
        "E-mail addresses, IP addresses, places and comments are dropped before anything "
        "is stored."
    ),
)
LIMITS = (
    (
        "Who holds the data folder itself holds the answers. It belongs to one person "
        "outside line management and HR."
    ),
    "Colleagues who tell each other what they answered can work out what is left.",
    (
        "Who knows every colleague's team and load could guess one answer a little better "
        "from what quality leads read of workload and burnout: at most 10 % better than "
        "from the team's shown mean. Ballast measures it and leaves out what goes beyond."
    ),
    (
        "In local mode there is no sign-in: the dashboard listens on this computer alone, "
        "and a role is a view, not a lock."
    ),
)


def own_access() -> str:
    """What the reader of the page may see, in one sentence."""
    who = identity.visitor()
    if not who.signed_in:
        return "You have not signed in: you can read this page and nothing else."
    if who.name == identity.LOCAL:
        return "Local mode: whoever sits at this computer can look as each role."
    held = [
        grant.role + (f" of {', '.join(grant.units)}" if grant.units else "")
        for grant in who.roles
    ]
    return f"You are {who.name} and may look as: {'; '.join(held)}."


def agreed() -> str:
    """When staff representatives agreed to the purpose, if anybody has written it down."""
    day = identity.purpose_agreed_on()
    if day is None:
        return (
            "Nobody has written down yet on which day staff representatives agreed to "
            "this. Ask them, or whoever runs Ballast here."
        )
    return f"Agreed with staff representatives on {day_words(day)}."


def who_sees_what() -> pl.DataFrame:
    """One row per role."""
    return pl.DataFrame({"Who": list(ROLES), "Sees": list(ROLES.values())})


def minimums(said: dict[str, Any] | None) -> pl.DataFrame:
    """The minimums in force; the smallest that can be set where none is published."""
    in_force = json.loads(said["minimums"]) if said else {}
    lowest = {
        "answers": 5,
        "anonymous": 10,
        "people": 5,
        "sensitive": 10,
        "relation_teams": 10,
    }
    return pl.DataFrame(
        {
            "At least": [in_force.get(key, lowest[key]) for key in WORDS],
            "What": list(WORDS.values()),
        }
    )
