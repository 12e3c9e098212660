"""Everything the export files are written from."""

from dataclasses import dataclass

from etl.synthetic.absence import Absence, absence
from etl.synthetic.organisation import Organisation, organisation
from etl.synthetic.people import People, people
from etl.synthetic.span import Span
from etl.synthetic.truth import Levels, Story, Truth, levels, story


@dataclass(frozen=True)
class World:
    """The made-up practice, before anything of it is written."""

    seed: int
    span: Span
    org: Organisation
    persons: People
    told: Story
    drawn: Levels
    away: Absence


def world(*, staff: int, teams: int, months: int, seed: int, truth: Truth) -> World:
    """The practice of that size. Raises ValueError for a size the story doesn't fit."""
    span = Span(months)
    org = organisation(span, staff=staff, teams=teams, seed=seed)
    told = story(span, org, truth)
    persons = people(span, org, seed=seed, assistant_month=told.actions[0].month)
    drawn = levels(span, org, persons, told, seed=seed)
    away = absence(span, org, persons, drawn, told, seed=seed)
    return World(seed, span, org, persons, told, drawn, away)
