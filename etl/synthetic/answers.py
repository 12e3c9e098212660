"""Who answers a survey wave, and what: exhaustion from the person's trait and load."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from etl.synthetic.arrays import Bools, Floats, Ints, happens, stream
from etl.synthetic.people import People
from etl.synthetic.span import Span, Wave
from etl.synthetic.truth import strain
from etl.synthetic.world import World

PERSONAL, WORK, CLIENT = range(3)
# Means of the three scales, 0-100, a little over those of Kristensen et al. 2005 (PUMA,
# doi:10.1080/02678370500297720), as in later samples of care staff.
SCALE_MEANS = (43.0, 40.0, 36.0)
SCALE_ITEMS = (6, 7, 6)
REVERSED_ITEM = 12  # the thirteenth item asks about energy left, not about fatigue
ITEM_SPREAD = 13.0  # so that Cronbach's alpha is about .87
TRAIT_SD, WAVE_SD, TEAM_SD = 12.0, 6.5, 1.5
SCALE_SD = 6.0  # of a person's personal and client scale about their exhaustion
DRIFT_A_WAVE = 0.25
MISSING, SEEN = "", "-99"
LEFT_OUT, SEEN_ONLY = 0.015, 0.005  # of answers
# log odds of answering, and what a point of strain takes off them
USUAL_REPLY, REPLY_SLOPE = 1.05, -0.025

Texts = NDArray[np.str_]


@dataclass(frozen=True)
class Replies:
    """One entry per person who answered; items people x 21, text as exported."""

    person: Ints
    exhaustion: Floats
    items: Texts


@dataclass(frozen=True)
class Traits:
    """What stays with a person over the waves, points of 0-100, and with a team."""

    person: Floats
    willing: Floats
    team: Floats
    scales: Floats


def traits(world: World) -> Traits:
    rng = stream(world.seed, "traits")
    count, teams = len(world.persons), len(world.org.teams)
    own = rng.standard_normal(teams) * TEAM_SD
    return Traits(
        rng.standard_normal(count) * TRAIT_SD,
        rng.standard_normal(count) * 0.7,
        own if world.told.has_effects else np.zeros(teams),
        rng.standard_normal((count, 3)) * SCALE_SD * np.array([0.7, 0.0, 1.2]),
    )


def invited(span: Span, persons: People, wave: Wave) -> Bools:
    """Everyone on the roster on the wave's first day."""
    return persons.on_roster(span.index(wave.first_day))


def replies(world: World, own: Traits, wave: Wave) -> Replies:
    """Answers of one wave. The loaded answer less often."""
    rng = stream(world.seed, "answers", wave.number)
    span, persons = world.span, world.persons
    month = int(span.month_of[span.index(wave.first_day)])
    load = strain(persons, world.drawn, world.told, month=month)
    latent = (
        own.person
        + own.team[persons.team_of[:, month]]
        + load
        + DRIFT_A_WAVE * (wave.number - 1)
        + rng.standard_normal(len(persons)) * WAVE_SD
    )
    odds = USUAL_REPLY + own.willing + REPLY_SLOPE * (own.person + load)
    answers = happens(rng, len(persons), 1 / (1 + np.exp(-odds)))
    items = _items(rng, latent, own)
    person = np.flatnonzero(answers & invited(span, persons, wave))
    order = rng.permutation(len(person))
    person = person[order]
    return Replies(person, latent[person], _with_gaps(rng, items[person]))


def _items(rng: np.random.Generator, latent: Floats, own: Traits) -> Ints:
    """People x 21 whole answers 1 to 5: the 19 items, single item, intent to leave."""
    columns = []
    for scale, (mean, count) in enumerate(zip(SCALE_MEANS, SCALE_ITEMS, strict=True)):
        level = mean + latent + own.scales[:, scale]
        offset = np.linspace(-7, 7, count)
        noise = rng.standard_normal((len(latent), count)) * ITEM_SPREAD
        columns.append(level[:, None] + offset + noise)
    single = 36 + 0.95 * latent + rng.standard_normal(len(latent)) * 15
    leaving = 30 + 0.8 * latent + rng.standard_normal(len(latent)) * 22
    points = np.column_stack([*columns, single, leaving])
    answer = np.clip(np.round(points / 25) + 1, 1, 5).astype(np.int64)
    answer[:, REVERSED_ITEM] = 6 - answer[:, REVERSED_ITEM]
    return answer


def _with_gaps(rng: np.random.Generator, items: Ints) -> Texts:
    """As text, with answers left out, and questions seen but unanswered."""
    text = items.astype("<U3")
    drawn = rng.random(items.shape)
    text[drawn < LEFT_OUT] = MISSING
    text[drawn > 1 - SEEN_ONLY] = SEEN
    if len(text):
        text[0, 2], text[-1, 8] = SEEN, MISSING
    return text
