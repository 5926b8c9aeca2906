"""Cooperative solutions of a bargain: Nash, Kalai-Smorodinsky, equal gains, one-sided; exact for two sides with linear losses.

With more sides, or with losses that bend, the same solutions are found by improving one issue at a time. That cannot stop short:
gains add up over issues, so a point that no single issue can improve is the best for any smooth aim (Tseng 2001).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from .arrays import Array, in_order
from .frontier import Frontier, Side

_GOLDEN = (5**0.5 - 1.0) / 2.0
_SWEEPS, _PROBES = 8, 24  # numerical accuracy of the search for more than two sides
_HARDNESS = (10.0, 40.0, 160.0)  # the smallest gain is approached by ever harder soft minima
_BARRIERS = (0.1, 0.01, 0.001)  # the edge of what the others bear, by ever weaker barriers

Aim = Callable[[Sequence[Array]], Array]


@dataclass(frozen=True)
class Bargain:
    """Two or more sides and the bounds (issues, R) within which each issue must lie."""

    sides: Sequence[Side]
    lower: Array | float = 0.0
    upper: Array | float = 100.0

    @cached_property
    def frontier(self) -> Frontier | None:
        """The path of efficient packages, where there are two sides with linear losses."""
        linear = all(side.preference.shape == 1.0 for side in self.sides)
        return Frontier.between(self.sides[0], self.sides[1], self.lower, self.upper) if len(self.sides) == 2 and linear else None

    def gains(self, package: Array) -> list[Array]:
        """Gain of each side from `package` (issues, R), each (R,)."""
        return [side.gain(package) for side in self.sides]


def equal_gains(bargain: Bargain, scale: Sequence[Array] | None = None) -> Array:
    """The package (issues, R) whose smallest gain, in units of `scale`, is largest; source: Kalai 1977, proportional solutions.

    Where nobody can gain it is the package with the smallest largest shortfall.
    """
    path = bargain.frontier
    one, two = scale or (1.0, 1.0)[: len(bargain.sides)] if path is not None else (1.0, 1.0)
    if path is not None:
        return path.package(path.where_falls_to_zero(path.first / one - path.second / two))
    scales = scale or [np.ones_like(side.base) for side in bargain.sides]
    return _soft_smallest(bargain, _middle(bargain), scales)


def nash(bargain: Bargain, powers: Sequence[Array | float] | None = None) -> Array:
    """The package (issues, R) that maximises the product of gains, raised to `powers`; source: Nash 1950, Kalai 1977 for powers.

    Where no package gives every side a gain: the one with the smallest largest shortfall.
    """
    power = powers or [1.0] * len(bargain.sides)
    path, fallback = bargain.frontier, equal_gains(bargain)
    hopeless = _smallest(bargain.gains(fallback)) <= 0.0
    if path is not None:
        return np.where(hopeless, fallback, path.package(_largest_product(path, *power)))

    def product(gains: Sequence[Array]) -> Array:
        inside = _smallest(gains) > 0.0
        logs = in_order([weight * np.log(np.where(inside, gain, 1.0)) for weight, gain in zip(power, gains, strict=True)])
        return np.where(inside, logs, -np.inf)

    return np.where(hopeless, fallback, _improve(bargain, fallback, product))


def kalai_smorodinsky(bargain: Bargain) -> Array:
    """The package (issues, R) that gives all the same, largest share of their best rational gain; source: Kalai & Smorodinsky 1975."""
    fallback = equal_gains(bargain)
    hopeless = _smallest(bargain.gains(fallback)) <= 0.0
    ideals = [np.where(hopeless, 1.0, np.maximum(side.gain(one_sided(bargain, k)), 1e-12)) for k, side in enumerate(bargain.sides)]
    return np.where(hopeless, fallback, equal_gains(bargain, ideals))


def one_sided(bargain: Bargain, favoured: int) -> Array:
    """The package (issues, R) best for one side among those by which no other loses; else the smallest largest shortfall."""
    path, fallback = bargain.frontier, equal_gains(bargain)
    hopeless = _smallest(bargain.gains(fallback)) <= 0.0
    if path is not None:
        point = path.where_falls_to_zero(-path.second) if favoured == 0 else path.where_falls_to_zero(path.first)
        return np.where(hopeless, fallback, path.package(point))

    package = fallback
    for weight in _BARRIERS:

        def favour(gains: Sequence[Array], weight: float = weight) -> Array:
            others = [gain for k, gain in enumerate(gains) if k != favoured]
            inside = _smallest(others) > 0.0
            return np.where(inside, gains[favoured] + weight * in_order([np.log(np.where(inside, gain, 1.0)) for gain in others]), -np.inf)

        package = _improve(bargain, package, favour)
    return np.where(hopeless, fallback, package)


def _largest_product(path: Frontier, power_1: Array | float, power_2: Array | float) -> Array:
    """The point of the path (R,) with the largest product of gains: in closed form on each stretch between corners."""
    best, where = np.full(path.first.shape[1:], -np.inf), np.zeros(path.first.shape[1:])
    for k in range(path.length):
        one, two, give, get = path.first[k], path.second[k], path.gives[k], path.gets[k]
        both = give * get
        step = (power_2 * get * one - power_1 * give * two) / np.where(both > 0.0, (power_1 + power_2) * both, 1.0)
        step = np.clip(np.where(both > 0.0, step, get > 0.0), 0.0, 1.0)
        gain_1, gain_2 = one - step * give, two + step * get
        inside = (gain_1 > 0.0) & (gain_2 > 0.0)
        product = np.where(inside, power_1 * np.log(np.where(inside, gain_1, 1.0)) + power_2 * np.log(np.where(inside, gain_2, 1.0)), -np.inf)
        better = product > best
        best, where = np.where(better, product, best), np.where(better, k + step, where)
    return where


def _smallest(gains: Sequence[Array]) -> Array:
    return np.asarray(np.minimum.reduce(list(gains)))


def _middle(bargain: Bargain) -> Array:
    positions = [side.preference.position for side in bargain.sides]
    return np.clip(in_order(positions) / len(positions), bargain.lower, bargain.upper)


def _soft_smallest(bargain: Bargain, package: Array, scales: Sequence[Array]) -> Array:
    for hardness in _HARDNESS:

        def soft(gains: Sequence[Array], hardness: float = hardness) -> Array:
            scaled = [gain / scale for gain, scale in zip(gains, scales, strict=True)]
            worst = _smallest(scaled)
            return worst - np.log(in_order([np.exp(-hardness * (gain - worst)) for gain in scaled])) / hardness

        package = _improve(bargain, package, soft)
    return package


def _improve(bargain: Bargain, package: Array, aim: Aim) -> Array:
    """Improve `package` one issue after the other by golden-section search."""
    package = package.copy()
    low, high = np.broadcast_to(bargain.lower, package.shape), np.broadcast_to(bargain.upper, package.shape)
    for _ in range(_SWEEPS):
        for issue in range(len(package)):

            def score(points: Array, issue: int = issue) -> Array:
                trial = package.copy()
                trial[issue] = points
                return aim(bargain.gains(trial))

            package[issue] = _best_point(score, low[issue], high[issue], package[issue])
    return package


def _best_point(score: Callable[[Array], Array], low: Array, high: Array, start: Array) -> Array:
    """The point between `low` and `high` with the highest score, never worse than `start`; each (R,)."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    score_left, score_right = score(left), score(right)
    for _ in range(_PROBES):
        keep_left = np.where(np.isneginf(score_left) & np.isneginf(score_right), start < right, score_left >= score_right)
        low, high = np.where(keep_left, low, left), np.where(keep_left, right, high)
        left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
        score_left, score_right = score(left), score(right)
    found = (low + high) / 2.0
    return np.where(score(found) > score(start), found, start)
