"""Which of many differences stand beyond noise, when allowance is made for how many were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from math import erfc, sqrt

import numpy as np
from numpy.typing import NDArray

from .intervals import Z_95, Difference, as_normal, as_student

LEVEL = 0.05
"""How often at most, in a table without any true difference, one row or more is named (assumption: the usual 5 %)."""
METHOD = "Holm 1979, at 5 %"


def beyond_noise(found: Sequence[Difference]) -> list[bool]:
    """For each row of a table whether its difference stands beyond noise, allowing for the number of rows that have an interval.

    However many rows there are, at most in one table of twenty without any true difference is a row named. Whatever is named has a 95 % interval
    that leaves out zero, not the other way round. Source: Holm 1979, step-down.
    """
    looked_at = [place for place, one in enumerate(found) if one.low is not None]
    named = holm(np.array([by_chance(found[place]) for place in looked_at])).tolist()
    fallen = {place for place, falls in zip(looked_at, named, strict=True) if falls}
    return [place in fallen and not one.noise for place, one in enumerate(found)]


def rows_looked_at(found: Sequence[Difference]) -> int:
    """How many rows have an interval, and so count as looked at."""
    return sum(one.low is not None for one in found)


def holm(chances: NDArray[np.float64], level: float = LEVEL) -> NDArray[np.bool_]:
    """Which of m hypotheses fall, from the chance (m,) of each to look as it does if true; the k-th smallest is held against level / (m - k + 1)."""
    order = np.argsort(chances, kind="stable")
    passed = chances[order] <= level / np.arange(len(chances), 0, -1)
    fallen = np.zeros(len(chances), dtype=bool)
    fallen[order] = np.logical_and.accumulate(passed)
    return fallen


def by_chance(found: Difference) -> float:
    """How likely a difference this far from none or farther is by chance, both ways; 1 where there is no interval.

    It is 0.05 where the interval just touches zero: the interval is read backwards, its half-width as a quantile of Student's t.
    """
    if found.low is None or found.high is None:
        return 1.0
    middle, half_width = (found.low + found.high) / 2, (found.high - found.low) / 2
    if half_width == 0.0:
        return 1.0 if middle == 0.0 else 0.0
    freedom = max(found.n - 1, 1)
    return erfc(as_normal(abs(middle) / half_width * as_student(Z_95, freedom), freedom) / sqrt(2))
