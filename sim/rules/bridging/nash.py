"""The bargain of Nash."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.bridging import BridgingRule, Draft
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array

_LEAST_POWER = 1e-3  # so that a mediator set against all sides still weighs them


@rule
class Nash(BridgingRule):
    """Maximise the product of believed gains, a leaning raising a side's power.

    Source: Nash 1950; Kalai 1977.
    """

    name = "nash"
    known_as = "Nash bargaining solution"
    usual = True
    aim = "gives all as much as possible of what they would gain (the product of their gains)"

    def text(self, draft: Draft) -> Array:
        """The package with the largest product; (issues, R)."""
        from sim.reference import bargain

        return bargain.nash(draft.bargain, [max(1.0 + leaning, _LEAST_POWER) for leaning in draft.leanings])
