"""Cooperative solutions of a bargain: Nash, Kalai-Smorodinsky, equal gains, one-sided.

Between two sides they are points on the path of efficient packages, exact where losses are even. With more sides they are found by
improving one issue at a time. That cannot stop short: gains add up over issues, so a package that no single issue can improve is the
best for any smooth aim (Tseng 2001). The search ends within 0.01 of the largest product and smallest gain, within 0.04 of the largest equal share
of ideal gains and within 0.06 of the one-sided best (in units of value).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Array, Index, clipped, sequential_sum, take

from .frontier import Frontier, Side

_GOLDEN = (5**0.5 - 1.0) / 2.0
_SWEEPS, _PROBES, _STILL = 8, 16, 0.1  # numerical accuracy of the search for more than two sides: at most so many, and points moved that count as none
_HARDNESS = (10.0, 40.0, 160.0)  # the smallest gain is approached by ever harder soft minima
_BARRIERS = (0.1, 0.01, 0.001)  # the edge of what the others bear, by ever weaker barriers
_OUTSIDE = -1e6  # below any logarithm of gains: where some side loses, what it loses decides

Aim = Callable[[Array, Index], Array]
"""What is made as large as possible, (those,), from the gains of all sides (sides, those) in some histories."""


@dataclass(frozen=True)
class Bargain:
    """Two or more sides and the bounds (issues, R) within which each issue must lie."""

    sides: Sequence[Side]
    lower: Array | float = 0.0
    upper: Array | float = 100.0

    @cached_property
    def frontier(self) -> Frontier | None:
        """The path of efficient packages, where there are two sides."""
        return Frontier.between(self.sides[0], self.sides[1], self.lower, self.upper) if len(self.sides) == 2 else None

    def gains(self, package: Array) -> Array:
        """Gain of each side from `package` (issues, R); (sides, R)."""
        return np.stack([side.gain(package) for side in self.sides])

    @property
    def middle(self) -> Array:
        """The package halfway between all, (issues, R)."""
        return clipped(sequential_sum([side.preference.position for side in self.sides]) / len(self.sides), self.lower, self.upper)

    def subset(self, histories: Index) -> Bargain:
        """The same bargain in some of the histories only."""
        lower, upper = (take(np.broadcast_to(bound, self.sides[0].worth.shape), histories) for bound in (self.lower, self.upper))
        return Bargain([side.subset(histories) for side in self.sides], lower, upper)

    @cached_property
    def fallback(self) -> Array:
        """The package with the smallest largest shortfall, (issues, R)."""
        return equal_gains(self)

    @cached_property
    def no_joint_gain(self) -> Array:
        """Where no package gives every side a gain; (R,)."""
        return np.asarray(self.gains(self.fallback).min(axis=0) <= 0.0)

    def or_fallback(self, package: Array) -> Array:
        """`package`, but where nobody can gain that with the smallest largest shortfall; (issues, R)."""
        return np.where(self.no_joint_gain, self.fallback, package)


def equal_gains(bargain: Bargain, scale: Array | None = None) -> Array:
    """The package (issues, R) whose smallest gain, in units of `scale` (sides, R), is largest; source: Kalai 1977, proportional solutions.

    Where nobody can gain it is the package with the smallest largest shortfall.
    """
    path = bargain.frontier
    if path is not None:
        units = np.ones((2, 1)) if scale is None else scale
        return path.package(path.where_falls_to_zero(path.first / units[0] - path.second / units[1]))
    package = bargain.middle
    for hardness in _HARDNESS:

        def soft_minimum(gains: Array, histories: Index, hardness: float = hardness) -> Array:
            scaled = gains if scale is None else gains / take(scale, histories)
            worst = scaled.min(axis=0)
            return np.asarray(worst - np.log(sequential_sum(np.exp(-hardness * (scaled - worst)))) / hardness)

        package = _improve(bargain, package, soft_minimum)
    return package


def nash(bargain: Bargain, powers: Sequence[float] | None = None) -> Array:
    """The package (issues, R) that maximises the product of gains, raised to `powers`; source: Nash 1950, Kalai 1977 for powers.

    Where no package gives every side a gain: the one with the smallest largest shortfall.
    """
    power = np.ones(len(bargain.sides)) if powers is None else np.asarray(powers)
    path = bargain.frontier
    if path is not None:
        return bargain.or_fallback(path.package(_largest_product(path, float(power[0]), float(power[1]))))

    def product(gains: Array, _: Index) -> Array:
        return _log_product(gains, power)

    package = _improve(bargain, bargain.middle, product)  # the best, wherever this leads to gains for all: then there is one summit only
    stuck = np.flatnonzero(bargain.gains(package).min(axis=0) <= 0.0)
    if len(stuck):
        left = bargain.subset(stuck)
        package[:, stuck] = left.or_fallback(_improve(left, left.fallback, product))
    return package


def kalai_smorodinsky(bargain: Bargain) -> Array:
    """The package (issues, R) that gives all the same, largest share of their best rational gain; source: Kalai & Smorodinsky 1975."""
    best = np.stack([side.gain(one_sided(bargain, k)) for k, side in enumerate(bargain.sides)])
    return bargain.or_fallback(equal_gains(bargain, np.where(bargain.no_joint_gain, 1.0, np.maximum(best, 1e-12))))


def one_sided(bargain: Bargain, favoured: int) -> Array:
    """The package (issues, R) best for one side among those by which no other loses; else the smallest largest shortfall."""
    path = bargain.frontier
    if path is not None:
        point = path.where_falls_to_zero(-path.second) if favoured == 0 else path.where_falls_to_zero(path.first)
        return bargain.or_fallback(path.package(point))
    others = [k for k in range(len(bargain.sides)) if k != favoured]
    package = bargain.fallback
    for barrier in _BARRIERS:

        def favour(gains: Array, _: Index, barrier: float = barrier) -> Array:
            return np.asarray(gains[favoured] + barrier * _log_product(gains[others], np.ones(len(others))))

        package = _improve(bargain, package, favour)
    return bargain.or_fallback(package)


def _log_product(gains: Array, powers: Array) -> Array:
    """Logarithm of the product of gains (sides, ..., R) to these powers; where some side gains nothing, far below and the lower the more it loses; (..., R)."""
    if not len(gains):
        return np.zeros(gains.shape[1:])
    worst = gains.min(axis=0)
    return np.where(worst > 0.0, sequential_sum(powers.reshape(-1, *(1,) * (gains.ndim - 1)) * np.log(np.maximum(gains, 1e-300))), _OUTSIDE + worst)


def _largest_product(path: Frontier, power_1: float, power_2: float) -> Array:
    """The point of the path (R,) with the largest product of gains: in closed form on each stretch between corners."""
    one, two = path.first[:-1], path.second[:-1]
    give, get = one - path.first[1:], path.second[1:] - two
    both = give * get
    step = (power_2 * get * one - power_1 * give * two) / np.where(both > 0.0, (power_1 + power_2) * both, 1.0)
    step = clipped(np.where(both > 0.0, step, get > 0.0), 0.0, 1.0)
    product = _log_product(np.stack([one - step * give, two + step * get]), np.array([power_1, power_2]))
    best = product.argmax(axis=0)
    return np.asarray(best + step[best, np.arange(len(best))])


def _improve(bargain: Bargain, package: Array, aim: Aim) -> Array:
    """Improve `package` (issues, R) one issue after the other by golden-section search, in each history until nothing moves any more."""
    package = package.copy()
    wants = [side.preference for side in bargain.sides]
    above, below = np.stack([want.hurt_above for want in wants]), np.stack([want.hurt_below for want in wants])
    of_all = (
        *(np.broadcast_to(bound, package.shape) for bound in (bargain.lower, bargain.upper)),
        *(np.stack(parts) for parts in ([want.position for want in wants], [want.reach for want in wants], [side.worth for side in bargain.sides])),
    )
    shape, gains_of_all = wants[0].shape, bargain.gains(package)
    moving = np.arange(package.shape[1])
    for _ in range(_SWEEPS):
        low, high, position, reach, worth = (take(values, moving) for values in of_all)
        before, gains = take(package, moving), take(gains_of_all, moving)
        points = before.copy()

        def worth_of(issue: int, point: Array, position: Array = position, reach: Array = reach, worth: Array = worth) -> Array:
            short = position[:, issue] - point
            short = np.maximum(below[:, issue] * short, above[:, issue] * -short)
            short /= reach[:, issue]
            return np.asarray(worth[:, issue] * (1.0 - (short if shape == 1.0 else short**shape)))

        for issue in range(len(points)):
            rest = gains - worth_of(issue, points[issue])

            def score(point: Array, issue: int = issue, rest: Array = rest, moving: Index = moving, worth_of: Callable[..., Array] = worth_of) -> Array:
                return aim(rest + worth_of(issue, point), moving)

            points[issue] = _best_point(score, low[issue], high[issue], points[issue])
            gains = rest + worth_of(issue, points[issue])
        package[:, moving], gains_of_all[:, moving] = points, gains
        moving = moving[(np.abs(points - before) > _STILL).any(axis=0)]
        if not len(moving):
            break
    return package


def _best_point(score: Callable[[Array], Array], low: Array, high: Array, start: Array) -> Array:
    """The point between `low` and `high` with the highest score, never worse than `start`; each (R,)."""
    left, right = high - _GOLDEN * (high - low), low + _GOLDEN * (high - low)
    score_left, score_right = score(left), score(right)
    for _ in range(_PROBES):
        leftwards = score_left >= score_right
        low, high = np.where(leftwards, low, left), np.where(leftwards, right, high)
        kept, kept_score = np.where(leftwards, left, right), np.where(leftwards, score_left, score_right)
        fresh = low + high - kept
        fresh_score = score(fresh)
        left, right = np.where(leftwards, fresh, kept), np.where(leftwards, kept, fresh)
        score_left, score_right = np.where(leftwards, fresh_score, kept_score), np.where(leftwards, kept_score, fresh_score)
    found = (low + high) / 2.0
    return np.where(score(found) > score(start), found, start)
