"""A principal of the talks: what it wants, what it expects without a deal, whom it trusts, how it answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.arrays import ALL, Array, Index, Mask, Some, chance_in_a_day, in_order, of, replaced, those, whole
from sim.reference.frontier import Frontier, Side
from sim.reference.preference import Preference
from sim.rules.acceptance import Answering, acceptance_rule
from sim.rules.attendance import chance_of_coming, still_unmet
from sim.rules.carrying_out import left_when_betrayed
from sim.rules.demand import demand_rule
from sim.rules.no_deal import cost_in_prospect, no_deal_value
from sim.rules.offers import Ladder, rungs
from sim.scenario import schema
from sim.values import centre

from .beliefs import Estimates, Hearsay, TrustBelief
from .mesa_core import mesa
from .outlook import Outlook
from .worth import Phases, Prospects

if TYPE_CHECKING:
    from .faction import Faction
    from .talks import TalksModel

ABSENT, CHANNEL, IN_PERSON = 0, 1, 2
NO_ANSWER, ACCEPTED, REFUSED = 0, 1, 2


class Party(mesa.Agent):
    """A principal; every array has the history as its last axis."""

    model: TalksModel

    def __init__(self, model: TalksModel, name: str, settings: schema.Party) -> None:
        super().__init__(model)
        self.name, self.settings, self.luck_id = name, settings, settings.luck_id or name
        self._draw_stances()
        R = model.R
        own = settings.no_deal
        self.expectation = model.luck.spread(f"{self.luck_id}/expected", own.expected, f"parties.{name}.no_deal.expected")
        self.delay_value = model.luck.spread(f"{self.luck_id}/delay_value", own.delay_value, f"parties.{name}.no_deal.delay_value")
        self.cost_per_day = np.full(R, float(own.cost_per_day))
        self.spent, self.pressure, self.payment, self.guarantees = np.zeros(R), np.zeros(R), np.zeros(R), np.zeros(R)
        self.demand = demand_rule(settings.demand)
        self.accepts_by = acceptance_rule(settings.acceptance, model.constants.answer_sharpness).accepts
        self.demand_share = np.full(R, float(settings.demand.share))
        self.highest = np.ones(R)
        self.open_worth: tuple[Array, Array] = np.zeros(R), np.zeros_like(self.weight)
        self.presence, self.missed, self.away_until = np.zeros(R, int), np.zeros(R, int), np.zeros(R)
        self.answer, self.named, self.shortfall = np.zeros(R, int), np.zeros(R, int), np.zeros(R)
        self.heard = np.zeros(R, bool)  # where it has answered a text at any time
        self.trust: dict[str, TrustBelief] = {}
        self.estimates: dict[str, Estimates] = {}
        self.others: list[Party] = []
        self._draw_daily_luck()

    def _draw_stances(self) -> None:
        model, stances = self.model, self.settings.stances
        names = model.issue_names

        def drawn(quantity: str) -> Array:
            spreads, where = [getattr(stances[issue], quantity) for issue in names], f"parties.{self.name}.stances"
            ids = [f"{self.luck_id}/{model.issue_luck[issue]}/{quantity}" for issue in names]
            paths = [f"{where}.{issue}.{quantity}" for issue in names]
            return np.stack([model.luck.spread(*each) for each in zip(ids, spreads, paths, strict=True)])

        self.weight, self.changed_position = np.maximum(drawn("salience"), 0.0), drawn("position")
        self.factions: list[Faction] = []
        self.take_in_changes()

    def take_in_changes(self) -> None:
        """Work out preferences and limits from positions and weights, at first and whenever an event has changed them."""
        model, stances = self.model, [self.settings.stances[issue] for issue in self.model.issue_names]
        self.preference = Preference.of([stance.wants for stance in stances], self.changed_position, self.weight, model.constants.shape)
        self.lower, self.upper = limits(self.preference, [stance.red_line for stance in stances], [centre(stance.position) for stance in stances])
        self.own_lower, self.own_upper = self.lower, self.upper
        for faction in self.factions:
            faction.take_in_changes()
        for faction in self.factions:
            if faction.declares_to("party"):
                self.lower, self.upper = np.maximum(self.lower, faction.lower), np.minimum(self.upper, faction.upper)
        self.has_limits = bool((self.lower > 0.0).any() or (self.upper < 100.0).any())
        self.divide_over_phases()

    def divide_over_phases(self) -> None:
        """Divide its weights and those of its factions over what each phase has left to carry out, at first and whenever that has changed."""
        of_issue, to_do = self.model.phase_of_issue, 1.0 - self.model.deal.carried
        self.phases = Phases.of(of_issue, self.preference.salience, to_do)
        for faction in self.factions:
            faction.phases = Phases.of(of_issue, faction.preference.salience, to_do)

    def _draw_daily_luck(self) -> None:
        luck, mine = self.model.luck, self.luck_id
        self.attendance_luck, self.answer_luck = luck.uniform(f"{mine}/attendance"), luck.uniform(f"{mine}/answer")
        self.naming_luck, self.other_issue_luck = luck.uniform(f"{mine}/naming"), luck.uniform(f"{mine}/other_issue")
        self.claim_luck, self.reply_luck = luck.normal(f"{mine}/claim"), luck.uniform(f"{mine}/reply")
        self.news, self.counter_luck = luck.normal(f"{mine}/news"), luck.uniform(f"{mine}/counter_text")
        self.breach_luck = luck.uniform(f"{mine}/breach")

    def meet(self, parties: Sequence[Party]) -> None:
        """Form a first idea of how far the other parties can be trusted."""
        self.others = [party for party in parties if party is not self]
        self.counterparts = [party for party in self.others if party.name in self.model.signatories]
        for other in self.others:
            prior = self.model.negotiation.trust_of(self.name, other.name)
            self.trust[other.name] = TrustBelief(prior.mean, prior.strength, prior.control, self.model.constants.trust_half_life, self.model.R)

    def size_up(self, parties: Sequence[Party]) -> None:
        """Form first beliefs about what the other parties want and expect."""
        for other in parties:
            if other is not self:
                self.estimates[other.name] = self.model.first_estimates(self.luck_id, other, self.settings.estimate_error)

    def take_position(self) -> None:
        """Start from one's own best package, and from one's reading of the reference text as the public demand."""
        self.demanded = self.preference.position.copy()
        self._earlier = {other.name: other.preference.position for other in self.others}
        reading = self.model.readings.get(self.name)
        self.claim = np.zeros(self.model.R) if reading is None else self.preference.utility(reading + np.zeros((1, self.model.R)))

    # --- what things are worth -----------------------------------------------------------------------------------------

    def no_deal_if(self, expectation: Array, histories: Some = ALL) -> Array:
        """The no-deal value for an expectation of that size, in all or some histories; source: Fearon 1995, costs as prospects."""
        return no_deal_value(expectation, of(self.burden, histories))

    def weigh(self) -> None:
        """Settle what no deal is worth today, (R,).

        The burden of going on is plain for all to see: prospective costs, leverage applied and leverage spent.
        """
        costs = cost_in_prospect(self.cost_per_day, self.settings.no_deal.expected_days, self.model.escalation, self.model.constants.escalation_cost)
        self.burden: Array = costs + self.pressure + self.spent
        self.no_deal = self.no_deal_if(self.expectation + self.delay_value)
        self.prospects = self.prospects_at(self.no_deal)

    def prospects_at(self, no_deal: Array) -> Prospects:
        """What surrounds a deal for somebody on this side for whom no deal is worth `no_deal`."""
        plans, handed = self.model.phase_plans, self.model.deal.handed
        betrayed = [left_when_betrayed(no_deal, self.settings.no_deal.betrayed, plan.tranches) for plan in plans]
        agreed = [np.where(self.model.deal.open > k + 1, 1.0, plan.next_agreed.get(self.name, 0.5)) for k, plan in enumerate(plans[:-1])]
        without, handing = [], np.zeros(self.model.R)
        for plan, done in zip(plans[:-1], handed, strict=False):
            handing = handing + plan.hands_over.get(self.name, 0.0) * (1.0 - done)  # what has changed hands already counts as spent
            without.append(np.clip(no_deal - handing, 0.0, 1.0))
        return Prospects(betrayed, agreed, without)

    def outlook(self, histories: Some = ALL, first: Index | None = None) -> Outlook:
        """How it values packages now in some histories, from the phase under negotiation or `first` (R,) on."""
        return Outlook(self, histories, self.model.deal.open if first is None else first)

    def value(self, package: Array, first: Index | None = None) -> Array:
        """What a deal on `package` (issues, R) is worth to this party, from the phase under negotiation or `first` on; (R,)."""
        return self.outlook(first=first).value(package)

    def gain(self, package: Array) -> Array:
        """What a deal on `package` (issues, R) is worth to this party beyond no deal; (R,)."""
        return self.outlook().value(package) - self.no_deal

    def as_seen(self, believed: Estimates, histories: Some = ALL) -> Side:
        """This party as a side of a bargain, as somebody with these estimates sees it (beliefs about keeping deals are voiced openly)."""
        constant, shares = self.open_worth
        base = of(constant, histories) - self.no_deal_if(of(believed.expectation, histories), histories)
        return Side(believed.preference.among(histories), base, of(shares, histories))

    def furthest(self) -> Array:
        """How far it could give way on each issue alone, all else as it wants, until a deal is worth no more than none; (issues, R).

        Its red line, where that is nearer. For a `peak` the side on which the other parties lie.
        """
        preference, (low, high, _) = self.preference, self._bearable()
        others = in_order([other.preference.position for other in self.others]) / len(self.others)
        upwards = np.where(preference.hurt_below == 0.0, True, np.where(preference.hurt_above == 0.0, False, others > preference.position))
        return np.clip(np.where(upwards, high, low), self.lower, self.upper)

    def ranges(self) -> tuple[Array, Array]:
        """The lowest and the highest point that it could sign on each issue alone, all else as it wants; each (issues, R).

        The lowest lies above the highest where it could sign nothing at all.
        """
        preference, (low, high, worthwhile) = self.preference, self._bearable()
        low = np.where(preference.hurt_below > 0.0, low, 0.0)
        high = np.where(preference.hurt_above > 0.0, high, 100.0)
        return np.where(worthwhile, np.maximum(low, self.lower), 101.0), np.where(worthwhile, np.minimum(high, self.upper), -1.0)

    def _bearable(self) -> tuple[Array, Array, Mask]:
        """How far below and above its position a deal that is otherwise as it wants is worth no less than none, (issues, R), and where one is at all, (R,)."""
        preference = self.preference
        constant, shares = self.outlook().worth_of_issues(self.model.table.package)
        gain = constant + in_order(shares) - self.no_deal
        spare = np.maximum(gain, 0.0)
        bearable = np.where(shares > 0.0, np.clip(spare / np.where(shares > 0.0, shares, 1.0), 0.0, 1.0), 1.0) ** (1.0 / preference.shape)
        far = bearable * preference.reach
        return preference.position - far, preference.position + far, gain >= 0.0

    def start_afresh(self, where: Mask) -> None:
        """Forget the answer to a text that is off the table, and what was held out for, in some histories."""
        self.answer = np.where(where, NO_ANSWER, self.answer)
        self.demand_share = np.where(where, self.settings.demand.share, self.demand_share)
        self._earlier = {other.name: np.where(where, other.demanded, self._earlier[other.name]) for other in self.others}

    # --- coming --------------------------------------------------------------------------------------------------------

    def hoped_for(self) -> Array:
        """The package the talks are expected to turn on: the text on the table, or what is expected of them; (issues, R)."""
        model = self.model
        if model.readings:
            read = [model.readings[party.name] for party in model.parties if party.name in model.readings]
            expected = in_order(read) / len(read) + np.zeros_like(self.preference.position)
        else:
            others = in_order([self.estimates[other.name].position for other in self.others]) / len(self.others)
            expected = (self.preference.position + others) / 2.0
        return np.where(model.table.exists, model.table.package, expected)

    def agenda_met(self, package: Array) -> Array:
        """1 where the talks turn on the reference text as this party reads it, or better for it, else 0; (R,)."""
        reading = self.model.readings.get(self.name)
        if reading is None:
            return np.ones(self.model.R)
        worse = self.preference.utility(reading + np.zeros_like(package)) - self.preference.utility(package)
        return (worse <= self.model.constants.agenda_tolerance).astype(float)

    def decide_attendance(self, called: Mask) -> None:
        """Come in person, or be reached through a channel, or stay away."""
        model, constants, hoped, here = self.model, self.model.constants, self.hoped_for(), those(called)
        outlook = self.outlook(here)
        gain = np.maximum(0.0, outlook.value(of(hoped, here)) - outlook.no_deal)
        unmet = np.zeros(model.R)
        for condition in self.settings.preconditions:
            agenda = np.ones(model.R) if condition.agenda_is is None else self.agenda_met(hoped)
            words = [mediator.credibility_of_word(self.name) for mediator in model.assurers] if condition.or_assured_by_anyone_credible else []
            others = np.ones(model.R) if condition.requires is None else model.holds(condition.requires).astype(float)
            unmet = unmet + still_unmet(condition.weight, agenda, words, others)
        chance = chance_of_coming(
            whole(gain, here, model.R),
            unmet,
            constants.leverage_attendance * model.leverage_on(self.name),
            readiness=constants.attendance_readiness,
            pull=constants.attendance_gain,
            cost_of_being_seen=self.settings.attendance.cost_of_being_seen,
        )
        free = model.day >= self.away_until
        comes = called & free & (self.attendance_luck[model.day] < chance)
        reached = called & ~comes & free & model.channel_to(self.name)
        presence = np.where(comes, IN_PERSON, np.where(reached, CHANNEL, ABSENT))
        self.presence = np.where(called, presence, self.presence)
        self.missed = np.where(called, np.where(presence == ABSENT, self.missed + 1, 0), self.missed)

    @property
    def reachable(self) -> Mask:
        """Where it came to the last session or could be reached through a channel; (R,)."""
        return np.asarray(self.presence != ABSENT)

    # --- demanding and offering ----------------------------------------------------------------------------------------

    def look_ahead(self, where: Mask) -> None:
        """Settle, in some histories, what each issue of a deal is worth, believed to hold as far as the text on the table would."""
        here = those(where)
        constant, shares = self.outlook(here).worth_of_issues(of(self.model.table.package, here))
        self.open_worth = replaced(self.open_worth[0], here, constant), replaced(self.open_worth[1], here, shares)

    def set_demand(self, session: Mask) -> None:
        """At a session, settle how much to hold out for and which package that is."""
        model, here = self.model, those(session)
        outlook = self.outlook(here)
        ladder = self._ladder(outlook, here)
        gain = np.maximum(ladder.highest - outlook.no_deal, 0.0)
        if model.plan is not None:
            share = np.clip(of(model.least_gain(self), here) / np.where(gain > 0.0, gain, 1.0), 0.0, 1.0)
        else:
            elapsed = of(model.elapsed(self.settings.demand.deadline), here)
            share = self.demand.share(of(self.demand_share, here), elapsed, self._conceded_by_others(gain, here))
        wanted = ladder.package_worth(outlook.no_deal + share * gain)
        settled = of(model.deal.settled, here)
        self.next_demanded = replaced(self.demanded, here, np.where(settled, of(self.demanded, here), wanted))
        self.highest, self.demand_share = replaced(self.highest, here, ladder.highest), replaced(self.demand_share, here, share)
        self._earlier = {other.name: replaced(self._earlier[other.name], here, of(other.demanded, here)) for other in self.others}

    def voice_demand(self) -> None:
        """Make the new demand known, all parties at once."""
        self.demanded = self.next_demanded

    def _conceded_by_others(self, gain: Array, histories: Some) -> Array:
        """What the others' latest move gives this party in some histories, as a share of its own possible gain there; (those,)."""
        preference = self.preference.among(histories)
        moved = [preference.utility(of(other.demanded, histories)) - preference.utility(of(self._earlier[other.name], histories)) for other in self.others]
        return in_order(moved) / np.where(gain > 0.0, gain, 1.0)

    def wish_to_table(self) -> Array:
        """How strongly it wants to table a text of its own today after refusing one: the smaller the more, infinite where it does not; (R,)."""
        chance = self.settings.counter_texts
        if chance == 0.0:
            return np.full(self.model.R, np.inf)
        luck = self.counter_luck[self.model.day]
        wants = (self.answer == REFUSED) & (self.presence == IN_PERSON) & (luck < chance)
        return np.where(wants, luck / chance, np.inf)

    def _ladder(self, outlook: Outlook, histories: Some) -> Ladder:
        constant, shares = self.open_worth
        mine = Side(outlook.preference, of(constant, histories) - outlook.no_deal, of(shares, histories))
        theirs = [other.as_seen(self.estimates[other.name], histories) for other in self.counterparts or self.others]
        lower, upper, open_issues = outlook.limits
        lower, upper = np.where(open_issues, lower, 0.0), np.where(open_issues, upper, 100.0)
        path = Frontier.between(mine, theirs[0] if len(theirs) == 1 else _together(theirs), *without_clash(lower, upper))
        points = rungs(path.length)
        packages = path.packages(points)
        values = np.stack([outlook.value(package) for package in packages])
        return Ladder(path, points, values, np.stack([outlook.within_limits(package) for package in packages]))

    # --- answering -----------------------------------------------------------------------------------------------------

    def answer_text(self, session: Mask) -> Mask:
        """Answer the text on the table: at once in person, later through a channel; returns where it answered today, (R,)."""
        model = self.model
        replies = self.presence == CHANNEL
        if replies.any():
            replies &= self.reply_luck[model.day] < chance_in_a_day(np.asarray(1.0 / model.constants.channel_lag))
        asked = model.table.exists & model.deal.negotiating & (self.answer == NO_ANSWER) & (model.day >= self.away_until)
        today = np.asarray(asked & ((session & (self.presence == IN_PERSON)) | (replies & ~session)))
        if not today.any():
            return today
        self.heard |= today
        here = self.answered = np.flatnonzero(today)
        self.answering = answering = self.consider(of(model.table.package, here), here)
        willing = self.accepts_by(answering, of(self.answer_luck[model.day], here)) | (answering.bearable & of(model.table.is_by(self), here))
        self.answer[here] = np.where(willing, ACCEPTED, REFUSED)
        refusing, refused = ~willing, here[~willing]
        self.claim[refused] = self.preference.among(refused).utility(self.demanded[:, refused])
        self.shortfall[refused] = (answering.aspiration - answering.value)[refusing]
        self.said = self._say_why(refused, ~answering.within_limits[refusing])
        self.named[refused] = self.said.issue
        return today

    def consider(self, package: Array, histories: Some = ALL) -> Answering:
        """What an answer to `package` (issues, those) would rest on in some histories."""
        outlook = self.outlook(histories)
        aspiration = outlook.no_deal + of(self.demand_share, histories) * np.maximum(of(self.highest, histories) - outlook.no_deal, 0.0)
        return Answering(outlook.value(package), outlook.no_deal, aspiration, outlook.within_limits(package))

    def _say_why(self, histories: Index, crossed: Mask) -> Hearsay:
        """Name an issue: a red line if one is crossed; else the one that hurts most, or at times another; and say what is wanted."""
        return say_why(self, self, histories, crossed)

    def line_of(self, issue: Index) -> NDArray[np.object_]:
        """Whose red line a text on the table that crosses one on that `issue` (R,) has crossed: itself, or the faction that has told it; (R,) of names."""
        each, named = np.arange(self.model.R), np.full(self.model.R, self.name, dtype=object)
        below = self.model.table.package[issue, each] < self.lower[issue, each]
        own = np.where(below, self.own_lower[issue, each] == self.lower[issue, each], self.own_upper[issue, each] == self.upper[issue, each])
        for faction in self.factions:
            if faction.declares_to("party"):
                same = np.where(below, faction.lower[issue, each] == self.lower[issue, each], faction.upper[issue, each] == self.upper[issue, each])
                named = np.where(~own & same, f"{self.name}.{faction.name}", named)
        return named

    def reconsider(self) -> None:
        """Take an acceptance back where the text would by now leave it worse off than no deal."""
        waiting = np.flatnonzero((self.answer == ACCEPTED) & self.model.deal.negotiating & self.model.table.exists)
        if len(waiting):
            answering = self.consider(of(self.model.table.package, waiting), waiting)
            self.answer[waiting[~answering.bearable]] = REFUSED

    def witness(self, other: str, act: str, where: Mask | Array) -> None:
        """Count what another party did, in the histories where it did (a mask or a weight, (R,)), as this party reads it."""
        constants, belief = self.model.constants, self.trust[other]
        weight = np.asarray(where, dtype=float)
        act = dict(self.settings.reads).get(act, act) if act in ("clarification", "new_condition") else act  # type: ignore[call-overload]
        if act == "promise_kept":
            belief.observe(kept=weight * constants.act_promise_kept)
        elif act == "clarification":
            belief.observe(kept=weight * constants.act_clarification)
        else:
            size = {
                "promise_broken": constants.act_promise_broken,
                "attack_during_talks": constants.act_attack * belief.control,
                "new_condition": constants.act_new_condition,
                "veto": constants.act_veto,
                "side_deal": constants.side_deal_cost,
            }[act]
            belief.observe(broken=weight * size)


def without_clash(lower: Array, upper: Array) -> tuple[Array, Array]:
    """Limits (issues, R), but the middle between those that exclude each other."""
    clash, middle = lower > upper, (lower + upper) / 2.0
    return np.where(clash, middle, lower), np.where(clash, middle, upper)


def limits(preference: Preference, red_lines: Sequence[float | None], middles: Sequence[float]) -> tuple[Array, Array]:
    """The packages inside red lines, as lowest and highest point of each issue (issues, R).

    A red line is kept as a width from the position, so that draws of the position cannot cross it.
    """
    lower, upper = np.zeros_like(preference.position), np.full_like(preference.position, 100.0)
    for i, (line, middle) in enumerate(zip(red_lines, middles, strict=True)):
        if line is not None:
            width = abs(middle - line)
            lower[i] = np.where(preference.hurt_below[i] > 0.0, np.maximum(preference.position[i] - width, 0.0), 0.0)
            upper[i] = np.where(preference.hurt_above[i] > 0.0, np.minimum(preference.position[i] + width, 100.0), 100.0)
    return lower, upper


def say_why(party: Party, judge: Party | Faction, histories: Index, crossed: Mask) -> Hearsay:
    """What refusals of the text on the table say in some histories, by the lights of `judge`: the party itself, or a faction of it.

    `crossed` (those,) is where the text is beyond a red line of the judge.
    """
    model, day = party.model, party.model.day
    package, wants, each = of(model.table.package, histories), judge.preference.among(histories), np.arange(len(histories))
    open_issues = ~of(model.deal.settled, histories)
    worst = np.where(open_issues, wants.pain(package), -1.0).argmax(axis=0)
    if crossed.any():
        beyond = np.maximum(np.maximum(of(judge.lower, histories) - package, package - of(judge.upper, histories)), 0.0)
        worst = np.where(crossed, np.where(of(model.deal.under_negotiation, histories), beyond, 0.0).argmax(axis=0), worst)
    aside = ~crossed & (of(judge.naming_luck[day], histories) >= model.constants.truthful_naming)
    issue = replaced(worst, np.flatnonzero(aside), _another(worst[aside], open_issues[:, aside], of(judge.other_issue_luck[day], histories)[aside]))
    garbled = np.where(of(party.presence, histories) == CHANNEL, model.constants.channel_noise, 1.0) * model.constants.statement_noise
    lowest = judge.lower[issue, histories]
    too_low = package[issue, each] < lowest
    claimed = wants.position[issue, each] + garbled * of(judge.claim_luck[day], histories)
    point = np.where(crossed, np.where(too_low, lowest, judge.upper[issue, histories]), claimed)
    return Hearsay(histories, issue, np.clip(point, 0.0, 100.0), garbled, crossed, too_low)


def _another(worst: Index, open_issues: Mask, luck: Array) -> Index:
    """One of the other open issues, all equally likely, (R,); the worst itself where there is no other."""
    count = len(open_issues)
    left = np.floor(luck * np.maximum(open_issues.sum(axis=0) - 1, 0)).astype(int)
    chosen, found = worst, np.zeros_like(worst, dtype=bool)
    for step in range(1, count):
        issue = (worst + step) % count
        is_open = np.take_along_axis(open_issues, issue[None], 0)[0]
        chosen, found = np.where(is_open & (left == 0) & ~found, issue, chosen), found | (is_open & (left == 0))
        left = left - is_open
    return chosen


def _together(sides: list[Side]) -> Side:
    """Several other sides as one that wants a point between them."""
    weights = [side.worth for side in sides]
    total = in_order(weights)
    position = in_order([side.worth * side.preference.position for side in sides]) / np.where(total > 0.0, total, 1.0)
    wants = Preference.of(["peak"] * len(position), position, total)
    return Side(wants, in_order([side.base for side in sides]), total)
