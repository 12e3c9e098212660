"""The way of the data on real official figures (skipped where they are absent)."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.command.loading import load_and_publish
from etl.versions import current_version, published_folder

from .loading import csv_file

BURNT_OUT = {2021: 0.339, 2022: 0.333, 2023: 0.299, 2024: 0.299}
MERGER = """
team_id | name                                           | parent_id     | kind | valid_from | valid_to   | became
RRP     | Barnet, Enfield and Haringey Mental Health NHS | Mental Health | team | 2020-01-01 | 2024-10-31 | G6V2S
TAF     | Camden and Islington NHS Foundation Trust      | Mental Health | team | 2020-01-01 | 2024-10-31 | G6V2S
G6V2S   | North London NHS Foundation Trust              | Mental Health | team | 2024-11-01 |            |
"""


@pytest.fixture(scope="module")
def nhs(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    data = tmp_path_factory.mktemp("nhs")
    teams = csv_file(data, "teams.csv", MERGER.replace("Barnet, E", "Barnet and E"))
    results, published = load_and_publish(data, [real_data / "nhs", teams], quiet=True)
    assert {result.status for result in results} <= {"loaded", "replaced"}
    assert published is not None
    assert published.findings == ()
    return data


def ask(data: Path, query: str) -> list[tuple[object, ...]]:
    version = current_version(data)
    assert version is not None
    path = published_folder(data) / version / "teams.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        return con.execute(query).fetchall()


def test_the_share_burnt_out_is_weighted_by_the_number_answering(nhs: Path) -> None:
    found = ask(
        nhs,
        "select year(period_start), round(value, 3) from estimate "
        "where measure = 'burnt_out_share' and group_id = 'org' order by 1",
    )
    assert dict(found) == BURNT_OUT


def test_a_unit_is_shown_as_supplied(nhs: Path) -> None:
    # 00L in 2021: 22.22 % of 54 answering, in the survey file's first row
    found = ask(
        nhs,
        "select value, n, state from estimate where measure = 'burnt_out_share' "
        "and group_id = '00L' and period_start = '2021-01-01'",
    )
    assert found == [(pytest.approx(0.222222222), 54, "shown")]


def test_a_suppressed_figure_is_missing_and_not_zero(nhs: Path) -> None:
    # provider 108: MRS06 is `*` in April 2024
    found = ask(
        nhs,
        "select value, state from estimate where measure = 'open_cases_per_fte' "
        "and group_id = '108' and period_start = '2024-04-01'",
    )
    assert found == [(None, "missing")]


def test_stocks_are_months_and_flows_keep_their_three_months(nhs: Path) -> None:
    path = nhs / "warehouse" / "warehouse.duckdb"
    with duckdb.connect(path, read_only=True) as con:
        days = con.execute(
            "select measure, min(period_end - period_start), max(period_end - period_start) "
            "from unit_measure_current where measure in ('open_cases', 'referrals_started') "
            "group by all order by all"
        ).fetchall()
    assert days == [("open_cases", 29, 30), ("referrals_started", 89, 91)]


def test_absence_is_days_lost_of_days_available(nhs: Path) -> None:
    # RRP, April 2024: 4330.98511 of 92746.49289 FTE days
    found = ask(
        nhs,
        "select round(value, 6) from estimate where measure = 'sickness_absence_rate' "
        "and group_id = 'RRP' and period_start = '2024-04-01'",
    )
    assert found == [(round(4330.98511 / 92746.49289, 6),)]


def test_a_units_kind_is_the_absence_files(nhs: Path) -> None:
    found = ask(nhs, "select parent_id, setting from grp where group_id = 'R1A'")
    assert found == [("Community Provider Trust", "Community Provider Trust")]


def test_merged_trusts_are_shown_as_merged(nhs: Path) -> None:
    found = ask(
        nhs,
        "select group_id, became, valid_to::varchar from grp "
        "where group_id in ('RRP', 'TAF', 'G6V2S') order by all",
    )
    assert found == [
        ("G6V2S", None, None),
        ("RRP", "G6V2S", "2024-10-31"),
        ("TAF", "G6V2S", "2024-10-31"),
    ]


def test_surveys_that_no_instrument_fits_are_refused_with_the_reason(
    real_data: Path, tmp_path: Path
) -> None:
    (tmp_path / "settings.toml").write_text(
        '[[wave]]\nname = "W"\nfirst_day = 2017-01-01\nlast_day = 2017-12-31\n'
    )
    results, _ = load_and_publish(
        tmp_path, [real_data / "formats" / "qualtrics" / "sample.csv"], quiet=True
    )
    assert results[0].status == "refused"
    assert "no instrument mapped" in results[0].problems[0].message
