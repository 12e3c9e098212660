"""Requests for leave: what was asked for, and what became of it."""

from dataclasses import dataclass, fields

import numpy as np

from etl.synthetic.arrays import Bools, Floats, Ints

KINDS = ("vacation", "sick", "parental", "personal", "training")
VACATION, SICK, PARENTAL, PERSONAL, TRAINING = range(5)
# as the leave system calls them; who cancelled stands in HR's list of decisions
STATUSES = ("Open", "Approved", "Rejected", "Cancelled", "Cancelled")
OPEN, APPROVED, REJECTED, CANCELLED, CALLED_OFF = range(5)


@dataclass(frozen=True)
class Requests:
    """One entry per request in every array; days are indices, `days` working days."""

    person: Ints
    kind: Ints
    first: Ints
    last: Ints
    half: Bools
    status: Ints
    posted: Ints
    days: Floats

    def __len__(self) -> int:
        return len(self.person)

    def only(self, kept: Bools | Ints) -> "Requests":
        return Requests(*(getattr(self, each.name)[kept] for each in fields(self)))

    def and_also(self, others: "Requests") -> "Requests":
        return Requests(
            *(
                np.concatenate([getattr(self, each.name), getattr(others, each.name)])
                for each in fields(self)
            )
        )

    def in_order(self) -> "Requests":
        """By date of posting."""
        order = (self.kind, self.status, self.person, self.first, self.posted)
        return self.only(np.lexsort(order))
