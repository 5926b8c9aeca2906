"""What a deal in phases is worth, as a sum over issues: the one place where trust, phases and utility meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, Some, sequential_sum, sum_of_issues, take
from sim.reference.preference import Preference


@dataclass
class Prospects:
    """What surrounds a deal for one party, phase by phase.

    `betrayed` (phases, R): what it is left with if it alone keeps its word. For every phase but the last, (phases - 1, R), `next_agreed` is the
    believed chance that the next phase is agreed, and `without_next` what it has after the phase if the next is not agreed.
    """

    betrayed: Array
    next_agreed: Array
    without_next: Array

    def subset(self, histories: Some) -> Prospects:
        """The same in some of the histories only."""
        if isinstance(histories, slice):
            return self
        return Prospects(*(take(values, histories) for values in (self.betrayed, self.next_agreed, self.without_next)))


@dataclass
class Phases:
    """Which issues belong to which phase (numbered from 0), and how a party's weights divide over phases and within each.

    `within` (issues, R): the share of each issue in the weight of its phase. `own` (phases - 1, R): of every phase but the last, its share of
    the weight that remains. `empty` (phases, R): where nothing is at stake for the party in a phase; None where something always is.
    """

    of_issue: Index
    count: int
    within: Array
    own: Array
    empty: Mask | None

    @classmethod
    def of(cls, of_issue: Index, salience: Array, to_do: Array) -> Phases:
        """Divide saliences (issues, R) over the phases of the issues (issues,), of which so much is still to be carried out (phases, R)."""
        count = int(of_issue.max()) + 1
        weight = np.stack([sequential_sum(np.where((of_issue == k)[:, None], salience, 0.0)) for k in range(count)])
        still = weight * to_do
        own = np.empty((count - 1, salience.shape[-1]))
        for k in range(count - 1):
            left = sequential_sum(still[k:])
            own[k] = np.where(left > 0.0, still[k] / np.where(left > 0.0, left, 1.0), 1.0)
        empty = weight <= 0.0
        within = np.where(empty[of_issue], 0.0, salience / np.where(empty, 1.0, weight)[of_issue])
        return cls(of_issue, count, within, own, empty if empty.any() else None)

    def subset(self, histories: Some) -> Phases:
        """The same in some of the histories only."""
        if isinstance(histories, slice):
            return self
        empty = None if self.empty is None else take(self.empty, histories)
        return Phases(self.of_issue, self.count, take(self.within, histories), take(self.own, histories), empty)


def worth(phases: Phases, holds: Array, prospects: Prospects, first: Index) -> tuple[Array, Array]:
    """What a deal is worth as `constant + sum over issues of worth x (1 - loss)`, from the phase `first` (R,) on.

    Per phase, from the last back: `V_k = h [w_k u_k + (1 - w_k)(g_k V_(k+1) + (1 - g_k) without_k)] + (1 - h) betrayed_k`, u_k the share of
    the phase's weight that is satisfied, w_k its share of the weight that remains (of the last, 1). One phase gives `h U + (1 - h) betrayed`.
    `holds` is (..., R). Returns the constant (..., R) and the worth of each issue (..., issues, R). Source: expected utility over a chain of phases.
    """
    last, each = phases.count - 1, holds[..., None, :]
    broken = (1.0 - each) * prospects.betrayed
    if last == 0:
        constant = broken[..., 0, :] if phases.empty is None else broken[..., 0, :] + np.where(phases.empty[0], holds, 0.0)
        return constant, each * phases.within
    satisfied = np.concatenate([each * phases.own, each], axis=-2)
    content = broken if phases.empty is None else np.where(phases.empty, satisfied, 0.0)  # nothing at stake in the phase: content with it
    goes_on, agreed = each * (1.0 - phases.own), prospects.next_agreed
    passed, otherwise = goes_on * agreed, (1.0 - agreed) * prospects.without_next
    starts_later = bool(first.any())
    constant, shares = broken[..., last, :], satisfied.take(phases.of_issue, axis=-2) * phases.within
    if phases.empty is not None:
        constant = constant + content[..., last, :]
    for k in range(last - 1, -1, -1):
        earlier = goes_on[..., k, :] * (agreed[k] * constant + otherwise[k]) + broken[..., k, :]
        if phases.empty is not None:
            earlier = earlier + content[..., k, :]
        later = (phases.of_issue > k)[:, None]
        begun = first <= k
        constant = np.where(begun, earlier, constant) if starts_later else earlier
        np.multiply(shares, passed[..., k : k + 1, :], out=shares, where=later & begun if starts_later else later)
    if starts_later:
        shares[..., phases.of_issue[:, None] < np.minimum(first, last)] = 0.0
    return constant, shares


@dataclass
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
        """Constant (..., R) and worth of each issue (..., issues, R) of a deal that is kept with the chance `holds` (..., R)."""
        constant, shares = worth(self.phases, holds, self.prospects, self.first)
        return constant + self.payment, shares

    def value(self, package: Array, holds: Array) -> Array:
        """What a deal on `package` (..., issues, R) is worth that is kept with the chance `holds` (..., R); (..., R)."""
        constant, shares = self.worth_of_issues(holds)
        return constant + sum_of_issues(shares * (1.0 - self.preference.loss(package)))
