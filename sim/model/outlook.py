"""What a party makes of a deal at some moment: all that does not depend on the package, worked out once for as many packages as are weighed."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Array, Index, Mask, Some, logistic, logit, of
from sim.reference.preference import Preference

from .worth import Weighing

if TYPE_CHECKING:
    from .party import Party


@dataclass(frozen=True)
class Doubt:
    """Why another party might not carry a deal out: what it wants and has without a deal, and the log-odds that it keeps its word, untempted."""

    preference: Preference
    no_deal: Array
    log_odds: Array


class Outlook:
    """How a party values packages in some histories now; every array has those histories as its last axis.

    `first` is the phase that a deal would start with. A package is (issues, those), in the same histories.
    """

    def __init__(self, party: Party, histories: Some, first: Index) -> None:
        self._party, self._histories = party, histories
        self.preference, self.phases = party.preference.among(histories), party.phases.among(histories)
        self.prospects, self.first = party.prospects.among(histories), of(first, histories)
        self.no_deal, self.payment = of(party.no_deal, histories), of(party.payment, histories)
        self._temptation, self._doubts = party.model.constants.temptation, [_doubt(party, other, histories) for other in party.counterparts]

    @cached_property
    def limits(self) -> tuple[Array, Array, Mask]:
        """The lowest and the highest points that its red lines allow, and which issues are being settled; each (issues, those)."""
        party, histories = self._party, self._histories
        return of(party.lower, histories), of(party.upper, histories), of(party.model.deal.under_negotiation, histories)

    def holds(self, package: Array) -> Array:
        """The believed chance that all others carry `package` out.

        Log-odds of trust, plus guarantees, less what each other is thought to gain by leaving once power has shifted as foreseen.
        """
        chance = np.ones(package.shape[-1])
        for doubt in self._doubts:
            tempted = np.maximum(0.0, doubt.no_deal - doubt.preference.utility(package))
            chance = chance * logistic(doubt.log_odds - self._temptation * tempted)
        return chance

    @cached_property
    def weighing(self) -> Weighing:
        """How it weighs a deal that is kept with a given chance."""
        return Weighing(self.preference, self.phases, self.prospects, self.payment, self.first)

    @property
    def log_odds(self) -> dict[str, float]:
        """By the name of each other whose signature counts, the believed log-odds that it keeps a deal which does not tempt it, in the first history."""
        return {other.name: float(doubt.log_odds[0]) for other, doubt in zip(self._party.counterparts, self._doubts, strict=True)}

    @property
    def holds_untempted(self) -> Array:
        """The believed chance that all others carry out a deal that tempts none of them to leave, (those,)."""
        chance = np.ones(self.no_deal.shape)
        for doubt in self._doubts:
            chance = chance * logistic(doubt.log_odds)
        return chance

    def worth_of_issues(self, package: Array) -> tuple[Array, Array]:
        """Constant (those,) and worth of each issue (issues, those) of a deal believed to hold as far as `package` would."""
        return self.weighing.worth_of_issues(self.holds(package))

    def value(self, package: Array) -> Array:
        """What a deal on `package` is worth."""
        return self.weighing.value(package, self.holds(package))

    def within_limits(self, package: Array) -> Mask:
        """Where `package` crosses none of its red lines on what is being settled."""
        return within(package, *self.limits) if self._party.has_limits else np.ones(package.shape[-1], bool)


def _doubt(party: Party, other: Party, histories: Some) -> Doubt:
    believed = party.estimates[other.name]
    foreseen, drift = of(believed.expectation, histories), other.settings.no_deal.drift_per_day
    if drift > 0.0:
        foreseen = foreseen + drift * of(party.model.days_to_carry_out, histories)
    log_odds = logit(of(party.trust[other.name].mean, histories)) + of(party.guarantees, histories)
    return Doubt(believed.preference.among(histories), other.no_deal_if(foreseen, histories), log_odds)


def within(package: Array, lower: Array, upper: Array, under_negotiation: Mask) -> Mask:
    """Where `package` lies within limits on the issues under negotiation, all (issues, R); what is left for later binds nobody; (R,)."""
    crossed = ((package < lower) | (package > upper)) & under_negotiation
    return np.asarray(~crossed.any(axis=0))
