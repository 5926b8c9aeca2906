"""Equal gains."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class EqualGains(BridgingRule):
    """Make the smallest gain as large as can be.

    Source: Kalai 1977.
    """

    name = "equal_gains"
    known_as = "egalitarian solution"
    aim = "lets all gain alike"

    def text(self, draft: Draft) -> Array:
        """The package whose smallest gain is largest; (issues, R)."""
        from sim.reference import bargain

        return bargain.equal_gains(draft.bargain)
