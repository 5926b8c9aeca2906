"""What surrounds the talks in a batch of histories: the day, the streams of luck, hazards, how far a deal has come, the journal."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np

from sim.arrays import Array, Index, Mask, clipped
from sim.modules.violence import Violence
from sim.rules.escalation import chance, faded
from sim.scenario import schema
from sim.scenario.red_lines import may_be_soft
from sim.scenario.streams import by_stream, stream_id

from .behaviour import Behaviour
from .deal import Deal
from .grain import Grain
from .journal import Journal
from .mesa_core import mesa
from .streams import Daily, Streams, correlation_factors
from .table import Table


class World(mesa.Model):
    """What every agent can look at; every array has the history as its last axis."""

    table: Table
    escalation: Array
    """How tense the surroundings are, (R,) in [0, 1]."""
    finer: Array | None = None
    """By how much smaller tranches are than the plan has them, (R,), where that may change."""
    deadline: Array
    """The day the parties take for the deadline, (R,)."""

    def __init__(self, scenario: schema.Scenario, *, seed: int, blocks: range, journal: Journal | None = None) -> None:
        super().__init__(rng=seed)
        self.settings, self.constants, self.journal = scenario, scenario.constants, journal
        self.violence: Violence | None = scenario.of_module("violence")
        self.streams = Streams(seed, blocks, correlation_factors(scenario))
        self.R, self.day, self.days = self.streams.R, 0, scenario.days
        self.behaviour = Behaviour.drawn(scenario.behaviour, self.streams)
        self._lay_out_issues()
        self.escalation, self.jumps = np.zeros(self.R), np.zeros(self.R)
        self.named_deadline = np.full(self.R, np.inf)  # the day until which a mediator wants a deal, where one has named it
        self.put_off_until = np.zeros(self.R)  # the day before which nobody is called to a session
        self.kept: dict[str, Any] = {}
        self.lines_may_be_soft = may_be_soft(scenario)
        self.talks_alive, self.deal_near = np.ones(self.R), np.zeros(self.R)

    def _lay_out_issues(self) -> None:
        issues = self.settings.issues
        self.issue_stream_ids = {name: stream_id(name, issue) for name, issue in issues.items()}
        self.issue_names = list(by_stream(issues))
        phased = self.on("carrying_out")
        self.phase_of_issue = np.array([issues[name].phase - 1 if phased else 0 for name in self.issue_names])
        self.grain = Grain.of([issues[name] for name in self.issue_names])
        plans = self.settings.carrying_out.phases if phased else {}
        self.phase_plans = [plans.get(k + 1, schema.Phase()) for k in range(int(self.phase_of_issue.max()) + 1)]
        self.deal = Deal([plan.lasts for plan in self.phase_plans], self.phase_of_issue, self.R)
        text = self.settings.reference_text
        readings = text.readings.items() if text else ()
        self.readings = {party: np.array([[reading[i]] for i in self.issue_names]) for party, reading in readings}

    def on(self, module: str) -> bool:
        """Whether a part of the model beyond the core is switched on."""
        return self.settings.on(module)

    def note(self, kind: str, where: Mask, who: str = "", **facts: Any) -> None:
        """Write something down in the journal, where one is kept."""
        if self.journal is not None:
            self.journal.note(self.day, kind, where, who, facts)

    def note_of(self, histories: Index, kind: str, who: str = "", **facts: Any) -> None:
        """Write something down of some histories, in rising order, in the journal, where one is kept; arrays end in those histories."""
        if self.journal is not None:
            self.journal.note_of(histories, self.day, kind, who, facts)

    def happens(self, hazard: schema.Hazard, draws: Daily) -> Mask:
        """Where something with that hazard happens today; (R,)."""
        effects = (hazard.when_talks_alive, hazard.when_deal_near, hazard.with_escalation)
        return np.asarray(draws[self.day] < self.chance(hazard.rate_per_day, effects))

    def chance(self, rate: float, effects: tuple[float, float, float]) -> Array:
        """Probability today (R,) of something with a daily rate and log-hazards of talks alive, deal near, escalation."""
        states = {"talks_alive": self.talks_alive, "deal_near": self.deal_near, "escalation": self.escalation}
        return chance(rate, **states, effects=effects)

    def let_escalation_fade(self) -> None:
        """Let what was stirred up fade for a day."""
        if self.on("escalation"):
            self.escalation = faded(self.escalation, self.settings.escalation.decay_per_day)

    def stir_up(self) -> None:
        """Let what has happened raise escalation, where that is part of the scenario."""
        if self.on("escalation"):
            self.escalation = clipped(self.escalation + self.jumps, 0.0, 1.0)
        self.jumps = np.zeros(self.R)

    @property
    def escalation_cost(self) -> float:
        """How much dearer each day without a deal becomes at full escalation; where violence bears on talks, as far as it hastens them."""
        return self.constants.escalation_cost * (1.0 if self.violence is None else self.violence.hastens)

    def tense(self, at_most: float) -> Array:
        """What is so much at full escalation, as far as it counts today; (R,)."""
        return np.asarray(at_most * self.escalation)

    def put_off(self, where: Mask, days: int) -> None:
        """Call nobody to a session for so many days from today on, in some histories."""
        if days > 0 and where.any():
            self.put_off_until = np.where(where, np.maximum(self.put_off_until, self.day + days), self.put_off_until)
            self.note("put_off", where, until=self.day + days)

    def elapsed(self, own: date | None) -> Array:
        """Share of the time to the deadline that has passed (R,), for a party's own deadline or that of the talks."""
        deadline = self._deadline_seen_by_all if own is None else np.asarray(float(max(self.settings.day_of(own), 1)))
        return self.day / deadline + np.zeros(self.R)

    @property
    def talking_since(self) -> Array:
        """The day since which something is to be agreed: the start, or when a deal with open phases came into force, or when the last one ended; (R,)."""
        return np.maximum(np.where(self.deal.standing, self.deal.first_day, self.deal.ended_on), 0)

    def time_left(self, own: date | None, horizon: Array) -> Array:
        """Share of the time in which others may come round that is still to come, in [0, 1]; (R,).

        Up to a deadline it falls evenly to 0. Without one the end is what a party expects, and comes nearer the longer talks are stuck: after
        `horizon` (R,) days half is left. Source: Zartman 2000 for a stalemate that hurts the more the longer it lasts; the form is an assumption.
        """
        stuck = 1.0 / (1.0 + (self.day - self.talking_since) / horizon)
        return np.where(np.isfinite(seen := self.deadline_of(own)), clipped(1.0 - self.day / np.maximum(seen, 1.0), 0.0, 1.0), stuck)

    def deadline_of(self, own: date | None) -> Array:
        """The day of the deadline that somebody sees, a party's own or that of the talks, (R,): infinite where there is none or it has passed."""
        seen = self._deadline_seen_by_all if own is None else np.full(self.R, float(self.settings.day_of(own)))
        return np.where(self.day <= seen, seen, np.inf)

    @property
    def _deadline_seen_by_all(self) -> Array:
        """The deadline of the talks, or one that a mediator has named, as long as that lies ahead; (R,)."""
        return np.minimum(self.deadline, np.where(self.day <= self.named_deadline, self.named_deadline, np.inf))

    @property
    def days_to_carry_out(self) -> Array:
        """How long a deal takes that is made or under way now: its phases still to come, or without phases as long as one looks ahead; (R,)."""
        if not self.on("carrying_out"):
            return np.full(self.R, float(self.days - self.day)) if self.settings.end_is_deadline else self.behaviour.horizon
        left = 1.0 - self.deal.carried
        lasts = [plan.lasts * left[k] * (k >= self.deal.current) for k, plan in enumerate(self.phase_plans)]
        return np.asarray(sum(lasts, np.zeros(self.R)))
