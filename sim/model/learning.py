"""What all who hear an answer learn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, clipped, logistic, sequential_sum, take
from sim.rules.acceptance import Answering

from .beliefs import Audience, Objection
from .party import Party


@dataclass(frozen=True)
class Answer:
    """How a party has answered the text on the table in some histories, what that rested on, and what it says where it refuses.

    `histories` (those,); `accepted` (those,); `objection` is about those of them in which it refuses.
    """

    party: Party
    histories: Index
    basis: Answering
    accepted: Mask
    objection: Objection


def learn_from_answer(answer: Answer, audience: Audience, heard: Mask) -> None:
    """Bayes on the likelihood of an answer, read as if the party's demand fell evenly to its deadline; refusals also name an issue.

    `heard` (readers, those) is where each of the audience hears it. What a deal is worth to the party if it is kept is plain to all.
    """
    party, who = answer.party, answer.histories
    model = party.model
    constant, shares = (take(part, who) for part in party.open_worth)
    holding_out = clipped(1.0 - take(model.elapsed(None), who), 0.0, 1.0)
    best = constant + sequential_sum(shares)
    satisfied = shares * (1.0 - audience.preference.subset(who).loss(take(model.table.package, who)))
    seen = constant + sequential_sum(satisfied.swapaxes(0, 1))

    def likelihood(expectation: Array) -> Array:
        no_deal = party.no_deal_if(expectation, who)
        chance = logistic(model.constants.reading_sharpness * (seen - no_deal - holding_out * np.maximum(best - no_deal, 0.0)))
        return np.where(answer.accepted, chance, 1.0 - chance)

    audience.learn(who, heard, likelihood)
    if len(answer.objection.histories):
        audience.hear(answer.objection, heard[:, ~answer.accepted])
