"""Small made-up organisations that publish twice: what an attacker gets, and the truth.

Files are written by the project's own writers. A first publication closes a wave; then a
few people's answers are corrected, moved or late, the wave is withdrawn and closed again,
and a second version is published. Nothing is drawn from a real organisation.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from unittest import mock

import duckdb
import numpy as np
import polars as pl

from definitions.measures import measures
from etl.close_wave import Snapshot, WaveCells, wave_cells
from etl.disclosure.plan import propose_reporting_units
from etl.disclosure.survey_cells import Wave
from etl.ledger import Ledger, freeze, ledger_folder, read_all, withdraw
from etl.ledger_versions import withdrawn_versions
from etl.operational import Rollup
from etl.publish import make_figures
from etl.quality import QUALITY
from etl.settings import ReportingUnit, Settings, WaveSetting
from etl.sql_files import mart, text
from etl.warehouse import locked, open_warehouse
from etl.wave_people import known_as
from etl.write_files import Draft, write_analysis, write_leave, write_teams

FIRST, LAST = date(2026, 2, 2), date(2026, 2, 15)
OUTCOMES = ("cbi_client", "cbi_work")
STRESSORS = ("caseload_per_fte", "sessions_per_fte_week", "back_to_back_share")
SECRET = b"a secret of this organisation..."
WAVE = Wave("wave-1", "Wave 1", FIRST, LAST, False, 5)
DIGITS, LETTERS = "0123456789", "ABCDEFGHIJ"
SCORES = (0.0, 12.5, 25.0, 37.5, 50.0, 62.5, 75.0, 87.5, 100.0)


@dataclass(frozen=True)
class Staff:
    """An organisation: who is where, who leads, who answered what; and what load is.

    people: person, team, one column per outcome (null: not answered). load: team_id and
    one column per stressor.
    """

    teams: pl.DataFrame
    people: pl.DataFrame
    load: pl.DataFrame
    invited: Mapping[str, int]
    units: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Attacked:
    """Two published versions, who counts where in each, and what each person answered.

    where: of each version, the ledger's measure, person, atom_id, mark. lines: of each
    version, atom -> the groups it counts in. truth: (version, person, measure) -> score.
    """

    data: Path
    versions: tuple[str, ...]
    where: tuple[pl.DataFrame, ...]
    lines: tuple[dict[str, list[str]], ...]
    truth: Mapping[tuple[int, int, str], float]


def staff(seed: int) -> Staff:
    """Some 20 to 180 people in 4 to 17 teams under one to four programmes."""
    random = np.random.default_rng(seed)
    programmes = [f"p{number}" for number in range(random.integers(1, 5))]
    large = seed % 3 == 0  # with so many teams that relations are published
    many = random.integers(14, 18) if large else random.integers(4, 13)
    above = {f"t{team:02}": str(random.choice(programmes)) for team in range(many)}
    size = {
        team: int(min(20, (5 if large else 3) + random.gamma(2, 2.5))) for team in above
    }
    rate = {team: random.beta(8, 3) for team in above}
    load = {team: random.normal(0, 1, len(STRESSORS)) for team in above}
    rows: list[dict[str, object]] = []
    led: dict[str, int | None] = dict.fromkeys(above)
    for team, many in size.items():
        level = random.normal(0, 9) + 6 * load[team][0]
        for place in range(many):
            person = len(rows) + 1
            if place == 0 and random.random() < 0.5:
                led[team] = person
            own = random.normal(0, 14)
            given = {
                key: _score(50 + level + own + random.normal(0, 9))
                if random.random() < rate[team]
                else None
                for key in OUTCOMES
            }
            rows.append({"person": person, "team": team, **given})
    teams = [
        (one, None, "programme", None) for one in programmes if one in above.values()
    ]
    teams += [(team, up, "team", led[team]) for team, up in above.items()]
    units = propose_reporting_units(size, above) if random.random() < 0.5 else {}
    return Staff(
        pl.DataFrame(
            teams,
            schema={
                "team_id": pl.String,
                "parent_id": pl.String,
                "kind": pl.String,
                "led_by_key": pl.UInt64,
            },
            orient="row",
        ),
        pl.DataFrame(rows, schema_overrides=dict.fromkeys(OUTCOMES, pl.Float64)),
        pl.DataFrame(
            [
                {"team_id": team, **dict(zip(STRESSORS, own, strict=True))}
                for team, own in load.items()
            ]
        ),
        size,
        {unit: members for unit, members in units.items() if len(members) > 1},
    )


def _score(raw: float) -> float:
    return min(SCORES, key=lambda one: abs(one - raw))


def corrected(one: Staff, seed: int) -> Staff:
    """The same with one to three people corrected, moved, or late after all."""
    random = np.random.default_rng(seed + 10**6)
    chosen = random.choice(one.people["person"], random.integers(1, 4), replace=False)
    teams = sorted(one.invited)
    rows = one.people.to_dicts()
    for row in rows:
        if row["person"] not in chosen:
            continue
        what = random.integers(0, 3)
        if what == 0:
            row["team"] = str(random.choice(teams))
        else:
            row |= {key: _score(random.uniform(0, 100)) for key in OUTCOMES}
    return replace(one, people=pl.DataFrame(rows, schema=one.people.schema))


def snapshot(one: Staff) -> Snapshot:
    """What the wave is closed on."""
    there = pl.any_horizontal(pl.col(OUTCOMES).is_not_null())
    answered = one.people.filter(there).with_columns(
        response_id=(pl.col("person") + 1000).cast(pl.UInt64)
    )
    return Snapshot(
        answered.select(
            "response_id",
            pl.col("person").cast(pl.UInt64).alias("staff_key"),
            pl.col("team").alias("team_id"),
            pl.lit(FIRST).cast(pl.Datetime).alias("submitted_at"),
            pl.lit(value=False).alias("late"),
        ),
        answered.unpivot(
            OUTCOMES, index="response_id", variable_name="scale", value_name="score"
        ),
        one.teams,
        pl.DataFrame(
            {"team_id": list(one.invited), "invited": list(one.invited.values())}
        ),
        one.units,
    )


@contextmanager
def primary_alone() -> Iterator[None]:
    """While it lasts only cells under the minimum are hidden: no secondary suppression."""

    def shown(tree, atoms, groups, *, minimums, seconds=0, before=None):  # type: ignore[no-untyped-def]
        del seconds, before
        held = np.zeros((len(tree.nodes), len(minimums)), dtype=np.int64)
        for line, people in zip(atoms.lines, atoms.people, strict=True):
            held[list(line)] += people
        least = np.maximum(minimums, 1)
        return (held >= least) & groups.cells[:, None] & tree.publishable[:, None], True

    with mock.patch("etl.close_wave.survey_pattern", shown):
        yield


def publish_twice(seed: int, data: Path) -> Attacked:
    """Two versions of one organisation, published into a new data folder."""
    settings = Settings(
        organisation="Made up",
        wave=(WaveSetting(name=WAVE.name, first_day=FIRST, last_day=LAST),),
        named_stressors=STRESSORS,
    )
    first = staff(seed)
    settings = settings.model_copy(
        update={
            "reporting_unit": tuple(
                ReportingUnit(id=unit, name=unit, teams=members)
                for unit, members in first.units.items()
            )
        }
    )
    where, lines, truth = [], [], {}
    ledger = ledger_folder(data)
    for number, one in enumerate((first, corrected(first, seed))):
        now = datetime(2026, 3, 1 + number, tzinfo=UTC)
        if number:
            withdraw(ledger, WAVE.wave_id, at=now)
        earlier = withdrawn_versions(ledger, WAVE.wave_id)
        cells = wave_cells(WAVE, snapshot(one), secret=SECRET, earlier=earlier)
        freeze(ledger, WAVE.wave_id, cells=cells, code_version="0", closed_at=now)
        publish_version(data, f"v{number + 1}", one, settings)
        where.append(_people(cells))
        lines.append(dict(cells.counts.select("atom_id", "ancestors").iter_rows()))
        truth |= {
            (number, known_as(SECRET, row["person"]), key): row[key]
            for row in one.people.to_dicts()
            for key in OUTCOMES
        }
    return Attacked(data, ("v1", "v2"), tuple(where), tuple(lines), truth)


def _people(cells: WaveCells) -> pl.DataFrame:
    assert cells.people is not None
    return cells.people


def publish_version(data: Path, version: str, one: Staff, settings: Settings) -> None:
    """Writes the three files of a version as publishing writes them."""
    folder = data / "published" / version
    folder.mkdir(parents=True)
    ledger: Ledger = read_all(ledger_folder(data))
    groups = _groups(one)
    made = Rollup(None, groups, _cells(one, groups), pl.DataFrame(schema=OFFICIAL))
    with locked(data), open_warehouse(data) as con:
        figures = make_figures(
            made,
            ledger,
            settings,
            quality=pl.DataFrame(schema=QUALITY),
            actions=mart(con, "actions", "published_action"),
        )
        figures = replace(figures, leave=_nothing_of_leave())
        draft = Draft(con, folder, version, settings)
        for write in (write_teams, write_analysis, write_leave):
            write(draft, figures)
    (data / "published" / "CURRENT").write_text(version, "utf-8")


def _nothing_of_leave() -> dict[str, pl.DataFrame]:
    """The tables of leave without a row: the attacker knows everybody's leave anyway."""
    with duckdb.connect() as con:
        for name in ("teams", "leave"):
            con.execute(text(name))
        return {name: con.sql(f'from "{name}"').pl() for name in LEAVE}


LEAVE = (
    *("calendar", "balance", "decision", "ahead", "waiting"),
    *("person_balance", "person_rest", "person_request"),
)
OFFICIAL = {
    "measure": pl.String,
    "group_id": pl.String,
    "period_kind": pl.String,
    "period_start": pl.Date,
    "period_end": pl.Date,
    "numerator": pl.Float64,
    "denominator": pl.Float64,
    "n": pl.Float64,
    "units": pl.Int64,
    "expected_units": pl.Int64,
}


def _groups(one: Staff) -> pl.DataFrame:
    """The published groups: organisation, programmes, reporting units, teams."""
    unit_of = {team: f"unit:{unit}" for unit, own in one.units.items() for team in own}
    above = dict(one.teams.select("team_id", "parent_id").iter_rows())
    rows = [("org", None, "organisation")]
    rows += [(f"unit:{unit}", above[own[0]], "unit") for unit, own in one.units.items()]
    rows += [
        (team, unit_of.get(team, up or "org"), kind)
        for team, up, kind in one.teams.select(
            "team_id", "parent_id", "kind"
        ).iter_rows()
    ]
    frame = pl.DataFrame(rows, schema=["group_id", "parent_id", "kind"], orient="row")
    empty = dict.fromkeys(("split_value", "became", "people_band"), pl.String)
    empty |= dict.fromkeys(("valid_from", "valid_to"), pl.Date)
    return frame.with_columns(
        pl.col("group_id").alias("node_id"),
        pl.lit("none").alias("split"),
        # no digit in a name: a digit beside it is a figure
        (
            "Group " + pl.col("group_id").str.replace_many(list(DIGITS), list(LETTERS))
        ).alias("name"),
        pl.lit("outpatient").alias("setting"),
        pl.lit("clinic").alias("service_model"),
        *(pl.lit(None, dtype=kind).alias(name) for name, kind in empty.items()),
    )


def _cells(one: Staff, groups: pl.DataFrame) -> pl.DataFrame:
    """Load by group beside the wave; everybody knows it."""
    parent = dict(groups.select("group_id", "parent_id").iter_rows())
    known = measures()
    held: dict[tuple[str, str], list[float]] = {}
    for row in one.load.to_dicts():
        group: str | None = row["team_id"]
        people = one.invited[row["team_id"]]
        while group is not None:
            for key in STRESSORS:
                share = known[key].format == "share"
                level = 0.3 + 0.05 * row[key] if share else 20 + 4 * row[key]
                sums = held.setdefault((key, group), [0.0, 0.0, 0.0])
                sums[:] = [
                    sums[0] + level * people * 12,
                    sums[1] + people * 12,
                    sums[2] + people,
                ]
            group = parent[group]
    return pl.DataFrame(
        [
            (
                key,
                group,
                "wave",
                FIRST,
                LAST,
                top,
                under,
                int(many),
                int(many),
                "available",
            )
            for (key, group), (top, under, many) in held.items()
        ],
        schema=[
            *("measure", "group_id", "period_kind", "period_start", "period_end"),
            *("numerator", "denominator", "people", "expected_people", "basis"),
        ],
        orient="row",
    )
