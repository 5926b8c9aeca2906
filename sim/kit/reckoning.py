"""How one side adds up what a text is worth to it: the engine's own worth of a deal, as points that can be added with a calculator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from sim.model.worth import Weighing
from sim.scenario.schema import Wants

LEAST_CHANCE = 0.001
"""Chance below which what is needed would no longer be a number to read (assumption)."""
_DIGIT = 0.1  # what points are rounded to


@dataclass(frozen=True)
class Asked:
    """What a text has to reach at some chance of being kept: the points needed, and what a point counts in each phase (numbered from 1; in the first, 1)."""

    chance: float
    counts: dict[int, float]
    needed: float


@dataclass(frozen=True)
class Reckoning:
    """How a side weighs a text in the one history that a sheet speaks of; all it wants makes 100 points.

    `chance`: how likely it thinks it that all others keep a deal that tempts nobody. `lower`, `upper`: the points of each issue between which it
    can sign, its own lines and those it knows of.
    """

    issues: tuple[str, ...]
    weighing: Weighing
    no_deal: float
    chance: float
    lower: dict[str, float]
    upper: dict[str, float]

    @property
    def even(self) -> bool:
        """Whether each point of a scale counts alike, up to where it would be content."""
        return self.weighing.preference.shape == 1.0

    def position(self, issue: str) -> float:
        """Where it would be content."""
        return float(self.weighing.preference.position[self.issues.index(issue), 0])

    def wants(self, issue: str) -> Wants:
        """Which way it wants an issue."""
        preference, i = self.weighing.preference, self.issues.index(issue)
        return "peak" if preference.hurt_above[i, 0] and preference.hurt_below[i, 0] else "less" if preference.hurt_above[i, 0] else "more"

    def worst(self, issue: str) -> list[float]:
        """The ends of the scale that are worth nothing to it: one, or both where it wants the very middle."""
        i = self.issues.index(issue)
        return [end for end in (0.0, 100.0) if self.weighing.preference.loss(np.full((len(self.issues), 1), end))[i, 0] >= 1.0 - 1e-12]

    def shares(self) -> dict[str, float]:
        """How much each issue matters to it, in parts of 1."""
        return dict(zip(self.issues, self.weighing.preference.salience[:, 0].tolist(), strict=True))

    def phase(self, issue: str) -> int:
        """The phase in which an issue is settled, from 1."""
        return int(self.weighing.phases.of_issue[self.issues.index(issue)]) + 1

    @property
    def later(self) -> list[int]:
        """The phases after the first, in order."""
        return list(range(2, self.weighing.phases.count + 1))

    def points(self, issue: str, at: Sequence[float]) -> list[float]:
        """What an issue is worth to it at some points of its scale, if it is carried out."""
        i, preference = self.issues.index(issue), self.weighing.preference
        package = np.tile(np.array(at, dtype=float), (len(self.issues), 1))
        return [float(worth) for worth in 100.0 * preference.salience[i] * (1.0 - preference.loss(package)[i])]

    def asked(self, chance: float | None = None) -> Asked:
        """What a text has to reach, at the chance it starts from or another: the engine's worth of a deal, divided by what a point of the first phase counts."""
        holds = max(self.chance if chance is None else chance, LEAST_CHANCE)
        constant, shares = self.weighing.worth_of_issues(np.array([holds]))
        counts = dict.fromkeys([1, *self.later], 0.0) | {1: 1.0}
        for i, salience in enumerate(self.weighing.preference.salience[:, 0].tolist()):
            if salience > 0.0:
                counts[int(self.weighing.phases.of_issue[i]) + 1] = float(shares[i, 0]) / salience / holds
        return Asked(holds, counts, 100.0 * (self.no_deal - float(constant[0])) / holds)

    def total(self, package: dict[str, float], asked: Asked) -> float:
        """What a text adds up to."""
        return sum(asked.counts[self.phase(issue)] * self.points(issue, [point])[0] for issue, point in package.items())

    def halves(self) -> dict[int, float]:
        """Half of the points of every issue, phase by phase."""
        shares = self.shares()
        return {phase: 50.0 * sum(share for issue, share in shares.items() if self.phase(issue) == phase) for phase in (1, *self.later)}

    def best(self, asked: Asked) -> float:
        """The most that a text can add up to which crosses no line of the first phase."""
        within = {issue: float(np.clip(self.position(issue), self.lower[issue], self.upper[issue])) for issue in self.issues if self.phase(issue) == 1}
        return self.total({issue: within.get(issue, self.position(issue)) for issue in self.issues}, asked)

    def least_chance(self) -> float | None:
        """The chance, in whole hundredths, from which on the best of texts is enough; None if it never is."""
        return next((k / 100 for k in range(1, 101) if self.best(one := self.asked(k / 100)) >= one.needed), None)

    def allows(self, package: dict[str, float]) -> bool:
        """Whether a text crosses no line on what is settled first."""
        return all(self.lower[issue] <= point <= self.upper[issue] for issue, point in package.items() if self.phase(issue) == 1)

    def margin(self, asked: Asked) -> float:
        """By how much a sum of printed points can be off: half a tenth for each issue and for what is needed, and that of the part that later points count."""
        rounded = sum(asked.counts[self.phase(issue)] for issue in self.issues) + 1.0
        in_part = sum(share for issue, share in self.shares().items() if self.phase(issue) > 1)
        return ceil((_DIGIT / 2 * (rounded + in_part)) / _DIGIT) * _DIGIT
