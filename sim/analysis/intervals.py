"""How sure a simulated share or mean is, alone and beside another one; all intervals are at 95 %."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, hypot, log1p, sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Z_95 = 1.959963984540054
"""The 97.5 % point of the standard normal distribution."""
FEWEST = 10
"""Histories below which a mean is given without an interval."""


@dataclass(frozen=True)
class Share:
    """How many histories, which share of all, and the 95 % Wilson interval of that share."""

    count: int
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Difference:
    """What something is in the baseline and in a variant, how far it differs (variant less baseline), and the 95 % interval of that.

    `n`: the histories that it rests on. Without any, or too few for an interval, what cannot be said is None.
    """

    baseline: float | None
    variant: float | None
    difference: float | None
    low: float | None
    high: float | None
    n: int

    @property
    def noise(self) -> bool:
        """Whether the interval holds zero, or there is none."""
        return self.low is None or self.high is None or self.low <= 0.0 <= self.high


def wilson(count: int, n: int) -> Share:
    """The share `count / n` with its 95 % score interval, which stays within 0 and 1 and is honest at both (Wilson 1927)."""
    share = count / n
    shrink = 1 + Z_95**2 / n
    centre = (share + Z_95**2 / (2 * n)) / shrink
    half_width = Z_95 * sqrt(share * (1 - share) / n + Z_95**2 / (4 * n**2)) / shrink
    # At the ends the formula gives exactly 0 and 1, floating point only nearly.
    return Share(count, share, 0.0 if count == 0 else centre - half_width, 1.0 if count == n else centre + half_width)


def shares_paired(baseline: NDArray[Any], variant: NDArray[Any]) -> Difference:
    """The difference of two shares in the same histories, from flags (n,) of each.

    Half a history is added to each of the four cells, so that no flip among few is not taken for none ever. Source: Agresti & Min
    2005, Wald + 2.
    """
    n, gained, lost = len(baseline), int((variant & ~baseline).sum()), int((baseline & ~variant).sum())
    shift = (gained - lost) / (n + 2)
    half_width = Z_95 * sqrt(gained + lost + 1 - (gained - lost) ** 2 / (n + 2)) / (n + 2)
    return Difference(float(baseline.mean()), float(variant.mean()), (gained - lost) / n, max(shift - half_width, -1.0), min(shift + half_width, 1.0), n)


def shares_apart(baseline: NDArray[Any], variant: NDArray[Any]) -> Difference:
    """The difference of two shares in histories that have nothing to do with each other, from flags of each.

    Source: Newcombe 1998, the hybrid of two score intervals.
    """
    one, other = wilson(int(baseline.sum()), len(baseline)), wilson(int(variant.sum()), len(variant))
    gap = other.share - one.share
    low, high = gap - hypot(other.share - other.low, one.high - one.share), gap + hypot(other.high - other.share, one.share - one.low)
    return Difference(one.share, other.share, gap, low, high, min(len(baseline), len(variant)))


def means_paired(baseline: NDArray[Any], variant: NDArray[Any]) -> Difference:
    """The mean difference in those histories (n,) that have a number in both; nan where there is none."""
    both = np.isfinite(baseline) & np.isfinite(variant)
    one, other, n = baseline[both].astype(float), variant[both].astype(float), int(both.sum())
    if n == 0:
        return Difference(None, None, None, None, None, 0)
    change = other - one
    half_width = as_student(Z_95, n - 1) * float(change.std(ddof=1)) / sqrt(n) if n >= FEWEST else None
    return _around(float(one.mean()), float(other.mean()), float(change.mean()), half_width, n)


def means_apart(baseline: NDArray[Any], variant: NDArray[Any]) -> Difference:
    """The difference of the means of two sets of histories that have nothing to do with each other; nan where there is no number."""
    one, other = baseline[np.isfinite(baseline)].astype(float), variant[np.isfinite(variant)].astype(float)
    n = min(len(one), len(other))
    if n == 0:
        return Difference(float(one.mean()) if len(one) else None, float(other.mean()) if len(other) else None, None, None, None, 0)
    error = hypot(float(one.std(ddof=1)) / sqrt(len(one)), float(other.std(ddof=1)) / sqrt(len(other))) if n >= FEWEST else None
    half_width = None if error is None else as_student(Z_95, n - 1) * error  # the fewer of the two decide, which errs to the wide side
    return _around(float(one.mean()), float(other.mean()), float(other.mean() - one.mean()), half_width, n)


def shares_of_paired(baseline: tuple[NDArray[Any], NDArray[Any]], variant: tuple[NDArray[Any], NDArray[Any]]) -> Difference:
    """The difference of two shares of a total, each from what was had (n,) and what could be had (n,), in the same histories.

    A share is all that was had over all that could be; it has the interval of a ratio. Source: Cochran 1977, section 6.8 (linearisation).
    """
    return means_paired(_linear(*baseline), _linear(*variant))


def shares_of_apart(baseline: tuple[NDArray[Any], NDArray[Any]], variant: tuple[NDArray[Any], NDArray[Any]]) -> Difference:
    """The same in histories that have nothing to do with each other."""
    return means_apart(_linear(*baseline), _linear(*variant))


def _linear(had: NDArray[Any], of: NDArray[Any]) -> NDArray[np.float64]:
    """For each history (n,) a number whose mean is the ratio of the totals and whose spread is that of the ratio; nan where nothing could be had at all."""
    if not of.any():
        return np.full(len(of), np.nan)
    share = had.sum() / of.sum()
    return np.asarray(share + (had - share * of) / of.mean())


def as_student(z: float, freedom: int) -> float:
    """Student's t as unlikely as a normal deviate. Source: Wallace 1959, turned round; within 0.02 of the table from two degrees of freedom on."""
    return sqrt(freedom * (exp((z * (8 * freedom + 3) / (8 * freedom + 1)) ** 2 / freedom) - 1))


def as_normal(t: float, freedom: int) -> float:
    """The normal deviate as unlikely as `t` of Student's distribution. Source: Wallace 1959."""
    return (8 * freedom + 1) / (8 * freedom + 3) * sqrt(freedom * log1p(t * t / freedom))


def _around(baseline: float, variant: float, change: float, half_width: float | None, n: int) -> Difference:
    return Difference(baseline, variant, change, None if half_width is None else change - half_width, None if half_width is None else change + half_width, n)


def histories_to_settle(found: Difference) -> int | None:
    """How many histories it takes for the interval to leave out zero in four of five runs, if the difference is as large as it looks.

    None where none was seen. Source: a power of 0.8 for a two-sided test at 0.05, (1.96 + 0.84)^2 standard errors.
    """
    if found.difference is None or found.low is None or found.high is None or found.difference == 0.0:
        return None
    error = (found.high - found.low) / (2 * Z_95) * sqrt(found.n)
    return int(np.ceil(((Z_95 + 0.8416212335729143) * error / abs(found.difference)) ** 2))
