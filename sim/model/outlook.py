"""What a party makes of a deal at some moment: all that does not depend on the package, worked out once for as many packages as are weighed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from sim.arrays import Array, Mask, Some, logistic, take
from sim.reference.preference import Preference

from .deal import Deal
from .lines import within
from .worth import Weighing


@dataclass
class Doubt:
    """Why another party might not carry a deal out: what it wants and has without a deal, and the log-odds that it keeps its word, untempted."""

    name: str
    preference: Preference
    no_deal: Array
    log_odds: Array


@dataclass
class Outlook:
    """How a party values packages in some histories now; arrays have those histories as their last axis, but for `bounds`, which have all.

    `bounds`: the lowest and the highest points that its red lines allow, each (issues, R), and what tells which issues are being settled.
    `temptation` is in log-odds per unit of value. A package is (issues, those), in the same histories, or several (..., issues, those).
    """

    weighing: Weighing
    no_deal: Array
    doubts: Sequence[Doubt]
    temptation: float
    bounds: tuple[Array, Array, Deal]
    has_limits: bool
    histories: Some
    price_of_lines: Callable[[Array], Array] | None = None
    """What crossing its lines that are not real costs it in a package, (those,); None where all are real."""

    @property
    def preference(self) -> Preference:
        """What the party wants, in those histories."""
        return self.weighing.preference

    @property
    def payment(self) -> Array:
        """What comes with any deal, (those,)."""
        return self.weighing.payment

    @cached_property
    def limits(self) -> tuple[Array, Array, Mask]:
        """The lowest and the highest points that its red lines allow, and which issues are being settled now, each (issues, those)."""
        lower, upper, deal = self.bounds
        return take(lower, self.histories), take(upper, self.histories), take(deal.under_negotiation, self.histories)

    def holds(self, package: Array) -> Array:
        """The believed chance that all others carry `package` out.

        Log-odds of trust, plus guarantees, less what each other is thought to gain by leaving once power has shifted as foreseen.
        """
        chance = np.ones((*package.shape[:-2], package.shape[-1]))
        for doubt in self.doubts:
            tempted = np.maximum(0.0, doubt.no_deal - doubt.preference.utility(package))
            chance = chance * logistic(doubt.log_odds - self.temptation * tempted)
        return chance

    @property
    def log_odds(self) -> dict[str, float]:
        """By the name of each other whose signature counts, the believed log-odds that it keeps a deal which does not tempt it, in the first history."""
        return {doubt.name: float(doubt.log_odds[0]) for doubt in self.doubts}

    @property
    def holds_untempted(self) -> Array:
        """The believed chance that all others carry out a deal that tempts none of them to leave, (those,)."""
        chance = np.ones(self.no_deal.shape)
        for doubt in self.doubts:
            chance = chance * logistic(doubt.log_odds)
        return chance

    def worth_of_issues(self, package: Array) -> tuple[Array, Array]:
        """Constant (those,) and worth of each issue (issues, those) of a deal believed to hold as far as `package` would."""
        return self.weighing.worth_of_issues(self.holds(package))

    def value(self, package: Array) -> Array:
        """What a deal on `package` is worth, less the price of lines that are crossed."""
        worth = self.weighing.value(package, self.holds(package))
        return worth if self.price_of_lines is None else worth - self.price_of_lines(package)

    def within_limits(self, package: Array) -> Mask:
        """Where `package` crosses none of its red lines on what is being settled."""
        return within(package, *self.limits) if self.has_limits else np.ones((*package.shape[:-2], package.shape[-1]), bool)
