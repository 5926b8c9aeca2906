"""Acceptance with some noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.acceptance import AcceptanceRule, Answering
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Logistic(AcceptanceRule):
    """Accept with probability logistic(sharpness x (value - aspiration)) inside the hard mask.

    Noise may delay a signature, never produce one at a loss. Source: McFadden 1974 for the form.
    """

    name = "logistic"
    known_as = "logit choice, quantal response"
    usual = True

    def accepts(self, answering: Answering, luck: Array) -> Mask:
        """Where the draw lies below that probability; (R,)."""
        from sim.arrays import logistic

        return answering.acceptable & (luck < logistic(self.sharpness * (answering.value - answering.aspiration)))
