"""Arithmetic that gives the same bits however many histories stand side by side."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
Index = NDArray[np.int64]
Some = Index | slice
"""Which histories: their places, or the slice `ALL`."""

ALL = slice(None)

_SIDE_BY_SIDE = 2000  # histories of all packages that are weighed at once: more are no quicker, as they leave the processor's cache


def indices(where: Mask) -> Some:
    """The histories that a mask (R,) marks, as an index of the last axis that copies nothing where it marks all."""
    return ALL if where.all() else marked(where)


def marked(where: Mask) -> Index:
    """The histories that a mask (R,) marks, by their places."""
    return where.nonzero()[0]


def take(values: NDArray[Any], histories: Some) -> NDArray[Any]:
    """The columns (..., those) of `values` (..., R) in some histories."""
    return values if isinstance(histories, slice) else values.take(histories, axis=-1)


def with_columns(values: NDArray[Any], histories: Some, new: NDArray[Any]) -> NDArray[Any]:
    """`values` (..., R) with the columns of some histories replaced by `new` (..., those), or all of them; `values` itself stays as it is."""
    if isinstance(histories, slice):
        return new
    changed = values.copy()
    changed[..., histories] = new
    return changed


def scatter(values: NDArray[Any], histories: Some, R: int) -> NDArray[Any]:
    """`values` (those,) of some histories in their places among all, (R,), and zero elsewhere."""
    return with_columns(np.zeros(R, values.dtype), histories, values)


def sequential_sum(terms: Iterable[Array]) -> Array:
    """Sum arrays one after the other, so that the result depends neither on the width of the batch nor on its layout."""
    if isinstance(terms, np.ndarray) and terms.ndim > 1 and terms.dtype == float and terms.flags.c_contiguous and terms.shape[-1] > 1:
        return np.asarray(np.add.reduce(terms, axis=0))  # row by row: with the histories innermost NumPy adds in this order too
    first, *rest = terms
    total = np.array(first, dtype=float)
    for term in rest:
        total += term
    return total


def sum_of_issues(terms: Array) -> Array:
    """The sum of terms (..., issues, R) over issues, one after the other; (..., R)."""
    if terms.ndim == 2:
        return sequential_sum(terms)
    row_by_row = terms.flags.c_contiguous and terms.shape[-1] > 1  # as above
    return np.asarray(np.add.reduce(terms, axis=-2)) if row_by_row else sequential_sum(np.moveaxis(terms, -2, 0))


def side_by_side(packages: int, R: int) -> list[slice]:
    """Which of so many packages are weighed at once, in R histories each: several together where histories are few."""
    some = max(1, _SIDE_BY_SIDE // R)
    return [slice(k, k + some) for k in range(0, packages, some)]


def clipped(values: Array, low: Array | float, high: Array | float) -> Array:
    """Values kept within bounds, same shape; the method does in half the time what NumPy's function does."""
    return values.clip(low, high)


def logistic(log_odds: Array) -> Array:
    """Probability with these log-odds, same shape; safe for any finite input."""
    return np.asarray(1.0 / (1.0 + np.exp(-log_odds.clip(-700.0, 700.0))))


def logit(probability: Array) -> Array:
    """Log-odds of a probability, same shape; probabilities nearer than 1e-9 to 0 or 1 count as that near."""
    inside = probability.clip(1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(inside / (1.0 - inside)))


def chance_in_a_day(rate: Array) -> Array:
    """Probability that something with a daily rate happens at least once in the day: `1 - exp(-rate)`."""
    return np.asarray(-np.expm1(-rate))


_error_function = np.vectorize(math.erf, otypes=[float])


def normal_distribution(z: Array) -> Array:
    """Standard normal distribution function, same shape."""
    return np.asarray(0.5 * (1.0 + _error_function(z / math.sqrt(2.0))))


def triangular_quantile(probability: Array, low: float, mode: float, high: float) -> Array:
    """Quantiles of the triangular distribution, same shape as the probabilities."""
    if low == high:
        return np.full_like(probability, low)
    turn = (mode - low) / (high - low)
    rising = low + np.sqrt(np.maximum(probability * (high - low) * (mode - low), 0.0))
    falling = high - np.sqrt(np.maximum((1.0 - probability) * (high - low) * (high - mode), 0.0))
    return np.where(probability < turn, rising, falling)
