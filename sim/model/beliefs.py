"""What agents believe about each other: whether another keeps its word, and what it wants and can live with."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.arrays import Array, Index, Mask, Some, clipped, logistic, logit, sequential_sum, sum_of_issues, take
from sim.reference.preference import Preference

_NODES, _WEIGHTS = np.polynomial.hermite_e.hermegauss(9)  # a normal belief meets any likelihood at these points
_WEIGHTS = _WEIGHTS / _WEIGHTS.sum()
_PRIORITIES_APART = (
    0.2  # standard deviation of the share of an issue in all that matters, where nothing is known (assumption: three issues, any division alike)
)

Likelihood = Callable[[Array], Array]
"""How likely what was seen is, if another's expectation is so much; same shape."""


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


class Estimates:
    """What one agent believes about one party's positions and about what it expects without a deal.

    Positions: mean and variance (issues, R). Expectation: mean and variance (R,), of the part that only the party itself knows;
    costs, pressure and leverage spent are plain to all. `lower` and `upper` (issues, R): limits the party has declared. `firm` (issues, R): the
    believed chance that these are real; None where nobody doubts it.
    """

    firm: Array | None = None
    ignorance: Array | None = None
    """How much is not known of how much each issue matters to the party, (R,) in [0, 1]; None where all is."""

    def __init__(self, wants: Preference, position: Array, position_sd: float, expectation: Array, expectation_sd: float) -> None:
        self.position, self.position_variance = clipped(position, 0.0, 100.0), np.full_like(position, position_sd**2)
        self.expectation, self.variance = expectation, np.full_like(expectation, expectation_sd**2)
        self.lower, self.upper = np.zeros_like(position), np.full_like(position, 100.0)
        self.preference = wants.at(self.position)

    def of_priorities(self, worth: Array, histories: Some) -> Array:
        """What each issue is thought to be worth to the party, (issues, those), given what it is worth: where that is not known, all are taken for alike."""
        if self.ignorance is None:
            return worth
        unknown = take(self.ignorance, histories)
        return (1.0 - unknown) * worth + unknown * sequential_sum(worth) / len(worth)

    def doubt_of_priorities(self, loss: Array, histories: Some) -> Array | float:
        """The variance that not knowing what matters to the party brings to what it is thought to lose on issues, `loss` (..., issues, those); (..., those)."""
        return 0.0 if self.ignorance is None else (_PRIORITIES_APART * take(self.ignorance, histories)) ** 2 * sum_of_issues(loss**2)

    def learn(self, histories: Index, likelihood: Likelihood) -> None:
        """Update the belief about the expectation by Bayes in some histories, for a likelihood given at (9, those) values of it."""
        mean, variance, telling = posterior(take(self.expectation, histories), take(self.variance, histories), likelihood)
        self.expectation[histories] = np.where(telling, mean, take(self.expectation, histories))
        self.variance[histories] = np.where(telling, variance, take(self.variance, histories))


def unknown(known: float, R: int) -> Array | None:
    """How much is not known of what matters to a party, (R,), where so much is known of it; None where all is."""
    return None if known >= 1.0 else np.full(R, 1.0 - known)


class Audience:
    """What all who hear a party believe of it, side by side, so that they learn from its answers in one go.

    As in Estimates, with the readers as first axis; the Estimates of each of them become rows of these, and are changed with them.
    """

    def __init__(self, estimates: Sequence[Estimates]) -> None:
        """Take in the estimates of all readers, which are about one party."""
        self.position, self.position_variance = _shared(estimates, "position"), _shared(estimates, "position_variance")
        self.expectation, self.variance = _shared(estimates, "expectation"), _shared(estimates, "variance")
        self.lower, self.upper = _shared(estimates, "lower"), _shared(estimates, "upper")
        self.firm = None if estimates[0].firm is None else _shared(estimates, "firm")
        self.tempted = None if self.firm is None else np.full(self.firm.shape, -np.inf)
        """Up to which gain, as each reader saw it, the party has refused to cross a line, (readers, issues, R)."""
        position, reach = np.stack([one.preference.position for one in estimates]), np.stack([one.preference.reach for one in estimates])
        wants = estimates[0].preference
        self.preference = replace(wants, position=position, reach=reach)
        for row, one in enumerate(estimates):
            one.preference = replace(wants, position=position[row], reach=reach[row])

    def drift(self, step: float, when: Mask) -> None:
        """Grow less certain, by a step in standard deviation, in some histories."""
        self.variance += step**2 * when

    def learn(self, histories: Index, heard: Mask, likelihood: Likelihood) -> None:
        """Update beliefs about the expectation by Bayes, where they `heard` (readers, those), for a likelihood at (9, readers, those) values."""
        before, unsure = take(self.expectation, histories), take(self.variance, histories)
        mean, variance, telling = posterior(before, unsure, likelihood)
        telling &= heard
        self.expectation[:, histories] = np.where(telling, mean, before)
        self.variance[:, histories] = np.where(telling, variance, unsure)

    def hear(self, objection: Objection, heard: Mask) -> None:
        """Take in what a refusal said of one issue, where they `heard` (readers, those): a Gaussian update of its position, or a limit for later texts."""
        if objection.is_limit.any():
            self._hear_of_limits(objection, heard)
        told = ~objection.is_limit
        if not told.any():
            return
        issue, histories, heard = objection.issue[told], objection.histories[told], heard[:, told]
        position, variance = self.position[:, issue, histories], self.position_variance[:, issue, histories]
        gain = variance / np.maximum(variance + objection.noise[told] ** 2, 1e-12)
        moved = clipped(position + gain * (objection.point[told] - position), 0.0, 100.0)
        self.position[:, issue, histories] = np.where(heard, moved, position)
        self.position_variance[:, issue, histories] = np.where(heard, (1.0 - gain) * variance, variance)
        self.preference.move(histories, take(self.position, histories))

    def _hear_of_limits(self, objection: Objection, heard: Mask) -> None:
        limits = objection.is_limit
        sides = (self.lower, np.maximum, limits & objection.is_lower), (self.upper, np.minimum, limits & ~objection.is_lower)
        for bound, tighter, side in sides:
            issue, histories = objection.issue[side], objection.histories[side]
            before = bound[:, issue, histories]
            bound[:, issue, histories] = np.where(heard[:, side], tighter(before, objection.point[side]), before)


def _shared(estimates: Sequence[Estimates], quantity: str) -> Array:
    """One array of what each reader holds in one of its own, which then becomes its row of it."""
    stacked = np.stack([getattr(one, quantity) for one in estimates])
    for row, one in zip(stacked, estimates, strict=True):
        setattr(one, quantity, row)
    return stacked


def posterior(expectation: Array, variance: Array, likelihood: Likelihood) -> tuple[Array, Array, Mask]:
    """Mean and variance (...) after a normal belief met a likelihood, given at (9, ...) values, and where that told anything.

    The posterior is kept normal by its first two moments (assumed-density filtering, Minka 2001). What is as likely at every value
    tells nothing, and moves not a bit.
    """
    nodes, weights = (values.reshape(-1, *(1,) * expectation.ndim) for values in (_NODES, _WEIGHTS))
    at = expectation + nodes * np.sqrt(variance)
    chance = likelihood(at)
    telling = np.logical_or.reduce(chance != chance[0])
    weight = weights * chance
    total = np.maximum(sequential_sum(weight), 1e-300)
    mean = sequential_sum(weight * at) / total
    return mean, np.maximum(sequential_sum(weight * (at - mean) ** 2) / total, 1e-8), telling
