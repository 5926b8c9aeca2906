"""What a deal in phases is worth, as a sum over issues: the one place where trust, phases and utility meet."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.reference.arrays import Array, Index, in_order
from sim.reference.preference import Preference


@dataclass(frozen=True)
class Prospects:
    """What surrounds a deal for one party, phase by phase; each list has an entry (R,) for every phase.

    `betrayed`: what it is left with if it alone keeps its word. `next_agreed`: the believed chance that the next phase is agreed.
    `without_next`: what it has after the phase if the next is not agreed.
    """

    betrayed: list[Array]
    next_agreed: list[Array]
    without_next: list[Array]


@dataclass(frozen=True)
class Phases:
    """Which issues belong to which phase (numbered from 0), and how a party's weights divide over phases."""

    of_issue: Index
    weight: list[Array]

    @classmethod
    def of(cls, of_issue: Index, salience: Array) -> Phases:
        """Divide saliences (issues, R) over the phases of the issues (issues,)."""
        return cls(of_issue, [in_order(np.where((of_issue == k)[:, None], salience, 0.0)) for k in range(int(of_issue.max()) + 1)])


def worth(preference: Preference, phases: Phases, holds: Array, prospects: Prospects, first: Index) -> tuple[Array, Array]:
    """What a deal is worth as `constant + sum over issues of worth x (1 - loss)`, from the phase `first` (R,) on.

    Per phase, from the last back: `V_k = h [w_k u_k + (1 - w_k)(g V_(k+1) + (1 - g) without)] + (1 - h) betrayed`, u_k the share of
    the phase's weight that is satisfied, w_k its share of the weight that remains. One phase gives `h U + (1 - h) betrayed`.
    Returns the constant (R,) and the worth of each issue (issues, R). Source: expected utility over a chain of phases.
    """
    count = len(phases.weight)
    remaining = [in_order(phases.weight[k:]) for k in range(count)]
    constant = np.zeros_like(holds)
    share = np.zeros_like(preference.salience)
    constants, shares = [], []
    for k in range(count - 1, -1, -1):
        own = np.where(remaining[k] > 0.0, phases.weight[k] / np.where(remaining[k] > 0.0, remaining[k], 1.0), 1.0)
        goes_on = holds * (1.0 - own)
        constant = (
            goes_on * (prospects.next_agreed[k] * constant + (1.0 - prospects.next_agreed[k]) * prospects.without_next[k])
            + (1.0 - holds) * prospects.betrayed[k]
            + np.where(phases.weight[k] > 0.0, 0.0, holds * own)  # nothing at stake in the phase: content with it
        )
        within = np.where(phases.weight[k] > 0.0, preference.salience / np.where(phases.weight[k] > 0.0, phases.weight[k], 1.0), 0.0)
        share = np.where((phases.of_issue == k)[:, None], holds * own * within, goes_on * prospects.next_agreed[k] * share)
        constants.append(constant)
        shares.append(share)
    if count == 1 or not first.any():
        return constants[-1], shares[-1]
    constants.reverse()
    shares.reverse()
    start = np.clip(first, 0, count - 1)
    return np.choose(start, constants), np.choose(start, shares)
