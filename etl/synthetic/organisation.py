"""The made-up organisation: divisions, programmes, teams, and what happens to them."""

from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from etl.synthetic.arrays import Ints, stream
from etl.synthetic.span import Span
from etl.synthetic.words import DIVISIONS, PROGRAMME_SETTINGS, SERVICES, place_name

SMALLEST_TEAM, LARGEST_TEAM = 4, 28
FEWEST_TEAMS, FEWEST_MONTHS = 8, 4  # for every part of the story
UNIT_PEOPLE = 10  # a reporting unit has at least this many people


@dataclass(frozen=True)
class Team:
    """One team. Months are indices; `last_month` None while it exists."""

    team_id: str
    name: str
    programme: int
    setting: str
    size: int
    first_month: int = 0
    last_month: int | None = None
    became: str = ""
    old_name: str = ""
    unit: str = ""

    @property
    def service_model(self) -> str:
        return SERVICES[self.setting][1]


@dataclass(frozen=True)
class Parts:
    """Which team (by index) plays which part in the story."""

    caseload: int
    notes: int
    back_to_back: int
    supervision: int
    assistant: int
    renamed: int
    merged: tuple[int, int]
    merger: int
    denying: tuple[int, int]


@dataclass(frozen=True)
class Organisation:
    """Teams in the order of their index; the last one is the merger."""

    teams: tuple[Team, ...]
    programme_settings: tuple[str, ...]
    division_of: tuple[int, ...]
    parts: Parts
    rename_month: int
    merge_month: int

    @property
    def divisions(self) -> int:
        return max(self.division_of) + 1

    def programme_name(self, programme: int) -> str:
        place = DIVISIONS[self.division_of[programme] % len(DIVISIONS)]
        kind = self.programme_settings[programme].title()
        return f"{place} {kind} Program {programme + 1}"

    def division_name(self, division: int) -> str:
        rounds = division // len(DIVISIONS)
        name = f"{DIVISIONS[division % len(DIVISIONS)]} Division"
        return f"{name} {rounds + 1}" if rounds else name


def organisation(span: Span, *, staff: int, teams: int, seed: int) -> Organisation:
    """The teams of the practice, about `staff` people in all.

    Raises ValueError where the story doesn't fit: fewer than 8 teams, fewer than 4
    months, or teams that would be smaller than 4 or larger than 28 people on average.
    """
    if teams < FEWEST_TEAMS or span.months < FEWEST_MONTHS:
        raise ValueError(
            f"a made-up practice needs at least {FEWEST_TEAMS} teams"
            f" and {FEWEST_MONTHS} months, not {teams} and {span.months}"
        )
    if not SMALLEST_TEAM * teams <= staff <= LARGEST_TEAM * teams:
        raise ValueError(
            f"{staff} people do not fit {teams} teams of {SMALLEST_TEAM} to"
            f" {LARGEST_TEAM}: choose {SMALLEST_TEAM * teams} to {LARGEST_TEAM * teams}"
        )
    blocks = np.array_split(np.arange(teams), max(3, teams // 4))
    parts = _parts(blocks, teams)
    sizes = _sizes(stream(seed, "organisation"), staff, teams, parts)
    settings = tuple(
        PROGRAMME_SETTINGS[n % len(PROGRAMME_SETTINGS)] for n in range(len(blocks))
    )
    plain = [
        _team(int(index), programme, settings[programme], int(sizes[index]))
        for programme, block in enumerate(blocks)
        for index in block
    ]
    rename, merge = span.month_at(0.5), span.month_at(2 / 3)
    storied = _with_units(_with_story(plain, parts, rename, merge))
    divisions = np.array_split(np.arange(len(blocks)), max(2, len(blocks) // 3))
    division_of = tuple(n for n, block in enumerate(divisions) for _ in block)
    return Organisation(storied, settings, division_of, parts, rename, merge)


def _parts(blocks: list[Ints], teams: int) -> Parts:
    middle, last = blocks[2 * len(blocks) // 3], blocks[-1]
    return Parts(
        caseload=0,
        renamed=1,
        assistant=2,
        notes=int(blocks[1][0]),
        merged=(int(blocks[1][-2]), int(blocks[1][-1])),
        back_to_back=int(middle[0]),
        supervision=int(last[1]),
        merger=teams,
        denying=(1, int(middle[0])),
    )


def _sizes(rng: np.random.Generator, staff: int, teams: int, parts: Parts) -> Ints:
    """People per team: uneven, summing to `staff`, teams of the story large enough."""
    drawn = rng.lognormal(0, 0.45, teams)
    sizes = np.clip(
        np.round(drawn / drawn.sum() * staff), SMALLEST_TEAM, LARGEST_TEAM
    ).astype(np.int64)
    order = rng.permutation(teams)
    turn = 0
    while sizes.sum() != staff:
        step = int(np.sign(staff - sizes.sum()))
        team = order[turn % teams]
        if SMALLEST_TEAM <= sizes[team] + step <= LARGEST_TEAM:
            sizes[team] += step
        turn += 1
    ranked = np.sort(sizes)
    story = [parts.caseload, parts.notes, parts.back_to_back, parts.supervision]
    wanted = dict(zip(story, ranked[-3 * teams // 10 :][: len(story)], strict=False))
    wanted |= dict(zip(parts.merged, ranked[:2], strict=True))
    return _swapped(sizes, wanted)


def _swapped(sizes: Ints, wanted: dict[int, np.int64]) -> Ints:
    """The same sizes, with each wanted one swapped to its team."""
    result, done = sizes.copy(), set[int]()
    for team, size in wanted.items():
        holders = [int(n) for n in np.flatnonzero(result == size) if n not in done]
        holder = team if team in holders else holders[0]
        result[[team, holder]] = result[[holder, team]]
        done.add(team)
    return result


def _team(index: int, programme: int, setting: str, size: int) -> Team:
    name = f"{place_name(index)} {SERVICES[setting][0]}"
    return Team(f"T{index + 1:02d}", name, programme, setting, size)


def _with_story(teams: list[Team], parts: Parts, rename: int, merge: int) -> list[Team]:
    """One team renamed, two merged into a third, which is appended."""
    renamed = teams[parts.renamed]
    teams[parts.renamed] = replace(
        renamed,
        name=f"{place_name(parts.renamed)} Family Clinic",
        old_name=renamed.name,
    )
    first, second = (teams[n] for n in parts.merged)
    merger = _team(
        parts.merger, first.programme, first.setting, first.size + second.size
    )
    for index in parts.merged:
        teams[index] = replace(
            teams[index], last_month=merge - 1, became=merger.team_id
        )
    assert 0 < rename < merge
    return [*teams, replace(merger, first_month=merge)]


def _with_units(teams: list[Team]) -> tuple[Team, ...]:
    """Small siblings joined to reporting units of at least ten people.

    Small teams that are too few together join their smallest other sibling. A merger goes on in the unit of the
    teams it was made of, so that the unit stays as large as it was.
    """
    units: dict[str, str] = {}
    for programme in sorted({team.programme for team in teams}):
        siblings = [team for team in teams if team.programme == programme]
        started = sorted(
            (t for t in siblings if t.first_month == 0), key=lambda t: t.size
        )
        count = sum(team.size < UNIT_PEOPLE for team in started)
        if sum(team.size for team in started[:count]) < UNIT_PEOPLE and count:
            count += 1
        small = started[:count]
        units |= _joined(small, programme)
    for team in teams:
        if team.became and team.team_id in units:
            units[team.became] = units[team.team_id]
    return tuple(replace(team, unit=units.get(team.team_id, "")) for team in teams)


def _joined(small: list[Team], programme: int) -> dict[str, str]:
    """Reporting unit by team; a remainder joins the unit before, one alone none."""
    groups: list[list[Team]] = [[]]
    for team in small:
        if sum(each.size for each in groups[-1]) >= UNIT_PEOPLE:
            groups.append([])
        groups[-1].append(team)
    for before, last in list(pairwise(groups))[-1:]:
        if sum(each.size for each in last) < UNIT_PEOPLE:
            before.extend(groups.pop())
    return {
        team.team_id: f"RU{programme + 1:02d}{'abcdefgh'[number]}"
        for number, group in enumerate(groups)
        if len(group) > 1 and sum(each.size for each in group) >= UNIT_PEOPLE
        for team in group
    }
