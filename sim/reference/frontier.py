"""The efficient packages between two sides whose gains are linear in every issue."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .arrays import Array, Index, in_order
from .preference import Preference


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
        return self.base + in_order(self.worth * (1.0 - self.preference.loss(package)))

    def best(self) -> Array:
        """The largest gain any package brings, (R,)."""
        return self.base + in_order(self.worth)


@dataclass(frozen=True)
class Frontier:
    """A path of efficient packages from the best for the first side to the best for the second.

    Issues are given way one after the other, that which costs the first side least for what the second gains coming first
    (Raiffa 1982). A point `t` on the path, (R,) from 0 to the number of issues, has as many issues given way.
    """

    start: Array
    end: Array
    rank: Index
    gives: Array
    gets: Array
    first: Array
    second: Array

    @classmethod
    def between(cls, first: Side, second: Side, lower: Array | float = 0.0, upper: Array | float = 100.0) -> Frontier:
        """The path for two sides, with every issue kept between `lower` and `upper` (issues, R)."""
        start, end = _best_points(first.preference, second.preference, lower, upper)
        distance = np.abs(start - end)
        gives = first.worth / first.preference.reach * distance
        gets = second.worth / second.preference.reach * distance
        total = gives + gets
        dearness = np.where(total > 0.0, gives / np.where(total > 0.0, total, 1.0), 0.5)
        order = np.argsort(dearness, axis=0, kind="stable")
        rank = np.argsort(order, axis=0, kind="stable")
        return cls(start, end, rank, np.take_along_axis(gives, order, 0), np.take_along_axis(gets, order, 0), *_along(first, second, start, gives, gets, order))

    @property
    def length(self) -> int:
        """Number of issues, the largest `t`."""
        return len(self.rank)

    def package(self, t: Array) -> Array:
        """The package at point `t` (R,); (issues, R)."""
        return self.start + np.clip(t - self.rank, 0.0, 1.0) * (self.end - self.start)

    def where_falls_to_zero(self, values: Array) -> Array:
        """The point where a quantity that falls along the path, given at its corners (issues + 1, R), reaches 0; (R,).

        0 where it starts below, the end of the path where it never falls so far.
        """
        parts = []
        for here, there in zip(values[:-1], values[1:], strict=True):
            fall = here - there
            parts.append(np.where(fall > 0.0, np.clip(here / np.where(fall > 0.0, fall, 1.0), 0.0, 1.0), here > 0.0))
        return in_order(parts)

    def at(self, corners: Array, t: Array) -> Array:
        """A quantity that is linear between corners, given there (issues + 1, R), at the point `t` (R,)."""
        steps = [np.clip(t - k, 0.0, 1.0) * (corners[k + 1] - corners[k]) for k in range(self.length)]
        return corners[0] + in_order(steps)


def _best_points(first: Preference, second: Preference, lower: Array | float, upper: Array | float) -> tuple[Array, Array]:
    """For each issue the point nearest to the other side at which each side is content, within bounds; each (issues, R)."""
    (low_1, high_1), (low_2, high_2) = (tuple(np.clip(end, lower, upper) for end in side.content()) for side in (first, second))
    between = np.clip((first.position + second.position) / 2.0, np.maximum(low_1, low_2), np.minimum(high_1, high_2))
    start = np.where(high_1 < low_2, high_1, np.where(low_1 > high_2, low_1, between))
    end = np.where(high_1 < low_2, low_2, np.where(low_1 > high_2, high_2, between))
    return start, end


def _along(first: Side, second: Side, start: Array, gives: Array, gets: Array, order: Index) -> tuple[Array, Array]:
    """Gains of both sides at the corners of the path, each (issues + 1, R)."""
    one, two = [first.gain(start)], [second.gain(start)]
    for give, get in zip(np.take_along_axis(gives, order, 0), np.take_along_axis(gets, order, 0), strict=True):
        one.append(one[-1] - give)
        two.append(two[-1] + get)
    return np.stack(one), np.stack(two)
