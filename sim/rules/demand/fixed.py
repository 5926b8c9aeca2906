"""Demands that stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.demand import DemandRule, part_of
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array


@rule
class Fixed(DemandRule):
    """Hold out for the same share throughout, as a one-sided binding commitment does; source: Schelling 1960."""

    name = "fixed"
    known_as = "take it or leave it"
    reads = frozenset({"share"})

    def share(self, before: Array, elapsed: Array, conceded: Array) -> Array:
        """Always the start share; (R,)."""
        del elapsed, conceded
        return 0.0 * before + self.settings.share

    def in_brief(self) -> str:
        """How it holds out, for a description."""
        return f"for {self.settings.share:g} of the gain throughout"

    def for_its_party(self) -> str:
        """How it holds out, told to whoever plays the party."""
        if self.settings.share == 0:
            return "You take whatever is better than no deal."
        return f"You hold out for {part_of(self.settings.share)} what a deal could gain you, to the end."
