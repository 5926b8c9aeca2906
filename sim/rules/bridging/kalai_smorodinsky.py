"""The bargain of Kalai and Smorodinsky."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class KalaiSmorodinsky(BridgingRule):
    """Give all the same share of the best they could hope for.

    Source: Kalai & Smorodinsky 1975.
    """

    name = "kalai_smorodinsky"
    known_as = "Kalai-Smorodinsky solution"
    aim = "gives each the same part of the most it could hope for"

    def text(self, draft: Draft) -> Array:
        """The package with the largest such share; (issues, R)."""
        from sim.reference import bargain

        return bargain.kalai_smorodinsky(draft.bargain)
