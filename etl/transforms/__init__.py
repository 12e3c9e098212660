"""Named changes of a file's shape, for exports whose rows are not yet our rows.

Each takes the rows below the header and gives rows below a (new) header; all cells are
text still. A profile names them in `transform`, in the order they are applied.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from etl.errors import UserError
from etl.profile import Transform
from etl.transforms.calendar_days import calendar_days
from etl.transforms.cells import (
    below,
    digested,
    dropped,
    filled,
    from_above,
    half_day,
    joined,
    minutes_after,
    numbered,
    picked,
    where,
)
from etl.transforms.lists import each_day, exploded, json_path, references, unpivoted
from etl.transforms.months import mean_per_group, slugged, year_months
from etl.transforms.openemr import openemr_events
from etl.transforms.redcap import redcap
from etl.transforms.rows import Rows
from etl.transforms.runs import days_to_runs, merged_days

Change = Callable[[Rows, Transform], Rows]

CHANGES: Final[dict[str, Change]] = {
    "below": below,
    "calendar_days": calendar_days,
    "days_to_runs": days_to_runs,
    "digest": digested,
    "drop": dropped,
    "each_day": each_day,
    "explode": exploded,
    "fill": filled,
    "from_above": from_above,
    "half_day": half_day,
    "join": joined,
    "json_path": json_path,
    "mean_per_group": mean_per_group,
    "merge_days": merged_days,
    "minutes_after": minutes_after,
    "number_names": numbered,
    "openemr_events": openemr_events,
    "pick": picked,
    "references": references,
    "slug": slugged,
    "unpivot": unpivoted,
    "where": where,
    "year_months": year_months,
    "redcap": redcap,
}


def transformed(rows: Rows, steps: tuple[Transform, ...]) -> Rows:
    """The rows after each named step.

    Raises:
        UserError: a step that does not exist, one that lacks a column's name or has a
            broken pattern, or one that the file does not fit.
    """
    for step in steps:
        change = CHANGES.get(step.name)
        if change is None:
            known = ", ".join(sorted(CHANGES))
            raise UserError(f"no transform {step.name}; there are {known}")
        try:
            rows = change(rows, step)
        except OverflowError as error:
            raise UserError(
                "a date lies beyond the years that a calendar has; mend it in the file",
                exit_code=3,
            ) from error
        except (IndexError, ValueError, re.error) as error:
            raise UserError(
                f"transform {step.name}: its columns (keep, into) or its pattern are "
                "not what it needs; mend the profile"
            ) from error
    return rows
