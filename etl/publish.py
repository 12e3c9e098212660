"""Building a version from the warehouse and the ledger, checking it, switching over.

No group under the minimum can leak by this: survey figures come from the ledger as
frozen, every other figure passes `operational_cells`, and the audit reads the finished
file before the switch. A finding takes the survey part out; the rest goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import polars as pl

from definitions.instruments import instruments
from definitions.measures import in_use, measures
from etl.disclosure.audit import Finding, audit
from etl.disclosure.audit_files import audit_files
from etl.disclosure.audit_frozen import audit_frozen
from etl.disclosure.audit_memory import Memory
from etl.disclosure.audit_quality import QUALITY as QUALITY_ROWS
from etl.disclosure.audit_quality import audit_quality
from etl.disclosure.audit_relations import audit_relations
from etl.disclosure.audit_versions import audit_versions
from etl.disclosure.operational_cells import people_minimum
from etl.disclosure.rows import ESTIMATE, RESPONSE, SINGLE
from etl.errors import UserError
from etl.headlines import headlines
from etl.leave_tables import leave_tables
from etl.ledger import Ledger, ledger_folder, read_all
from etl.ledger_versions import closed_again
from etl.official_cells import official_estimates
from etl.operational import Rollup, rollup
from etl.operational_estimates import operational_estimates, settled
from etl.quality import QUALITY, quality_table
from etl.references import (
    first_wave,
    own_beginnings,
    references,
    with_readings,
)
from etl.retention import retire
from etl.settings import Settings
from etl.signals_cells import agreed_months, signal_cells
from etl.similar_cells import similar_cells
from etl.spc_cells import spc_cells
from etl.sql_files import mart
from etl.standing_cells import standing_cells
from etl.stopped import without_derived, without_named
from etl.understand.plans import Plan, plans_of
from etl.understand.tables import Shown, understand_tables
from etl.versions import (
    building,
    current_version,
    new_version_name,
    published_folder,
)
from etl.wave_breaks import basis_breaks, wave_series
from etl.write_files import (
    Draft,
    Figures,
    last_day_of,
    made_from,
    write_analysis,
    write_leave,
    write_teams,
)

Progress = Callable[[str], None]
AUDIT_STOPPED = 4


@dataclass(frozen=True)
class Published:
    """What publishing did: the version's name and what the audit found.

    `retired`: rows by table that were older than the settings keep them.
    """

    version: str
    findings: tuple[Finding, ...]
    retired: Mapping[str, int] = field(default_factory=dict)


def publish(
    con: duckdb.DuckDBPyConnection,
    data: Path,
    settings: Settings,
    *,
    progress: Progress = lambda _: None,
) -> Published:
    """Builds a new version and makes it current.

    Raises:
        UserError: settings or ledger cannot be used; the old version stays.
    """
    retired = retire(con, settings.keep, datetime.now(UTC).date())
    progress("counting people, sessions and hours")
    made = rollup(con, settings, data)
    ledger = read_all(ledger_folder(data))
    progress("looking for what is to be mended")
    found = quality_table(con, made.keeper)
    progress("protecting small groups")
    actions = mart(con, "actions", "published_action")
    leave = leave_tables(
        con, made.groups, settings, last_day=last_day_of(con), results=made.results
    )
    plans = plans_of(data, settings, closed=frozenset(ledger.waves))
    figures = make_figures(
        made, ledger, settings, quality=found, actions=actions, plans=plans
    )
    figures = replace(figures, leave=leave)
    version = new_version_name()
    progress("checking and writing the published files")
    with building(data, version) as folder:
        draft = Draft(con, folder, version, settings)
        _write_all(draft, figures)
        memory = Memory(ledger_folder(data))
        findings = tuple(audit_version(folder, data, ledger, settings, memory=memory))
        memory.keep()
        if findings:
            left = _passed(found, findings)
            figures = make_figures(made, None, settings, quality=left, actions=actions)
            figures = without_named(replace(figures, leave=leave), findings)
            _write_stopped(replace(draft, findings=findings), figures, ledger)
    return Published(version, findings, retired)


def _write_all(draft: Draft, figures: Figures) -> None:
    write_teams(draft, figures)
    write_analysis(draft, figures)
    write_leave(draft, figures)


def _write_stopped(draft: Draft, figures: Figures, ledger: Ledger) -> None:
    """Writes what is left of a version that was found fault with, and audits it again.

    Raises:
        UserError: something is wrong even without all that could be left out.
    """
    for left in (figures, without_derived(figures)):
        _write_all(draft, left)
        again = audit_written(draft.folder, ledger, draft.settings)
        if not again:
            return
    lines = ["nothing is published: the audit found more than the survey part", *again]
    raise UserError("\n  ".join(map(str, lines)), exit_code=AUDIT_STOPPED)


def _passed(quality: pl.DataFrame, findings: tuple[Finding, ...]) -> pl.DataFrame:
    """The rows on what to mend; none where the audit found something in them."""
    about = any(one.measure.startswith(QUALITY_ROWS) for one in findings)
    return pl.DataFrame(schema=QUALITY) if about else quality


def behind(con: duckdb.DuckDBPyConnection, data: Path) -> bool:
    """Whether what is published was made from other loads than those in force.

    So after a load that was killed before it could publish.
    """
    version = current_version(data)
    in_force = made_from(con)
    if version is None:
        return not in_force.startswith("0 ")
    path = published_folder(data) / version / "teams.duckdb"
    with duckdb.connect(path, read_only=True) as published:
        said = published.execute("select made_from from manifest").fetchall()
    return bool(said[0][0] != in_force)


def _people_minimums(settings: Settings) -> dict[str, int]:
    return {
        measure.key: people_minimum(measure, settings.minimums)
        for measure in measures().values()
    }


def audit_version(
    folder: Path,
    data: Path,
    ledger: Ledger,
    settings: Settings,
    *,
    memory: Memory | None = None,
) -> list[Finding]:
    """Everything wrong with the written files of a version, or with a wave's versions.

    With a memory, what passed before and is unchanged is not done again.
    """
    findings = audit_written(folder, ledger, settings, memory=memory)
    findings += audit_relations(folder, ledger.figures, ledger_folder(data))
    for wave_id, versions in closed_again(ledger_folder(data)):
        closings = [(one.estimate, one.counts, one.people) for one in versions]
        findings += audit_versions(wave_id, closings, memory=memory)
    return findings


def audit_written(
    folder: Path, ledger: Ledger, settings: Settings, *, memory: Memory | None = None
) -> list[Finding]:
    """Everything wrong with the written files of a version."""
    teams = folder / "teams.duckdb"
    minimums = _people_minimums(settings)
    return [
        *audit(teams, ledger.counts, people_minimums=minimums, memory=memory),
        *audit_frozen(teams, ledger.estimate),
        *audit_quality(folder, ledger.counts),
        *audit_files(folder, sensitive=settings.minimums.sensitive, memory=memory),
    ]


def make_figures(
    made: Rollup,
    ledger: Ledger | None,
    settings: Settings,
    *,
    quality: pl.DataFrame,
    actions: pl.DataFrame,
    plans: Mapping[str, Sequence[Plan]] | None = None,
) -> Figures:
    """Everything a version shows, from the rollups and the closed waves.

    Without a ledger (or with none in it) there is no survey part. `quality`: as from
    `quality_table`; `actions`: as published; `plans`: of the waves' relations.
    """
    known = list(measures().values())
    root = made.groups.filter(pl.col("kind") == "organisation")["group_id"][0]
    answers = ledger.estimate if ledger else pl.DataFrame(schema=ESTIMATE)
    beginnings = pl.concat(
        [
            own_beginnings(made.cells, root),
            own_beginnings(made.official, root),
            first_wave(answers, root),
        ]
    )
    reference = references(
        settled(beginnings), made.groups, measures=known, settings=settings
    )
    operational = operational_estimates(made, settings.minimums, root)
    estimate = pl.concat(
        [
            with_readings(settled(operational), reference),
            settled(official_estimates(made.official)),
            answers,
        ]
    )
    waves = _closed_waves(ledger, settings)
    series = wave_series(ledger, instruments())
    breaks = pl.concat([series.breaks, basis_breaks(operational)])
    headline_measures = settings.headline_measures
    tested = agreed_months(estimate, made.groups, reference, headline_measures)
    signal = signal_cells(
        estimate,
        made.groups,
        reference,
        headline_measures=headline_measures,
        results=made.results,
    )
    return Figures(
        root=root,
        groups=made.groups,
        estimate=estimate,
        response=ledger.response if ledger else pl.DataFrame(schema=RESPONSE),
        reliability=series.reliability,
        answer_quality=series.answer_quality,
        series_break=breaks,
        quality=quality,
        reference=reference,
        action=actions,
        signal=signal,
        headline=headlines(signal, root=root, tested=not tested.is_empty()),
        standing=standing_cells(estimate, made.groups, reference),
        similar_teams=similar_cells(estimate, made.groups),
        spc=spc_cells(
            estimate,
            made.groups,
            actions,
            measures=known,
            reference=reference,
            breaks=breaks,
            results=made.results,
        ),
        understand=understand_tables(
            Shown(
                estimate,
                made.groups,
                waves,
                outcomes=[
                    m.key
                    for m in in_use(known, set(answers["measure"].unique()))
                    if m.origin == "answers"
                ],
                plans=plans or {},
                figures=ledger.figures if ledger else pl.DataFrame(schema=SINGLE),
            ),
            settings,
        ),
    )


def _closed_waves(ledger: Ledger | None, settings: Settings) -> pl.DataFrame:
    closed = set(ledger.waves) if ledger else set()
    rows = [
        {"wave_id": wave.wave_id, "first_day": wave.first_day}
        for wave in settings.wave
        if wave.wave_id in closed
    ]
    return pl.DataFrame(rows, schema={"wave_id": pl.String, "first_day": pl.Date})
