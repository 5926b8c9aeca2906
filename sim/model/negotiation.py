"""Who takes part, and what can be said of all of them together: who has left, who holds the pen, what conditions hold."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from sim.arrays import Array, Index, Mask, sequential_sum
from sim.scenario import schema
from sim.scenario.streams import by_stream

from .approach import Approach
from .beliefs import Audience
from .dispositions import Dispositions
from .equilibrium import EquilibriumOffers
from .faction import Faction
from .happenings import Happenings
from .journal import Journal
from .mediator import Mediator
from .outside_actor import OutsideActor
from .party import Party
from .presence import ABSENT, ACCEPTED, IN_PERSON, REFUSED
from .refusing import RefusalReasons
from .table import Table
from .tally import Refusals, Sessions, Tally
from .world import World

_AWAY_FOR_GOOD = 3  # sessions missed in a row at the end that count as having left (design of the endings)


class Negotiation(World):
    """The agents of a batch of histories, the table they sit at, and what is remembered of the talks."""

    offers: EquilibriumOffers | None
    """What backward induction says each party offers, where parties do as it says."""
    reasons: RefusalReasons | None
    """Why parties refuse, and what others make of it, where that is part of the scenario."""
    dispositions: Dispositions | None = None
    """Who means to keep a deal and who to use it, where that is part of the scenario."""
    approach: Approach | None = None
    """What mediators do about it, where that is part of the scenario."""

    def __init__(self, scenario: schema.Scenario, *, seed: int, blocks: range, journal: Journal | None = None) -> None:
        super().__init__(scenario, seed=seed, blocks=blocks, journal=journal)
        self._invite()
        self.sessions, self.refusals = Sessions(self.R), Refusals(self.R)
        self.tally = Tally([party.name for party in self.parties], [faction.full_name for faction in self.vetoes], self.R)
        self.happenings = Happenings(self.streams, scenario.events if self.on("events") else {}, self.R)
        uniform = self.streams.uniform
        self.proposer_draws, self.extension_draws, self.delay_draws = (uniform(f"talks/{what}") for what in ("proposer", "extension", "delay"))
        self.deadline, self.deadline_doubted = np.full(self.R, self._deadline_seen()), self.behaviour.deadline_doubted
        self.closed, self.price_of_missing = np.zeros(self.R, bool), 0.0

    def _deadline_seen(self) -> float:
        """The day that the parties take for the deadline; where none is named and the calendar's end is none, never."""
        named = self.settings.calendar.deadline
        if named is not None:
            return float(self.settings.day_of(named))
        if not self.settings.end_is_deadline:
            return np.inf
        return float(max(self.days - 1 - max((faction.settings.lag for faction in self.vetoes), default=0), 1))

    def _invite(self) -> None:
        """Make the agents, each kind in the order of their stream ids, and let parties form a first idea of each other."""
        scenario = self.settings
        self.parties = [Party(self, name, settings) for name, settings in by_stream(scenario.parties).items()]
        self.party = {party.name: party for party in self.parties}
        self.required = [party.name for party in self.parties if party.name in scenario.required]
        self.signatories = self.required if scenario.protocol.quota is None else list(self.party)
        self.mediators = [Mediator(self, name, settings) for name, settings in by_stream(scenario.mediators).items()]
        self.mediator = {mediator.name: mediator for mediator in self.mediators}
        self.outside_actors = [OutsideActor(self, name, settings) for name, settings in by_stream(scenario.outside_actors).items()]
        self.factions: list[Faction] = []
        for party in self.parties:
            party.meet(self.parties, self.signatories)
            inside = [Faction(self, party, name, settings) for name, settings in by_stream(party.settings.factions).items()]
            party.factions = [*inside]
            self.factions += inside
        decides = [faction for faction in self.factions if faction.settings.veto and faction.party.name in self.signatories]
        self.vetoes = decides if self.on("ratification") else []
        assured_by = scenario.reference_text.assured_by if scenario.reference_text else []
        self.assurers = [mediator for mediator in self.mediators if mediator.name in assured_by]

    def form_first_beliefs(self) -> None:
        """On the eve of the first day: what everybody wants, believes of the others, and expects without a deal."""
        for party in self.parties:
            party.take_in_changes()
        middle = sequential_sum([party.preference.position for party in self.parties]) / len(self.parties)
        self.table = Table(middle, self.mediators, self.parties, self.grain)
        for party in self.parties:
            party.form_beliefs()
        for mediator in self.mediators:
            mediator.form_beliefs(self.parties)
        self.audience = {party.name: Audience([reader.estimates[party.name] for reader in self._readers(party)]) for party in self.parties}
        settings: Any = self.settings  # its sections of modules are not known before it runs
        self.reasons = RefusalReasons(settings.reasons, self.parties, self.mediators, self.R) if self.on("reasons") else None
        self.approach = Approach(settings.reasons, self.mediators, self.parties, self.R) if self.on("reasons") else None
        for party in self.parties:
            party.take_position()
            party.update_no_deal()
        for party in self.parties:
            party.look_ahead(np.ones(self.R, bool))
        self.dispositions = Dispositions(self, self.parties) if self.on("keeping") else None
        self.offers = EquilibriumOffers.of(self.settings, self.parties)

    def start_tense(self) -> None:
        """How tense the surroundings are on the first day, beside what history has left."""
        if self.on("escalation"):
            self.escalation = np.clip(self.escalation + self.settings.escalation.start, 0.0, 1.0)
        self.tally.escalation_peak = self.escalation.copy()

    def let_time_pass(self, days: int) -> None:
        """Let what was learnt and what was stirred up fade for some days."""
        for party in self.parties:
            for belief in party.trust.values():
                belief.forget(days)
        for _ in range(days):
            self.let_escalation_fade()

    def _readers(self, party: Party) -> list[Mediator | Party]:
        """All who hear a party: mediators, then the other parties."""
        return [*self.mediators, *party.others]

    def hear(self, party: Party, histories: Index) -> Mask:
        """Where each of the audience of a party hears it now: mediators who are around, and all others; (readers, those)."""
        heard = np.ones((len(self._readers(party)), len(histories)), bool)
        for row, mediator in enumerate(self.mediators):
            heard[row] = mediator.around[histories]
        return heard

    # --- who is there --------------------------------------------------------------------------------------------------

    def pen(self) -> Array:
        """The place of the mediator that drafts, -1 where none is around; (R,)."""
        best, who = np.full(self.R, -np.inf), np.full(self.R, -1)
        for place, mediator in enumerate(self.mediators):
            claim, here = self._claim_to_pen(place, mediator), np.where(self.sessions.called, mediator.present, mediator.around)
            better = here & (claim > best)
            best, who = np.where(better, claim, best), np.where(better, place, who)
        return who

    def _claim_to_pen(self, place: int, mediator: Mediator) -> Array:
        """How strong a claim a mediator has to draft; (R,)."""
        rule = self.settings.protocol.pen
        if rule == "chair":
            return np.full(self.R, float(mediator.name == self.settings.chair))
        if rule == "rotating":
            return -((place - self.sessions.held) % len(self.mediators)).astype(float)
        open_to = mediator.settings.channel_to
        reach = [(self.party[name].presence == IN_PERSON) | (name in open_to) for name in self.signatories]
        return sequential_sum([mask.astype(float) for mask in reach])

    def rivals(self, mediator: Mediator) -> Mask:
        """Where a mediator acts on its own, beside whoever holds the pen, since mediators are rivals; (R,)."""
        alone = self.approach is not None and self.approach.settings.rivalry
        return np.asarray(alone & (self.pen() != self.mediators.index(mediator)))

    def channel_to(self, party: str) -> Mask:
        """Where a mediator who came can reach a party that did not; (R,)."""
        return self.anywhere(mediator.present for mediator in self.mediators if party in mediator.settings.channel_to)

    def gone(self) -> dict[str, Mask]:
        """Where each of those without whom the talks are over has left them: name of a required party or of a mediator -> (R,)."""
        away = {name: np.isinf(self.party[name].away_until) | (self.party[name].missed >= _AWAY_FOR_GOOD) for name in self.required}
        nobody = np.logical_and.reduce([~mediator.around for mediator in self.mediators]) if self.mediators else None
        for mediator in self.mediators:
            needed = mediator.settings.indispensable or len(self.mediators) == 1
            away[mediator.name] = ~mediator.around if needed else np.asarray(nobody)
        return away

    @property
    def talks_over(self) -> Mask:
        """Where a required party has left or missed the last three sessions, the indispensable mediator, or all, are away, or they were ended; (R,)."""
        return self.closed | self.anywhere(self.gone().values())

    def anywhere(self, masks: Iterable[Mask]) -> Mask:
        """Where any of some masks (R,) holds; (R,)."""
        return np.asarray(np.logical_or.reduce([np.zeros(self.R, bool), *masks]))

    def hopes_of(self, party: Party) -> Array:
        """What a party whose demands follow from its prospects expects of going on beyond no deal, as of the last session; (R,)."""
        return np.asarray(party.accepted_share * np.maximum(party.highest - party.no_deal, 0.0))

    def can_reach(self, party: Party) -> Mask:
        """Where a party that does not come can be reached through a channel: where it is free, or recalled and channels stay open; (R,)."""
        free = self.day >= party.away_until
        return free | np.isfinite(party.away_until) if self.settings.protocol.recalled_stay_in_reach else free

    # --- what holds ----------------------------------------------------------------------------------------------------

    def leverage_on(self, party: str, by: str | None = None) -> Array:
        """Fresh leverage on a party, of one kind or all; (R,) in units of full strength."""
        if not self.on("mediation"):
            return np.zeros(self.R)
        levels = [m.leverage[party] for m in self.mediators if party in m.leverage and by in (None, m.settings.leverage[party].by)]
        return sequential_sum([np.zeros(self.R), *levels])

    def update_no_deals(self) -> None:
        """What leverage and guarantees come to today, and what no deal is worth to each party with them."""
        full = self.constants.leverage_full
        guarantors = [one for one in self.mediators if one.settings.guarantee is not None] if self.on("mediation") else []
        for party in self.parties:
            party.pressure = full * self.leverage_on(party.name, "pressure")
            party.payment = full * self.leverage_on(party.name, "payment")
            party.guarantees = sequential_sum([np.zeros(self.R), *(mediator.guarantee_for(party.name) for mediator in guarantors)])
            if self.approach is not None:
                party.guarantees = party.guarantees + self.approach.monitors
            party.update_no_deal()

    def weight_of(self, answer: int) -> Array:
        """Share of all capability of parties with that answer; (R,)."""
        weights = [party.settings.capability for party in self.parties]
        total = sequential_sum([np.asarray(weight) for weight in weights])
        return sequential_sum([(party.answer == answer) * weight for party, weight in zip(self.parties, weights, strict=True)]) / total

    def holds(self, condition: schema.Condition) -> Mask:
        """Where all that a condition names holds now, of the talks as the last session left them; (R,)."""
        met = np.full(self.R, True)
        for name, value in condition:
            if value is not None:
                met = met & _CONDITIONS[name](self, value)
        return met

    def endings(self) -> Array:
        """The ending of each history, as its place in ENDINGS; (R,)."""
        return self.deal.endings(self.talks_over)


def _deal_is(talks: Negotiation, state: str) -> Mask:
    deal = talks.deal
    states = {"signed": deal.signed, "in_force": deal.standing, "broken": deal.last_broken}
    return states.get(state, ~deal.signed & ~deal.standing)


def _from_day_on(talks: Negotiation, day: Any) -> Mask:
    return np.full(talks.R, talks.day >= talks.settings.day_of(day))


_CONDITIONS: dict[str, Callable[[Negotiation, Any], Mask]] = {
    "sessions_failed_in_a_row": lambda talks, count: talks.sessions.failed_in_a_row >= count,
    "escalation_above": lambda talks, level: talks.escalation > level,
    "escalation_below": lambda talks, level: talks.escalation < level,
    "absent": lambda talks, name: (talks.party[name].presence == ABSENT) & (talks.party[name].missed > 0),
    "in_person": lambda talks, name: talks.party[name].presence == IN_PERSON,
    "refused_by": lambda talks, name: talks.table.exists & (talks.party[name].answer == REFUSED),
    "accepted_by": lambda talks, name: talks.table.exists & (talks.party[name].answer == ACCEPTED),
    "deal": _deal_is,
    "after": _from_day_on,
    "before": lambda talks, day: ~_from_day_on(talks, day),
}
"""What a condition of a scenario asks of the talks, by its key."""
