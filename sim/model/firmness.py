"""What all who hear an answer to a text beyond a claimed red line learn of whether the line is real."""

from __future__ import annotations

import numpy as np

from sim.arrays import Array, Mask, clipped, logistic, sequential_sum, sum_of_issues, take
from sim.rules.acceptance import EQUAL

from .beliefs import Audience
from .learning import Answer

_LEFT = 0.5  # share of the gain that a party is read to hold out for where there is no deadline (assumption: half of it)


def learn_of_lines(answer: Answer, audience: Audience, heard: Mask) -> None:
    """A line that is crossed in an accepted text was none; one named in a refusal is the likelier to be real the better the text would have paid.

    Bayes: a real line refuses any such text, one that is not does so as often as what is known of the party has it refuse one at that price.
    The same text refused again, or one that pays no better, tells nothing new. `heard` (readers, those) is where each of the audience hears it.
    """
    if audience.firm is None or audience.tempted is None:
        return
    _give_up(answer, audience, heard)
    objection = answer.objection
    named = objection.is_limit
    if not named.any():
        return
    issue, histories = objection.issue[named], objection.histories[named]
    gain = _gain_seen(answer, audience)[:, ~answer.accepted][:, named]
    before, tempted = audience.firm[:, issue, histories], audience.tempted[:, issue, histories]
    told = heard[:, ~answer.accepted][:, named] & (gain > tempted + EQUAL)
    after = firm_after_refusal(before, gain, answer.party.model.constants.reading_sharpness)
    audience.firm[:, issue, histories] = np.where(told & (before > 0.0), after, before)
    audience.tempted[:, issue, histories] = np.where(told, gain, tempted)


def firm_after_refusal(firm: Array, gain: Array, sharpness: float) -> Array:
    """The chance that a line is real once a text beyond it was refused that would have gained its holder so much were it a price; same shape."""
    refuses = 1.0 - logistic(sharpness * gain)
    return firm / np.maximum(firm + (1.0 - firm) * refuses, 1e-12)


def _give_up(answer: Answer, audience: Audience, heard: Mask) -> None:
    """Lines that an accepted text crosses were prices: nobody who hears of it believes in them any more."""
    assert audience.firm is not None  # noqa: S101 - asked before
    here = answer.histories[answer.accepted]
    if not len(here):
        return
    model = answer.party.model
    package, bound = take(model.table.package, here), take(model.deal.under_negotiation, here)
    beyond = (package < take(audience.lower, here)) | (package > take(audience.upper, here))
    given_up = beyond & bound & heard[:, None, answer.accepted]
    if given_up.any():
        audience.firm[..., here] = np.where(given_up, 0.0, take(audience.firm, here))


def _gain_seen(answer: Answer, audience: Audience) -> Array:
    """What a text would gain a party beyond what it holds out for, its line being a price, as each reader sees it; (readers, those)."""
    party, who = answer.party, answer.histories
    model = party.model
    constant, shares = (take(part, who) for part in party.open_worth)
    satisfied = shares * (1.0 - audience.preference.subset(who).loss(take(model.table.package, who)))
    seen = constant + sum_of_issues(satisfied) - model.constants.line_price
    no_deal = party.no_deal_if(take(audience.expectation, who), who)
    left = np.where(np.isinf(take(model.deadline, who)), _LEFT, clipped(1.0 - take(model.elapsed(None), who), 0.0, 1.0))
    best = constant + sequential_sum(shares)
    return np.asarray(seen - no_deal - left * np.maximum(best - no_deal, 0.0))
