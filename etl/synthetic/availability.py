"""How much clinical time teams and people have: what rates per FTE are drawn from."""

import numpy as np

from etl.synthetic.arrays import Bools, Floats
from etl.synthetic.world import World


def at_work(world: World, month: int) -> Bools:
    """People x days of a month: employed, an own working day, not on leave."""
    span, persons = world.span, world.persons
    first, last = (int(n) for n in span.first_index[month : month + 2])
    these = slice(first, last)
    there = persons.employed(first, last - 1) & span.workday[these]
    there &= persons.works[:, np.minimum(span.weekday[these], 4)]
    kind, half = world.away.kind[:, these], world.away.half[:, these]
    return np.asarray(there & ((kind < 0) | half))


def fte_weeks(world: World, month: int) -> Floats:
    """Available clinical FTE-weeks of every person in a month."""
    persons = world.persons
    days = at_work(world, month).sum(axis=1)
    return np.asarray(days * persons.clinical_fte / np.maximum(persons.days_a_week, 1))


def team_fte_weeks(world: World, month: int) -> Floats:
    """Available clinical FTE-weeks of every team in a month."""
    team = world.persons.team_of[:, month]
    found = np.bincount(team, fte_weeks(world, month), minlength=len(world.org.teams))
    return np.asarray(found)
