"""The efficient packages between two sides, as a path from the best for one to the best for the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from sim.arrays import Array, Some, clipped, sequential_sum, side_by_side, sum_of_issues, take

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
        """Gain over no deal from `package` (..., issues, R); (..., R)."""
        return self.base + sum_of_issues(self.worth * (1.0 - self.preference.loss(package)))

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
        parts = [corners[some] for some in side_by_side(len(corners), corners.shape[-1])]
        return cls(corners, *(np.concatenate([side.gain(part) for part in parts]) for side in (first, second)))

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

    def packages(self, points: Sequence[float]) -> Array:
        """The packages at points that are the same in every history; (points, issues, R)."""
        t = np.array(points)
        corners = np.minimum(t.astype(int), self.length - 1)
        beyond = self._moves[corners]
        beyond *= (t - corners)[:, None, None]
        beyond += self._reached[corners]
        return np.asarray(beyond)

    @cached_property
    def _moves(self) -> Array:
        """From each corner to the next, (length, issues, R)."""
        return np.diff(self.corners, axis=0)

    @cached_property
    def _reached(self) -> Array:
        """Where these moves lead, one after the other, from the first corner, (corners, issues, R)."""
        return np.add.accumulate(np.concatenate([self.corners[:1], self._moves]))

    def at(self, corners: Array, t: Array) -> Array:
        """A quantity that is linear between corners, given there (corners, ..., R), at the point `t` (R,)."""
        passed = clipped(t - np.arange(self.length)[:, None], 0.0, 1.0)
        steps = np.diff(corners, axis=0) * passed.reshape(self.length, *(1,) * (corners.ndim - 2), -1)
        steps[0] += corners[0]
        return sequential_sum(steps)

    def where_falls_to_zero(self, values: Array) -> Array:
        """The point where a quantity that falls along the path, given at its corners (corners, R), reaches 0; (R,).

        0 where it starts below, the end of the path where it never falls so far.
        """
        here, fall = values[:-1], values[:-1] - values[1:]
        falls = fall > 0.0
        return sequential_sum(np.where(falls, clipped(here / np.where(falls, fall, 1.0), 0.0, 1.0), here > 0.0))


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
    return np.where(rank < np.arange(len(start) + 1)[:, None, None], end, start)


def _ranks(values: Array) -> NDArray[np.int8]:
    """The rank from 0 of each issue by its value (issues, R), of equals the earlier first; (issues, R)."""
    places = np.arange(len(values))
    earlier = (places[:, None] < places)[..., None]
    not_above = values[:, None] <= values  # of two issues (earlier, later, R)
    return np.asarray((not_above & earlier).sum(axis=0, dtype=np.int8) + (~not_above & earlier).sum(axis=1, dtype=np.int8))


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
