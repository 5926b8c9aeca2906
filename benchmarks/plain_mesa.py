"""One history of mediated talks as a plain Mesa model: one model a history, one number a quantity; run with `mesa.batch_run`.

A second copy of the rules that the scenario `textbook/one-mediator` uses, written for reading and not for speed. The engine is measured
against it, and checked by it: `tests/benchmarks/test_peers_agree.py`. Numbers come from the scenario. The rules are described in
`docs/explanation/model.md`; where they change there, they change here. A history stops at the signature, after which nothing can happen.
"""

from __future__ import annotations

from itertools import pairwise
from math import exp, log, sqrt
from typing import Any

import mesa
import numpy as np

from sim.scenario import schema
from sim.values import AnySpread, Normal

ABSENT, CHANNEL, IN_PERSON = "absent", "channel", "in_person"
MISSED_TO_HAVE_LEFT = 3
RUNGS = 9  # steps of a ladder of demands

_nodes, _weights = np.polynomial.hermite_e.hermegauss(9)
QUADRATURE = list(zip(_nodes.tolist(), (_weights / _weights.sum()).tolist(), strict=True))

Package = list[float]


def run(scenario: schema.Scenario, n: int, seed: int = 1) -> list[dict[str, Any]]:
    """Play so many histories; what became of each."""
    luck = range(seed * 1_000_000, seed * 1_000_000 + n)
    rows = mesa.batch_run(PlainTalks, {"scenario": [scenario], "luck": luck}, number_processes=1, max_steps=scenario.days, display_progress=False)
    return [row["outcome"] for row in rows]


def logistic(log_odds: float) -> float:
    """Probability with these log-odds."""
    return 1.0 / (1.0 + exp(-log_odds))


def clip(value: float, low: float, high: float) -> float:
    """`value`, kept between two bounds."""
    return min(max(value, low), high)


class Preference:
    """What somebody wants: `more` or `less` of each issue than it has at its position, and how much each matters."""

    def __init__(self, wants: list[str], position: Package, salience: list[float]) -> None:
        self.wants, self.salience = wants, salience
        self.position = [clip(point, 1.0, 100.0) if want == "more" else clip(point, 0.0, 99.0) for want, point in zip(wants, position, strict=True)]
        self.reach = [point if want == "more" else 100.0 - point for want, point in zip(wants, self.position, strict=True)]

    def losses(self, package: Package) -> list[float]:
        """How far each issue falls short: 0 at the position or beyond, 1 at the worst end."""
        losses = []
        for want, position, reach, point in zip(self.wants, self.position, self.reach, package, strict=True):
            short = position - point if want == "more" else point - position
            losses.append(max(short, 0.0) / reach)
        return losses

    def pains(self, package: Package) -> list[float]:
        """How much each issue hurts."""
        return [salience * loss for salience, loss in zip(self.salience, self.losses(package), strict=True)]

    def utility(self, package: Package) -> float:
        """What a package is worth if it is carried out, from 0 to 1."""
        return 1.0 - sum(self.pains(package))


class Side:
    """A side of a bargain: what it gains over no deal from a package is `base + sum of worth x (1 - loss)`."""

    def __init__(self, preference: Preference, base: float, worth: list[float]) -> None:
        self.preference, self.base, self.worth = preference, base, worth

    def gain(self, package: Package) -> float:
        """The gain over no deal."""
        return self.base + sum(worth * (1.0 - loss) for worth, loss in zip(self.worth, self.preference.losses(package), strict=True))


def efficient_path(first: Side, second: Side) -> list[Package]:
    """Corners of the path from the best for the first side to the best for the second: issues given up one by one, cheapest first."""
    start, end, dearness = [], [], []
    for i, want in enumerate(first.preference.wants):
        mine, theirs = first.preference.position[i], second.preference.position[i]
        at_odds = mine < theirs if want == "less" else mine > theirs
        start.append(mine if at_odds else (mine + theirs) / 2.0)
        end.append(theirs if at_odds else (mine + theirs) / 2.0)
        cost, use = first.worth[i] / first.preference.reach[i], second.worth[i] / second.preference.reach[i]
        dearness.append(cost / (cost + use))
    corners = [start]
    for issue in sorted(range(len(start)), key=dearness.__getitem__):
        corner = corners[-1].copy()
        corner[issue] = end[issue]
        corners.append(corner)
    return corners


def point_on(path: list[Package], t: float) -> Package:
    """The package at `t` on a path, from 0 at the first corner; whole numbers are corners."""
    k = min(int(t), len(path) - 2)
    return [here + (t - k) * (there - here) for here, there in zip(path[k], path[k + 1], strict=True)]


def nash_text(first: Side, second: Side) -> Package:
    """The package with the largest product of gains; where nobody can gain, the one with the smallest largest shortfall."""
    path = efficient_path(first, second)
    gains = [(first.gain(corner), second.gain(corner)) for corner in path]
    fairest = point_on(path, where_gains_meet(gains))
    if min(first.gain(fairest), second.gain(fairest)) <= 0.0:
        return fairest
    largest, where = 0.0, 0.0
    for k, ((mine, theirs), (mine_next, theirs_next)) in enumerate(pairwise(gains)):
        give, get = mine - mine_next, theirs_next - theirs
        best_step = (get * mine - give * theirs) / (2.0 * give * get) if give * get > 0.0 else float(get > 0.0)
        step = clip(best_step, 0.0, 1.0)
        first_gain, second_gain = mine - step * give, theirs + step * get
        if min(first_gain, second_gain) > 0.0 and first_gain * second_gain > largest:
            largest, where = first_gain * second_gain, k + step
    return point_on(path, where)


def where_gains_meet(gains: list[tuple[float, float]]) -> float:
    """The point of a path, given by the gains at its corners, up to which the first side gains more than the second."""
    t = 0.0
    for (mine, theirs), (mine_next, theirs_next) in pairwise(gains):
        ahead, ahead_next = mine - theirs, mine_next - theirs_next
        t += clip(ahead / (ahead - ahead_next), 0.0, 1.0) if ahead > ahead_next else float(ahead > 0.0)
    return t


class Beliefs:
    """What somebody believes of a party: its positions, and what it expects without a deal; each a mean and a variance."""

    def __init__(self, model: PlainTalks, party: Party, estimate_error: float) -> None:
        self.party, error = party, model.constants.resolve_error
        self.position = [clip(point + model.random.gauss(0.0, estimate_error), 0.0, 100.0) for point in party.preference.position]
        self.position_variance = [estimate_error**2 for _ in self.position]
        self.expectation, self.variance = party.expectation + model.random.gauss(0.0, error), error**2
        self._reconsider_wants()

    def _reconsider_wants(self) -> None:
        wants = self.party.preference
        self.preference = Preference(wants.wants, self.position, wants.salience)  # directions and weights are known to all

    @property
    def no_deal(self) -> float:
        """What no deal is thought to be worth to the party."""
        return self.party.no_deal_if(self.expectation)

    def side(self) -> Side:
        """The party as a side of a bargain."""
        constant, worth = self.party.open_worth
        return Side(self.preference, constant - self.no_deal, worth)

    def learn_from_answer(self, text: Package, elapsed: float, *, accepted: bool) -> None:
        """Bayes' rule on what the party expects, as if its demand fell evenly; the posterior is kept normal by its moments."""
        constant, worth = self.party.open_worth
        best = constant + sum(worth)
        seen = constant + sum(one * (1.0 - loss) for one, loss in zip(worth, self.preference.losses(text), strict=True))
        sharpness, spread = self.party.model.constants.reading_sharpness, sqrt(self.variance)
        points, weights = [], []
        for node, share in QUADRATURE:
            point = self.expectation + node * spread
            no_deal = self.party.no_deal_if(point)
            chance = logistic(sharpness * (seen - no_deal - (1.0 - elapsed) * max(best - no_deal, 0.0)))
            points.append(point)
            weights.append(share * (chance if accepted else 1.0 - chance))
        total = max(sum(weights), 1e-300)
        mean = sum(weight * point for weight, point in zip(weights, points, strict=True)) / total
        variance = sum(weight * (point - mean) ** 2 for weight, point in zip(weights, points, strict=True)) / total
        self.expectation, self.variance = mean, max(variance, 1e-8)

    def hear_reason(self, issue: int, point: float, noise: float) -> None:
        """Take in where the party says it stands on an issue."""
        weight = self.position_variance[issue] / (self.position_variance[issue] + noise**2)
        self.position[issue] += weight * (point - self.position[issue])
        self.position_variance[issue] *= 1.0 - weight
        self._reconsider_wants()

    def grow_uncertain(self) -> None:
        """Know less well what the party expects, as time goes by."""
        self.variance += self.party.model.constants.resolve_drift**2


class Party(mesa.Agent):
    """A principal of the talks."""

    model: PlainTalks
    other: Party
    beliefs: Beliefs
    """What it believes of the other."""
    open_worth: tuple[float, list[float]]
    """What each issue of a deal is worth to it, believed to hold as far as the text on the table would; plain to all."""

    def __init__(self, model: PlainTalks, name: str, settings: schema.Party) -> None:
        super().__init__(model)
        self.name, self.settings = name, settings
        stances = [settings.stances[issue] for issue in model.issues]
        saliences = [model.draw(stance.salience) for stance in stances]
        self.preference = Preference(
            [stance.wants for stance in stances], [model.draw(stance.position) for stance in stances], [one / sum(saliences) for one in saliences]
        )
        self.expectation = model.draw(settings.no_deal.expected)
        self.burden = settings.no_deal.cost_per_day * settings.no_deal.expected_days
        self.no_deal = self.no_deal_if(self.expectation)
        self.demanded = self.preference.position
        self.presence, self.missed, self.came = ABSENT, 0, {ABSENT: 0, CHANNEL: 0, IN_PERSON: 0}
        self.accepted: bool | None = None

    def meet(self, other: Party) -> None:
        """Form a first idea of the other."""
        trust = self.settings.trust[other.name].mean
        self.other, self.log_odds_of_trust = other, log(trust / (1.0 - trust))
        self.beliefs = Beliefs(self.model, other, self.settings.estimate_error)

    def no_deal_if(self, expectation: float) -> float:
        """What no deal is worth to a party that expects so much of going on."""
        return clip(expectation - self.burden, 0.0, 1.0)

    def holds(self, package: Package) -> float:
        """The believed chance that the other carries a deal out: trust, less what the other is thought to gain by leaving."""
        tempted = max(0.0, self.beliefs.no_deal - self.beliefs.preference.utility(package))
        return logistic(self.log_odds_of_trust - self.model.constants.temptation * tempted)

    def value(self, package: Package) -> float:
        """What a deal is worth: all of it where the other keeps its word, little where it does not."""
        holds = self.holds(package)
        return holds * self.preference.utility(package) + (1.0 - holds) * self.settings.no_deal.betrayed

    def look_ahead(self, package: Package) -> None:
        """Settle what each issue of a deal is worth that holds as far as this package would."""
        holds = self.holds(package)
        self.open_worth = (1.0 - holds) * self.settings.no_deal.betrayed, [holds * salience for salience in self.preference.salience]

    # --- sessions ------------------------------------------------------------------------------------------------------

    def decide_attendance(self, text: Package | None, *, reachable: bool) -> None:
        """Come in person, be reached through a channel, or stay away."""
        hoped_for = text or [(mine + theirs) / 2.0 for mine, theirs in zip(self.preference.position, self.beliefs.position, strict=True)]
        constants, gain = self.model.constants, max(0.0, self.value(hoped_for) - self.no_deal)
        log_odds = constants.attendance_readiness + constants.attendance_gain * gain - self.settings.attendance.cost_of_being_seen
        if self.model.random.random() < logistic(log_odds):
            self.presence = IN_PERSON
        else:
            self.presence = CHANNEL if reachable else ABSENT
        self.missed = self.missed + 1 if self.presence == ABSENT else 0

    def set_demand(self, elapsed: float) -> None:
        """Settle how much to hold out for, and which package on the way to the other's best gives that."""
        constant, worth = self.open_worth
        path = efficient_path(Side(self.preference, constant - self.no_deal, worth), self.beliefs.side())
        places = [k * (len(path) - 1) / RUNGS for k in range(RUNGS + 1)]
        values = [self.value(point_on(path, place)) for place in places]
        share = self.settings.demand.share * (1.0 - min(elapsed, 1.0) ** (1.0 / self.settings.demand.beta))
        self.aspiration = self.no_deal + share * max(max(values) - self.no_deal, 0.0)
        last = max((k for k, value in enumerate(values) if value >= self.aspiration), default=0)
        place = places[last]
        if last < RUNGS and values[last] > values[last + 1]:
            part = clip((values[last] - self.aspiration) / (values[last] - values[last + 1]), 0.0, 1.0)
            place += part * (places[last + 1] - places[last])
        self.demanded = point_on(path, place)

    # --- answers -------------------------------------------------------------------------------------------------------

    def answers_today(self, *, session: bool) -> bool:
        """Whether it answers today: in a session if it is there, else on another day through a channel."""
        if self.accepted is not None:
            return False
        if session:
            return self.presence == IN_PERSON
        return self.presence == CHANNEL and self.model.random.random() < 1.0 - exp(-1.0 / self.model.constants.channel_lag)

    def answer(self, text: Package) -> None:
        """Accept or refuse; never accept what is worth less than no deal."""
        value = self.value(text)
        chance = logistic(self.model.constants.answer_sharpness * (value - self.aspiration))
        self.accepted = value >= self.no_deal and self.model.random.random() < chance

    def reason_for_refusing(self, text: Package) -> tuple[int, float, float]:
        """The issue that hurts most, or at times another; where it says it stands on that; how far such words stray."""
        constants, pains = self.model.constants, self.preference.pains(text)
        issue = pains.index(max(pains))
        if self.model.random.random() >= constants.truthful_naming:
            issue = self.model.random.choice([other for other in range(len(text)) if other != issue])
        noise = constants.statement_noise * (constants.channel_noise if self.presence == CHANNEL else 1.0)
        return issue, clip(self.model.random.gauss(self.preference.position[issue], noise), 0.0, 100.0), noise

    def reconsider(self, text: Package) -> None:
        """Take an acceptance back if the text has become worse than no deal."""
        if self.accepted and self.value(text) < self.no_deal:
            self.accepted = False


class Mediator(mesa.Agent):
    """Drafts the texts, and learns from the answers to them."""

    model: PlainTalks

    def __init__(self, model: PlainTalks, settings: schema.Mediator) -> None:
        super().__init__(model)
        self.settings = settings
        self.beliefs = [Beliefs(model, party, settings.estimate_error) for party in model.parties]

    def comes(self) -> bool:
        """Whether it comes to a session."""
        return self.model.random.random() < self.model.constants.mediator_presence

    def draft(self) -> Package:
        """The text that it thinks fair."""
        first, second = (beliefs.side() for beliefs in self.beliefs)
        return nash_text(first, second)


class PlainTalks(mesa.Model):
    """One history; a step is a day."""

    def __init__(self, scenario: schema.Scenario, luck: int, rng: Any = None) -> None:
        del rng  # newer versions of batch_run give one of their own making
        super().__init__(rng=luck)
        self.constants, self.issues = scenario.constants, list(scenario.issues)
        self.days, self.between_sessions = scenario.days, scenario.calendar.sessions.every
        self.parties = [Party(self, name, settings) for name, settings in scenario.parties.items()]
        first, second = self.parties
        first.meet(second)
        second.meet(first)
        (mediator,) = scenario.mediators.values()
        self.mediator = Mediator(self, mediator)
        self.beliefs = [*self.mediator.beliefs, first.beliefs, second.beliefs]
        self.day, self.sessions, self.texts = 0, 0, 0
        self.text: Package | None = None
        self.stood, self.signed = 0, False
        self.outcome: dict[str, Any] | None = None
        self.datacollector = mesa.DataCollector(model_reporters={"outcome": "outcome"})

    def draw(self, spread: AnySpread) -> float:
        """A draw from a spread of the scenario."""
        return self.random.gauss(spread.mean, spread.sd) if isinstance(spread, Normal) else float(spread)  # type: ignore[arg-type]

    @property
    def elapsed(self) -> float:
        """The share of the time to the deadline that has passed."""
        return self.day / (self.days - 1)

    def step(self) -> None:
        """A day."""
        session = self.day % self.between_sessions == 0 and self.meet()
        if session:
            self.put_text_on_table()
        self.hear_answers(session=session)
        self.sign()
        self.day += 1
        if self.signed or self.day == self.days:
            self.outcome, self.running = self.what_became_of_it(), False
        self.datacollector.collect(self)

    def meet(self) -> bool:
        """Call a session; whether it is held, which takes the mediator and a party."""
        here = self.mediator.comes()
        for party in self.parties:
            party.decide_attendance(self.text, reachable=here and party.name in self.mediator.settings.channel_to)
        held = here and any(party.presence == IN_PERSON for party in self.parties)
        if held:
            self.sessions += 1
            for party in self.parties:
                party.came[party.presence] += 1
        return held

    def put_text_on_table(self) -> None:
        """Demands are settled; then the mediator drafts, if a new text is wanted."""
        positions = zip(*(party.preference.position for party in self.parties), strict=True)
        expected = self.text or [sum(points) / len(points) for points in positions]
        for party in self.parties:
            party.look_ahead(expected)
        for party in self.parties:
            party.set_demand(self.elapsed)
        self.stood += 1
        refused = any(party.accepted is False for party in self.parties)
        if self.text is None or refused or self.stood >= self.constants.text_patience:
            self.text, self.stood, self.texts = self.mediator.draft(), 0, self.texts + 1
            for party in self.parties:
                party.accepted = None

    def hear_answers(self, *, session: bool) -> None:
        """Parties answer; then the mediator and the other party learn from it."""
        if self.text is None:
            return
        answering = [party for party in self.parties if party.answers_today(session=session)]
        for party in answering:
            party.answer(self.text)
        for party in answering:
            listeners = [beliefs for beliefs in self.beliefs if beliefs.party is party]
            for beliefs in listeners:
                beliefs.learn_from_answer(self.text, self.elapsed, accepted=bool(party.accepted))
            if not party.accepted:
                reason = party.reason_for_refusing(self.text)
                for beliefs in listeners:
                    beliefs.hear_reason(*reason)
        if session:
            for beliefs in self.beliefs:
                beliefs.grow_uncertain()

    def sign(self) -> None:
        """A text that both have accepted, and can still bear, is signed."""
        if self.text is None:
            return
        for party in self.parties:
            party.reconsider(self.text)
        self.signed = all(party.accepted for party in self.parties)

    def what_became_of_it(self) -> dict[str, Any]:
        """The ending and what led to it, named like the columns of a run of the engine where that has the same."""
        left = any(party.missed >= MISSED_TO_HAVE_LEFT for party in self.parties)
        outcome = {
            "ending": "agreement" if self.signed else "breakdown" if left else "stalemate",
            "deal_day": self.day - 1 if self.signed else None,
            "sessions": self.sessions,
            "texts": self.texts,
        }
        for party, beliefs in zip(self.parties, self.mediator.beliefs, strict=True):
            outcome |= {f"{presence}.{party.name}": count for presence, count in party.came.items()}
            outcome[f"gain.{party.name}"] = party.value(self.text) - party.no_deal if self.text and self.signed else None
            outcome[f"misjudged.{party.name}"] = beliefs.no_deal - party.no_deal
            outcome |= {f"demanded.{party.name}.{issue}": point for issue, point in zip(self.issues, party.demanded, strict=True)}
        for place, issue in enumerate(self.issues):
            outcome[f"term.{issue}"] = self.text[place] if self.text and self.signed else None
        return outcome
