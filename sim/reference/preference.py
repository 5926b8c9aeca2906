"""Additive preferences over packages (Keeney & Raiffa 1976): a loss per issue, weights that sum to 1."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Some, clipped, sequential_sum, sum_of_issues, take


@dataclass
class Preference:
    """What somebody wants of each issue in each history.

    `hurt_above`, `hurt_below` (issues, 1) are 1 where more or less than the position hurts; `position` and `salience` are
    (issues, R), salience sums to 1 over issues; `reach` (issues, R) is the distance from the position to the disliked end.
    `worse` (issues, 1), where no issue hurts on both sides: -1 where more hurts, 1 where less does.
    """

    hurt_above: Array
    hurt_below: Array
    position: Array
    salience: Array
    reach: Array
    shape: float = 1.0
    worse: Array | None = None

    @classmethod
    def of(cls, wants: Sequence[str], position: Array, weight: Array, shape: float = 1.0) -> Preference:
        """Build from words (`more`, `less`, `peak`), positions and weights (issues, R); positions leave at least a point to lose."""
        above = np.array([want != "more" for want in wants], dtype=float)[:, None]
        below = np.array([want != "less" for want in wants], dtype=float)[:, None]
        total = sequential_sum(weight)
        safe = np.where(total > 0.0, total, 1.0)
        salience = np.where(total > 0.0, weight / safe, 1.0 / len(wants))
        inside, reach = _clipped(above, below, position)
        return cls(above, below, inside, salience, reach, shape, None if (above * below).any() else below - above)

    def at(self, position: Array) -> Preference:
        """The same wants and weights around other positions (issues, R)."""
        clipped, reach = _clipped(self.hurt_above, self.hurt_below, position)
        return Preference(self.hurt_above, self.hurt_below, clipped, self.salience, reach, self.shape, self.worse)

    def move(self, histories: Some, position: Array) -> None:
        """Change the positions (..., issues, those) in some histories."""
        self.position[..., histories], self.reach[..., histories] = _clipped(self.hurt_above, self.hurt_below, position)

    def subset(self, histories: Some) -> Preference:
        """The same preference in some of the histories only."""
        if isinstance(histories, slice):
            return self
        position, salience, reach = take(self.position, histories), take(self.salience, histories), take(self.reach, histories)
        return Preference(self.hurt_above, self.hurt_below, position, salience, reach, self.shape, self.worse)

    def loss(self, package: Array) -> Array:
        """How far each issue of `package` (..., issues, R) falls short: 0 at the position or beyond, 1 at the worst end; (..., issues, R)."""
        short = self.position - package
        if self.worse is not None:
            short *= self.worse
            np.maximum(short, 0.0, out=short)
        else:
            above = short * -self.hurt_above
            short *= self.hurt_below
            np.maximum(above, short, out=short)  # what does not hurt is 0 here
        short /= self.reach
        return short if self.shape == 1.0 else np.asarray(short**self.shape)

    def pain(self, package: Array) -> Array:
        """How much each issue of `package` (..., issues, R) hurts, weighted by salience; (..., issues, R)."""
        return self.salience * self.loss(package)

    def utility(self, package: Array) -> Array:
        """Utility of `package` (..., issues, R) between 0 and 1; (..., R)."""
        return 1.0 - sum_of_issues(self.pain(package))

    def content(self) -> tuple[Array, Array]:
        """Between which points each issue hurts not at all: lower and upper end, each (issues, R)."""
        return np.where(self.hurt_below > 0, self.position, 0.0), np.where(self.hurt_above > 0, self.position, 100.0)


def _clipped(above: Array, below: Array, position: Array) -> tuple[Array, Array]:
    inside = clipped(position, 1.0 * (1.0 - above), 100.0 - 1.0 * (1.0 - below))  # leaves every side at least a point to lose
    return inside, np.maximum(above * (100.0 - inside), below * inside)
