"""The efficient packages between two sides, as a path from the best for one to the best for the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from sim.arrays import Array, Index, Some, clipped, sequential_sum, take

from .preference import Preference

_BENDS = np.exp(np.linspace(-6.0, 6.0, 24))  # ratios of weights at which a bent path is worked out; straight in between


@dataclass(frozen=True)
class Side:
    """What a package is worth to one side: `base + sum over issues of worth x (1 - loss)`, where 0 is as good as no deal.

    `base` is (R,), `worth` (issues, R).
    """

    preference: Preference
    base: Array
    worth: Array

    def gain(self, package: Array) -> Array:
        """Gain over no deal from `package` (issues, R); (R,)."""
        return self.base + sequential_sum(self.worth * (1.0 - self.preference.loss(package)))

    def subset(self, histories: Some) -> Side:
        """The same side in some of the histories only."""
        return Side(self.preference.subset(histories), take(self.base, histories), take(self.worth, histories))


@dataclass(frozen=True)
class Frontier:
    """A path of efficient packages through corners (corners, issues, R), where the first and the second side gain so much (corners, R).

    A point `t` (R,) on the path runs from 0, the best for the first side, to `length`, the best for the second.
    """

    corners: Array
    first: Array
    second: Array

    @classmethod
    def between(cls, first: Side, second: Side, lower: Array | float = 0.0, upper: Array | float = 100.0) -> Frontier:
        """The path for two sides, with every issue kept between `lower` and `upper` (issues, R).

        With even losses, issues are given way one after the other, that which costs the first side least for what the second gains
        coming first (Raiffa 1982), and the path is exact. With bent losses all move together, and it is exact at its corners.
        """
        start, end = _best_points(first.preference, second.preference, lower, upper)
        corners = (
            _one_by_one(first, second, start, end) if first.preference.shape == second.preference.shape == 1.0 else _at_equal_rates(first, second, start, end)
        )
        return cls(corners, *(np.stack([side.gain(corner) for corner in corners]) for side in (first, second)))

    def revalued(self, gains: Sequence[Callable[[Array], Array]], steps: int = 8) -> Frontier:
        """The path with so many steps between corners and other gains of the two sides, where those bend (a deal's chance of being kept).

        It is cut to the stretch on which the one side's gain falls and the other's rises; elsewhere both would rather move on.
        """
        points = np.linspace(0.0, self.length, steps * self.length + 1)
        corners = np.stack([self.package(np.full(self.first.shape[1:], point)) for point in points])
        one, two = (np.stack([gain(corner) for corner in corners]) for gain in gains)
        place = np.arange(len(points))[:, None]
        start, end = one.argmax(axis=0), two.argmax(axis=0)
        kept = np.clip(place, np.minimum(start, end), np.maximum(start, end))
        return Frontier(np.take_along_axis(corners, kept[:, None], 0), np.take_along_axis(one, kept, 0), np.take_along_axis(two, kept, 0))

    @property
    def length(self) -> int:
        """The largest `t`."""
        return len(self.corners) - 1

    def package(self, t: Array) -> Array:
        """The package at point `t` (R,); (issues, R)."""
        return self.at(self.corners, t)

    def packages(self, points: Sequence[float]) -> list[Array]:
        """The packages at points that are the same in every history; each (issues, R)."""
        reached, moves = [self.corners[0]], [there - here for here, there in pairwise(self.corners)]
        for move in moves:
            reached.append(reached[-1] + move)
        corners = [min(int(t), self.length - 1) for t in points]
        return [reached[k] + (t - k) * moves[k] for k, t in zip(corners, points, strict=True)]

    def at(self, corners: Array, t: Array) -> Array:
        """A quantity that is linear between corners, given there (corners, ..., R), at the point `t` (R,)."""
        return sequential_sum([corners[0], *(clipped(t - k, 0.0, 1.0) * (corners[k + 1] - corners[k]) for k in range(self.length))])

    def where_falls_to_zero(self, values: Array) -> Array:
        """The point where a quantity that falls along the path, given at its corners (corners, R), reaches 0; (R,).

        0 where it starts below, the end of the path where it never falls so far.
        """
        parts = []
        for here, there in pairwise(values):
            fall = here - there
            parts.append(np.where(fall > 0.0, clipped(here / np.where(fall > 0.0, fall, 1.0), 0.0, 1.0), here > 0.0))
        return sequential_sum(parts)


def _best_points(first: Preference, second: Preference, lower: Array | float, upper: Array | float) -> tuple[Array, Array]:
    """For each issue the point nearest to the other side at which each side is content, within bounds; each (issues, R)."""
    (low_1, high_1), (low_2, high_2) = (tuple(clipped(end, lower, upper) for end in side.content()) for side in (first, second))
    between = clipped((first.position + second.position) / 2.0, np.maximum(low_1, low_2), np.minimum(high_1, high_2))
    start = np.where(high_1 < low_2, high_1, np.where(low_1 > high_2, low_1, between))
    end = np.where(high_1 < low_2, low_2, np.where(low_1 > high_2, high_2, between))
    return start, end


def _one_by_one(first: Side, second: Side, start: Array, end: Array) -> Array:
    """Corners of the path where issues are given way one after the other, cheapest first; (issues + 1, issues, R)."""
    cost, use = first.worth / first.preference.reach, second.worth / second.preference.reach
    dearness = np.where(cost + use > 0.0, cost / np.where(cost + use > 0.0, cost + use, 1.0), 0.5)
    rank = _ranks(dearness)
    return np.stack([np.where(rank < given, end, start) for given in range(len(start) + 1)])


def _ranks(values: Array) -> Index:
    """The rank from 0 of each issue by its value (issues, R), of equals the earlier first; (issues, R)."""
    ranks = np.zeros(values.shape, int)
    for later in range(1, len(values)):
        for earlier in range(later):
            after = values[earlier] <= values[later]
            ranks[later] += after
            ranks[earlier] += ~after
    return ranks


def _at_equal_rates(first: Side, second: Side, start: Array, end: Array) -> Array:
    """Corners of the path where each issue stands where the weighted sum of both sides' gains is largest, for rising weights.

    On each issue the weighted marginal losses are equal: `(loss_1 / loss_2)^(shape - 1)` is the ratio of weights.
    """
    power = 1.0 / (first.preference.shape - 1.0)
    distance = np.abs(end - start)
    slope_1, slope_2 = 1.0 / first.preference.reach, 1.0 / second.preference.reach
    before, after = first.preference.loss(start) ** (1.0 / first.preference.shape), second.preference.loss(end) ** (1.0 / second.preference.shape)
    cost, use = first.worth * slope_1, second.worth * slope_2
    corners = [start]
    for ratio in _BENDS:
        pull = np.exp(clipped(power * np.log(np.maximum(ratio * use, 1e-12) / np.maximum(cost, 1e-12)), -50.0, 50.0))
        moved = clipped((pull * (after + distance * slope_2) - before) / (slope_1 + pull * slope_2), 0.0, distance)
        corners.append(start + np.sign(end - start) * moved)
    return np.stack([*corners, end])
