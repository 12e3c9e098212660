"""Array types and named random streams shared by the made-up practice."""

import zlib
from collections.abc import Sequence

import numpy as np
import polars as pl
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


def stream(seed: int, name: str, number: int = 0) -> np.random.Generator:
    """A random generator of its own for one part of the practice.

    Parts draw from separate streams, so that a change in one leaves the others' bytes
    as they were.
    """
    return np.random.default_rng([seed, zlib.crc32(name.encode()), number])


def happens(
    rng: np.random.Generator, shape: int | tuple[int, ...], share: float | Floats
) -> Bools:
    """True with the chance `share`, drawn anew for every entry."""
    return np.asarray(rng.random(shape) < share)


def whole(values: Floats) -> Ints:
    """Values rounded to whole numbers."""
    return np.round(values).astype(np.int64)


def labels(names: Sequence[str], number: Ints) -> pl.Series:
    """The name of every number, as text."""
    return pl.Series(names, dtype=pl.String).gather(number)


def autocorrelated(
    rng: np.random.Generator, shape: tuple[int, int], *, rho: float
) -> Floats:
    """Standard normal rows x months, each row a stationary AR(1) of lag-1 `rho`."""
    shocks = rng.standard_normal(shape)
    series = np.empty(shape)
    for month in range(shape[1]):
        series[:, month] = (
            rho * series[:, month - 1] + np.sqrt(1 - rho**2) * shocks[:, month]
            if month
            else shocks[:, 0]
        )
    return series


def ratio_or_zero(top: Floats, bottom: Floats) -> Floats:
    """Elementwise top / bottom, 0 where nothing is below."""
    return np.divide(top, bottom, out=np.zeros_like(top), where=bottom > 0)
