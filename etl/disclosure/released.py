"""The release plan by table: what every published table is made from, and who guards it.

A table that is not named here is not published: a test compares this list with what
the SQL declares and with what the written files hold.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

Stuff = Literal["answers", "shown cells", "records", "names", "definitions"]
Audience = Literal["teams", "analysis", "leave"]
EVERYWHERE: Final[tuple[Audience, ...]] = ("teams", "analysis", "leave")


@dataclass(frozen=True)
class Released:
    """One published table.

    Attributes:
        files: the files it stands in.
        made_from: answers; shown cells (what is published already, and nothing else);
            records of work and leave; names (for HR); definitions and loads.
        guarded_by: what keeps small groups out of it.
    """

    files: tuple[Audience, ...]
    made_from: Stuff
    guarded_by: str


RELEASED: Final[Mapping[str, Released]] = {
    "grp": Released(EVERYWHERE, "records", "people in bands under 50"),
    "estimate": Released(
        ("teams",), "answers", "suppression and rounding; audit, audit_people"
    ),
    "response": Released(("teams",), "answers", "ten-point bands from 10; audit"),
    "action": Released(("teams",), "records", "of teams, of nobody"),
    "reference": Released(("teams", "leave"), "shown cells", "as estimate"),
    "calendar": Released(
        ("teams", "leave"), "records", "vacation alone, ten people, twentieths"
    ),
    "balance": Released(("teams", "leave"), "records", "ten people, tens of hours"),
    "decision": Released(
        ("teams", "leave"), "records", "ten people, adjusted, whole per cents"
    ),
    "ahead": Released(("teams",), "records", "ten people, tens of hours"),
    "waiting": Released(("teams",), "records", "clients and referrals; five people"),
    "headline": Released(("teams",), "shown cells", "as estimate"),
    "signal": Released(("teams",), "shown cells", "as estimate; months alone"),
    "standing": Released(("teams",), "shown cells", "as estimate; rounded anew"),
    "similar_teams": Released(
        ("teams",), "shown cells", "as estimate; five teams; scores rounded anew"
    ),
    "spc": Released(("teams",), "shown cells", "as estimate; no answers"),
    "series_break": Released(
        EVERYWHERE, "answers", "of the organisation, in words, from 30 answers"
    ),
    "freshness": Released(EVERYWHERE, "definitions", "counts of rows of whole files"),
    "quality": Released(
        EVERYWHERE, "records", "under 5 people is no number; audit_quality"
    ),
    "manifest": Released(EVERYWHERE, "definitions", "of the version, of nobody"),
    "catalogue": Released(EVERYWHERE, "definitions", "of the columns, of nobody"),
    "measure": Released(EVERYWHERE, "definitions", "references as estimate"),
    "relation": Released(
        ("analysis",), "answers", "as estimate; 30 people, ten teams; the budget"
    ),
    "level_within": Released(
        ("analysis",), "answers", "30 people, ten teams, ten a level; the budget"
    ),
    "budget": Released(
        ("analysis",), "answers", "counts of 30 people; whole per cents"
    ),
    "level_of_load": Released(("analysis",), "shown cells", "as estimate; ten a level"),
    "break_point": Released(("analysis",), "shown cells", "as estimate; twenty teams"),
    "adjusted": Released(("analysis",), "shown cells", "as estimate; ten teams"),
    "buffer": Released(("analysis",), "shown cells", "as estimate; thirty teams"),
    "driver": Released(
        ("analysis",), "answers", "as estimate, thirty teams; within, the budget"
    ),
    "lag": Released(("analysis",), "shown cells", "as estimate; words alone"),
    "study": Released(("analysis",), "definitions", "settings, and counts of teams"),
    "reliability": Released(
        ("analysis",), "answers", "of the organisation, from 30 answers; audit_quality"
    ),
    "answer_quality": Released(
        ("analysis",), "answers", "of the organisation, in bands; audit_quality"
    ),
    "leave_estimate": Released(("leave",), "records", "as estimate; audit_people"),
    "person_balance": Released(("leave",), "names", "HR alone; no survey in this file"),
    "person_rest": Released(("leave",), "names", "HR alone; no survey in this file"),
    "person_request": Released(("leave",), "names", "HR alone; no survey in this file"),
}
