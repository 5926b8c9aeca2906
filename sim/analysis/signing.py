"""Parties for whom no text at all is worth signing as the talks open: in how many draws, and what stands in the way."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Mask, sequential_sum
from sim.model import TalksModel, dissolve
from sim.model.party import Party
from sim.model.stages.demanding import demanded_by
from sim.model.worth import worth
from sim.scenario.schema import Scenario

OFTEN = 0.5
"""The share of draws from which a party is named: in most of them it cannot sign (assumption)."""

_ROUNDS, _POINTS = 3, np.linspace(0.0, 1.0, 21)  # how often each issue is gone through, and the points tried between its limits (assumption)


_A_TEXT = 1.8e-4  # seconds that a search takes for each pair of parties and of issues, 250 histories side by side (measured)


def search_takes(scenario: Scenario) -> float:
    """About how many seconds it takes to look for texts that each party would sign."""
    return _A_TEXT * len(scenario.parties) ** 2 * len(scenario.issues) ** 2


@dataclass(frozen=True)
class Unwilling:
    """A party without a text that it would sign: its name, in what share of draws, and medians over those draws.

    `no_deal` and `best`: what no deal and the best text are worth to it, `if_kept` what the best would be worth if it were sure that all others
    keep it. `kept`: how likely it thinks that at most. `shut`: in what share of those draws its lines and those at home leave no text at all.
    """

    party: str
    share: float
    no_deal: float
    best: float
    if_kept: float
    kept: float
    shut: float

    def in_words(self, scenario: Scenario) -> str:
        """One line: who, how often, why, and what would change it."""
        head = f"{scenario.parties[self.party].label} would sign no text at all on the first day in {100 * self.share:.0f} % of histories"
        if self.shut > OFTEN:
            return f"{head}: its own red lines and those of groups at home exclude each other on some issue; move or drop one of them"
        worths = f"no deal is worth {self.no_deal:.2f} to it, the best text {self.best:.2f}"
        doubt = f"{self.if_kept:.2f} if it were sure that all others keep it, which it thinks {100 * self.kept:.0f} % likely"
        return f"{head}: {worths} ({doubt}); more trust, a guarantee, a deal in tranches, or a lower no_deal.expected would change that"


def unwilling(scenario: Scenario, seed: int = 1) -> list[Unwilling]:
    """Who of those that have to sign would sign no text at all on the first day, in most of the first 250 histories.

    Every package inside its own lines counts, weighed as the engine does.
    """
    model = TalksModel(scenario, seed=seed, blocks=range(1))
    model.step_until("convening")
    everywhere = np.ones(model.R, bool)
    for party in model.parties:
        party.look_ahead(everywhere)
    found = [_of(model, party) for party in model.parties if party.name in model.signatories]
    dissolve(model)
    return sorted((one for one in found if one is not None and one.share > OFTEN), key=lambda one: one.party)


def _of(model: TalksModel, party: Party) -> Unwilling | None:
    demanded_by(model, party, np.ones(model.R, bool))
    shut = _shut(party)
    if (shut | (party.highest < party.no_deal)).mean() <= OFTEN:
        return None  # a longer search finds better texts only
    best = best_text(party)
    stuck = shut | (best < party.no_deal)
    if not stuck.any():
        return None
    values = party.no_deal, best, _best_if_kept(party), party.outlook().holds_untempted
    no_deal, best_of_all, if_kept, kept = (float(np.median(one[stuck])) for one in values)
    return Unwilling(party.name, float(stuck.mean()), no_deal, best_of_all, if_kept, kept, float(shut[stuck].mean()))


def _shut(party: Party) -> Mask:
    """Where its own lines, with those at home that it knows of, leave no point on some issue; (R,)."""
    lower, upper, open_issues = party.outlook().limits
    return np.asarray(((lower > upper) & open_issues).any(axis=0))


def best_text(party: Party) -> Array:
    """What the best text inside its own lines is worth to a party today, temptations of the others counted; (R,).

    The best along the packages that the engine weighs, and found issue by issue from the best point between its own wants and the others';
    right to about 0.01.
    """
    outlook = party.outlook()
    lower, upper, _ = outlook.limits
    wanted = party.preference.position
    theirs = sequential_sum([party.estimates[other.name].position for other in party.others]) / len(party.others)
    best, value = wanted, np.full(party.model.R, -np.inf)
    for share in _POINTS:
        other = np.clip(wanted + share * (theirs - wanted), lower, upper)
        worth_of_other = outlook.value(other)
        better = worth_of_other > value
        best, value = np.where(better, other, best), np.where(better, worth_of_other, value)
    for issue in list(range(len(best))) * _ROUNDS:
        for share in _POINTS:
            other = best.copy()
            other[issue] = lower[issue] + share * (upper[issue] - lower[issue])
            worth_of_other = outlook.value(other)
            better = worth_of_other > value
            best, value = np.where(better, other, best), np.where(better, worth_of_other, value)
    return np.asarray(np.maximum(value, party.highest))


def _best_if_kept(party: Party) -> Array:
    """What its own best package inside its own lines is worth to a party that is sure of the others; (R,)."""
    outlook = party.outlook()
    lower, upper, _ = outlook.limits
    constant, shares = worth(outlook.weighing.phases, np.ones(party.model.R), outlook.weighing.prospects, outlook.weighing.first)
    package = np.clip(party.preference.position, lower, upper)
    return np.asarray(constant + outlook.payment + sequential_sum(shares * (1.0 - party.preference.loss(package))))
