"""The same publications with what protects them switched off, for an attacker to beat."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from unittest import mock

import numpy as np

from etl.disclosure.relations.budget import Budget


@contextmanager
def primary_alone() -> Iterator[None]:
    """While it lasts only cells under the minimum are hidden: no secondary suppression.

    Nor is anything beside the survey protected by more: loads, sickness and leave.
    """
    nothing = {
        "etl.disclosure.table_cells.audit_people": lambda *_, **__: [],
        "etl.operational_estimates.audit_people": lambda *_, **__: [],
        "etl.decision_states._together": lambda *_: True,
    }
    with ExitStack() as held:
        held.enter_context(mock.patch("etl.close_wave.survey_pattern", _cells))
        for place in ("operational_cells", "table_cells"):
            pattern = f"etl.disclosure.{place}.linked_pattern"
            held.enter_context(mock.patch(pattern, _operational))
        for name, what in nothing.items():
            held.enter_context(mock.patch(name, what))
        yield


@contextmanager
def without_budget() -> Iterator[None]:
    """While it lasts every statistic from single answers that is asked for is released."""

    def everything(_, queries):  # type: ignore[no-untyped-def]
        return Budget(len(queries), (0.0,) * len(queries))

    with mock.patch("etl.single_answers.search", everything):
        yield


@contextmanager
def unprotected() -> Iterator[None]:
    """Both."""
    with primary_alone(), without_budget():
        yield


def _cells(tree, atoms, groups, *, minimums, seconds=0, before=None):  # type: ignore[no-untyped-def]
    del seconds, before
    held = np.zeros((len(tree.nodes), len(minimums)), dtype=np.int64)
    for line, people in zip(atoms.lines, atoms.people, strict=True):
        held[list(line)] += people
    least = np.maximum(minimums, 1)
    return (held >= least) & groups.cells[:, None] & tree.publishable[:, None], True


def _operational(tree, people, *, minimum, computable, siblings):  # type: ignore[no-untyped-def]
    del siblings
    return (people >= minimum) & computable & tree.publishable[:, None]
