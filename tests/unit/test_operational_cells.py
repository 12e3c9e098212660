"""Operational cells: states, suppression over hierarchy and splits, limits, readings."""

from datetime import date

import numpy as np
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.intervals import prediction_intervals
from definitions.measures import measures
from etl.disclosure.operational_cells import operational_cells, people_minimum
from etl.disclosure.operational_pattern import (
    group_forest,
    linked_pattern,
    split_siblings,
)
from etl.disclosure.rows import ESTIMATE, ESTIMATE_KEY
from etl.settings import Minimums

SESSIONS = "sessions_per_fte_week"
GROUPS = [("p", None), ("a", "p"), ("b", "p"), ("c", "p")]


def groups(rows=GROUPS, splits: list[tuple[str, str]] = ()) -> pl.DataFrame:
    """Unsplit groups (id, parent), and role groups (node, role)."""
    plain = [(group, group, "none", None, above) for group, above in rows]
    parts = [(f"{node}|{role}", node, "role", role, None) for node, role in splits]
    schema = ["group_id", "node_id", "split", "split_value", "parent_id"]
    return pl.DataFrame(
        plain + parts, schema=dict.fromkeys(schema, pl.String), orient="row"
    )


def month(number: int) -> date:
    return date(2024 + number // 12, number % 12 + 1, 1)


def cell(group: str, size: int, **changes: object) -> dict[str, object]:
    kind = changes.get("period_kind", "month")
    return {
        "measure": SESSIONS,
        "group_id": group,
        "period_kind": kind,
        "period_start": month(0),
        "period_end": month(1),
        "numerator": 20.0 * size,
        "denominator": float(size),
        "people": size,
        "expected_people": size,
        "basis": None,
    } | changes


def released(
    rows: list[dict[str, object]], tree: pl.DataFrame | None = None, **options
) -> pl.DataFrame:
    frame = pl.DataFrame(
        rows,
        schema_overrides={"basis": pl.String, "numerator": pl.Float64},
        infer_schema_length=None,
    )
    return operational_cells(
        frame,
        groups() if tree is None else tree,
        measures=measures().values(),
        minimums=Minimums(),
        **options,
    )


def by_group(frame: pl.DataFrame) -> dict[str, dict[str, object]]:
    return {row["group_id"]: row for row in frame.to_dicts()}


def test_a_figure_is_the_factor_times_the_ratio_of_sums():
    found = by_group(released([cell("p", 40), cell("a", 40, numerator=900.0)]))["a"]
    factor = measures()[SESSIONS].factor
    assert found["value"] == factor * 900 / 40
    assert (found["n"], found["denominator"], found["origin"]) == (40, 40.0, "people")
    assert found["state"] == "shown"


def test_shape_and_order_are_the_contract():
    frame = released([cell("p", 40), cell("a", 40)])
    assert dict(frame.schema) == ESTIMATE
    assert frame.equals(frame.sort(ESTIMATE_KEY))


def test_a_small_team_is_hidden_with_its_smallest_sibling():
    rows = [cell("p", 33), cell("a", 20), cell("b", 9), cell("c", 4)]
    found = by_group(released(rows))
    assert {g: row["state"] for g, row in found.items()} == {
        "p": "shown",
        "a": "shown",
        "b": "not_shown",
        "c": "not_shown",
    }
    told = {key for key, value in found["b"].items() if value is not None}
    assert told == {*ESTIMATE_KEY, "origin", "state", "shown_in"}
    assert found["b"]["shown_in"] == "p"


@pytest.mark.parametrize(
    ("changes", "state"),
    [
        ({"people": 0, "expected_people": 0}, "not_applicable"),
        ({"people": 0, "expected_people": 12, "denominator": None}, "missing"),
        ({"denominator": 0.0}, "missing"),
        ({"numerator": None}, "missing"),
        ({"people": 11, "expected_people": 20}, "missing"),
        ({"people": 12, "expected_people": 20}, "shown"),
        ({"denominator": 1.9}, "insufficient"),
        ({"denominator": 2.0}, "shown"),
        # Too few people go before any other reason: silence tells nothing.
        ({"people": 3, "expected_people": 20}, "not_shown"),
        ({"people": 3, "denominator": 1.0}, "not_shown"),
    ],
)
def test_states_come_in_their_order(changes, state):
    rows = [cell("p", 60), cell("a", 20, **changes), cell("b", 20), cell("c", 20)]
    found = by_group(released(rows))["a"]
    assert found["state"] == state
    if state != "shown":
        figures = ("value", "lower", "upper", "n", "denominator", "reading")
        assert [found[name] for name in figures] == [None] * 6


def test_a_missing_sibling_hides_nothing_else():
    rows = [
        cell("p", 60),
        cell("a", 20, expected_people=90),
        cell("b", 20),
        cell("c", 20),
    ]
    found = by_group(released(rows))
    assert {g for g, row in found.items() if row["state"] == "shown"} == {"p", "b", "c"}


def test_completeness_stands_beside_what_is_shown_or_missing():
    rows = [cell("p", 60), cell("a", 20, expected_people=24), cell("b", 20)]
    assert by_group(released(rows))["a"]["completeness"] == 0.83


def test_sensitive_measures_are_released_by_quarter_on_ten_people():
    rows = [
        cell(group, people, measure="sick_share", period_kind=kind)
        for group, people in (("p", 40), ("a", 20), ("b", 9), ("c", 11))
        for kind in ("month", "quarter")
    ]
    frame = released(rows)
    assert frame["period_kind"].unique().to_list() == ["quarter"]
    found = by_group(frame)
    assert {g for g, row in found.items() if row["state"] == "shown"} == {"p", "a"}


@pytest.mark.parametrize(("key", "least"), [(SESSIONS, 5), ("sick_share", 10)])
def test_minimums_follow_sensitivity(key, least):
    assert people_minimum(measures()[key], Minimums()) == least
    assert people_minimum(measures()[key], Minimums(people=20, sensitive=20)) == 20


def series(values: list[float], group: str = "a", **changes) -> list[dict[str, object]]:
    return [
        cell(
            group,
            20,
            period_start=month(number),
            period_end=month(number + 1),
            numerator=20.0 * value,
            **changes,
        )
        for number, value in enumerate(values)
    ]


SEEN = [20.0, 23, 21, 24, 22, 25, 23, 26]


def test_limits_are_those_of_the_groups_own_earlier_months():
    frame = released(series(SEEN) + series(SEEN, "p")).filter(pl.col("group_id") == "a")
    factor = measures()[SESSIONS].factor
    lower, upper = prediction_intervals(np.array([SEEN]) * factor)
    assert frame["lower"].to_list()[:6] == [None] * 6
    assert frame["lower"].to_list()[6:] == pytest.approx(lower[0, 6:].tolist())
    assert frame["upper"].to_list()[6:] == pytest.approx(upper[0, 6:].tolist())


def test_a_month_without_a_row_is_a_gap_not_a_neighbour():
    rows = series(SEEN) + series(SEEN, "p")
    rows = [row for row in rows if row["period_start"] != month(4)]
    frame = released(rows).filter(pl.col("group_id") == "a")
    with_gap = np.array([[*SEEN[:4], np.nan, *SEEN[5:]]]) * measures()[SESSIONS].factor
    lower, _ = prediction_intervals(with_gap)
    assert frame["lower"].to_list()[-1] == pytest.approx(lower[0, 7])


def test_a_month_that_is_not_shown_does_not_enter_the_limits():
    def limits(hidden_value: float) -> list[float | None]:
        rows = series([*SEEN, 24, 25]) + series([*SEEN, 24, 25], "p")
        for row in rows[:10]:
            if row["period_start"] == month(2):
                row |= {"people": 3, "numerator": hidden_value}
        frame = released(rows).filter(pl.col("group_id") == "a")
        return frame["upper"].to_list()

    assert limits(1.0) == limits(9000.0)
    assert limits(1.0)[-1] is not None


def test_limits_stay_within_what_the_measure_can_be():
    # A share near zero: the interval would go under it.
    values = [0.0, 0.3, 0.0, 0.4, 0.0, 0.3, 0.1, 0.2]
    rows = [
        row | {"numerator": row["numerator"] * 1.0, "measure": "back_to_back_share"}
        for row in series(values) + series(values, "p")
    ]
    frame = released(rows)
    assert frame["lower"].min() == 0
    assert frame["upper"].max() <= 1


def test_a_signed_measure_is_not_cut_at_zero():
    values = [-2.0, 1, -3, 2, -2, 1, -1, 2]
    rows = [
        row | {"measure": "overtime_hours"}
        for row in series(values) + series(values, "p")
    ]
    assert released(rows)["lower"].min() < 0


@pytest.mark.parametrize(
    ("level", "reading"), [(5.0, "over"), (24.0, "cannot_tell"), (90.0, "under")]
)
def test_reading_needs_figure_and_interval_on_one_side(level, reading):
    frame = released(series(SEEN) + series(SEEN, "p"), reference={SESSIONS: level})
    last = frame.filter(pl.col("group_id") == "a")["reading"].to_list()
    assert last == [None] * 6 + [reading] * 2


def test_no_cells_give_an_empty_frame_of_the_same_columns():
    empty = pl.DataFrame([cell("p", 9)], schema_overrides={"basis": pl.String}).clear()
    frame = operational_cells(
        empty, groups(), measures=measures().values(), minimums=Minimums()
    )
    assert dict(frame.schema) == ESTIMATE
    assert frame.is_empty()


ROLES = [(node, role) for node in "pab" for role in ("nurse", "therapist")]


def split_world(people: dict[str, int]) -> dict[str, str]:
    tree = groups([("p", None), ("a", "p"), ("b", "p")], ROLES)
    found = released([cell(group, size) for group, size in people.items()], tree)
    return {row["group_id"]: row["state"] for row in found.to_dicts()}


def test_a_split_with_a_small_value_is_taken_back_whole():
    # a less its therapists would be its three nurses; so none of a's roles is shown.
    # The nurses of p less those of b would be the same three: so b's go as well, and
    # with them b's therapists, who would be b less its nurses only if those showed.
    states = split_world(
        {
            "p": 60,
            "p|nurse": 20,
            "p|therapist": 40,
            "a": 23,
            "a|nurse": 3,
            "a|therapist": 20,
            "b": 37,
            "b|nurse": 17,
            "b|therapist": 20,
        }
    )
    assert states["a|nurse"] == states["a|therapist"] == "not_shown"
    assert states["b|nurse"] == "not_shown"
    assert states["p|nurse"] == states["p|therapist"] == states["a"] == "shown"


def test_two_small_values_that_are_five_together_leave_the_split_standing():
    # Four nurses and three aides are seven that nobody can tell apart.
    tree = groups([("p", None)], [("p", "aide"), ("p", "nurse"), ("p", "therapist")])
    sizes = {"p": 47, "p|aide": 3, "p|nurse": 4, "p|therapist": 40}
    found = by_group(released([cell(g, n) for g, n in sizes.items()], tree))
    shown = [group for group, row in found.items() if row["state"] == "shown"]
    assert shown == ["p", "p|therapist"]


def test_large_splits_are_shown():
    states = split_world(
        {
            "p": 60,
            "p|nurse": 20,
            "p|therapist": 40,
            "a": 25,
            "a|nurse": 8,
            "a|therapist": 17,
            "b": 35,
            "b|nurse": 12,
            "b|therapist": 23,
        }
    )
    assert set(states.values()) == {"shown"}


def test_what_is_sensitive_is_released_along_the_hierarchy_alone():
    tree = groups([("p", None), ("a", "p"), ("b", "p")], ROLES)
    sizes = {"p": 90, "a": 45, "b": 45, "p|nurse": 40, "p|therapist": 50}
    changes = {"measure": "sick_share", "period_kind": "quarter"}
    rows = [cell(group, size, **changes) for group, size in sizes.items()]
    found = {g: row["state"] for g, row in by_group(released(rows, tree)).items()}
    assert [g for g, state in found.items() if state == "shown"] == ["a", "b", "p"]
    assert found["p|nurse"] == "not_shown"


def test_a_hidden_split_group_names_its_own_group():
    tree = groups([("p", None), ("a", "p"), ("b", "p")], ROLES)
    sizes = {"p": 60, "a": 23, "b": 37, "a|nurse": 3, "a|therapist": 20}
    found = by_group(released([cell(g, n) for g, n in sizes.items()], tree))
    assert found["a|nurse"]["shown_in"] == "a"


@st.composite
def crossed(draw: st.DrawFn) -> tuple[pl.DataFrame, np.ndarray]:
    """Programmes by roles under one organisation, and people of each crossing."""
    programmes = [f"p{n}" for n in range(draw(st.integers(1, 4)))]
    roles = ["r0", "r1", "r2"]
    tree = groups(
        [("o", None), *((one, "o") for one in programmes)],
        [(node, role) for node in ["o", *programmes] for role in roles],
    )
    size = st.lists(st.integers(0, 12), min_size=3, max_size=3)
    return tree, np.array([draw(size) for _ in programmes])


@given(crossed())
def test_no_small_group_follows_along_hierarchy_or_split(drawn):
    frame, cross = drawn
    tree = group_forest(frame)
    sizes = {"o": cross.sum()} | {f"o|r{r}": cross[:, r].sum() for r in range(3)}
    for p, row in enumerate(cross):
        sizes |= {f"p{p}": row.sum()} | {f"p{p}|r{r}": row[r] for r in range(3)}
    people = np.array([[float(sizes[node])] for node in tree.nodes])
    shown = linked_pattern(
        tree,
        people,
        minimum=5,
        computable=np.ones(people.shape, dtype=bool),
        siblings=split_siblings(tree, frame),
    )[:, 0]
    seen = dict(zip(tree.nodes, shown, strict=True))
    wholes = ["o", *(f"p{p}" for p in range(len(cross)))]
    sums = [(whole, [f"{whole}|r{r}" for r in range(3)]) for whole in wholes]
    sums += [("o", wholes[1:])]
    sums += [(f"o|r{r}", [f"{p}|r{r}" for p in wholes[1:]]) for r in range(3)]
    for whole, parts in sums:
        if seen[whole]:
            left = sizes[whole] - sum(sizes[part] for part in parts if seen[part])
            assert left == 0 or left >= 5 or not any(seen[part] for part in parts)
    assert all(sizes[group] >= 5 for group, visible in seen.items() if visible)
