"""Acceptance without noise."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.acceptance import EQUAL, AcceptanceRule, Answering
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask


@rule
class Threshold(AcceptanceRule):
    """Accept just when the text is worth what the party holds out for, to 1e-9.

    Source: a reservation value that is known for sure, Raiffa 1982.
    """

    name = "threshold"
    known_as = "acceptance threshold"
    answers = "exactly at its limit, without noise"

    def accepts(self, answering: Answering, luck: Array) -> Mask:
        """Where the value reaches the aspiration; (R,)."""
        del luck
        return answering.acceptable & (answering.value >= answering.aspiration - EQUAL)
