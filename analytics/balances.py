"""Vacation balances carried forward: what will be owed, lost at a cap, and carried over."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Forward:
    """People x months.

    Attributes:
        owed: hours left at each month's end, negative for a debt.
        forfeited: hours lost in each month.
    """

    owed: Floats
    forfeited: Floats


def carried_forward(
    balance: Floats,
    accrued: Floats,
    taken: Floats,
    *,
    cap: Floats,
    carried: Floats,
    year_ends: NDArray[np.bool_],
) -> Forward:
    """Balances month by month if nothing changes.

    In each month accrual is added and approved leave taken off; what then stands above
    the cap is lost, and in the last month of a leave year what stands above the hours
    that may be carried over. A debt is never lost. No people or no months give empty
    arrays.

    Args:
        balance: hours before the first month, one per person.
        accrued: people x months, hours earned in the month.
        taken: people x months, hours of leave approved for it.
        cap: hours above which nothing is kept, one per person; infinite for none.
        carried: hours that outlive the leave year, one per person; infinite for all.
        year_ends: one per month, true in the last month of a leave year.

    Source: bookkeeping, no formula.

    >>> found = carried_forward(
    ...     np.array([90.0]), np.array([[15.0, 15.0]]), np.array([[0.0, 8.0]]),
    ...     cap=np.array([100.0]), carried=np.array([40.0]),
    ...     year_ends=np.array([False, True]),
    ... )
    >>> found.forfeited.tolist(), found.owed.tolist()
    ([[5.0, 67.0]], [[100.0, 40.0]])
    """
    owed = np.zeros(accrued.shape)
    forfeited = np.zeros(accrued.shape)
    held = balance.astype(np.float64)
    for month in range(accrued.shape[1]):
        held = held + accrued[:, month] - taken[:, month]
        most = np.minimum(cap, carried) if year_ends[month] else cap
        forfeited[:, month] = np.maximum(0.0, held - most)
        held = held - forfeited[:, month]
        owed[:, month] = held
    return Forward(owed, forfeited)
