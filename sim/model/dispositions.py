"""Who means to keep the deals that it signs, and what the parties remember of a deal in force; parties stand in their order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.arrays import Array, Mask, normal_distribution, sequential_sum
from sim.modules.keeping import Keeping
from sim.rules.carrying_out import leaving_hazard, overlooked, use_hazard

from .party import Party
from .world import World


class Dispositions:
    """Whether each party means to keep a deal or to use it, drawn once, and how it takes what is done to it.

    `keeps`, `owed`: where a party means to keep deals, and has an answer in kind to give today, (parties, R). `wrongs`, `shown` (parties, R): fresh
    wrongs done to it; the log-odds for its meaning to keep the deal that no tranche has shown yet. `days`, `lasts` (R,): of the deal in force,
    how many have passed and how many it is meant to take. `violated`, `answered`, `used` (R,) are for the row of a run.
    """

    def __init__(self, world: World, parties: Sequence[Party]) -> None:
        """Draw who means to keep a deal, on the eve of the first day, with the chance that its settings or the others' beliefs give it."""
        self.settings: Keeping = world.settings.of_module("keeping")
        self.constants, self.parties, R = world.constants, parties, world.R
        self.keeps: Mask = np.stack([normal_distribution(world.streams.once(f"{party.stream_id}/keeps")) < chance_of_keeping(party) for party in parties])
        self.violation_draws = [world.streams.uniform(f"{party.stream_id}/violation") for party in parties]
        self.echo_draws = [world.streams.uniform(f"{party.stream_id}/echo") for party in parties]
        self.patience_draws = [world.streams.uniform(f"{party.stream_id}/overlook") for party in parties]
        self.owed, self.wrongs, self.shown = np.zeros_like(self.keeps), np.zeros(self.keeps.shape), np.zeros(self.keeps.shape)
        self.days, self.lasts = np.zeros(R), np.ones(R)
        self.violated, self.answered, self.used = np.zeros(R, int), np.zeros(R, int), np.zeros(R, bool)

    def keeps_of(self, name: str) -> Mask:
        """Where the party of that name means to keep deals, (R,)."""
        return np.asarray(self.keeps[[party.name for party in self.parties].index(name)])

    def let_a_day_pass(self, alive: Mask, lasts: Array) -> None:
        """Count a day of the deals in force, (R,), which are meant to take so many days from their start, (R,), and let wrongs fade."""
        self.wrongs *= 0.5 ** (1.0 / self.settings.wrongs_fade)
        starts = alive & (self.days == 0)
        self.lasts = np.where(starts, np.maximum(lasts, 1.0), self.lasts)
        self.days = np.where(alive, self.days + 1.0, 0.0)

    def hazard(self, place: int, temptation: Array, guarantee: Array, tension: Array) -> Array:
        """Hazard (R,) of today that a party leaves the deal, and take in what it shows of those who do not."""
        own, constants = self.settings, self.constants
        a_day = 1.0 / self.lasts
        user = use_hazard(np.maximum(self.days - 1.0, 0.0) * a_day, a_day, leaves=own.use_leaves, early=own.use_early)
        keeper = own.keeper_leaves + own.wrong_ends * (1.0 - 0.5 ** (1.0 / own.wrongs_fade)) * self.wrongs[place]
        effects: dict[str, Any] = {"by_temptation": constants.breach_temptation, "by_guarantee": constants.breach_guarantee}
        untempted = leaving_hazard(user, np.zeros_like(user), guarantee, tension, **effects)
        self.shown[place] += untempted + (own.use_violates - 1.0) * own.violations
        return leaving_hazard(np.where(self.keeps[place], keeper, user), temptation, guarantee, tension, **effects)

    def build_trust(self, where: Mask) -> None:
        """Let the others learn from each party's having come so far, in some histories, (R,)."""
        if where.any():
            for place in range(len(self.parties)):
                self._judge(place, where, 0.0)

    def take_note_of_violation(self, place: int, where: Mask) -> None:
        """Let the others learn from a violation by one party, and from how it has kept the deal before, in some histories, (R,)."""
        if where.any():
            self._judge(place, where, -np.log(self.settings.use_violates))

    def _judge(self, place: int, where: Mask, also: float) -> None:
        """Bayes' rule on how likely what a party has shown so far is of a keeper and of a user; `also` is the log-odds of today's act."""
        ratio = np.exp(self.settings.evidence * np.minimum(self.shown[place] + also, 20.0))
        for other in self.parties[place].others:
            other.trust[self.parties[place].name].hear(where, ratio)
        self.shown[place] = np.where(where, 0.0, self.shown[place])

    def overlooks(self, place: int, by: Party) -> Array:
        """Chance (R,) that a party overlooks what another has done to it."""
        return overlooked(self.parties[place].trust[by.name].mean, self.settings.overlooks)

    def forget(self, where: Mask) -> None:
        """Be done with a deal that has ended, in some histories, (R,)."""
        self.days = np.where(where, 0.0, self.days)
        self.owed, self.shown = self.owed & ~where, np.where(where, 0.0, self.shown)


def chance_of_keeping(party: Party) -> Array:
    """The chance (R,) that a party means to keep the deals that it signs: its own setting, or what the others believe of it, on average."""
    if party.settings.keeps is not None:
        return np.full(party.model.R, party.settings.keeps)
    return sequential_sum([other.trust[party.name].mean for other in party.others]) / len(party.others)
