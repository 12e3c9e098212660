"""Survey waves as Qualtrics exports them: three header rows, and what goes wrong."""

import csv
import json
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from pathlib import Path

import numpy as np

from etl.synthetic.answers import Replies, invited, replies, traits
from etl.synthetic.arrays import Ints, stream
from etl.synthetic.csv_files import write_lines
from etl.synthetic.roster import e_mails
from etl.synthetic.span import WAVE_DAYS, Wave
from etl.synthetic.structure import survey_name
from etl.synthetic.words import person_name
from etl.synthetic.world import World

TIME_ZONE = "America/New_York"
META = (
    ("StartDate", "Start Date", "startDate"),
    ("EndDate", "End Date", "endDate"),
    ("Status", "Response Type", "status"),
    ("IPAddress", "IP Address", "ipAddress"),
    ("Progress", "Progress", "progress"),
    ("Duration (in seconds)", "Duration (in seconds)", "duration"),
    ("Finished", "Finished", "finished"),
    ("RecordedDate", "Recorded Date", "recordedDate"),
    ("ResponseId", "Response ID", "_recordId"),
    ("RecipientLastName", "Recipient Last Name", "recipientLastName"),
    ("RecipientFirstName", "Recipient First Name", "recipientFirstName"),
    ("RecipientEmail", "Recipient Email", "recipientEmail"),
    ("ExternalReference", "External Data Reference", "externalDataReference"),
    ("LocationLatitude", "Location Latitude", "locationLatitude"),
    ("LocationLongitude", "Location Longitude", "locationLongitude"),
    ("DistributionChannel", "Distribution Channel", "distributionChannel"),
    ("UserLanguage", "User Language", "userLanguage"),
)
ITEMS = (*(f"CBI_{n:02d}" for n in range(1, 20)), "SIB_1", "ITL_1")
FEWEST_ROWS = 10
STRANGERS = ("locum.desk@example.org", "front.office@example.org")
SCALES = (("Personal", 6), ("Work", 13), ("Clients", 19))  # last item of each
OTHER_QUESTIONS = {"SIB_1": "Burnout, in one question", "ITL_1": "Thinking of leaving"}
LETTERS = np.array(list("ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz23456789"))


@dataclass(frozen=True)
class Row:
    """One line of a wave's file; `person` -1 for an address that matches nobody."""

    person: int
    items: tuple[str, ...]
    email: str
    name: str
    team: str
    started: datetime
    seconds: int
    kind: str = "response"


def write_waves(folder: Path, world: World) -> None:
    """One file per wave."""
    own = traits(world)
    for wave in world.span.waves:
        rng = stream(world.seed, "survey", wave.number)
        rows = _rows(rng, world, replies(world, own, wave), wave)
        _write(
            folder / f"wave_{wave.number}.csv", rng, _with_slips(rng, rows, wave), wave
        )


def write_invites(path: Path, world: World) -> None:
    """How many were asked, by wave and team."""
    span, org, persons = world.span, world.org, world.persons
    rows = []
    for wave in span.waves:
        month = span.month_of[span.index(wave.first_day)]
        asked = persons.team_of[invited(span, persons, wave), month]
        counts: Ints = np.bincount(asked, minlength=len(org.teams))
        rows += [
            (wave.name, team.team_id, int(count))
            for team, count in zip(org.teams, counts, strict=True)
            if count
        ]
    write_lines(path, ("wave", "team", "invited"), rows)


def _rows(
    rng: np.random.Generator, world: World, answered: Replies, wave: Wave
) -> list[Row]:
    span, org, persons = world.span, world.org, world.persons
    month = span.month_of[span.index(wave.first_day)]
    mails = e_mails(persons)
    launch = datetime.combine(wave.first_day, time(9, 0))
    delay = np.sort(rng.exponential(2.5, len(answered.person)) % (WAVE_DAYS - 1))
    hour = rng.integers(0, 9 * 60, len(delay))
    seconds = np.clip(rng.lognormal(5.9, 0.5, len(delay)), 40, 5000).astype(int)
    rows = []
    for n, person in enumerate(answered.person.tolist()):
        team = int(persons.team_of[person, month])
        started = launch + timedelta(days=int(delay[n]), minutes=int(hour[n]))
        rows.append(
            Row(
                person,
                tuple(answered.items[n].tolist()),
                mails[person],
                person_name(person),
                survey_name(team, org.teams[team].name),
                started,
                int(seconds[n]),
            )
        )
    return rows


def _with_slips(rng: np.random.Generator, rows: list[Row], wave: Wave) -> list[Row]:
    """A preview, an unfinished and late rows, strangers, and at times one person twice."""
    assert len(rows) >= FEWEST_ROWS, "a wave needs people to go wrong with"
    after = timedelta(days=WAVE_DAYS + 1)
    late = [replace(row, started=row.started + after) for row in rows[-2:]]
    strangers = [
        replace(row, person=-1, email=mail, name="")
        for row, mail in zip(rows[2:4], STRANGERS, strict=True)
    ]
    cut_short = replace(
        rows[5], items=(*rows[5].items[:7], *[""] * (len(ITEMS) - 7)), kind="unfinished"
    )
    rushed = replace(rows[6], seconds=31)
    preview = replace(rows[0], person=-1, email="", name="", kind="preview")
    preview = replace(preview, started=rows[0].started - timedelta(days=3))
    again = []
    if wave.number % 2 == 1:
        items = tuple(rng.permutation(rows[1].items).tolist())
        again = [
            replace(rows[1], items=items, started=rows[1].started + timedelta(days=2))
        ]
    usual = [*rows[:2], *rows[4:5], cut_short, rushed, *rows[7:-2]]
    found = [preview, *usual, *strangers, *again, *late]
    return sorted(found, key=lambda row: (row.started, row.email, row.seconds))


def _write(path: Path, rng: np.random.Generator, rows: list[Row], wave: Wave) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    extra = (
        [("Team", "Which team do you work in?", "QID1_TEXT")] if wave.anonymous else []
    )
    asked = [
        (item, _question(item), f"QID{number}")
        for number, item in enumerate(ITEMS, start=2)
    ]
    columns = [*META, *extra, *asked]
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([name for name, _, _ in columns])
        writer.writerow([text for _, text, _ in columns])
        writer.writerow([_import_id(key) for _, _, key in columns])
        for row in rows:
            writer.writerow(_cells(rng, row, wave))


def _question(item: str) -> str:
    """The text row of an item: our own label, not the instrument's wording."""
    if item in OTHER_QUESTIONS:
        return OTHER_QUESTIONS[item]
    number = int(item.removeprefix("CBI_"))
    part = next(name for name, last in SCALES if number <= last)
    return f"How often, or how much, does this hold for you? - {part}, {number}"


def _import_id(key: str) -> str:
    zone = {"timeZone": TIME_ZONE} if key.endswith("Date") else {}
    return json.dumps({"ImportId": key, **zone}, separators=(",", ":"))


def _cells(rng: np.random.Generator, row: Row, wave: Wave) -> list[object]:
    """One line. Even waves were exported as text, odd ones with numeric values."""
    numeric = wave.number % 2 == 1
    whole = row.kind != "unfinished"
    ended = row.started + timedelta(seconds=row.seconds)
    preview = row.kind == "preview"
    status = int(preview) if numeric else "Survey Preview" if preview else "IP Address"
    first, _, last = row.name.partition(" ")
    who = ("", "", "", "") if wave.anonymous else (last, first, row.email, "")
    return [
        row.started.isoformat(" "), ended.isoformat(" "), status,
        f"192.0.2.{rng.integers(1, 255)}", 100 if whole else 38, row.seconds,
        int(whole) if numeric else str(whole), ended.isoformat(" "),
        "R_" + "".join(rng.choice(LETTERS, 15)), *who,
        round(40.7 + float(rng.random()), 4), round(-74.0 + float(rng.random()), 4),
        "preview" if preview else "anonymous" if wave.anonymous else "email", "EN",
        *([row.team] if wave.anonymous else []), *row.items,
    ]  # fmt: skip
