"""Lists about teams: established posts, incidents, clients of the team, own hours."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import numpy as np

from etl.synthetic.arrays import Floats, ratio_or_zero, stream
from etl.synthetic.availability import team_fte_weeks
from etl.synthetic.csv_files import write_lines
from etl.synthetic.day_plan import LATE_START
from etl.synthetic.levels import team_level
from etl.synthetic.people import BANK
from etl.synthetic.roles import KEYS
from etl.synthetic.roster import employee_numbers
from etl.synthetic.structure import OPENED
from etl.synthetic.world import World

SERIOUS = ("client_death", "violence", "other")
COMPLAINTS = 0.8  # per 100 FTE-weeks
NEVER_DEBRIEFED = 0.5  # of those that are not debriefed in time
WAITING = 2.0  # clients per FTE
CLOSES, EVENING_ENDS = "18:00", "21:30"
FULL_WEEK = 5
Rows = list[tuple[object, ...]]


def established(world: World) -> Floats:
    """FTE of posts, teams x roles, before the merger: who began there, and unfilled ones.

    A post counts with the FTE and in the team of whoever held it first; bank staff
    hold none.
    """
    persons = world.persons
    _, first = np.unique(persons.position, return_index=True)
    first = first[(persons.contract[first] != BANK) & (persons.hired[first] <= 0)]
    posts = np.zeros((len(world.org.teams), len(KEYS)))
    np.add.at(
        posts, (persons.team_of[first, 0], persons.role[first]), persons.fte[first]
    )
    unfilled = team_level("unfilled_share", world.span, world.org, world.told)[:, 0]
    return np.asarray(np.round(posts / (1 - unfilled[:, None]), 2))


def posts_by_month(world: World) -> Floats:
    """FTE of posts, teams x roles x months; a merger takes over the posts of both."""
    org = world.org
    posts = np.repeat(established(world)[:, :, None], world.span.months, axis=2)
    merged = list(org.parts.merged)
    posts[org.parts.merger, :, org.merge_month :] = posts[merged, :, 0].sum(axis=0)[
        :, None
    ]
    posts[merged, :, org.merge_month :] = 0
    return posts


def vacancy(world: World) -> Floats:
    """Vacant share of established FTE, teams x months, role by role: what is true."""
    persons, span = world.persons, world.span
    posts = posts_by_month(world)
    vacant = np.zeros((len(world.org.teams), span.months))
    for month in range(span.months):
        first, after = (int(n) for n in span.first_index[month : month + 2])
        days = persons.employed(first, after - 1).sum(axis=1) / (after - first)
        days = np.where(persons.contract == BANK, 0, days * persons.fte)
        filled = np.zeros(posts.shape[:2])
        np.add.at(filled, (persons.team_of[:, month], persons.role), days)
        vacant[:, month] = np.maximum(0, posts[:, :, month] - filled).sum(axis=1)
    total = posts.sum(axis=1)
    return ratio_or_zero(vacant, total)


def vacancy_record(world: World) -> dict[str, object]:
    """Vacant share by team, month by month, as it came out: people leave at any time."""
    share = vacancy(world)
    return {
        "unit": "share of established FTE, by month; null without posts",
        "teams": {
            team.team_id: [
                round(float(each), 4) if posts else None
                for each, posts in zip(own, there, strict=True)
            ]
            for team, own, there in zip(
                world.org.teams,
                share,
                posts_by_month(world).sum(axis=1) > 0,
                strict=True,
            )
        },
    }


def write_positions(path: Path, world: World) -> None:
    """Posts by team and role; those of merged teams end with the teams."""
    org, starts = world.org, world.span.month_starts
    posts = posts_by_month(world)
    merge = starts[org.merge_month]
    rows: Rows = []
    for team, role in zip(*np.nonzero(posts.max(axis=2)), strict=True):
        begins = merge if team == org.parts.merger else OPENED
        ends = merge - timedelta(days=1) if team in org.parts.merged else None
        fte = float(posts[team, role].max())
        name = org.teams[team].team_id
        rows.append(
            (name, KEYS[role], round(fte, 2), round(fte * 0.6, 1), begins, ends)
        )
    header = (
        *("team", "role", "fte_established", "staffing_minimum"),
        *("valid_from", "valid_to"),
    )
    write_lines(path, header, rows)


def write_incidents(path: Path, world: World) -> None:
    """The register of incidents, by date."""
    rng = stream(world.seed, "incidents")
    rows = [
        row
        for month in range(world.span.months)
        for row in _incidents(rng, world, month)
    ]
    rows.sort(key=lambda row: (row[1], row[0], row[2]))
    # two of a kind in one team on one day are one row
    once = {row[:3]: row for row in rows}
    write_lines(path, ("team", "on_date", "kind", "debriefed_on"), once.values())


def _incidents(
    rng: np.random.Generator, world: World, month: int
) -> Iterator[tuple[str, ...]]:
    span, org = world.span, world.org
    weeks = team_fte_weeks(world, month)
    rate = team_level("incidents", span, org, world.told)[:, month]
    in_time = team_level("debrief_72h", span, org, world.told)[:, month]
    first, after = (int(n) for n in span.first_index[month : month + 2])
    for team, (serious, complaints) in enumerate(
        zip(
            rng.poisson(rate / 100 * weeks),
            rng.poisson(COMPLAINTS / 100 * weeks),
            strict=True,
        )
    ):
        name = org.teams[team].team_id
        for number in range(serious + complaints):
            day = span.on(int(rng.integers(first, after)))
            if number >= serious:
                yield (name, str(day), "complaint", "")
                continue
            wait = int(rng.integers(0, 4))
            if rng.random() >= in_time[team]:
                wait = -1 if rng.random() < NEVER_DEBRIEFED else wait + 5
            debriefed = "" if wait < 0 else str(day + timedelta(days=wait))
            yield (name, str(day), SERIOUS[int(rng.integers(len(SERIOUS)))], debriefed)


def write_team_caseloads(folder: Path, world: World) -> None:
    """One file a month: clients without a clinician, discharges, clients who wait."""
    span, org = world.span, world.org
    alone = team_level("clients_without_clinician", span, org, world.told)
    leaving = team_level("discharges", span, org, world.told)
    for month, start in enumerate(span.month_starts[:-1]):
        rng = stream(world.seed, "team caseload", month)
        weeks = team_fte_weeks(world, month)
        length = (span.month_starts[month + 1] - start).days / 7
        counts = rng.poisson(
            np.stack(
                [
                    alone[:, month] * weeks / length,
                    leaving[:, month] * weeks,
                    WAITING * weeks / length,
                ],
                axis=1,
            )
        )
        rows = [
            (team.team_id, start, *counts[index])
            for index, team in enumerate(org.teams)
            if team.first_month <= month
            and (team.last_month is None or month <= team.last_month)
        ]
        header = ("team", "on_date", "without_clinician", "discharged", "waiting")
        write_lines(folder / f"team_caseload_{start}.csv", header, rows)


def write_patterns(path: Path, world: World) -> None:
    """Own hours of whoever works part of the week or chose to work late."""
    persons = world.persons
    opens = 8 * 60 + LATE_START
    late = f"{opens // 60:02}:{opens % 60:02}"
    numbers = employee_numbers(persons)
    rows: Rows = []
    for person in np.flatnonzero(persons.evening | (persons.days_a_week < FULL_WEEK)):
        evening = bool(persons.evening[person])
        hours = (late, EVENING_ENDS) if evening else ("08:00", CLOSES)
        for weekday in np.flatnonzero(persons.works[person]):
            rows.append((numbers[person], weekday + 1, *hours, OPENED, None))
    header = ("staff_id", "weekday", "starts", "ends", "valid_from", "valid_to")
    write_lines(path, header, rows)
