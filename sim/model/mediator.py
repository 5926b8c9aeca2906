"""A third party that hosts, drafts, carries messages, presses, guarantees; it learns from answers alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sim.arrays import Array, Index, Mask, chance_in_a_day, in_order, logistic, of
from sim.reference.bargain import Bargain
from sim.rules import messages
from sim.rules.bridging import Draft, bridging_rule
from sim.rules.sessions import chance_when_ripe
from sim.scenario import schema

from .beliefs import Estimates, Hearsay
from .mesa_core import mesa
from .party import ABSENT, ACCEPTED, REFUSED, Party, without_clash

if TYPE_CHECKING:
    from .talks import TalksModel

_FRESH_ENOUGH = 0.5  # leverage is applied again when less than this share of it is left (assumption)
_PATIENCE_SPREAD = 0.25  # patience varies by this share between histories (assumption)


class Mediator(mesa.Agent):
    """A third party; every array has the history as its last axis."""

    model: TalksModel

    def __init__(self, model: TalksModel, name: str, settings: schema.Mediator) -> None:
        super().__init__(model)
        self.name, self.settings, self.luck_id = name, settings, settings.luck_id or name
        R, luck = model.R, model.luck
        self.present, self.away_until, self.came_back = np.zeros(R, bool), np.zeros(R), np.zeros(R)
        self.presence_luck, self.ripe_luck = luck.uniform(f"{self.luck_id}/presence"), luck.uniform(f"{self.luck_id}/ripe")
        self.side_deal_luck = luck.uniform(f"{self.luck_id}/side_deal")
        patience_luck = np.clip(luck.once(f"{self.luck_id}/patience"), -1.0, 1.0)
        self.patience = np.full(R, np.inf) if settings.patience is None else settings.patience * (1.0 + _PATIENCE_SPREAD * patience_luck)
        self.leverage = {party: np.zeros(R) for party in settings.leverage}
        self.strength = {party: np.full(R, float(means.strength)) for party, means in settings.leverage.items()}
        self.uses_left = {party: np.full(R, means.uses) for party, means in settings.leverage.items()}
        self.guarantee = np.full(R, settings.guarantee.strength if settings.guarantee else 0.0)
        self.side_deals = np.zeros(R, int)
        self.estimates: dict[str, Estimates] = {}
        self.told: dict[tuple[str, str, str], Mask] = {}

    def size_up(self, parties: list[Party]) -> None:
        """Form first beliefs about the parties; a partial mediator overrates the no-deal value of the side it leans to."""
        for party in parties:
            estimates = self.model.first_estimates(self.luck_id, party, self.settings.estimate_error)
            estimates.expectation = estimates.expectation + self.model.constants.bias_shift * self.leaning(party.name)
            self.estimates[party.name] = estimates

    def leaning(self, party: str) -> float:
        """How far it leans to a party, from -1 to 1."""
        return self.settings.bias.get(party, 0.0)

    @property
    def around(self) -> Mask:
        """Where it has not withdrawn; (R,)."""
        return np.asarray(self.model.day >= self.away_until)

    def credibility_of_word(self, party: str) -> Array:
        """How far a party takes its word for it; by its guarantee where there is one, else by its leaning; (R,)."""
        guarantee = self.settings.guarantee if self.model.on("mediation") else None
        word = guarantee.credible_to.get(party, 0.0) if guarantee else (1.0 + self.leaning(party)) / 2.0
        return np.where(self.around, word, 0.0)

    def guarantee_for(self, party: str) -> Array:
        """What its guarantee adds to a party's belief that a deal holds, in log-odds; (R,)."""
        guarantee = self.settings.guarantee
        return self.guarantee * guarantee.credible_to.get(party, 0.0) * self.around if guarantee else np.zeros(self.model.R)

    # --- sessions ------------------------------------------------------------------------------------------------------

    def calls_session(self) -> Mask:
        """Where it judges the moment ripe today: going on hurts, and it knows of no limits that leave no way out; (R,)."""
        model, constants = self.model, self.model.constants
        lower, upper = self._limits()
        way_out = ~((lower > upper) & model.deal.under_negotiation).any(axis=0)
        gains = [model.party[name].as_seen(self.estimates[name]).gain(model.table.package) for name in model.signatories]
        ripe = chance_when_ripe(np.minimum.reduce(gains), gap=constants.ripe_gap, sharpness=constants.ripe_sharpness)
        return self.around & way_out & (self.ripe_luck[model.day] < ripe)

    def _limits(self) -> tuple[Array, Array]:
        """The bounds that the limits it knows of leave a text, each (issues, R); they may clash."""
        known = [self.estimates[name] for name in self.model.signatories]
        return np.maximum.reduce([one.lower for one in known]), np.minimum.reduce([one.upper for one in known])

    def decide_attendance(self, called: Mask) -> None:
        """Come to the session unless something comes between."""
        self.present = called & self.around & (self.presence_luck[self.model.day] < self.model.constants.mediator_presence)

    def draft(self, histories: Index) -> Array:
        """The text it proposes in some histories, given what it believes the parties want, bear and have ruled out; (issues, those)."""
        model, settings = self.model, self.settings.bridging
        names = model.signatories
        sides = [model.party[name].as_seen(self.estimates[name], histories) for name in names]
        lower, upper = self._limits()
        bargain = Bargain(sides, *without_clash(of(lower, histories), of(upper, histories)))
        capabilities = [model.party[name].settings.capability for name in names]
        draft = Draft(bargain, names, [self.leaning(name) for name in names], capabilities, of(model.table.count, histories))
        return bridging_rule(settings).text(draft)

    # --- learning ------------------------------------------------------------------------------------------------------

    def hear_answer(self, reply: Reply) -> None:
        """Learn from a party's answer, where this mediator is around to hear it."""
        learn_from_answer(self.estimates[reply.party.name], reply.only(self.around))

    def hear_veto(self, party: Party, said: Hearsay) -> None:
        """Learn what stopped a signed text at home."""
        self.estimates[party.name].hear(said.only(self.around))

    # --- mediation -----------------------------------------------------------------------------------------------------

    def messages(self, session: Mask) -> list[Callable[[], None]]:
        """What it tells each party in reach, once, about each other; to be taken in when all has been said."""
        told = []
        for about in self.settings.messages:
            for receiver in self.model.parties:
                for subject in receiver.others:
                    now = self._first_time(about, receiver, subject, session)
                    if now.any():
                        tell = self._tell_resolve if about == "resolve" else self._tell_trust
                        told.append(tell(receiver, subject, now))
        return told

    def _first_time(self, about: str, receiver: Party, subject: Party, session: Mask) -> Mask:
        key = (about, receiver.name, subject.name)
        before = self.told.setdefault(key, np.zeros(self.model.R, bool))
        now = session & self.present & receiver.reachable & ~before
        self.told[key] = before | now
        return now

    def _message_luck(self, about: str, receiver: Party, subject: Party) -> tuple[Array, Array]:
        """Uniform draws (R,) for what its information shows and for whether it is candid about it."""
        luck_id = f"{self.luck_id}/{receiver.luck_id}/{subject.luck_id}/{about}"
        return self.model.luck.uniform(f"{luck_id}/signal")[0], self.model.luck.uniform(f"{luck_id}/candour")[0]

    def _tell_resolve(self, receiver: Party, subject: Party, now: Mask) -> Callable[[], None]:
        """Tell a party how good another's prospects without a deal are."""
        believed, width, knowledge = receiver.estimates[subject.name], self.model.constants.message_noise, self.settings.independent_signal
        cutoff, honesty = subject.no_deal_if(believed.expectation), messages.honesty_about_resolve(self.leaning(receiver.name))
        signal, candour = self._message_luck("resolve", receiver, subject)
        high = signal < messages.chance_signal_is_high(subject.no_deal, cutoff, knowledge=knowledge, width=width)
        said, told = messages.says_high(high, honesty, candour), np.flatnonzero(now)
        self.model.note("message", now, self.name, about="resolve", to=receiver.name, of=subject.name, high=said)

        def likelihood(expectation: Array) -> Array:
            no_deal = subject.no_deal_if(expectation, told)
            chance = messages.chance_signal_is_high(no_deal, cutoff[told], knowledge=knowledge, width=width)
            return messages.likelihood_of_message(said[told], chance, honesty)

        return lambda: believed.learn(told, likelihood)

    def _tell_trust(self, receiver: Party, subject: Party, now: Mask) -> Callable[[], None]:
        """Tell a party whether another, if it is not betrayed itself, would rather keep its word than leave."""
        knowledge, honesty = self.settings.independent_signal, messages.honesty_about_trust(self.settings.stake, self.leaning(subject.name))
        keeps = subject.preference.utility(self.model.table.package) >= subject.no_deal
        signal, candour = self._message_luck("trust", receiver, subject)
        said = messages.says_high(signal < np.where(keeps, 0.5 + 0.5 * knowledge, 0.5 - 0.5 * knowledge), honesty, candour)
        self.model.note("message", now, self.name, about="trust", to=receiver.name, of=subject.name, high=said)
        ratio = messages.trust_likelihood_ratio(said, knowledge=knowledge, honesty=honesty)
        return lambda: receiver.trust[subject.name].hear(now, ratio)

    def press(self, session: Mask) -> None:
        """Apply leverage to a party that refused or stayed away, when what was applied before has worn off and some is left."""
        model = self.model
        for name, level in self.leverage.items():
            party = model.party[name]
            refused = model.table.exists & (party.answer == REFUSED)
            balking = session & self.present & (refused | (party.presence == ABSENT))
            apply = balking & (level < _FRESH_ENOUGH * self.strength[name]) & (self.uses_left[name] > 0)
            self.leverage[name] = np.where(apply, self.strength[name], level)
            self.uses_left[name] = self.uses_left[name] - apply
            model.note("pressure", apply, self.name, to=name, by=self.settings.leverage[name].by)

    def wear_off(self) -> None:
        """Let leverage fade by its half-life."""
        for name, means in self.settings.leverage.items():
            self.leverage[name] = self.leverage[name] * 0.5 ** (1.0 / means.half_life)

    def leave_or_return(self) -> None:
        """Withdraw when patience with talks that go nowhere runs out; come back after a time, where it does."""
        model = self.model
        stuck = model.day - np.maximum(model.last_progress, self.came_back)
        leaves = self.around & model.deal.negotiating & ~model.deal.standing & (stuck > self.patience)
        back = np.inf if self.settings.returns_after is None else model.day + self.settings.returns_after
        self.away_until, self.came_back = np.where(leaves, back, self.away_until), np.where(leaves, back, self.came_back)
        model.note("withdrew", leaves, self.name)

    def sound_out(self) -> None:
        """Use the back channel: at times it ends in a deal of its own with one party, beside the talks."""
        channel, model = self.settings.back_channel, self.model
        if channel is None:
            return
        party = model.party[channel.party]
        made = (
            model.deal.negotiating & ~model.deal.standing & self.around & (self.side_deal_luck[model.day] < chance_in_a_day(np.asarray(channel.rate_per_day)))
        )
        made &= self.side_deals == 0
        self.side_deals = self.side_deals + made
        party.expectation = np.where(made, party.expectation + channel.gain, party.expectation)
        for other in party.others:
            other.witness(party.name, "side_deal", made)
        model.note("side_deal", made, self.name, to=party.name)


@dataclass(frozen=True)
class Reply:
    """A party's answers in some histories, and what all who hear them know of its situation there."""

    party: Party
    histories: Index
    accepted: Mask
    said: Hearsay
    package: Array
    constant: Array
    shares: Array
    holding_out: Array

    @classmethod
    def of(cls, party: Party, histories: Index) -> Reply:
        """The answers that a party has just given in those histories."""
        model = party.model
        constant, shares = (of(part, histories) for part in party.open_worth)
        holding_out = np.clip(1.0 - of(model.elapsed(None), histories), 0.0, 1.0)
        accepted = of(party.answer, histories) == ACCEPTED
        return cls(party, histories, accepted, party.said, of(model.table.package, histories), constant, shares, holding_out)

    def only(self, where: Mask) -> Reply:
        """The answers in the histories that a mask (R,) of all marks."""
        kept = where[self.histories]
        if kept.all():
            return self
        parts = (of(values, np.flatnonzero(kept)) for values in (self.package, self.constant, self.shares, self.holding_out))
        return Reply(self.party, self.histories[kept], self.accepted[kept], self.said.only(where), *parts)


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
        believed.hear(reply.said)
