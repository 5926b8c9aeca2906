"""Demands as backward induction has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.demand import DemandRule
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class Equilibrium(DemandRule):
    """Hold out for just what the other side could not refuse without losing by it.

    With offers by backward induction the game of offers is solved beforehand, and says what that is at each session; the rule itself is
    never asked. Source: Stahl 1972; Rubinstein 1982.
    """

    name = "equilibrium"
    known_as = "subgame-perfect offers, backward induction"
    reads = frozenset()

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """What it was before; (R,)."""
        del elapsed, conceded
        return before

    def in_brief(self) -> str:
        """How it holds out, for a description."""
        return "for what backward induction says"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        return "You ask for just what the other side could not refuse without losing by it: work out the last day first, and go back from there."
