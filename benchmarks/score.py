"""What scoring costs: a million responses to the 22 items of MBI-HSS.

    python benchmarks/score.py [--responses 1000000] [--turns 3]

Prints a line of JSON for each way of scoring (a column per item; a row per answer, in the
order of the warehouse and shuffled): rows, and the median, smallest and largest of the
wall seconds, with the processor seconds beside them: other work on the machine moves the
wall alone.

Aim: under 5 s on 2 cores.
"""

import argparse
import json
import time
from collections.abc import Callable
from statistics import median

import numpy as np
import polars as pl

from definitions.instruments import instruments
from etl.scoring import score, score_wide

SEED = 22
UNANSWERED_SHARE = 0.03


def drawn(responses: int) -> pl.DataFrame:
    """One row per response: response_id and the items, 3 % unanswered."""
    chance = np.random.default_rng(SEED)
    raw = instruments()["mbi_hss"].raw
    columns = {"response_id": chance.integers(0, 2**63, responses).astype(np.uint64)}
    for item in instruments()["mbi_hss"].items:
        answers = chance.integers(raw.lowest, raw.highest + 1, responses).astype(float)
        answers[chance.random(responses) < UNANSWERED_SHARE] = np.nan
        columns[item] = answers
    return pl.DataFrame(columns).fill_nan(None)


def timed(what: str, rows: int, turns: int, run: Callable[[], pl.DataFrame]) -> None:
    walls, processors = [], []
    for _ in range(turns):
        wall, processor = time.perf_counter(), time.process_time()
        run()
        walls.append(time.perf_counter() - wall)
        processors.append(time.process_time() - processor)
    seconds = {"median": median(walls), "least": min(walls), "most": max(walls)}
    print(
        json.dumps(
            {"what": what, "rows": rows}
            | {name: round(value, 2) for name, value in seconds.items()}
            | {"processor": round(median(processors), 2)}
        )
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--responses", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=3)
    chosen = parser.parse_args()
    kind = instruments()["mbi_hss"]
    wide = drawn(chosen.responses)
    ids = pl.col("response_id")
    answers = wide.unpivot(
        index="response_id", variable_name="item", value_name="value"
    ).drop_nulls()
    answers = answers.sort("response_id", "item")
    shuffled = answers.sample(fraction=1.0, shuffle=True, seed=SEED)
    timed(
        "a column per item", wide.height, chosen.turns, lambda: score_wide(wide, kind)
    )
    rows = answers.height
    timed("a row per answer", rows, chosen.turns, lambda: score(answers, kind))
    timed("the same, shuffled", rows, chosen.turns, lambda: score(shuffled, kind))
    assert score(answers, kind).equals(score(shuffled, kind)), "order must not matter"
    assert wide.select(ids.n_unique()).item() == chosen.responses


if __name__ == "__main__":
    main()
