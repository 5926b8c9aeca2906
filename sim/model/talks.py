"""Many histories of one negotiation, a day at a time in lock-step; the last axis of every array is the history."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from sim.arrays import Array, Index, Mask, chance_in_a_day, in_order, of, whole
from sim.reference.backward_induction import plan
from sim.reference.frontier import Frontier, Side
from sim.reference.means import weighted_mean
from sim.rules.acceptance import Answering
from sim.rules.carrying_out import breach_rate, handed_over
from sim.rules.escalation import chance, faded
from sim.scenario import schema

from .beliefs import Estimates, Hearsay
from .deal import Deal
from .faction import Faction
from .happenings import Happenings
from .journal import Journal
from .luck import Daily, Luck
from .mediator import Mediator, Reply, learn_from_answer
from .mesa_core import mesa
from .outside_actor import OutsideActor
from .party import ABSENT, ACCEPTED, CHANNEL, IN_PERSON, NO_ANSWER, REFUSED, Party
from .table import Table

_AWAY_FOR_GOOD = 3  # sessions missed in a row at the end that count as having left (design of the endings)


class TalksModel(mesa.Model):
    """A batch of histories of one scenario; `step` is one day."""

    deal: Deal
    table: Table
    happenings: Happenings
    escalation: Array
    """How tense the surroundings are, (R,) in [0, 1]."""
    deadline: Array
    """The day the parties take for the deadline, (R,)."""

    def __init__(self, scenario: schema.Scenario, *, seed: int, blocks: range, journal: Journal | None = None) -> None:
        super().__init__(rng=seed)
        self.negotiation, self.constants, self.journal = scenario, scenario.constants, journal
        self.luck = Luck(seed, blocks, _together(scenario))
        self.R, self.day, self.days = self.luck.R, 0, scenario.days
        self._lay_out_issues()
        self._invite()
        self._set_out()
        self.happenings.apply_history()
        self._size_up()
        self._plan_offers()

    # --- setting up ----------------------------------------------------------------------------------------------------

    def on(self, module: schema.Module) -> bool:
        """Whether a part of the model beyond the core is switched on."""
        return self.negotiation.on(module)

    def _lay_out_issues(self) -> None:
        issues = self.negotiation.issues
        self.issue_luck = {name: issue.luck_id or name for name, issue in issues.items()}
        self.issue_names = sorted(issues, key=self.issue_luck.__getitem__)
        phased = self.on("carrying_out")
        self.phase_of_issue = np.array([issues[name].phase - 1 if phased else 0 for name in self.issue_names])
        plans = self.negotiation.carrying_out.phases if phased else {}
        self.phase_plans = [plans.get(k + 1, schema.Phase()) for k in range(int(self.phase_of_issue.max()) + 1)]
        self.deal = Deal([plan.lasts for plan in self.phase_plans], self.phase_of_issue, self.R)
        text = self.negotiation.reference_text
        self.readings = {party: np.array([[reading[i]] for i in self.issue_names]) for party, reading in text.readings.items()} if text else {}

    def _invite(self) -> None:
        """Make the agents, each kind in the order of their luck ids, and let them form first beliefs."""
        scenario = self.negotiation

        def by_luck(agents: dict[str, Any]) -> list[tuple[str, Any]]:
            return sorted(agents.items(), key=lambda item: item[1].luck_id or item[0])

        self.parties = [Party(self, name, settings) for name, settings in by_luck(scenario.parties)]
        self.party = {party.name: party for party in self.parties}
        required = scenario.required
        self.required = [party.name for party in self.parties if party.name in required]
        self.signatories = self.required if scenario.protocol.quota is None else [party.name for party in self.parties]
        self.mediators = [Mediator(self, name, settings) for name, settings in by_luck(scenario.mediators)]
        self.mediator = {mediator.name: mediator for mediator in self.mediators}
        self.outside_actors = [OutsideActor(self, name, settings) for name, settings in by_luck(scenario.outside_actors)]
        for party in self.parties:
            party.meet(self.parties)
            party.factions = [Faction(self, party, name, settings) for name, settings in by_luck(party.settings.factions)]
        self.factions = [faction for party in self.parties for faction in party.factions]
        assured_by = scenario.reference_text.assured_by if scenario.reference_text else []
        self.assurers = [mediator for mediator in self.mediators if mediator.name in assured_by]
        self.vetoes = [f for f in self.factions if f.settings.veto and f.party.name in self.signatories] if self.on("ratification") else []

    def first_estimates(self, reader: str, party: Party, error: float) -> Estimates:
        """What somebody with luck id `reader` first believes about a party: the truth with an error, (issues, R) and (R,)."""
        constants, who = self.constants, f"{reader}/{party.luck_id}"
        noise = np.stack([self.luck.once(f"{who}/{self.issue_luck[issue]}/position_estimate") for issue in self.issue_names])
        expectation = party.expectation + party.delay_value + constants.resolve_error * self.luck.once(f"{who}/resolve_estimate")
        estimates = Estimates(party.preference, party.preference.position + error * noise, error, expectation, constants.resolve_error)
        for faction in party.factions:
            if faction.declares_to("everybody"):
                estimates.lower, estimates.upper = np.maximum(estimates.lower, faction.lower), np.minimum(estimates.upper, faction.upper)
        return estimates

    def _set_out(self) -> None:
        scenario, R = self.negotiation, self.R
        self.escalation, self.jumps = np.zeros(R), np.zeros(R)
        lags = [faction.settings.lag for faction in self.vetoes]
        last = self.days - 1
        self.deadline = np.full(R, float(scenario.day_of(scenario.calendar.deadline) if scenario.calendar.deadline else max(last - max(lags, default=0), 1)))
        self.convened, self.session, self.last_session_held = np.zeros(R, bool), np.zeros(R, bool), np.full(R, True)
        self.held, self.failed_in_a_row, self.last_progress = np.zeros(R, int), np.zeros(R, int), np.zeros(R)
        self.sat = {party.name: np.zeros((3, R), int) for party in self.parties}
        self.talks_alive, self.deal_near = np.ones(R), np.zeros(R)
        self.refused_day, self.refused_by, self.refused_over, self.refused_short = np.full(R, -1), np.full(R, -1), np.full(R, -1), np.zeros(R)
        self.falls = {party.name: np.zeros(R, int) for party in self.parties}
        self.gain_at_signature = {party.name: np.full(R, np.nan) for party in self.parties}
        self.smallest_gain_at_signature = np.full(R, np.inf)
        self.talks_over_since, self.session_failed = np.full(R, -1), np.zeros(R, bool)
        self.signatures, self.stopped_at_home = np.zeros(R, int), np.zeros(R, int)
        self.stopper_names = [*(f"{faction.party.name}.{faction.name}" for faction in self.vetoes), *(party.name for party in self.parties)]
        self.stoppers = np.zeros((len(self.stopper_names), R), bool)  # by whom the last signed text was stopped: by its faction, or as its government fell
        self.happenings = Happenings(self, scenario.events if self.on("events") else {})
        self.proposer_luck, self.extension_luck = self.luck.uniform("talks/proposer"), self.luck.uniform("talks/extension")
        self.delay_luck = self.luck.uniform("talks/delay")
        self.government_luck = {party.name: self.luck.uniform(f"{party.luck_id}/government") for party in self.parties}

    def _size_up(self) -> None:
        """On the eve of the first day: where history has left things, and what everybody believes of the others."""
        if self.on("escalation"):
            self.escalation = np.clip(self.escalation + self.negotiation.escalation.start, 0.0, 1.0)  # beside what history has left
        self.escalation_peak = self.escalation.copy()
        for party in self.parties:
            party.take_in_changes()
        middle = in_order([party.preference.position for party in self.parties]) / len(self.parties)
        self.table = Table(middle, self.mediators, self.parties)
        readers: list[Mediator | Party] = [*self.parties, *self.mediators]
        for reader in readers:
            reader.size_up(self.parties)
        for party in self.parties:
            party.take_position()
            party.weigh()
        for party in self.parties:
            party.look_ahead(np.ones(self.R, bool))

    def _plan_offers(self) -> None:
        """With equilibrium offers: solve the whole game of offers beforehand, with everything known to all."""
        self.plan = None
        protocol, every = self.negotiation.protocol, self.negotiation.calendar.sessions.every
        if protocol.offers != "equilibrium" or every is None:
            return
        sides = []
        for party in self.parties:
            constant, shares = party.outlook().worth_of_issues(party.preference.position)
            sides.append(Side(party.preference, constant - party.no_deal, shares))
        path = Frontier.between(sides[0], sides[1])
        self.path = path.revalued([party.gain for party in self.parties])
        rounds = -(-self.days // every)
        chances = np.array([self._chance_first_proposes(k) for k in range(rounds)])
        discounts = [protocol.discount.get(party.name, 1.0) for party in self.parties]
        self.plan = plan(self.path, rounds, (discounts[0], discounts[1]), chances)

    def _chance_first_proposes(self, session: int) -> float:
        """Probability that the first of two parties (by luck id) proposes in a session."""
        protocol = self.negotiation.protocol
        if protocol.proposer == "random":
            return 0.5
        starts = protocol.first in (None, self.parties[0].name)
        return float(starts if protocol.proposer == "fixed" or session % 2 == 0 else not starts)

    # --- a day ---------------------------------------------------------------------------------------------------------

    def step(self) -> None:
        """One day: stages in this order, all agents at once within a stage; what happens in some histories only is a mask."""
        self.let_news_arrive()
        self.let_things_happen()
        self.convene()
        self.attend()
        self.mediate()
        self.put_text_on_table()
        self.answer()
        self.sign()
        self.ratify()
        self.carry_out()
        self.take_stock()
        self.day += 1
        self.running = self.day < self.days

    def note(self, kind: str, where: Mask, who: str = "", **facts: Any) -> None:
        """Write something down in the journal, where one is kept."""
        if self.journal is not None:
            self.journal.note(self.day, kind, where, who, facts)

    @property
    def days_to_carry_out(self) -> Array:
        """How long a deal takes that is made or under way now: its phases still to come, or without phases the days left; (R,)."""
        if not self.on("carrying_out"):
            return np.full(self.R, float(self.days - self.day))
        left = 1.0 - self.deal.carried
        lasts = [plan.lasts * left[k] * (k >= self.deal.current) for k, plan in enumerate(self.phase_plans)]
        return np.asarray(sum(lasts, np.zeros(self.R)))

    def let_time_pass(self, days: int) -> None:
        """Let what was learnt and what was stirred up fade for some days."""
        for party in self.parties:
            for belief in party.trust.values():
                belief.forget(days)
        if self.on("escalation"):
            for _ in range(days):
                self.escalation = faded(self.escalation, self.negotiation.escalation.decay_per_day)

    def let_news_arrive(self) -> None:
        """Time passes: memories fade, power drifts, the news of the day shakes what parties expect; the first day is as it was drawn."""
        if self.day == 0:
            return
        self.let_time_pass(1)
        for party in self.parties:
            own = party.settings.no_deal
            party.expectation = party.expectation + own.drift_per_day
            if own.noise_per_day:
                party.expectation += own.noise_per_day * party.news[self.day]
            readers: list[Mediator | Party] = [*party.others, *self.mediators]
            for reader in readers:
                reader.estimates[party.name].expectation += own.drift_per_day  # a shift of power is plain to all, the news is not
        for mediator in self.mediators:
            mediator.wear_off()

    def let_things_happen(self) -> None:
        """Outside actors, factions that spoil, events: all at rates that depend on yesterday."""
        for actor in self.outside_actors:
            actor.act()
        for faction in self.factions:
            if faction.settings.spoils is not None and self.on("spoilers"):
                attacks = self.happens(faction.settings.spoils, faction.attack_luck)
                for other in faction.party.others:
                    other.witness(faction.party.name, "attack_during_talks", attacks)
                self.note("attack", attacks, f"{faction.party.name}.{faction.name}")
        self.happenings.happen()
        if self.on("ratification"):
            self._let_governments_fall()
        self.stir_up()
        self.escalation_peak = np.maximum(self.escalation_peak, self.escalation)
        self._weigh()

    def stir_up(self) -> None:
        """Let what has happened raise escalation, where that is part of the scenario."""
        if self.on("escalation"):
            self.escalation = np.clip(self.escalation + self.jumps, 0.0, 1.0)
        self.jumps = np.zeros(self.R)

    def _weigh(self) -> None:
        for party in self.parties:
            party.pressure = self._leverage(party.name, "pressure")
            party.payment = self._leverage(party.name, "payment")
            party.guarantees = (
                in_order([mediator.guarantee_for(party.name) for mediator in self.mediators]) if self.mediators and self.on("mediation") else np.zeros(self.R)
            )
            party.weigh()

    def _leverage(self, party: str, by: str) -> Array:
        """What leverage of one kind comes to for a party today, in units of value; (R,)."""
        return self.constants.leverage_full * self.leverage_on(party, by)

    def leverage_on(self, party: str, by: str | None = None) -> Array:
        """Fresh leverage on a party, of one kind or all; (R,) in units of full strength."""
        if not self.on("mediation"):
            return np.zeros(self.R)
        levels = [m.leverage[party] for m in self.mediators if party in m.leverage and by in (None, m.settings.leverage[party].by)]
        return in_order([np.zeros(self.R), *levels])

    def happens(self, hazard: schema.Hazard, luck: Daily) -> Mask:
        """Where something with that hazard happens today; (R,)."""
        effects = (hazard.when_talks_alive, hazard.when_deal_near, hazard.with_escalation)
        return np.asarray(luck[self.day] < self.chance(hazard.rate_per_day, effects))

    def chance(self, rate: float, effects: tuple[float, float, float]) -> Array:
        """Probability today (R,) of something with a daily rate and log-hazards of talks alive, deal near, escalation."""
        return chance(rate, talks_alive=self.talks_alive, deal_near=self.deal_near, escalation=self.escalation, effects=effects)

    def _let_governments_fall(self) -> None:
        """A government that falls voids what was signed and keeps its party away for a time."""
        fallen = np.zeros(self.R, bool)
        signed = self.deal.signed
        for place, party in enumerate(self.parties):
            government = party.settings.government
            if government is None:
                continue
            chance_of_fall = chance_in_a_day(government.fall_per_day * np.exp(government.when_signed * signed))
            falls = (self.day >= party.away_until) & ~self.deal.standing & (self.government_luck[party.name][self.day] < chance_of_fall)
            self.falls[party.name] = self.falls[party.name] + falls
            party.away_until = np.where(falls, self.day + government.away, party.away_until)
            fallen |= falls
            self.stoppers[len(self.vetoes) + place] |= falls & signed
            self.note("government_fell", falls, party.name, until=self.day + government.away)
        self.deal.signed_on = np.where(fallen, -1, self.deal.signed_on)
        self._clear_table(fallen)

    # --- sessions ------------------------------------------------------------------------------------------------------

    def convene(self) -> None:
        """Call a session, by the calendar or when the mediators judge the moment ripe."""
        every = self.negotiation.calendar.sessions.every
        if every is not None:
            called = np.full(self.R, self.day % every == 0)
        elif self.day == 0:
            called = np.ones(self.R, bool)
        else:
            called = np.zeros(self.R, bool)
            for place, mediator in enumerate(self.mediators):
                called |= mediator.calls_session() & (self.pen() == place)
        self.convened = called & self.deal.negotiating

    def pen(self) -> Array:
        """The place of the mediator that drafts, -1 where none is around; (R,)."""
        rule, mediators, chair = self.negotiation.protocol.pen, self.mediators, self.negotiation.chair
        best, who = np.full(self.R, -np.inf), np.full(self.R, -1)
        for place, mediator in enumerate(mediators):
            if rule == "chair":
                claim = np.full(self.R, float(mediator.name == chair))
            elif rule == "rotating":
                claim = -((place - self.held) % len(mediators)).astype(float)
            else:
                reach = [(self.party[name].presence == IN_PERSON) | (name in mediator.settings.channel_to) for name in self.signatories]
                claim = in_order([mask.astype(float) for mask in reach])
            here = np.where(self.convened, mediator.present, mediator.around)
            better = here & (claim > best)
            best, who = np.where(better, claim, best), np.where(better, place, who)
        return who

    def channel_to(self, party: str) -> Mask:
        """Where a mediator who came can reach a party that did not; (R,)."""
        reach = np.zeros(self.R, bool)
        for mediator in self.mediators:
            if party in mediator.settings.channel_to:
                reach |= mediator.present
        return reach

    def attend(self) -> None:
        """Mediators, then parties, come or stay away; a session is held if somebody can talk to somebody."""
        if not self.convened.any():
            self.session = np.zeros(self.R, bool)
            return
        for mediator in self.mediators:
            mediator.decide_attendance(self.convened)
        for party in self.parties:
            party.decide_attendance(self.convened)
        came = [party.presence == IN_PERSON for party in self.parties]
        if self.negotiation.protocol.kind == "alternating_offers":
            needed = [party.presence == IN_PERSON for party in self.parties if party.name in self.signatories]
            possible = np.logical_and.reduce(needed)
        else:
            possible = np.logical_or.reduce(came) & np.logical_or.reduce([mediator.present for mediator in self.mediators])
        self.session = self.convened & possible
        self.last_session_held = np.where(self.convened, self.session, self.last_session_held)
        self.held = self.held + self.session
        for party in self.parties:
            for code in (ABSENT, CHANNEL, IN_PERSON):
                self.sat[party.name][code] += self.session & (party.presence == code)
        mediated = np.logical_or.reduce([mediator.present for mediator in self.mediators]) if self.mediators else np.ones(self.R, bool)
        self.note("session", self.convened, held=self.session, mediated=mediated, presence=np.stack([party.presence for party in self.parties]))

    def mediate(self) -> None:
        """Mediators tell, press, sound out, lose patience."""
        if not self.on("mediation"):
            return
        if self.session.any():
            for take_in in [told for mediator in self.mediators for told in mediator.messages(self.session)]:
                take_in()
            for mediator in self.mediators:
                mediator.press(self.session)
        for mediator in self.mediators:
            mediator.sound_out()
            mediator.leave_or_return()
        self._weigh()

    # --- texts ---------------------------------------------------------------------------------------------------------

    def put_text_on_table(self) -> None:
        """Parties settle what they hold out for; then whoever's turn it is tables a text, where one is wanted."""
        if not self.session.any():
            return
        for party in self.parties:
            party.look_ahead(self.session)
        for party in self.parties:
            party.set_demand(self.session)
        for party in self.parties:
            party.voice_demand()
        self.table.stood = self.table.stood + self.session
        before = self.table.count
        {"mediated_text": self._mediated_text, "alternating_offers": self._offer_in_turn, "simultaneous_offers": self._all_offer}[
            self.negotiation.protocol.kind
        ]()
        fresh = self.table.count > before
        for party in self.parties:
            party.answer = np.where(fresh, NO_ANSWER, party.answer)
        authors = np.array([agent.name for agent in self.table.authors])
        guesses = [[self.party[name].no_deal_if(mediator.estimates[name].expectation) for name in self.signatories] for mediator in self.mediators]
        self.note("tabled", fresh, by=authors[self.table.author], text=self.table.package, guesses=np.array(guesses) if guesses else None)

    @property
    def _wanted(self) -> Mask:
        """Where a new text is wanted: there is none, it can no longer be signed, or it has stood for too long; (R,)."""
        patience = self.constants.text_patience
        return self.session & (~self.table.exists | self._dead | (self.table.stood >= patience))

    @property
    def _dead(self) -> Mask:
        """Where the text on the table can no longer be signed; (R,)."""
        refused = [self.party[name].answer == REFUSED for name in self.required]
        dead = np.logical_or.reduce(refused) if refused else np.zeros(self.R, bool)
        return dead | (self._weight_of(REFUSED) > (1.0 - (self.negotiation.protocol.quota or 0.0)) + 1e-9)

    def _weight_of(self, answer: int) -> Array:
        """Share of all capability of parties with that answer; (R,)."""
        weights = [party.settings.capability for party in self.parties]
        total = in_order([np.asarray(weight) for weight in weights])
        return in_order([(party.answer == answer) * weight for party, weight in zip(self.parties, weights, strict=True)]) / total

    def _locked(self, package: Array) -> Array:
        """A package with the issues that are settled already at their terms; (issues, R)."""
        return np.where(self.deal.settled, self.deal.terms, package)

    def _mediated_text(self) -> None:
        wanted = self._wanted
        wishes = [np.where(wanted, party.wish_to_table(), np.inf) for party in self.parties]
        strongest = np.minimum.reduce(wishes)
        for party, wish in zip(self.parties, wishes, strict=True):
            tables = np.isfinite(wish) & (wish == strongest)
            self.table.put(tables, self._locked(party.demanded), np.asarray(self.table.place_of(party)))
            wanted = wanted & ~tables
        pen = self.pen()
        for place, mediator in enumerate(self.mediators):
            drafts = wanted & (pen == place)
            histories = np.flatnonzero(drafts)
            if len(histories):
                text = self.table.package.copy()
                text[:, histories] = mediator.draft(histories)
                self.table.put(drafts, self._locked(text), np.asarray(place))

    def _offer_in_turn(self) -> None:
        every = self.negotiation.calendar.sessions.every
        number = self.held - 1 if every is None else np.full(self.R, self.day // every)
        if len(self.parties) == 2:
            chances = np.array([self._chance_first_proposes(k) for k in range(int(number.max()) + 1)])[number]
            turn = np.where(self.proposer_luck[self.day] < chances, 0, 1)
        else:
            start = next((k for k, party in enumerate(self.parties) if party.name == self.negotiation.protocol.first), 0)
            by_turn = {"alternating": (start + number) % len(self.parties), "fixed": np.full(self.R, start)}
            turn = by_turn.get(self.negotiation.protocol.proposer, (self.proposer_luck[self.day] * len(self.parties)).astype(int))
        for place, party in enumerate(self.parties):
            offer = party.demanded if self.plan is None else self.path.package(self.plan.offer[self._round, place])
            self.table.put(self.session & (turn == place), self._locked(offer), np.asarray(self.table.place_of(party)))

    @property
    def _round(self) -> int:
        return self.day // (self.negotiation.calendar.sessions.every or 1)

    def least_gain(self, party: Party) -> Array:
        """With equilibrium offers: the gain that waiting is worth to a party as responder today; (R,)."""
        assert self.plan is not None  # noqa: S101 - for the type checker; only asked where offers are planned
        return np.asarray(self.plan.least[self._round, 1 - self.parties.index(party)])

    def _all_offer(self) -> None:
        """The text between what all demand, weighted by capability and salience."""
        sides = [self.party[name] for name in self.signatories]
        weights = np.stack([side.settings.capability * side.preference.salience for side in sides])
        text = weighted_mean(np.stack([side.demanded for side in sides]), weights)
        self.table.put(self.session & (~self.table.exists | self._dead | self._settled_all()), self._locked(text), np.maximum(self.pen(), 0))

    def _settled_all(self) -> Mask:
        return np.asarray(np.logical_and.reduce([self.party[name].answer != NO_ANSWER for name in self.signatories]))

    # --- answers -------------------------------------------------------------------------------------------------------

    def answer(self) -> None:
        """Parties answer; then all who hear it learn from the answers."""
        answered = [(party, party.answer_text(self.session)) for party in self.parties]
        answered = [(party, today) for party, today in answered if today.any()]
        for party, today in answered:
            refused = today & (party.answer == REFUSED)
            self._remember_refusal(party, refused, party.named, party.shortfall)
            self.last_progress = np.where(today & (party.answer == ACCEPTED), self.day, self.last_progress)
            if self.journal is not None:
                facts = {
                    "value": whole(party.answering.value, party.answered, self.R),
                    "if_kept": party.preference.utility(self.table.package),
                    "no_deal": party.no_deal,
                    "wanted": whole(party.answering.aspiration, party.answered, self.R),
                    "crossed": whole(~party.answering.within_limits, party.answered, self.R),
                    "through_channel": party.presence == CHANNEL,
                }
                self.note("accepted", today & ~refused, party.name, **facts)
                told = {"over": party.named, "text": self.table.package, "point": whole(party.said.point, party.said.histories, self.R)}
                self.note("refused", refused, party.name, line_of=party.line_of(party.named), **told, **facts)
        for party, today in answered:
            reply = Reply.of(party, np.flatnonzero(today))
            for mediator in self.mediators:
                mediator.hear_answer(reply)
            for other in party.others:
                learn_from_answer(other.estimates[party.name], reply)
        self._grow_uncertain()

    def _grow_uncertain(self) -> None:
        if not self.session.any():
            return
        readers: list[Mediator | Party] = [*self.mediators, *self.parties]
        for reader in readers:
            for believed in reader.estimates.values():
                believed.drift(self.constants.resolve_drift, self.session)

    def _remember_refusal(self, party: Party, refused: Mask, over: Index, short: Array) -> None:
        """Keep who refused last and over what; of two on one day, the one who was further from a yes."""
        later = np.flatnonzero(refused & ((self.refused_day < self.day) | (short > self.refused_short)))
        self.refused_day[later], self.refused_by[later] = self.day, self.parties.index(party)
        self.refused_over[later], self.refused_short[later] = over[later], short[later]

    def sign(self) -> None:
        """A text that all who must have accepted, and still can bear, is signed."""
        for party in self.parties:
            party.reconsider()
        accepted = [self.party[name].answer == ACCEPTED for name in self.required]
        enough = np.logical_and.reduce(accepted) if accepted else np.ones(self.R, bool)
        if self.negotiation.protocol.quota is not None:
            enough = enough & (self._weight_of(ACCEPTED) >= self.negotiation.protocol.quota - 1e-9)
        signed = enough & self.table.exists & self.deal.negotiating
        if not signed.any():
            return
        self.deal.signed_on = np.where(signed, self.day, self.deal.signed_on)
        self.signatures = self.signatures + signed
        self.stoppers[:, signed] = False
        self.last_progress = np.where(signed, self.day, self.last_progress)
        for party in self.parties:
            signs = np.flatnonzero(signed & (party.answer == ACCEPTED))
            gain = party.outlook(signs).value(of(self.table.package, signs)) - of(party.no_deal, signs)
            self.gain_at_signature[party.name][signs] = gain
            self.smallest_gain_at_signature[signs] = np.minimum(of(self.smallest_gain_at_signature, signs), gain)
        self.note("signed", signed, text=self.table.package)

    def ratify(self) -> None:
        """Factions decide when their time is up; what nobody stops comes into force."""
        waiting = self.deal.signed
        if not waiting.any():
            return
        since = self.day - self.deal.signed_on
        signers = {party.name: party.answer == ACCEPTED for party in self.parties}
        decided = []
        for place, faction in enumerate(self.vetoes):
            due = waiting & (since == faction.settings.lag) & signers[faction.party.name]
            if due.any():
                histories, said, answering = faction.decide(np.flatnonzero(due))
                vetoed = whole(np.ones(len(histories), bool), histories, self.R)
                self.stoppers[place] |= vetoed
                decided.append((faction, vetoed, said, answering))
                self.note("ratified", due & ~vetoed, f"{faction.party.name}.{faction.name}")
        for faction, vetoed, said, answering in decided:
            self._veto(faction, vetoed, said, answering)
        stopped = np.logical_or.reduce([np.zeros(self.R, bool), *(vetoed for _, vetoed, _, _ in decided)])
        self._hold_vetoes_against(decided)
        self.deal.signed_on = np.where(stopped, -1, self.deal.signed_on)
        self.stopped_at_home = self.stopped_at_home + stopped
        passed = waiting & ~stopped & (since >= max((faction.settings.lag for faction in self.vetoes), default=0))
        starts = self.deal.enter_into_force(passed, self.table.package, self.day)
        self._clear_table(passed)
        self.note("in_force", starts, text=self.deal.terms)
        self.note("phase_agreed", passed & ~starts, text=self.deal.terms)

    def _veto(self, faction: Faction, vetoed: Mask, said: Hearsay, answering: Answering) -> None:
        """A faction stops a signed text; who drafts and who listens learns why."""
        party = faction.party
        party.answer = np.where(vetoed, REFUSED, party.answer)
        parts = (said.issue, said.point, said.is_limit, answering.value, answering.no_deal)
        over, point, crossed, value, no_deal = (whole(values, said.histories, self.R) for values in parts)
        self._remember_refusal(party, vetoed, over, no_deal - value)
        for mediator in self.mediators:
            mediator.hear_veto(party, said)
        for other in party.others:
            other.estimates[party.name].hear(said)
        self.note(
            "vetoed", vetoed, f"{party.name}.{faction.name}", over=over, text=self.table.package, point=point, crossed=crossed, value=value, no_deal=no_deal
        )

    def _hold_vetoes_against(self, decided: list[tuple[Faction, Mask, Hearsay, Answering]]) -> None:
        """A text signed and then stopped at home costs its signer trust, once, however many factions stopped it."""
        for party in self.parties:
            stopped = [vetoed for faction, vetoed, _, _ in decided if faction.party is party]
            if stopped:
                for other in party.others:
                    other.witness(party.name, "veto", np.logical_or.reduce(stopped))

    def _clear_table(self, where: Mask) -> None:
        """Take the text off the table in some histories, with the answers to it and what was held out for."""
        self.table.exists &= ~where
        for party in self.parties:
            party.start_afresh(where)

    # --- carrying out --------------------------------------------------------------------------------------------------

    def carry_out(self) -> None:
        """A deal in force is carried out a day further, or left, or lapses because the next phase was not agreed in time."""
        deal = self.deal
        alive = deal.standing & ~deal.complete
        if not self.on("carrying_out"):
            deal.complete = deal.complete | alive
            return
        if not alive.any():
            return
        alive = self._let_breach(alive)
        moves = alive & ~(self.delay_luck[self.day] < self.constants.hand_over_delay)
        deal.progress = deal.progress + moves
        self._hand_over(moves)
        for k in range(len(self.phase_plans)):
            self._finish_phase(k, alive & (deal.current == k))

    def _let_breach(self, alive: Mask) -> Mask:
        """Where the deal survives the day's temptations; of two who leave on one day, the one with the lower draw is first."""
        deal, constants = self.deal, self.constants
        first, by = np.full(self.R, np.inf), np.full(self.R, -1)
        here = np.flatnonzero(alive)
        terms = np.where(np.isnan(of(deal.terms, here)), of(self.table.package, here), of(deal.terms, here))
        values = [party.outlook(here, deal.current).value(terms) for party in self.parties]
        for place, party in enumerate(self.parties):
            if party.name not in self.signatories:
                continue
            others = [other for other in party.others if other.name in self.signatories]
            nobody = np.zeros(self.R)
            trust = in_order([nobody, *(party.trust[other.name].mean for other in others)]) / len(others) if others else np.ones(self.R)
            guarantee = in_order([nobody, *(other.guarantees for other in others)]) / max(len(others), 1)
            value = whole(values[place], here, self.R)
            rate = breach_rate(
                party.no_deal - value,
                trust,
                guarantee,
                base=constants.breach_rate,
                by_temptation=constants.breach_temptation,
                by_trust=constants.breach_trust,
                by_guarantee=constants.breach_guarantee,
            )
            luck = party.breach_luck[self.day]
            leaves = alive & (luck < chance_in_a_day(rate)) & (luck < first)
            first, by = np.where(leaves, luck, first), np.where(leaves, place, by)
        broken = by >= 0
        if broken.any():
            for place, party in enumerate(self.parties):
                for other in party.others:
                    other.witness(party.name, "promise_broken", by == place)
                self.note("broke", by == place, party.name, value=whole(values[place], here, self.R), no_deal=party.no_deal)
            self._end_deal(broken, by)
        return alive & ~broken

    def _end_deal(self, where: Mask, by: Array) -> None:
        if not where.any():
            return
        self.deal.end(where, by, self.day)
        for party in self.parties:
            party.divide_over_phases()
        self.last_progress = np.where(where, self.day, self.last_progress)
        self._clear_table(where)

    def _hand_over(self, moves: Mask) -> None:
        """Exchanges advance together, tranche by tranche; what is handed over is leverage spent."""
        deal = self.deal
        for k, phase in enumerate(self.phase_plans):
            here = moves & (deal.current == k)
            share = np.where(here, handed_over(deal.progress, phase.lasts, phase.tranches), 0.0)
            step = np.maximum(share - deal.handed[k], 0.0)
            deal.handed[k] = deal.handed[k] + step
            for party in self.parties:
                amount = phase.hands_over.get(party.name, 0.0)
                party.spent = party.spent + amount * step

    def _finish_phase(self, k: int, here: Mask) -> None:
        """Go on to the next phase once this one is carried out and the next agreed; else extend it once, or let the deal lapse."""
        deal, lasts, last = self.deal, self.phase_plans[k].lasts, k == len(self.phase_plans) - 1
        done = here & (deal.progress >= lasts)
        finished = done if last else done & (deal.open > k + 1)
        for party in self.parties:
            for other in party.others:
                other.witness(party.name, "promise_kept", finished)
        self.note("phase_done", finished, phase=k + 1)
        if last:
            deal.complete = deal.complete | done
            return
        extends = done & ~finished & ~deal.extended & (self.extension_luck[self.day] < self.negotiation.carrying_out.extension)
        lapses = done & ~finished & ~extends & (~deal.extended | (deal.progress >= 2 * lasts))
        deal.extended = (deal.extended | extends) & ~finished
        deal.current, deal.progress = np.where(finished, k + 1, deal.current), np.where(finished, 0.0, deal.progress)
        self.note("extended", extends, phase=k + 1)
        self._end_deal(lapses, np.full(self.R, -1))
        self.note("lapsed", lapses, phase=k + 1)

    # --- taking stock --------------------------------------------------------------------------------------------------

    def take_stock(self) -> None:
        """What tomorrow's rates and conditions will look back on."""
        accepted = [self.party[name].answer == ACCEPTED for name in self.signatories]
        share = in_order([one.astype(float) for one in accepted]) / len(accepted)
        self.deal_near = np.where(self.deal.signed | self.deal.standing, 1.0, np.where(self.deal.negotiating & self.table.exists, share, 0.0))
        self._count_failures()
        over = self.talks_over & ~self.deal.standing
        self.talks_over_since = np.where(over, np.where(self.talks_over_since < 0, self.day, self.talks_over_since), -1)
        self.talks_alive = (self.last_session_held & ~over).astype(float)

    def _count_failures(self) -> None:
        """Count sessions in a row that failed: were not held, or brought a refusal, at once or later through a channel."""
        self.failed_in_a_row = np.where(self.convened & ~self.session_failed, 0, self.failed_in_a_row)
        self.session_failed &= ~self.convened
        refused = np.logical_or.reduce([self.party[name].answer == REFUSED for name in self.signatories])
        fails = ~self.session_failed & self.deal.negotiating & ((self.convened & ~self.session) | (self.table.exists & refused))
        self.session_failed |= fails
        self.failed_in_a_row = self.failed_in_a_row + fails

    @property
    def talks_over(self) -> Mask:
        """Where a required party has withdrawn for good or missed the last three sessions, or the indispensable mediator, or all, are away now; (R,)."""
        return np.asarray(np.logical_or.reduce([np.zeros(self.R, bool), *self.gone().values()]))

    def gone(self) -> dict[str, Mask]:
        """Where each of those without whom the talks are over has left them: name of a required party or of a mediator -> (R,)."""
        away = {name: np.isinf(self.party[name].away_until) | (self.party[name].missed >= _AWAY_FOR_GOOD) for name in self.required}
        nobody = np.logical_and.reduce([~mediator.around for mediator in self.mediators]) if self.mediators else None
        for mediator in self.mediators:
            needed = mediator.settings.indispensable or len(self.mediators) == 1
            away[mediator.name] = ~mediator.around if needed else np.asarray(nobody)
        return away

    def elapsed(self, own: date | None) -> Array:
        """Share of the time to the deadline that has passed (R,), for a party's own deadline or that of the talks."""
        deadline = self.deadline if own is None else np.asarray(float(max(self.negotiation.day_of(own), 1)))
        return self.day / deadline + np.zeros(self.R)

    def holds(self, condition: schema.Condition) -> Mask:
        """Where all that a condition names holds now, of the talks as the last session left them; (R,)."""
        deal, today = self.deal, np.full(self.R, True)
        checks: dict[str, Any] = {
            "sessions_failed_in_a_row": lambda count: self.failed_in_a_row >= count,
            "escalation_above": lambda level: self.escalation > level,
            "escalation_below": lambda level: self.escalation < level,
            "absent": lambda name: (self.party[name].presence == ABSENT) & (self.party[name].missed > 0),
            "in_person": lambda name: self.party[name].presence == IN_PERSON,
            "refused_by": lambda name: self.table.exists & (self.party[name].answer == REFUSED),
            "accepted_by": lambda name: self.table.exists & (self.party[name].answer == ACCEPTED),
            "deal": lambda state: {"signed": deal.signed, "in_force": deal.standing, "broken": deal.last_broken}.get(state, ~deal.signed & ~deal.standing),
            "after": lambda day: today & (self.day >= self.negotiation.day_of(day)),
            "before": lambda day: today & (self.day < self.negotiation.day_of(day)),
        }
        met = today
        for name, value in condition:
            if value is not None:
                met = met & checks[name](value)
        return met

    def endings(self) -> Array:
        """The ending of each history, as its place in ENDINGS; (R,)."""
        return self.deal.endings(self.talks_over)


def _together(scenario: schema.Scenario) -> dict[str, dict[str, float]]:
    """Which independent draws make up each draw that goes together with others, by luck id, with their factors (Cholesky)."""
    if scenario.together is None:
        return {}
    paths = [path.split(".") for path in scenario.together.of]
    ids = [f"{scenario.parties[party].luck_id or party}/{scenario.issues[issue].luck_id or issue}/{quantity}" for _, party, _, issue, quantity in paths]
    lower = np.zeros((len(ids), len(ids)))
    for k, row in enumerate(scenario.together.correlation):
        lower[k, : k + 1] = row
    factors = np.linalg.cholesky(lower + np.tril(lower, -1).T)
    return {name: {ids[j]: float(factors[k, j]) for j in range(k + 1) if factors[k, j]} for k, name in enumerate(ids)}


def forget(model: TalksModel) -> None:
    """Let go of a model that has run: Mesa 3.3.1 would keep every one alive."""
    getattr(mesa.Agent, "_ids", {}).pop(model, None)


def dissolve(model: TalksModel) -> None:
    """Let go of a model that nobody needs any more, and of all that it holds, at once: agents and model hold each other."""
    forget(model)
    for part in (*model.parties, *model.mediators, *model.outside_actors, *model.factions, model.happenings, model):
        part.__dict__.clear()


__all__ = ["TalksModel", "dissolve", "forget"]
