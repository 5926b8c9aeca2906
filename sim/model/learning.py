"""What all who hear an answer learn from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array, Index, Mask, in_order, logistic, of
from sim.rules.acceptance import Answering

from .beliefs import Estimates, Objection
from .party import Party
from .presence import ACCEPTED


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


@dataclass(frozen=True)
class Reply:
    """A party's answers in some histories, and what all who hear them know of its situation there."""

    party: Party
    histories: Index
    accepted: Mask
    objection: Objection
    package: Array
    constant: Array
    shares: Array
    holding_out: Array

    @classmethod
    def to(cls, answer: Answer) -> Reply:
        """What others hear of an answer that has just been given."""
        party, histories = answer.party, answer.histories
        model = party.model
        constant, shares = (of(part, histories) for part in party.open_worth)
        holding_out = np.clip(1.0 - of(model.elapsed(None), histories), 0.0, 1.0)
        accepted = of(party.answer, histories) == ACCEPTED
        return cls(party, histories, accepted, answer.objection, of(model.table.package, histories), constant, shares, holding_out)

    def only(self, where: Mask) -> Reply:
        """The answers in the histories that a mask (R,) of all marks."""
        kept = where[self.histories]
        if kept.all():
            return self
        parts = (of(values, np.flatnonzero(kept)) for values in (self.package, self.constant, self.shares, self.holding_out))
        return Reply(self.party, self.histories[kept], self.accepted[kept], self.objection.only(where), *parts)


def learn_from_answer(believed: Estimates, reply: Reply) -> None:
    """Bayes on the likelihood of an answer, read as if the party's demand fell evenly to its deadline; refusals also name an issue."""
    party, who, shares = reply.party, reply.histories, reply.shares
    best = reply.constant + in_order(shares)
    seen = reply.constant + in_order(shares * (1.0 - believed.preference.among(who).loss(reply.package)))

    def likelihood(expectation: Array) -> Array:
        no_deal = party.no_deal_if(expectation, who)
        chance = logistic(party.model.constants.reading_sharpness * (seen - no_deal - reply.holding_out * np.maximum(best - no_deal, 0.0)))
        return np.where(reply.accepted, chance, 1.0 - chance)

    if len(who):
        believed.learn(who, likelihood)
        believed.hear(reply.objection)
