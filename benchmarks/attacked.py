"""Small made-up organisations that publish twice: what an attacker gets, and the truth.

Files are written by the project's own writers. A first publication closes a wave; then a
few people's answers are corrected, moved or late, the wave is withdrawn and closed again,
and a second version is published.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import polars as pl

from benchmarks.attacked_leave import QUARTER, leave_of
from benchmarks.attacked_single import single_of
from benchmarks.attacked_staff import (
    FIRST,
    LAST,
    NAMED,
    OUTCOMES,
    SECRET,
    STRESSORS,
    WAVE,
    Staff,
    corrected,
    snapshot,
    staff,
)
from definitions.measures import measures
from etl.close_wave import WaveCells, wave_cells
from etl.disclosure.relations.queries import Members
from etl.ledger import Ledger, freeze, ledger_folder, read_all, withdraw
from etl.ledger_versions import withdrawn_versions
from etl.operational import Rollup
from etl.publish import make_figures
from etl.quality import QUALITY
from etl.settings import AgreedLevel, ReportingUnit, Settings, WaveSetting
from etl.single_answers import SingleAnswers
from etl.sql_files import mart
from etl.warehouse import locked, open_warehouse
from etl.wave_people import known_as
from etl.write_files import Draft, write_analysis, write_leave, write_teams

DIGITS, LETTERS = "0123456789", "ABCDEFGHIJ"
QUARTER_DAYS = 60
CELLS = {
    **dict.fromkeys(("measure", "group_id", "period_kind"), pl.String),
    **dict.fromkeys(("period_start", "period_end"), pl.Date),
    **dict.fromkeys(("numerator", "denominator"), pl.Float64),
    **dict.fromkeys(("people", "expected_people"), pl.Int64),
    "basis": pl.String,
}
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


@dataclass(frozen=True)
class Attacked:
    """Two published versions, who counts where in each, and what each person answered.

    staff: of each version. where: of each version, the ledger's measure, person,
    atom_id, mark. lines: of each version, atom -> the groups it counts in. truth:
    (version, person, measure) -> score. members, single: of the first version; the
    second, closed again, has no relations from single answers.
    """

    data: Path
    versions: tuple[str, ...]
    staff: tuple[Staff, ...]
    where: tuple[pl.DataFrame, ...]
    lines: tuple[dict[str, list[str]], ...]
    truth: Mapping[tuple[int, int, str], float]
    members: Members
    single: SingleAnswers


def publish_twice(seed: int, data: Path) -> Attacked:
    """Two versions of one organisation, published into a new data folder."""
    first = staff(seed)
    both = (first, corrected(first, seed))
    settings = settings_of(first)
    closed = [
        publish_once(one, data, settings, number=number)
        for number, one in enumerate(both)
    ]
    truth = {
        (number, known_as(SECRET, row["person"]), key): row[key]
        for number, one in enumerate(both)
        for row in one.people.to_dicts()
        for key in OUTCOMES
    }
    members, single = closed[0][1:]
    return Attacked(
        data,
        ("v1", "v2"),
        both,
        tuple(_people(cells) for cells, *_ in closed),
        tuple(
            dict(cells.counts.select("atom_id", "ancestors").iter_rows())
            for cells, *_ in closed
        ),
        truth,
        members,
        single,
    )


def settings_of(one: Staff) -> Settings:
    """One wave, twelve named stressors, the organisation's reporting units.

    Scores have agreed levels, so that nothing is read against the organisation's own.
    """
    return Settings(
        organisation="Made up",
        wave=(WaveSetting(name=WAVE.name, first_day=FIRST, last_day=LAST),),
        named_stressors=NAMED,
        agreed_level=tuple(
            AgreedLevel(measure=key, level=50.0, set_by="somebody", set_on=FIRST)
            for key in OUTCOMES
        ),
        reporting_unit=tuple(
            ReportingUnit(id=unit, name=unit, teams=members)
            for unit, members in one.units.items()
        ),
    )


def publish_once(
    one: Staff, data: Path, settings: Settings, *, number: int
) -> tuple[WaveCells, Members, SingleAnswers]:
    """Closes the wave (again) and publishes a version."""
    ledger, told = ledger_folder(data), snapshot(one)
    now = datetime(2026, 3, 1 + number, tzinfo=UTC)
    if number:
        withdraw(ledger, WAVE.wave_id, at=now)
    earlier = withdrawn_versions(ledger, WAVE.wave_id)
    cells = wave_cells(WAVE, told, secret=SECRET, earlier=earlier)
    members, single = single_of(one, told, cells, settings)
    frozen = replace(cells, single=None if number else single)
    freeze(ledger, WAVE.wave_id, cells=frozen, code_version="0", closed_at=now)
    publish_version(data, f"v{number + 1}", one, settings)
    return cells, members, single


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
        figures = replace(figures, leave=leave_of(one, groups, settings))
        draft = Draft(con, folder, version, settings)
        for write in (write_teams, write_analysis, write_leave):
            write(draft, figures)
    (data / "published" / "CURRENT").write_text(version, "utf-8")


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
    return pl.concat([_loads(held), _sickness(one, parent)])


def _loads(held: dict[tuple[str, str], list[float]]) -> pl.DataFrame:
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
        schema=CELLS,
        orient="row",
    )


def _sickness(one: Staff, parent: Mapping[str, str | None]) -> pl.DataFrame:
    """Days of sickness of a quarter, of everybody under a group."""
    held: dict[str, list[float]] = {}
    for team, sick in one.people.select("team", "sick").iter_rows():
        group: str | None = team
        while group is not None:
            sums = held.setdefault(group, [0.0, 0.0])
            sums[:] = [sums[0] + sick, sums[1] + 1]
            group = parent[group]
    rows = [
        ("sick_share", group, "quarter", *QUARTER, sick, QUARTER_DAYS * many)
        for group, (sick, many) in held.items()
    ]
    many = pl.Series([int(people) for _, people in held.values()], dtype=pl.Int64)
    return pl.DataFrame(
        rows, schema=dict(list(CELLS.items())[:7]), orient="row"
    ).select(pl.all(), people=many, expected_people=many, basis=pl.lit("available"))
