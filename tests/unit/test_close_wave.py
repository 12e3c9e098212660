"""Closing a wave: whose answers count, and in which cells."""

from dataclasses import replace

import polars as pl
import pytest

from etl.close_wave import counted_responses, wave_cells
from etl.disclosure.audit import audit_frames
from etl.disclosure.plan import LOOSE
from etl.disclosure.rows import COUNTS, ESTIMATE, ESTIMATE_KEY, RESPONSE
from tests.privacy.worlds import OUTCOMES, snapshot, team_of, teams_table, wave

TEAMS = teams_table(
    [
        ("p", None, "programme", None),
        ("a", "p", "team", None),
        ("b", "p", "team", None),
        ("c", "p", "team", None),
    ]
)


def world(sizes: dict[str, int], **options):
    """`sizes` people per team, all at 40, and as many invited."""
    answers, start = [], 1
    for team, size in sizes.items():
        answers += team_of(size, team, start=start)
        start += size
    options.setdefault("invited", sizes)
    return snapshot(options.pop("teams", TEAMS), answers, **options)


def states(cells, measure: str = "cbi_work") -> dict[str, str]:
    of_measure = cells.estimate.filter(pl.col("measure") == measure)
    return dict(of_measure.select("group_id", "state").iter_rows())


def people(cells, measure: str = "cbi_work") -> dict[str, int]:
    of_measure = cells.counts.filter(pl.col("measure") == measure, pl.col("n") > 0)
    return dict(of_measure.select("atom_id", "n").iter_rows())


def value(cells, group: str, measure: str = "cbi_work") -> float | None:
    row = cells.estimate.filter(
        pl.col("group_id") == group, pl.col("measure") == measure
    )
    return row["value"].item()


def responses(*rows: tuple) -> pl.DataFrame:
    return pl.DataFrame(
        rows,
        schema=["response_id", "staff_key", "team_id", "submitted_at", "late"],
        orient="row",
    )


def test_a_small_team_is_not_shown_and_takes_the_next_with_it():
    cells = wave_cells(wave(), world({"a": 30, "b": 8, "c": 3}))
    assert states(cells) == {
        "a": "shown",
        "b": "not_shown",
        "c": "not_shown",
        "org": "shown",
        "p": "shown",
    }


def test_shapes_keys_and_order_are_the_contract():
    cells = wave_cells(wave(), world({"a": 30, "b": 8, "c": 3}))
    assert dict(cells.estimate.schema) == ESTIMATE
    assert dict(cells.response.schema) == RESPONSE
    assert dict(cells.counts.schema) == COUNTS
    assert cells.estimate.equals(cells.estimate.sort(ESTIMATE_KEY))
    assert cells.estimate.select(ESTIMATE_KEY).is_unique().all()


def test_late_answers_are_left_out_and_of_several_the_latest_counts():
    kept = counted_responses(
        responses(
            (1, 7, "a", 10, False),
            (2, 7, "a", 12, False),  # the same person again: this one counts
            (3, 8, "a", 12, False),
            (4, 7, "a", 20, True),  # late
            (5, 9, "a", 20, True),  # late, and no other
        )
    )
    assert kept["response_id"].to_list() == [2, 3]


def test_without_a_key_every_questionnaire_counts():
    kept = counted_responses(
        responses((1, None, "a", 10, False), (2, None, "a", 12, False))
    )
    assert kept.height == 2


def test_a_second_questionnaire_replaces_the_first_in_the_mean():
    first = world({"a": 30})
    again = replace(
        first,
        responses=pl.concat(
            [
                first.responses,
                first.responses.head(15).with_columns(
                    pl.col("response_id") + 5000,
                    pl.col("submitted_at") + pl.duration(days=1),
                ),
            ]
        ),
        scores=pl.concat(
            [
                first.scores,
                first.scores.with_columns(
                    pl.col("response_id") + 5000, score=pl.lit(80.0)
                ),
            ]
        ),
    )
    # 15 people at 80 now, 15 still at 40
    assert value(wave_cells(wave(), again), "a") == 60


def test_a_leader_counts_above_the_team():
    teams = TEAMS.with_columns(led_by_key=pl.Series([None, 1, 2, 3], dtype=pl.UInt64))
    sizes = {"a": 30, "b": 30, "c": 30}
    # Three leaders are under five everywhere: they count in no cell.
    few = wave_cells(wave(), world(sizes, teams=teams))
    assert people(few) == {"a": 27, "b": 30, "c": 30}
    # Five of them together are a group of the programme, and never a cell.
    five = pl.concat(
        [
            TEAMS.head(1),
            *(
                pl.DataFrame(
                    [(team, "p", "team", 10 * number + 1)],
                    schema=TEAMS.schema,
                    orient="row",
                )
                for number, team in enumerate("abcde")
            ),
        ]
    )
    cells = wave_cells(wave(), world(dict.fromkeys("abcde", 10), teams=five))
    assert people(cells) == dict.fromkeys("abcde", 9) | {f"{LOOSE}p": 5}
    assert set(states(cells)) == {*"abcde", "p", "org"}
    assert set(states(cells).values()) == {"shown"}


def test_respondents_without_a_team_count_in_the_organisation():
    base = world({"a": 30, "b": 30})
    lost = base.responses.with_columns(
        pl.when(pl.col("staff_key") <= 6)
        .then(None)
        .otherwise("team_id")
        .alias("team_id")
    )
    cells = wave_cells(wave(), replace(base, responses=lost))
    assert people(cells) == {"a": 24, "b": 30, f"{LOOSE}org": 6}
    org = cells.estimate.filter(pl.col("group_id") == "org")["n"].unique().to_list()
    assert org == [60]


def test_the_programme_of_few_strays_is_not_told_apart():
    base = world({"a": 30, "b": 30})
    lost = base.responses.with_columns(
        pl.when(pl.col("staff_key") <= 4)
        .then(None)
        .otherwise("team_id")
        .alias("team_id")
    )
    cells = wave_cells(wave(), replace(base, responses=lost))
    assert people(cells) == {"a": 26, "b": 30}


def test_a_unit_is_shown_and_its_teams_are_not():
    cells = wave_cells(
        wave(), world({"a": 30, "b": 12, "c": 11}, units={"small": ["b", "c"]})
    )
    assert states(cells) == {
        "a": "shown",
        "b": "not_shown",
        "c": "not_shown",
        "unit:small": "shown",
        "org": "shown",
        "p": "shown",
    }
    where = cells.estimate.filter(pl.col("group_id") == "b")["shown_in"].unique()
    assert where.to_list() == ["unit:small"]


def test_an_outcome_few_answered_is_shown_nowhere_and_hides_nothing():
    base = world({"a": 30, "b": 30})
    few = pl.DataFrame(
        [(1000 + person, "intent_to_leave", 50.0) for person in (1, 2, 3)],
        schema=base.scores.schema,
        orient="row",
    )
    cells = wave_cells(wave(), replace(base, scores=pl.concat([base.scores, few])))
    assert set(states(cells, "intent_to_leave").values()) == {"not_shown"}
    assert set(states(cells).values()) - {"not_shown"} == {"shown"}
    assert states(cells)["a"] == "shown"


def test_all_outcomes_have_one_pattern():
    base = world({"a": 30, "b": 8, "c": 12})
    # One of b's eight left the first outcome out, four of c's twelve the second.
    mask = ((pl.col("response_id") == 1031) & (pl.col("scale") == OUTCOMES[0])) | (
        pl.col("response_id").is_between(1039, 1046) & (pl.col("scale") == OUTCOMES[1])
    )
    scores = base.scores.with_columns(
        pl.when(mask).then(None).otherwise("score").alias("score")
    )
    cells = wave_cells(wave(), replace(base, scores=scores))
    assert states(cells, OUTCOMES[0]) == states(cells, OUTCOMES[1])
    assert states(cells)["c"] == "not_shown"


def test_an_anonymous_wave_needs_ten():
    cells = wave_cells(
        wave(anonymous=True), world({"a": 30, "b": 9, "c": 12}, anonymous=True)
    )
    assert states(cells)["b"] == "not_shown"
    assert states(cells)["c"] == "not_shown"
    assert states(wave_cells(wave(), world({"a": 30, "b": 9, "c": 12})))["b"] == "shown"


def test_more_returned_than_invited_refuses_the_team_of_an_anonymous_wave():
    sizes = {"a": 30, "b": 20}
    invited = {"a": 30, "b": 19}
    anonymous = wave_cells(
        wave(anonymous=True), world(sizes, invited=invited, anonymous=True)
    )
    assert people(anonymous) == {"a": 30}
    named = wave_cells(wave(), world(sizes, invited=invited))
    assert people(named) == {"a": 30, "b": 20}


def test_response_counts_leaders_in_their_team():
    teams = TEAMS.with_columns(led_by_key=pl.Series([None, 1, 29, 57], dtype=pl.UInt64))
    invited = dict.fromkeys("abc", 40)
    cells = wave_cells(
        wave(), world(dict.fromkeys("abc", 28), teams=teams, invited=invited)
    )
    bands = dict(cells.response.select("group_id", "rate_band").iter_rows())
    # 28 of 40 with the leader; without, 27 of 40 would be 67.5 %.
    assert bands == dict.fromkeys(["a", "b", "c", "p", "org"], "70-79 %")


@pytest.mark.parametrize("sizes", [{}, {"a": 0}, {"a": 3}])
def test_nobody_or_hardly_anybody_answering_shows_nothing(sizes):
    cells = wave_cells(wave(), world(sizes))
    assert "shown" not in set(cells.estimate["state"])
    assert "shown" not in set(cells.response["state"])


def test_order_of_rows_changes_nothing():
    base = world({"a": 30, "b": 12, "c": 11})
    scores = base.scores.with_columns(
        score=pl.Series([(37 * n) % 101 / 3 for n in range(base.scores.height)])
    )
    base = replace(base, scores=scores)
    turned = replace(
        base,
        responses=base.responses.reverse(),
        scores=base.scores.reverse(),
        teams=base.teams.reverse(),
        invites=base.invites.reverse(),
    )
    one, other = wave_cells(wave(), base), wave_cells(wave(), turned)
    assert one.estimate.equals(other.estimate)
    assert one.response.equals(other.response)
    assert one.counts.equals(other.counts)


def test_a_share_stands_on_ten_answers_and_has_a_pattern_of_its_own():
    base = world({"a": 30, "b": 9, "c": 25, "d": 14}, teams=four_teams())
    asked = base.scores.filter(pl.col("scale") == OUTCOMES[0]).with_columns(
        scale=pl.lit("enps")
    )
    both = replace(base, scores=pl.concat([base.scores, asked]))
    cells = wave_cells(wave(), both, minimums={"enps": 10})
    assert set(states(cells).values()) == {"shown"}
    # nine are under ten, and the programme less the other teams would be these nine
    hidden = {
        group for group, state in states(cells, "enps").items() if state != "shown"
    }
    assert hidden == {"b", "d"}
    least = cells.counts.filter(pl.col("measure") == "enps")["minimum"].unique()
    assert least.to_list() == [10]


def four_teams() -> pl.DataFrame:
    fourth = pl.DataFrame([("d", "p", "team", None)], schema=TEAMS.schema, orient="row")
    return pl.concat([TEAMS, fourth])


def test_the_mean_around_a_few_people_near_an_end_is_written_coarsely():
    # b and c are hidden: together eight people, all at 0
    base = world({"a": 30, "b": 4, "c": 4})
    inside = base.responses.filter(pl.col("team_id") != "a")["response_id"]
    low = pl.col("response_id").is_in(inside.implode())
    scores = base.scores.with_columns(score=pl.when(low).then(0.0).otherwise("score"))
    ends = wave_cells(wave(), replace(base, scores=scores))
    middle = wave_cells(wave(), base)
    # 30 x 40 / 38 = 31.6
    assert value(ends, "p") == 30
    assert band(ends, "p") == "to 10 points"
    assert value(middle, "p") == 40
    assert band(middle, "p") is None
    assert (
        audit_frames(ends.estimate, ends.response, ends.counts, people_minimums={})
        == []
    )


def band(cells, group: str) -> str | None:
    rows = cells.estimate.filter(
        pl.col("group_id") == group, pl.col("measure") == "cbi_work"
    )
    return rows["band"].item()
