"""What a deal in phases is worth, as a sum over issues: the one place where trust, phases and utility meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, Some, in_order, of
from sim.reference.preference import Preference


@dataclass(frozen=True)
class Prospects:
    """What surrounds a deal for one party, phase by phase, each (R,).

    `betrayed`: what it is left with if it alone keeps its word. For every phase but the last, `next_agreed` is the believed chance that the
    next phase is agreed, and `without_next` what it has after the phase if the next is not agreed.
    """

    betrayed: list[Array]
    next_agreed: list[Array]
    without_next: list[Array]

    def among(self, histories: Some) -> Prospects:
        """The same in some of the histories only."""
        if isinstance(histories, slice):
            return self
        return Prospects(*([of(values, histories) for values in listed] for listed in (self.betrayed, self.next_agreed, self.without_next)))


@dataclass(frozen=True)
class Phases:
    """Which issues belong to which phase (numbered from 0), and how a party's weights divide over phases and within each.

    `within` (its issues, R): the share of each issue in the weight of its phase. For every phase but the last, `own` (R,) is its share of
    the weight that remains. `empty` (R,): where nothing is at stake for the party in a phase; none listed where something always is.
    """

    of_issue: Index
    within: list[Array]
    own: list[Array]
    empty: list[Mask]

    @classmethod
    def of(cls, of_issue: Index, salience: Array, to_do: Array) -> Phases:
        """Divide saliences (issues, R) over the phases of the issues (issues,), of which so much is still to be carried out (phases, R)."""
        count = int(of_issue.max()) + 1
        weight = [in_order(np.where((of_issue == k)[:, None], salience, 0.0)) for k in range(count)]
        still = [mine * share for mine, share in zip(weight, to_do, strict=True)]
        remaining = [in_order(still[k:]) for k in range(count - 1)]
        own = [np.where(left > 0.0, mine / np.where(left > 0.0, left, 1.0), 1.0) for mine, left in zip(still, remaining, strict=False)]
        empty = [mine <= 0.0 for mine in weight]
        within = [np.where(none, 0.0, salience[of_issue == k] / np.where(none, 1.0, mine)) for k, (mine, none) in enumerate(zip(weight, empty, strict=True))]
        return cls(of_issue, within, own, empty if any(none.any() for none in empty) else [])

    def among(self, histories: Some) -> Phases:
        """The same in some of the histories only."""
        if isinstance(histories, slice):
            return self
        return Phases(self.of_issue, *([of(values, histories) for values in listed] for listed in (self.within, self.own, self.empty)))


def worth(phases: Phases, holds: Array, prospects: Prospects, first: Index) -> tuple[Array, Array]:
    """What a deal is worth as `constant + sum over issues of worth x (1 - loss)`, from the phase `first` (R,) on.

    Per phase, from the last back: `V_k = h [w_k u_k + (1 - w_k)(g V_(k+1) + (1 - g) without)] + (1 - h) betrayed`, u_k the share of
    the phase's weight that is satisfied, w_k its share of the weight that remains (of the last, 1). One phase gives `h U + (1 - h) betrayed`.
    Returns the constant (R,) and the worth of each issue (issues, R). Source: expected utility over a chain of phases.
    """
    last = len(phases.within) - 1
    constant, shares = np.zeros_like(holds), np.zeros((len(phases.of_issue), *holds.shape))
    chain = []
    for k in range(last, -1, -1):
        later, satisfied = constant, holds
        constant = (1.0 - holds) * prospects.betrayed[k]
        if k < last:
            goes_on, agreed, satisfied = holds * (1.0 - phases.own[k]), prospects.next_agreed[k], holds * phases.own[k]
            constant = goes_on * (agreed * later + (1.0 - agreed) * prospects.without_next[k]) + constant
            shares = goes_on * agreed * shares
        if phases.empty:
            constant = constant + np.where(phases.empty[k], satisfied, 0.0)  # nothing at stake in the phase: content with it
        shares[phases.of_issue == k] = satisfied * phases.within[k]
        chain.append((constant, shares))
    if last == 0 or not first.any():
        return chain[-1]
    start = np.clip(first, 0, last)
    constants, worths = zip(*reversed(chain), strict=True)
    return np.choose(start, constants), np.choose(start, worths)


@dataclass(frozen=True)
class Weighing:
    """All that a deal's worth to one side rests on, but for the package and the chance that it is kept; arrays end in the histories, (R,).

    `payment` (R,) comes with any deal, `first` (R,) is the phase that it would start with.
    """

    preference: Preference
    phases: Phases
    prospects: Prospects
    payment: Array
    first: Index

    def worth_of_issues(self, holds: Array) -> tuple[Array, Array]:
        """Constant (R,) and worth of each issue (issues, R) of a deal that is kept with the chance `holds` (R,)."""
        constant, shares = worth(self.phases, holds, self.prospects, self.first)
        return constant + self.payment, shares

    def value(self, package: Array, holds: Array) -> Array:
        """What a deal on `package` (issues, R) is worth that is kept with the chance `holds`, (R,)."""
        constant, shares = self.worth_of_issues(holds)
        return constant + in_order(shares * (1.0 - self.preference.loss(package)))
