"""A principal of the talks: what it wants, what it expects without a deal, whom it trusts, what it makes of a text."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property, partial

import numpy as np

from sim.arrays import ALL, Array, Index, Mask, Some, clipped, indices, logit, take, with_columns
from sim.reference.frontier import Side
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering, acceptance_rule
from sim.rules.carrying_out import left_when_betrayed
from sim.rules.demand import demand_rule
from sim.rules.no_deal import cost_in_prospect, no_deal_value
from sim.scenario import schema
from sim.scenario.streams import stream_id
from sim.values import centre

from .beliefs import Estimates, TrustBelief, unknown
from .judgement import Judgement
from .lines import drawn_lines, mentioned
from .outlook import Doubt, Outlook
from .presence import ABSENT, NO_ANSWER
from .stakeholder import Stakeholder
from .world import World
from .worth import Prospects, Weighing

_AFTER = np.arange(1, 100)[:, None]  # phases by their number, after the first
_NO_PHASE = np.zeros((0, 1))


class Party(Stakeholder):
    """A principal; every array has the history as its last axis."""

    def __init__(self, model: World, name: str, settings: schema.Party) -> None:
        super().__init__(model, name, stream_id(name, settings))
        self.settings, R = settings, model.R
        self.factions: list[Stakeholder] = []
        self._draw_stances()
        self._draw_no_deal()
        self.spent, self.pressure, self.payment, self.guarantees = np.zeros(R), np.zeros(R), np.zeros(R), np.zeros(R)
        self.demand = demand_rule(settings.demand)
        acceptance = acceptance_rule(settings.acceptance, model.constants.answer_sharpness)
        self.accepts_by = acceptance.accepts
        self.judgement = Judgement.of(model, self.stream_id) if acceptance.judges else None
        self.demand_share, self.highest = np.full(R, float(settings.demand.share)), np.ones(R)
        self.accepted_share = self.demand_share
        self.open_worth: tuple[Array, Array] = np.zeros(R), np.zeros_like(self.weight)
        self.presence, self.missed, self.away_until = np.zeros(R, int), np.zeros(R, int), np.zeros(R)
        self.answer = np.zeros(R, int)
        self.heard = np.zeros(R, bool)  # where it has answered a text at any time
        self.trust: dict[str, TrustBelief] = {}
        self.estimates: dict[str, Estimates] = {}
        self.others: list[Party] = []
        self._draw_daily_numbers()

    def _draw_stances(self) -> None:
        model, stances, where = self.model, self.settings.stances, f"parties.{self.name}.stances"

        def drawn(quantity: str) -> Array:
            spreads = [getattr(stances[issue], quantity) for issue in model.issue_names]
            ids = [f"{self.stream_id}/{model.issue_stream_ids[issue]}/{quantity}" for issue in model.issue_names]
            paths = [f"{where}.{issue}.{quantity}" for issue in model.issue_names]
            return np.stack([model.streams.spread(*each) for each in zip(ids, spreads, paths, strict=True)])

        self.weight, self.changed_position = np.maximum(drawn("salience"), 0.0), drawn("position")
        self.lines = drawn_lines(model, self.stream_id, [stances[issue].red_line for issue in model.issue_names], where)
        self.take_in_changes()

    def _draw_no_deal(self) -> None:
        streams, own, where = self.model.streams, self.settings.no_deal, f"parties.{self.name}.no_deal"
        self.expectation = streams.spread(f"{self.stream_id}/expected", own.expected, f"{where}.expected")
        self.delay_value = streams.spread(f"{self.stream_id}/delay_value", own.delay_value, f"{where}.delay_value")
        self.cost_per_day = np.full(self.model.R, float(own.cost_per_day))

    @cached_property
    def _terms_of_phases(self) -> tuple[Array, Array, Array]:
        """Tranches of each phase, (phases, 1); of all but the last, what it thinks the chance of the next, and what it hands over, (phases - 1, 1)."""
        plans = self.model.phase_plans
        tranches = np.array([[float(plan.tranches)] for plan in plans])
        believed = np.array([[plan.next_agreed.get(self.name, 0.5)] for plan in plans[:-1]])
        return tranches, believed, np.array([[plan.hands_over.get(self.name, 0.0)] for plan in plans[:-1]])

    def _draw_daily_numbers(self) -> None:
        streams, mine = self.model.streams, self.stream_id
        self.attendance_draws, self.reply_draws = streams.uniform(f"{mine}/attendance"), streams.uniform(f"{mine}/reply")
        self.counter_text_draws, self.breach_draws = streams.uniform(f"{mine}/counter_text"), streams.uniform(f"{mine}/breach")
        self.government_draws, self.news = streams.uniform(f"{mine}/government"), streams.normal(f"{mine}/news")

    def take_in_changes(self) -> None:
        """Work out preferences and limits from positions and weights, at first and whenever an event has changed them."""
        model, stances = self.model, [self.settings.stances[issue] for issue in self.model.issue_names]
        wants = [stance.wants for stance in stances]
        self.preference = Preference.of(wants, self.changed_position, self.weight, model.constants.shape)
        self.hold_to_lines([centre(stance.position) for stance in stances])
        self.own_lower, self.own_upper, self.own_claimed = self.lower, self.upper, self.claimed
        for faction in self.factions:
            faction.take_in_changes()
        for faction in self.factions:
            if faction.declares_to("party"):
                self.lower, self.upper = np.maximum(self.lower, faction.lower), np.minimum(self.upper, faction.upper)
                self.claimed = np.maximum(self.claimed[0], faction.claimed[0]), np.minimum(self.claimed[1], faction.claimed[1])
        self.has_limits = bool((self.lower > 0.0).any() or (self.upper < 100.0).any())
        self.divide_over_phases()

    def divide_over_phases(self) -> None:
        """Divide its weights and those of its factions over what each phase has left to carry out, at first and whenever that has changed."""
        super().divide_over_phases()
        for faction in self.factions:
            faction.divide_over_phases()

    def declares_to(self, whom: str) -> bool:
        """Its own red lines it knows, and tells nobody of."""
        return whom == "party"

    # --- the others ----------------------------------------------------------------------------------------------------

    def meet(self, parties: Sequence[Party], signatories: Sequence[str]) -> None:
        """Form a first idea of how far the other parties can be trusted."""
        self.others = [party for party in parties if party is not self]
        self.counterparts = [party for party in self.others if party.name in signatories]
        for other in self.others:
            prior = self.model.settings.trust_of(self.name, other.name)
            half_life = self.model.constants.trust_half_life
            self.trust[other.name] = TrustBelief(prior.mean, prior.strength, prior.control, half_life, self.model.R)

    def form_beliefs(self) -> None:
        """Form first beliefs about what the other parties want and expect."""
        for other in self.others:
            self.estimates[other.name] = other.as_guessed_by(self.stream_id, self.settings.estimate_error)

    def as_guessed_by(self, reader: str, error: float) -> Estimates:
        """What somebody with stream id `reader` first believes about this party: the truth with an error."""
        model, who = self.model, f"{reader}/{self.stream_id}"
        ids = [f"{who}/{model.issue_stream_ids[issue]}/position_estimate" for issue in model.issue_names]
        noise, unsure = np.stack([model.streams.once(one) for one in ids]), model.constants.resolve_error
        expectation = self.expectation + self.delay_value + unsure * model.streams.once(f"{who}/resolve_estimate")
        estimates = Estimates(self.preference, self.preference.position + error * noise, error, expectation, unsure)
        estimates.firm, estimates.ignorance = self._told_to_be_real(), unknown(self.settings.priorities_known, model.R)
        for faction in self.factions:
            if faction.declares_to("everybody"):
                estimates.lower = np.maximum(estimates.lower, faction.claimed[0])
                estimates.upper = np.minimum(estimates.upper, faction.claimed[1])
        return estimates

    def _told_to_be_real(self) -> Array | None:
        """How likely its lines, and those of its home where it has none itself, are to be real as others first believe, (issues, R); None where all are."""
        chance = mentioned(self.lines)
        for faction in self.factions:
            chance = np.where([[line is None] for line in self.lines], np.minimum(chance, mentioned(faction.lines)), chance)
        return chance + np.zeros(self.model.R) if self.model.lines_may_be_soft else None

    def take_position(self) -> None:
        """Start from one's own best package, and from one's reading of the reference text as the public demand."""
        self.demanded = self.preference.position.copy()
        self.earlier_demands = {other.name: other.preference.position for other in self.others}
        reading, R = self.model.readings.get(self.name), self.model.R
        self.claim = np.zeros(R) if reading is None else self.preference.utility(reading + np.zeros((1, R)))

    def observe(self, other: str, act: str, where: Mask | Array) -> None:
        """Count what another party did, in the histories where it did (a mask or a weight, (R,)), as this party reads it."""
        constants, belief = self.model.constants, self.trust[other]
        weight = np.asarray(where, dtype=float)
        read: str = {str(done): taken for done, taken in self.settings.reads.items()}.get(act, act)
        if read == "promise_kept":
            belief.observe(kept=weight * constants.act_promise_kept)
        elif read == "clarification":
            belief.observe(kept=weight * constants.act_clarification)
        else:
            size = {
                "promise_broken": constants.act_promise_broken,
                "attack_during_talks": constants.act_attack * belief.control,
                "new_condition": constants.act_new_condition,
                "veto": constants.act_veto,
                "side_deal": constants.side_deal_cost,
            }[read]
            belief.observe(broken=weight * size)

    # --- what things are worth -----------------------------------------------------------------------------------------

    def no_deal_if(self, expectation: Array, histories: Some = ALL) -> Array:
        """The no-deal value for an expectation of that size, in all or some histories; source: Fearon 1995, costs as prospects."""
        return no_deal_value(expectation, take(self.burden, histories))

    def update_no_deal(self) -> None:
        """Settle what no deal is worth today, (R,).

        The burden of going on is plain for all to see: prospective costs, leverage applied and leverage spent.
        """
        days, dearer = self.settings.no_deal.expected_days, self.model.escalation_cost
        self.burden: Array = cost_in_prospect(self.cost_per_day, days, self.model.escalation, dearer) + self.pressure + self.spent
        self.no_deal = self.no_deal_if(self.expectation + self.delay_value)
        self.prospects = self.prospects_at(self.no_deal)

    def prospects_at(self, no_deal: Array, histories: Some = ALL) -> Prospects:
        """What surrounds a deal, in some histories, for somebody on this side for whom no deal is worth `no_deal` (those,)."""
        deal, (tranches, believed, hands_over) = self.model.deal, self._terms_of_phases
        if self.model.finer is not None:
            tranches = tranches * take(self.model.finer, histories)
        betrayed = left_when_betrayed(no_deal, self.settings.no_deal.betrayed, tranches)
        if deal.phases == 1:
            return Prospects(betrayed, _NO_PHASE, _NO_PHASE)
        agreed = np.where(take(deal.open, histories) > _AFTER[: deal.phases - 1], 1.0, believed)
        handing = np.cumsum(hands_over * (1.0 - take(deal.handed[:-1], histories)), axis=0)  # what has changed hands already counts as spent
        return Prospects(betrayed, agreed, clipped(no_deal - handing, 0.0, 1.0))

    def outlook(self, histories: Some = ALL, first: Index | None = None) -> Outlook:
        """How it values packages now in some histories, from the phase under negotiation or `first` (R,) on."""
        model = self.model
        start = take(model.deal.open if first is None else first, histories)
        prospects, payment = self.prospects.subset(histories), take(self.payment, histories)
        weighing = Weighing(self.preference.subset(histories), self.phases.subset(histories), prospects, payment, start)
        doubts = [self._doubt(other, histories) for other in self.counterparts]
        bounds = self.lower, self.upper, model.deal
        price = None if self.soft is None else partial(self.price_of_lines, first=start, histories=histories)
        return Outlook(weighing, take(self.no_deal, histories), doubts, model.constants.temptation, bounds, self.has_limits, histories, price)

    def _doubt(self, other: Party, histories: Some) -> Doubt:
        believed, drift = self.estimates[other.name], other.settings.no_deal.drift_per_day
        foreseen = take(believed.expectation, histories)
        if drift > 0.0:
            foreseen = foreseen + drift * take(self.model.days_to_carry_out, histories)
        log_odds = logit(take(self.trust[other.name].mean, histories)) + take(self.guarantees, histories)
        if self.model.violence is not None:
            log_odds = log_odds - take(self.model.tense(self.model.violence.trust), histories)
        return Doubt(other.name, believed.preference.subset(histories), other.no_deal_if(foreseen, histories), log_odds)

    def value(self, package: Array, first: Index | None = None) -> Array:
        """What a deal on `package` (issues, R) is worth to this party, from the phase under negotiation or `first` on; (R,)."""
        return self.outlook(first=first).value(package)

    def gain(self, package: Array) -> Array:
        """What a deal on `package` (issues, R) is worth to this party beyond no deal; (R,)."""
        return self.outlook().value(package) - self.no_deal

    def consider(self, package: Array, histories: Some = ALL) -> Answering:
        """What an answer to `package` (issues, those) would rest on in some histories."""
        outlook = self.outlook(histories)
        gain = np.maximum(take(self.highest, histories) - outlook.no_deal, 0.0)
        aspiration = outlook.no_deal + take(self.accepted_share, histories) * gain
        value, inside = outlook.value(package), outlook.within_limits(package)
        basis = Answering(value, outlook.no_deal, aspiration, inside)
        return basis if self.judgement is None else self.judgement.err(basis, outlook, package)

    def weigh(self, package: Array, histories: Index) -> Answering:
        """What it can accept as things stand in some histories, whatever it holds out for, by what `package` (issues, those) is worth to it there."""
        outlook = self.outlook(histories)
        no_deal = outlook.no_deal
        return Answering(outlook.value(package), no_deal, no_deal, outlook.within_limits(package))

    def look_ahead(self, where: Mask) -> None:
        """Settle, in some histories, what each issue of a deal is worth, believed to hold as far as the text on the table would."""
        here = indices(where)
        constant, shares = self.outlook(here).worth_of_issues(take(self.model.table.package, here))
        self.open_worth = with_columns(self.open_worth[0], here, constant), with_columns(self.open_worth[1], here, shares)

    def as_seen(self, believed: Estimates, histories: Some = ALL) -> Side:
        """This party as a side of a bargain, as somebody with these estimates sees it (beliefs about keeping deals are voiced openly)."""
        constant, shares = self.open_worth
        base = take(constant, histories) - self.no_deal_if(take(believed.expectation, histories), histories)
        return Side(believed.preference.subset(histories), base, believed.of_priorities(take(shares, histories), histories))

    @property
    def horizon(self) -> Array:
        """How many days it thinks that talks without a deadline can go on, (R,)."""
        own = self.settings.no_deal.expected_days
        return np.full(self.model.R, own) if own else np.maximum(self.model.behaviour.horizon, 1.0)

    # --- where it stands in the talks ----------------------------------------------------------------------------------

    def start_afresh(self, where: Mask) -> None:
        """Forget the answer to a text that is off the table, and what was held out for, in some histories."""
        self.answer = np.where(where, NO_ANSWER, self.answer)
        self.demand_share = np.where(where, self.settings.demand.share, self.demand_share)
        self.accepted_share = np.where(where, self.settings.demand.share, self.accepted_share)
        self.earlier_demands = {other.name: np.where(where, other.demanded, self.earlier_demands[other.name]) for other in self.others}

    @property
    def reachable(self) -> Mask:
        """Where it came to the last session or could be reached through a channel; (R,)."""
        return np.asarray(self.presence != ABSENT)
