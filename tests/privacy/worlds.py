"""Made-up organisations for the privacy tests: drawn by hand, or by hypothesis."""

from datetime import date
from random import Random

import polars as pl
from hypothesis import strategies as st

from benchmarks.attacked_staff import teams_table
from etl.close_wave import Snapshot
from etl.disclosure.survey_cells import Wave

FIRST, LAST = date(2025, 2, 3), date(2025, 2, 16)
OUTCOMES = ("cbi_client", "cbi_work")


def wave(*, anonymous: bool = False) -> Wave:
    return Wave("w2", "Wave 2", FIRST, LAST, anonymous, 10 if anonymous else 5)


def snapshot(
    teams: pl.DataFrame,
    answers: list[tuple[int, str | None, dict[str, float | None]]],
    *,
    units: dict[str, list[str]] | None = None,
    invited: dict[str, int] | None = None,
    anonymous: bool = False,
) -> Snapshot:
    """A wave of (person, team, outcome -> score), all in time, one answer each."""
    responses = pl.DataFrame(
        [
            (1000 + person, None if anonymous else person, team, False)
            for person, team, _ in answers
        ],
        schema={
            "response_id": pl.UInt64,
            "staff_key": pl.UInt64,
            "team_id": pl.String,
            "late": pl.Boolean,
        },
        orient="row",
    ).with_columns(submitted_at=pl.datetime(2025, 2, 4, 9))
    scores = pl.DataFrame(
        [
            (1000 + person, scale, score)
            for person, _, given in answers
            for scale, score in given.items()
        ],
        schema={"response_id": pl.UInt64, "scale": pl.String, "score": pl.Float64},
        orient="row",
    )
    asked = pl.DataFrame(
        list((invited or {}).items()),
        schema={"team_id": pl.String, "invited": pl.Int64},
        orient="row",
    )
    return Snapshot(responses, scores, teams, asked, units or {})


def team_of(size: int, team: str, *, start: int, score: float = 40.0) -> list:
    """`size` people of a team who all give one score for both outcomes."""
    return [(start + one, team, dict.fromkeys(OUTCOMES, score)) for one in range(size)]


@st.composite
def organisations(draw: st.DrawFn) -> Snapshot:
    """Up to three divisions of programmes of small teams; units, leaders, gaps."""
    rows: list[tuple[str, str | None, str, int | None]] = []
    answers: list = []
    units: dict[str, list[str]] = {}
    invited: dict[str, int] = {}
    random = Random(draw(st.integers(0, 2**16)))
    for d in range(draw(st.integers(1, 3))):
        rows.append((f"d{d}", None, "division", None))
        for p in range(draw(st.integers(1, 3))):
            programme = f"d{d}p{p}"
            rows.append((programme, f"d{d}", "programme", None))
            sizes = draw(st.lists(st.integers(0, 14), min_size=1, max_size=4))
            for t, size in enumerate(sizes):
                team = f"{programme}t{t}"
                leader = len(answers) + 1 if random.random() < 0.5 else None
                rows.append((team, programme, "team", leader))
                invited[team] = size + random.randrange(5)
                answers += [
                    (len(answers) + 1 + one, team, _given(random))
                    for one in range(size)
                ]
            if len(sizes) > 1 and draw(st.booleans()):
                units[f"u-{programme}"] = [f"{programme}t0", f"{programme}t1"]
    without = draw(st.integers(0, 6))
    answers += [(len(answers) + 1 + i, None, _given(random)) for i in range(without)]
    return snapshot(teams_table(rows), answers, units=units, invited=invited)


def _given(random: Random) -> dict[str, float | None]:
    """Scores of one person; one in five lacks an outcome, so that counts differ."""
    given = {
        key: random.choice([0.0, 25.0, 37.5, 50.0, 75.0, 100.0]) for key in OUTCOMES
    }
    return given | ({"cbi_client": None} if random.random() < 0.2 else {})
