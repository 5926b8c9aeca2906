"""Issues that can be settled only at some points of their scale: whole things, or steps that have a name."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Some, clipped, take
from sim.scenario import schema

_SAME = 1e-9  # of a step: so far off a point counts as on it (numerical accuracy)


@dataclass(frozen=True)
class Grain:
    """At which points issues can be settled: `width` (issues, R or 1) in points between two of equal steps, 0 where there are none; `named` by issue."""

    width: Array
    named: dict[int, Array]

    @classmethod
    def of(cls, issues: Sequence[schema.Issue]) -> Grain | None:
        """The grain of issues in their order; None where all can be settled anywhere."""
        if not any(issue.steps or issue.only_named for issue in issues):
            return None
        width = [100.0 / issue.steps if issue.steps else 0.0 for issue in issues]
        named = {place: np.array(sorted(issue.scale), dtype=float) for place, issue in enumerate(issues) if issue.only_named}
        return cls(np.array(width)[:, None], named)

    def subset(self, histories: Some) -> Grain:
        """The same in some of the histories only."""
        return self if self.width.shape[-1] == 1 else Grain(take(self.width, histories), self.named)

    def nearest(self, package: Array) -> Array:
        """The points nearest to those of a package (issues, R); (issues, R)."""
        return self._rounded(package, np.rint, _nearest)

    def towards(self, package: Array, up: Array, down: Array) -> Array:
        """A package (issues, R) moved up or down, (issues, 1) each, to points at which issues can be settled; else to the nearest."""
        higher = self._rounded(package, lambda steps: np.ceil(steps - _SAME), lambda points, values: points[_at_least(points, values)])
        lower = self._rounded(package, lambda steps: np.floor(steps + _SAME), lambda points, values: points[_at_most(points, values)])
        return np.where(up > down, higher, np.where(down > up, lower, self.nearest(package)))

    def _rounded(self, package: Array, whole: Callable[[Array], Array], among: Callable[[Array, Array], Array]) -> Array:
        even = np.where(self.width > 0.0, self.width, 1.0)
        rounded = np.where(self.width > 0.0, clipped(whole(package / even) * even, 0.0, 100.0), package)
        for place, points in self.named.items():
            rounded[place] = among(points, package[place])
        return np.asarray(rounded)


def _at_least(points: Array, values: Array) -> Index:
    return np.asarray(np.minimum(points.searchsorted(values - _SAME), len(points) - 1))


def _at_most(points: Array, values: Array) -> Index:
    return np.asarray(np.maximum(points.searchsorted(values + _SAME, side="right") - 1, 0))


def _nearest(points: Array, values: Array) -> Array:
    below, above = points[_at_most(points, values)], points[_at_least(points, values)]
    return np.where(values - below <= above - values, below, above)
