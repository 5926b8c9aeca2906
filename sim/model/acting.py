"""What a mediator can do about a party that has refused a text."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from sim.arrays import Mask
from sim.rules.moves import MEANS

from .approach import Approach
from .beliefs import Estimates
from .mediator import Mediator
from .negotiation import Negotiation
from .party import Party
from .stakeholder import Stakeholder

_TOLD_SO = 0.95  # how likely a line is thought to be real after its holder was asked in confidence and said so (assumption)
FRESH_ENOUGH = 0.5  # leverage is applied again when less than this share of it is left (assumption)


class MediatorActs:
    """What one mediator can do about one party; see `sim.rules.moves.Acts`."""

    def __init__(self, talks: Negotiation, approach: Approach, mediator: Mediator, party: Party) -> None:
        self.talks, self.approach, self.mediator, self.party = talks, approach, mediator, party

    @property
    def at_hand(self) -> Mask:
        """Which of MEANS there are, (means, R)."""
        talks, approach = self.talks, self.approach
        own, day = approach.settings, talks.day
        carried, mediation = talks.on("carrying_out"), talks.on("mediation")
        has = {
            "lines": ~approach.asked[self.party.name],
            "home": ~approach.visited[self.party.name] & any(one.party is self.party for one in talks.vetoes),
            "leverage": self._means("pressure"),
            "payment": self._means("payment"),
            "guarantee": talks.anywhere(self._could_underwrite(one) for one in self._in_agreement()) if mediation else np.zeros(talks.R, bool),
            "monitors": ~approach.watched,
            "tranches": carried & ~approach.divided,
            "deadline": ~approach.named & (talks.deadline > day + own.deadline_in),
            "final": ~approach.final & talks.table.by_mediator,
            "adjourn": ~approach.adjourned,
            "exit": approach.would_give_up(self.mediator),
        }
        return np.stack([np.broadcast_to(has[means], talks.R) for means in MEANS])

    def press(self, where: Mask) -> None:
        """Apply pressure, with all mediators who speak in agreement."""
        self._apply("pressure", where)

    def offer(self, where: Mask) -> None:
        """Offer what can be added to a deal."""
        self._apply("payment", where)

    def ask_for_lines(self, where: Mask) -> None:
        """Learn in confidence where the party's red lines are."""
        party = self.party
        for mediator in self._in_agreement():
            known, here = mediator.estimates[party.name], where & mediator.around
            _learn_lines(known, party, here)
            if known.firm is not None:
                real = (party.lower == party.claimed[0]) & (party.upper == party.claimed[1])
                known.firm[:, here] = np.where(real, _TOLD_SO, 1.0 - _TOLD_SO)[:, here]
        self.approach.asked[party.name] |= where

    def ask_at_home(self, where: Mask) -> None:
        """Learn where those at home who decide have their red lines."""
        for mediator in self._in_agreement():
            for faction in (one for one in self.talks.vetoes if one.party is self.party):
                _learn_lines(mediator.estimates[self.party.name], faction, where & mediator.around)
        self.approach.visited[self.party.name] |= where

    def underwrite(self, where: Mask) -> None:
        """Make guarantees firmer, once each."""
        for mediator in self._in_agreement():
            here = where & self._could_underwrite(mediator)
            mediator.guarantee = np.where(here, mediator.guarantee * (1.0 + self.approach.settings.guarantee_raise), mediator.guarantee)
            self.approach.underwritten[mediator.name] |= here
        self._changes(where)

    def send_monitors(self, where: Mask) -> None:
        """Have others watch that a deal is kept."""
        self.approach.watched |= where
        self._changes(where)

    def divide(self, where: Mask) -> None:
        """Have a deal carried out in smaller tranches."""
        before = np.ones(self.talks.R) if self.talks.finer is None else self.talks.finer
        self.talks.finer = np.where(where, self.approach.settings.steps * before, before)
        self.approach.divided |= where
        self._changes(where)

    def set_deadline(self, where: Mask) -> None:
        """Name a day until which there must be a deal."""
        self.talks.named_deadline = np.where(where, self.talks.day + self.approach.settings.deadline_in, self.talks.named_deadline)
        self.approach.named |= where

    def insist(self, where: Mask) -> None:
        """Call the text on the table the last, for a time."""
        self.approach.final_until = np.where(where, self.talks.day + self.approach.settings.insists_for, self.approach.final_until)
        self.approach.final |= where
        self._changes(where)

    def adjourn(self, where: Mask) -> None:
        """Put talks off for a time; what was in vain may be worth another try after it."""
        self.talks.put_off_until = np.where(where, self.talks.day + self.approach.settings.pause, self.talks.put_off_until)
        self.approach.adjourned |= where

    def leave(self, where: Mask) -> None:
        """Give up for good."""
        self.mediator.away_until = np.where(where, np.inf, self.mediator.away_until)
        self.talks.note("withdrew", where, self.mediator.name)

    def _changes(self, where: Mask) -> None:
        self.approach.again |= where

    def _in_agreement(self) -> Sequence[Mediator]:
        """Who acts with it: all mediators, but where they are rivals it alone."""
        return [self.mediator] if self.approach.settings.rivalry else self.talks.mediators

    def _could_underwrite(self, mediator: Mediator) -> Mask:
        given = mediator.settings.guarantee is not None and mediator.settings.guarantee.credible_to.get(self.party.name, 0.0) > 0.0
        return np.asarray(mediator.around & ~self.approach.underwritten[mediator.name] & given)

    def _could_apply(self, mediator: Mediator, by: str) -> Mask:
        """Where leverage of some kind on the party is at hand that has worn off."""
        name, means = self.party.name, mediator.settings.leverage.get(self.party.name)
        if means is None or means.by != by or not self.talks.on("mediation"):
            return np.zeros(self.talks.R, bool)
        worn = mediator.leverage[name] < FRESH_ENOUGH * mediator.strength[name]
        return np.asarray(mediator.around & worn & (mediator.uses_left[name] > 0))

    def _means(self, by: str) -> Mask:
        return self.talks.anywhere(self._could_apply(one, by) for one in self._in_agreement())

    def _apply(self, by: str, where: Mask) -> None:
        for mediator in self._in_agreement():
            apply_leverage(self.talks, mediator, self.party, where & self._could_apply(mediator, by))
        self._changes(where)


def _learn_lines(known: Estimates, whose: Stakeholder, here: Mask) -> None:
    """Take in where somebody's red lines are, in some histories (R,)."""
    known.lower[:, here] = np.maximum(known.lower, whose.lower)[:, here]
    known.upper[:, here] = np.minimum(known.upper, whose.upper)[:, here]


def apply_leverage(talks: Negotiation, mediator: Mediator, party: Party, where: Mask) -> bool:
    """Let a mediator use what it has on a party in some histories; whether it does anywhere."""
    if not where.any():
        return False
    name = party.name
    mediator.leverage[name] = np.where(where, mediator.strength[name], mediator.leverage[name])
    mediator.uses_left[name] = mediator.uses_left[name] - where
    talks.note("pressure", where, mediator.name, to=name, by=mediator.settings.leverage[name].by)
    return True
