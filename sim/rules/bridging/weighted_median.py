"""The median of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class WeightedMedian(BridgingRule):
    """Take the median position on each issue, weighted by capability and salience.

    Source: Black 1958.
    """

    name = "weighted_median"
    known_as = "median voter"
    aim = "lies at the middle of their positions, weighted by what matters to them"
    looks_at_gains = False
    looks_at_capability = True

    def text(self, draft: Draft) -> Array:
        """The median on each issue, as far as the bounds allow; (issues, R)."""
        import numpy as np

        from sim.reference.means import weighted_median

        positions, weights = draft.positions_and_weights()
        return np.clip(weighted_median(np.stack(positions), np.stack(weights)), draft.bargain.lower, draft.bargain.upper)
