"""The mean of positions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class WeightedMean(BridgingRule):
    """Take the mean of positions, weighted by capability and salience.

    Source: Bueno de Mesquita & Stokman 1994.
    """

    name = "weighted_mean"
    known_as = "compromise model"
    aim = "lies at the average of their positions, weighted by what matters to them"
    looks_at_gains = False
    looks_at_capability = True

    def text(self, draft: Draft) -> Array:
        """The mean on each issue, as far as the bounds allow; (issues, R)."""
        import numpy as np

        from sim.reference.means import weighted_mean

        positions, weights = draft.positions_and_weights()
        return np.clip(weighted_mean(np.stack(positions), np.stack(weights)), draft.bargain.lower, draft.bargain.upper)
