"""Acceptance by a judgement that errs in a lasting way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.rules.acceptance import EQUAL, AcceptanceRule, Answering
from sim.rules.registry import rule

if TYPE_CHECKING:
    from sim.arrays import Array, Mask

_SD_OF_LOGISTIC = 1.8138  # standard deviation of the standard logistic distribution, pi / sqrt(3)


@rule
class Judged(AcceptanceRule):
    """Accept what it judges to be worth what it holds out for; its judgement errs in the same way throughout, and a little anew each time.

    Errors may delay or prevent a signature, never produce one at a loss. Source: random utility with a persistent part, McFadden & Train 2000.
    """

    name = "judged"
    known_as = "mixed logit, persistent and fresh errors of judgement"
    judges = True
    answers = "by a judgement that errs in a lasting way and a little anew each time"

    def accepts(self, answering: Answering, luck: Array) -> Mask:
        """Where the value as it is judged reaches the aspiration; (R,)."""
        from sim.arrays import logit

        judged = answering.value + answering.misjudged + answering.fresh_error / _SD_OF_LOGISTIC * logit(luck)
        return answering.acceptable & (judged >= answering.aspiration - EQUAL)
