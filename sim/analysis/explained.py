"""Which drawn numbers explain most of an outcome, from the histories of one run: no further history is simulated.

Histories are put in order of a drawn number and cut into groups of equal size. The share of the variance of the outcome that lies between
the groups is the correlation ratio; epsilon squared takes from it what chance puts there. Sources: Pearson 1905, On the general theory of
skew correlation; Kelley 1935, An unbiased correlation ratio measure, Proceedings of the National Academy of Sciences 21(9), 554-559, who
corrects for chance; Saltelli et al. 2008, Global Sensitivity Analysis: The Primer, where it is the first-order index. The interval comes from
the influence of single histories on the ratio (Hampel 1974, Journal of the American Statistical Association 69(346), 383-393), widened by
what chance does where nothing is explained. What several numbers foretell together is judged on histories that a logistic regression on
them, their squares and products has not seen (ten-fold cross-validation: Stone 1974, Journal of the Royal Statistical Society B 36(2), 111-147).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

from .intervals import Z_95

NAMED = 3
"""So many numbers are named."""
FEWEST = 100
"""Histories below which nothing is said; assumption."""
SETTLED = 0.7
"""Share of the variance from which an outcome counts as all but settled, a correlation of 0.84; assumption."""
_GROUPS, _IN_A_GROUP = 20, 10  # groups at most, and histories in each at least; assumptions
_ERROR = 0.05  # chance that a number is named in a run in which all is luck
_FOLDS, _STEPS, _RIDGE, _MOST = 10, 15, 1e-2, 20_000  # of the regression; a ridge keeps it finite where an outcome is settled for certain

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Explains:
    """A drawn number, by the path of its setting, and the share of the variance of the outcome that it explains alone, with its 95 % interval."""

    path: str
    share: float
    low: float
    high: float


@dataclass(frozen=True)
class Explained:
    """What explains an outcome most, the largest share first.

    `drawn`: how many numbers differ between histories. `known`: whether anything can be said: there are draws, enough histories, and the
    outcome differs. `together`: the share of the variance that those named foretell together in histories not looked at; None without any.
    """

    drawn: int
    known: bool
    numbers: tuple[Explains, ...] = ()
    together: float | None = None

    @property
    def settled(self) -> bool:
        """Whether the numbers all but settle the outcome."""
        return self.together is not None and self.together >= SETTLED


def explained(draws: Mapping[str, NDArray[np.float32]], outcome: NDArray[np.bool_]) -> Explained:
    """The numbers in `draws` (n,) each that explain most of an outcome that happens or not (n,)."""
    flags, n = np.asarray(outcome, dtype=float), len(outcome)
    if not draws or n < FEWEST or flags.min() == flags.max():
        return Explained(len(draws), known=False)
    groups = min(_GROUPS, n // _IN_A_GROUP)
    found = {path: share_explained(np.asarray(values, dtype=float), flags, groups) for path, values in draws.items()}
    least = by_chance(groups, n, _ERROR / len(draws))
    beyond = sorted(((share, path) for path, share in found.items() if share > least), key=lambda one: (-one[0], one[1]))
    numbers = tuple(Explains(path, share, *_interval(draws[path], flags, groups, share)) for share, path in beyond[:NAMED])
    together = foretold(np.stack([draws[one.path] for one in numbers]), flags) if numbers else None
    return Explained(len(draws), known=True, numbers=numbers, together=together)


def share_explained(values: Array, outcome: Array, groups: int) -> float:
    """Epsilon squared: the share of the variance of an outcome (n,) between groups by a number (n,), less what chance puts there; 0 at least."""
    n = len(outcome)
    within = _within(_group_of(values, groups), outcome, groups).mean()
    return float(max(1.0 - within / outcome.var() * (n - 1) / (n - groups), 0.0))


def by_chance(groups: int, n: int, probability: float) -> float:
    """The share that pure chance passes with that probability: a chi-squared number over n (Wilson & Hilferty 1931)."""
    free = groups - 1
    point = free * (1.0 - 2.0 / (9.0 * free) + NormalDist().inv_cdf(1.0 - probability) * np.sqrt(2.0 / (9.0 * free))) ** 3
    return float((point - free) / n)


def foretold(numbers: Sequence[NDArray[np.float32]] | NDArray[np.float32], outcome: Array) -> float:
    """The share of the variance of an outcome (n,) that numbers (k, n) foretell in histories that were left out when it was learnt how; 0 at least.

    Of very many histories the first 20,000 count.
    """
    flags = outcome[:_MOST]
    features = _features(np.stack([np.asarray(values[:_MOST], dtype=float) for values in numbers]))
    fold, guess = np.arange(len(flags)) % _FOLDS, np.empty(len(flags))
    for left_out in range(_FOLDS):
        here = fold == left_out
        guess[here] = _probability(features[here], _regression(features[~here], flags[~here]))
    return float(max(1.0 - ((flags - guess) ** 2).mean() / flags.var(), 0.0))


def _interval(values: NDArray[np.float32], outcome: Array, groups: int, share: float) -> tuple[float, float]:
    n, variance = len(outcome), outcome.var()
    within = _within(_group_of(np.asarray(values, dtype=float), groups), outcome, groups)
    around = (outcome - outcome.mean()) ** 2
    influence = (within - within.mean() - (within.mean() / variance) * (around - variance)) / variance
    error = np.sqrt(influence.var() / n + 2.0 * (groups - 1) / n**2)
    return float(max(share - Z_95 * error, 0.0)), float(min(share + Z_95 * error, 1.0))


def _group_of(values: Array, groups: int) -> NDArray[np.int64]:
    """The group of each history, (n,), equal in size but for one; equal numbers keep their order."""
    place = np.empty(len(values), dtype=np.int64)
    place[np.argsort(values, kind="stable")] = np.arange(len(values))
    return place * groups // len(values)


def _within(group: NDArray[np.int64], outcome: Array, groups: int) -> Array:
    """The square of how far each outcome is from the mean of its group, (n,)."""
    means = np.bincount(group, outcome, groups) / np.bincount(group, minlength=groups)
    return np.asarray((outcome - means[group]) ** 2)


def _features(numbers: Array) -> Array:
    """One, the numbers (k, n) in standard deviations, their squares and products; (n, features)."""
    scaled = (numbers - numbers.mean(axis=1, keepdims=True)) / np.where(numbers.std(axis=1, keepdims=True) > 0.0, numbers.std(axis=1, keepdims=True), 1.0)
    products = [scaled[i] * scaled[j] for i in range(len(scaled)) for j in range(i, len(scaled))]
    return np.stack([np.ones(numbers.shape[1]), *scaled, *products], axis=1)


def _regression(features: Array, outcome: Array) -> Array:
    """Weights of a logistic regression with a ridge, by Newton's steps."""
    weights = np.zeros(features.shape[1])
    for _ in range(_STEPS):
        guess = _probability(features, weights)
        slope = features.T @ (outcome - guess) - _RIDGE * weights
        curve = (features * (guess * (1.0 - guess))[:, None]).T @ features + _RIDGE * np.eye(len(weights))
        step = np.linalg.solve(curve, slope)
        weights = weights + step * min(1.0, 5.0 / max(float(np.abs(step).max()), 1e-9))
    return weights


def _probability(features: Array, weights: Array) -> Array:
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(features @ weights, -30.0, 30.0))))
