"""When the sessions of a clinician's day begin: gaps, breaks, evenings."""

from dataclasses import dataclass

import numpy as np

from etl.synthetic.arrays import Bools, Floats, Ints, happens, whole

OPENS = 8 * 60
LATE_START = 210  # minutes later, of those who chose evening work
DAY_MINUTES = 9 * 60 - 30
ROOM_FOR_EDGES = 200  # minutes unbooked, from which on a day has gaps at its ends
TWO_AT_ONCE, OVERLAP = 0.012, -20
EVENING_SHARE, EVENING_FROM = 0.055, 18 * 60 + 15
# of sessions put close to the one before: double bookings and groups led by two move some
STAYS_CLOSE = 0.9
LATEST_END = 22 * 60
EARLIEST = 7 * 60 + 30


@dataclass(frozen=True)
class Slots:
    """Days x slots: minutes booked, 0 where nothing is; and by day what shapes it."""

    minutes: Ints
    evening: Bools
    back_to_back: Floats
    free_middle: Floats

    @property
    def there(self) -> Bools:
        return self.minutes > 0

    @property
    def last(self) -> Ints:
        """Slot of the day's last session, 0 on an empty day."""
        return np.asarray(np.maximum(self.there.sum(axis=1) - 1, 0))


def starts(rng: np.random.Generator, slots: Slots) -> Ints:
    """Start of every slot in minutes from midnight: sessions and gaps in turn.

    A next session follows at once by the person's share. Other gaps fill the day; on days
    whose middle isn't kept free the sessions there stand in a row.
    """
    days, width = shape = slots.minutes.shape
    first = OPENS + 15 * rng.integers(0, 6, days) + LATE_START * slots.evening
    close = happens(rng, shape, slots.back_to_back[:, None] / STAYS_CLOSE)
    free = happens(rng, days, slots.free_middle)
    room = np.maximum(0, DAY_MINUTES - slots.minutes.sum(axis=1))
    gap = np.where(
        free[:, None],
        _spread(rng, room, slots.there & ~close),
        _packed(rng, room, slots),
    )
    gap = np.where(close, 5 * rng.integers(0, 2, shape), np.maximum(10, gap))
    gap[happens(rng, (days, width), TWO_AT_ONCE)] = OVERLAP
    gap[:, 0] = 0
    before = np.cumsum(slots.minutes + gap, axis=1) - slots.minutes
    return _with_evenings(rng, first[:, None] + before, slots)


def _spread(rng: np.random.Generator, room: Ints, takes: Bools) -> Ints:
    """Gaps that share out most of the unbooked time, in steps of five minutes."""
    weight = rng.exponential(1, takes.shape) * takes
    weight[:, 0] = 0
    share = weight / np.maximum(weight.sum(axis=1), 1e-9)[:, None]
    used = room * (0.55 + 0.4 * rng.random(len(room)))
    return 5 * whole(share * used[:, None] / 5)


def _packed(rng: np.random.Generator, room: Ints, slots: Slots) -> Ints:
    """Short gaps in the middle; after the first and before the last session, long ones."""
    shape = slots.minutes.shape
    slot = np.arange(shape[1])
    edge = (slot == 1) | (slot == slots.last[:, None])
    long = 50 + 5 * rng.integers(0, 12, shape)
    short = 10 + 5 * rng.integers(0, 4, shape)
    return np.where(edge & (room > ROOM_FOR_EDGES)[:, None], long, short)


def _with_evenings(rng: np.random.Generator, start: Ints, slots: Slots) -> Ints:
    """Some days end with a session after six, and none runs past ten at night."""
    last, row = slots.last, np.arange(len(start))
    later = np.flatnonzero(happens(rng, len(start), EVENING_SHARE) & slots.there[:, 0])
    evening = EVENING_FROM + 15 * rng.integers(0, 12, len(later))
    moved = start.copy()
    moved[later, last[later]] = np.maximum(moved[later, last[later]], evening)
    over = np.maximum(0, (moved + slots.minutes)[row, last] - LATEST_END)
    return np.asarray(np.maximum(moved - over[:, None], EARLIEST))
