"""What a party itself would put on the table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Mask, clipped, sequential_sum
from sim.reference.frontier import Frontier

_SAME = 1e-9  # of value: so little less counts as as much (numerical accuracy)


@dataclass(frozen=True)
class Ladder:
    """Packages from a party's best to the others' best, cheapest concessions first, and what each rung is worth to the party.

    `rungs` are points of the path, `values` (rungs, R), `allowed` marks rungs inside the party's own red lines. Source: Raiffa 1982.
    `whole` (rungs, issues, R) are the packages where issues can be settled at some points only; None where anywhere.
    """

    path: Frontier
    rungs: list[float]
    values: Array
    allowed: Mask
    whole: Array | None = None

    @property
    def packages(self) -> Array:
        """The packages at the rungs, (rungs, issues, R)."""
        return self.path.packages(self.rungs) if self.whole is None else self.whole

    @property
    def highest(self) -> Array:
        """The highest value the party could have inside its own limits; (R,)."""
        return np.asarray(np.max(np.where(self.allowed, self.values, -np.inf), axis=0))

    def package_worth(self, aspiration: Array) -> Array:
        """The package (issues, R) that gives most away while it is still worth `aspiration` (R,) to the party."""
        places = np.arange(len(self.rungs))[:, None]
        if self.whole is not None:
            reached = np.where(self.allowed & (self.values >= aspiration - _SAME), places, 0).max(axis=0)
            return np.asarray(np.take_along_axis(self.whole, reached[None, None], 0)[0])
        beyond = np.where(self.allowed & (self.values >= aspiration), places, 0).max(axis=0)
        here, fall = self.values[:-1], self.values[:-1] - self.values[1:]
        falls = fall > 0.0
        partly = np.where(self.allowed[1:] & falls, clipped((here - aspiration) / np.where(falls, fall, 1.0), 0.0, 1.0), 0.0)
        step = np.diff(self.rungs)[:, None]
        return self.path.package(sequential_sum(np.where(places[:-1] < beyond, step, np.where(places[:-1] == beyond, partly * step, 0.0))))


def rungs(length: int) -> list[float]:
    """Points of a path at which a ladder is evaluated: every corner, and so many between two that there are at least nine."""
    between = -(-8 // length)
    return [k / between for k in range(length * between + 1)]
