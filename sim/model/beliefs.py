"""What agents believe about each other: whether another keeps its word, and what it wants and can live with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, in_order, logistic, logit, of
from sim.reference.preference import Preference

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)  # a normal belief meets any likelihood at these points
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()


class TrustBelief:
    """The believed chance that another carries a deal out: Beta counts that forget towards their prior.

    Source: Beta-Bernoulli updating with discounting (Josang & Ismail 2002).
    """

    def __init__(self, mean: float, strength: float, control: float, half_life: float, R: int) -> None:
        self.prior_kept, self.prior_broken, self.control = mean * strength, (1.0 - mean) * strength, control
        self.kept, self.broken = np.zeros(R), np.zeros(R)
        self._keeps = 0.5 ** (1.0 / half_life)

    @property
    def mean(self) -> Array:
        """The believed chance, (R,)."""
        kept, broken = self.prior_kept + self.kept, self.prior_broken + self.broken
        return kept / (kept + broken)

    def forget(self, days: int = 1) -> None:
        """Let what was learnt fade for some days."""
        self.kept, self.broken = self.kept * self._keeps**days, self.broken * self._keeps**days

    def observe(self, *, kept: Array | float = 0.0, broken: Array | float = 0.0) -> None:
        """Count observations of a word kept or broken, each (R,)."""
        self.kept, self.broken = self.kept + kept, self.broken + broken

    def hear(self, told: Mask, likelihood_ratio: Array) -> None:
        """Take in a message about the other's word by Bayes' rule, in the histories where it was `told`; one that tells nothing moves not a bit."""
        told = told & (likelihood_ratio != 1.0)
        total = self.prior_kept + self.kept + self.prior_broken + self.broken
        kept = total * logistic(logit(self.mean) + np.log(likelihood_ratio))
        self.kept = np.where(told, kept - self.prior_kept, self.kept)
        self.broken = np.where(told, total - kept - self.prior_broken, self.broken)


@dataclass
class Objection:
    """What refusals say beside no: in which histories, the issue named, the point claimed there, its noise, whether it is a limit, and a lower one."""

    histories: Index
    issue: Index
    point: Array
    noise: Array
    is_limit: Mask
    is_lower: Mask

    def only(self, where: Mask) -> Objection:
        """What was said in the histories that a mask (R,) of all marks."""
        kept = where[self.histories]
        if kept.all():
            return self
        return Objection(self.histories[kept], self.issue[kept], self.point[kept], self.noise[kept], self.is_limit[kept], self.is_lower[kept])


class Estimates:
    """What one agent believes about one party's positions and about what it expects without a deal.

    Positions: mean and variance (issues, R). Expectation: mean and variance (R,), of the part that only the party itself knows;
    costs, pressure and leverage spent are plain to all. `lower` and `upper` (issues, R): limits the party has declared.
    """

    def __init__(self, wants: Preference, position: Array, position_sd: float, expectation: Array, expectation_sd: float) -> None:
        self.position, self.position_variance = np.clip(position, 0.0, 100.0), np.full_like(position, position_sd**2)
        self.expectation, self.variance = expectation, np.full_like(expectation, expectation_sd**2)
        self.lower, self.upper = np.zeros_like(position), np.full_like(position, 100.0)
        self.preference = wants.at(self.position)

    def drift(self, step: float, when: Mask) -> None:
        """Grow less certain, by a step in standard deviation, in some histories."""
        self.variance = np.where(when, self.variance + step**2, self.variance)

    def learn(self, histories: Index, likelihood: Callable[[Array], Array]) -> None:
        """Update the belief about the expectation by Bayes in some histories, for a likelihood given at (9, those) values of it.

        The posterior is kept normal by its first two moments (assumed-density filtering, Minka 2001). What is as likely at every value
        tells nothing, and moves not a bit.
        """
        at = of(self.expectation, histories) + _NODES[:, None] * np.sqrt(of(self.variance, histories))
        chance = likelihood(at)
        telling = np.any(chance != chance[0], axis=0)
        weight = _WEIGHTS[:, None] * chance
        total = np.maximum(in_order(weight), 1e-300)
        mean = in_order(weight * at) / total
        variance = np.maximum(in_order(weight * (at - mean) ** 2) / total, 1e-8)
        self.expectation[histories] = np.where(telling, mean, of(self.expectation, histories))
        self.variance[histories] = np.where(telling, variance, of(self.variance, histories))

    def hear(self, objection: Objection) -> None:
        """Take in what a refusal said of one issue: a Gaussian update of its position, or a limit for later texts."""
        if objection.is_limit.any():
            self._hear_of_limits(objection)
        told = ~objection.is_limit
        if not told.any():
            return
        issue, histories = objection.issue[told], objection.histories[told]
        position, variance = self.position[issue, histories], self.position_variance[issue, histories]
        gain = variance / np.maximum(variance + objection.noise[told] ** 2, 1e-12)
        self.position[issue, histories] = np.clip(position + gain * (objection.point[told] - position), 0.0, 100.0)
        self.position_variance[issue, histories] = (1.0 - gain) * variance
        self.preference.move(histories, of(self.position, histories))

    def _hear_of_limits(self, objection: Objection) -> None:
        limits = objection.is_limit
        for bound, tighter, side in ((self.lower, np.maximum, limits & objection.is_lower), (self.upper, np.minimum, limits & ~objection.is_lower)):
            place = objection.issue[side], objection.histories[side]
            bound[place] = tighter(bound[place], objection.point[side])
