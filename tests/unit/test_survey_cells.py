"""What a survey cell says, and what it keeps to itself."""

import doctest
from datetime import date

import numpy as np
import polars as pl
import pytest

from etl.disclosure import response_cells as rates
from etl.disclosure import survey_cells as scores
from etl.disclosure.response_cells import Turnout, rate_band, response_cells
from etl.disclosure.rows import ESTIMATE
from etl.disclosure.survey_cells import (
    Moments,
    Wave,
    n_band,
    survey_cells,
    written_mean,
)
from etl.disclosure.tree import make_tree

WAVE = Wave("w", "Wave 1", date(2025, 2, 3), date(2025, 2, 16), False, 5)


def cells(
    answers: dict[str, list[float]],
    hidden: set[str] = frozenset(),
    reference: dict[str, float] | None = None,
) -> dict[str, dict[str, object]]:
    """Rows by group of a programme `p` with the teams of `answers`."""
    tree = make_tree({"p": None, **dict.fromkeys(answers, "p")})
    own = np.array(
        [
            [len(y), sum(y), sum(one**2 for one in y)]
            for y in (answers.get(node, []) for node in tree.nodes)
        ],
        dtype=float,
    )
    sums = [tree.totals(own[:, [power]]) for power in range(3)]
    shown = np.array([[node not in hidden] for node in tree.nodes])
    frame = survey_cells(
        Moments(tree, ("cbi_work",), *sums),
        shown,
        wave=WAVE,
        groups={"p": "programme", **dict.fromkeys(answers, "team")},
        reference=reference or {},
    )
    assert dict(frame.schema) == ESTIMATE
    return {row["group_id"]: row for row in frame.to_dicts()}


@pytest.mark.parametrize("module", [rates, scores])
def test_doctests_hold(module):
    assert doctest.testmod(module).failed == 0


def test_a_mean_is_rounded_when_it_is_written():
    # 40 41 42 44 46: 42.6
    assert cells({"a": [40.0, 41, 42, 44, 46]})["a"]["value"] == 43


@pytest.mark.parametrize(
    ("mean", "written"),
    [
        (0.0, (10, "10 or under")),
        (10.4, (10, "10 or under")),
        (10.5, (11, None)),
        (46.5, (47, None)),
        (46.49, (46, None)),
        (89.4, (89, None)),
        (89.5, (90, "90 or over")),
        (100.0, (90, "90 or over")),
    ],
)
def test_a_mean_near_an_end_is_written_as_the_end_of_the_middle(mean, written):
    assert written_mean(mean) == written


@pytest.mark.parametrize(
    ("answers", "band"),
    [
        (5, "5-9"),
        (9, "5-9"),
        (10, "10-19"),
        (19, "10-19"),
        (20, "20-49"),
        (49, "20-49"),
        (50, "50"),
        (131, "131"),
    ],
)
def test_the_number_of_answers_is_a_band_under_fifty(answers, band):
    assert n_band(answers) == band


def test_n_is_exact_from_fifty_only():
    found = cells({"a": [40.0, 60] * 10, "b": [40.0, 60] * 15})
    assert (found["p"]["n"], found["p"]["n_band"]) == (50, "50")
    assert (found["a"]["n"], found["a"]["n_band"]) == (None, "20-49")


def test_a_small_interval_comes_from_the_pool_and_the_bands_lower_end():
    # Two teams of 20 and 18 answers alternating 40 and 60: within squares 100 each.
    # Pooled SD = sqrt(3800 / 36) = 10.27; t(36) = 2.028.
    # a: 2.028 x 10.27 / sqrt(20) = 4.66; b, written 10-19: / sqrt(10) = 6.59.
    found = cells({"a": [40.0, 60] * 10, "b": [40.0, 60] * 9})
    assert (found["a"]["lower"], found["a"]["upper"]) == (45, 55)
    assert (found["b"]["lower"], found["b"]["upper"]) == (43, 57)


def test_teams_of_one_band_have_one_width_whatever_their_answers():
    found = cells({"a": [50.0] * 12, "b": [20.0, 80] * 8, "c": [30.0, 70] * 6})
    widths = {found[team]["upper"] - found[team]["lower"] for team in "abc"}
    assert len(widths) == 1


def test_from_fifty_answers_on_a_group_has_its_own_spread():
    # 100 answers alternating 40 and 60: SD 10.05, t(99) 1.984: 1.99.
    found = cells({"a": [40.0, 60] * 50, "b": [50.0] * 60})
    assert (found["a"]["lower"], found["a"]["upper"]) == (48, 52)


def test_a_hidden_team_does_not_enter_the_pool():
    quiet = cells({"a": [40.0, 60] * 10, "b": [40.0, 60] * 9, "c": [50.0] * 4}, {"c"})
    loud = cells(
        {"a": [40.0, 60] * 10, "b": [40.0, 60] * 9, "c": [0.0, 100] * 2}, {"c"}
    )
    assert quiet["a"] == loud["a"]


def test_one_team_alone_is_no_pool():
    assert cells({"a": [40.0, 60] * 10})["a"]["lower"] is None


def test_few_answers_are_no_pool():
    found = cells({"a": [40.0, 60] * 5, "b": [40.0, 60] * 5})
    assert found["a"]["lower"] is None
    assert found["a"]["reading"] is None


def test_a_merged_end_is_open_to_its_side():
    found = cells({"a": [0.0, 10] * 10, "b": [100.0, 90] * 10})
    assert (found["a"]["value"], found["a"]["lower"]) == (10, 0)
    assert (found["b"]["value"], found["b"]["upper"]) == (90, 100)


def test_everybody_alike_still_leaves_a_point_of_doubt():
    found = cells({"a": [50.0] * 20, "b": [50.0] * 20})
    assert (found["a"]["lower"], found["a"]["upper"]) == (49, 51)


@pytest.mark.parametrize(
    ("level", "reading"),
    [(44.9, "over"), (45, "cannot_tell"), (55, "cannot_tell"), (55.1, "under")],
)
def test_reading_follows_the_written_limits(level, reading):
    found = cells(
        {"a": [40.0, 60] * 10, "b": [40.0, 60] * 9}, set(), {"cbi_work": level}
    )
    assert found["a"]["reading"] == reading


def test_without_a_first_wave_there_is_no_reading():
    assert cells({"a": [40.0, 60] * 10, "b": [50.0] * 20})["a"]["reading"] is None


def test_a_hidden_team_names_where_it_is_included_and_nothing_else():
    row = cells({"a": [40.0] * 20, "b": [40.0] * 20, "c": [40.0] * 3}, {"c"})["c"]
    told = {key: value for key, value in row.items() if value is not None}
    assert told == {
        "measure": "cbi_work",
        "group_id": "c",
        "period_kind": "wave",
        "period_start": date(2025, 2, 3),
        "period_end": date(2025, 2, 16),
        "origin": "answers",
        "state": "not_shown",
        "shown_in": "p",
    }


@pytest.mark.parametrize(
    ("rate", "band"),
    [
        (0.0, "under 20 %"),
        (0.199, "under 20 %"),
        (0.2, "20-29 %"),
        (0.7, "70-79 %"),
        (0.8, "80 % or over"),
        (1.0, "80 % or over"),
        (1.3, "80 % or over"),
    ],
)
def test_response_rates_come_in_bands_with_merged_ends(rate, band):
    assert rate_band(rate) == band


def response(
    people: dict[str, tuple[int, int]], hidden: set[str] = frozenset()
) -> dict[str, tuple[str, str | None]]:
    tree = make_tree({"p": None, **dict.fromkeys(people, "p")})
    own = np.array([people.get(node, (0, 0)) for node in tree.nodes], dtype=float)
    found = response_cells(
        tree,
        Turnout(tree.totals(own[:, 0]), tree.totals(own[:, 1])),
        wave=WAVE,
        allowed=np.array([node not in hidden for node in tree.nodes]),
        groups=set(tree.nodes),
    )
    rows = found.select("group_id", "state", "rate_band").rows()
    return {group: (state, band) for group, state, band in rows}


def test_a_rate_needs_ten_invited_and_company():
    found = response({"a": (40, 30), "b": (12, 6), "c": (9, 9)})
    assert found == {
        "p": ("shown", "70-79 %"),
        "a": ("shown", "70-79 %"),
        "b": ("not_shown", None),
        "c": ("not_shown", None),
    }


def test_a_rate_never_tells_why_a_score_is_not_shown():
    found = response({"a": (40, 30), "b": (30, 15), "c": (40, 3)}, {"b", "c"})
    assert found["c"] == ("not_shown", None)
    assert found["b"] == ("not_shown", None)


def test_without_invitations_the_rate_is_missing():
    assert response({"a": (0, 8)}) == {"p": ("missing", None), "a": ("missing", None)}


def test_rows_are_sorted_by_key():
    tree = make_tree({"p": None, "z": "p", "a": "p"})
    sums = np.full((3, 2), 20.0)
    frame = survey_cells(
        Moments(tree, ("cbi_work", "cbi_client"), sums, sums * 40, sums * 1700),
        np.ones((3, 2), dtype=bool),
        wave=WAVE,
        groups={"p": "programme", "a": "team", "z": "team"},
        reference={},
    )
    assert frame.equals(frame.sort("measure", "group_id"))
    assert isinstance(frame, pl.DataFrame)
