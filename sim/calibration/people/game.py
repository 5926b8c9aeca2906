"""The game that people played: two divide some things of three kinds, each knows only what they are worth to itself, and no deal is worth nothing.

Source: Lewis, Yarats, Dauphin, Parikh & Batra 2017, Deal or No Deal? End-to-End Learning for Negotiation Dialogues.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

import numpy as np

from sim.arrays import Array, Index, Mask
from sim.bounds import BLOCK
from sim.model import TalksModel, dissolve
from sim.model.grain import Grain
from sim.rules.acceptance.judged import Judged
from sim.rules.demand.expected_gain import ExpectedGain
from sim.scenario import from_resolved
from sim.scenario.schema import Scenario

KINDS, TOTAL = ("a", "b", "c"), 10
FEWEST, MOST = 5, 7
"""Things on the table, of all kinds."""
MESSAGES = 11
"""After so many messages the talks are over."""


@dataclass(frozen=True)
class Pairs:
    """What is on the table and what it is worth: how many of each kind, and the points of one to either side; each (kinds, R)."""

    counts: Index
    mine: Index
    theirs: Index

    @property
    def best_equal(self) -> Index:
        """The largest number of points that some division gives to both, (R,)."""
        best = np.zeros(self.counts.shape[1], int)
        for possible, one, other in self._divisions():
            best = np.maximum(best, np.where(possible, np.minimum(one, other), 0))
        return best

    def improvable(self, one: Index, other: Index) -> Mask:
        """Where some division gives one side more than these points, each (R,), and neither less."""
        found = np.zeros(self.counts.shape[1], bool)
        for possible, mine, theirs in self._divisions():
            found |= possible & (mine >= one) & (theirs >= other) & (mine + theirs > one + other)
        return found

    def _divisions(self) -> Iterator[tuple[Mask, Index, Index]]:
        """Every division: where there are as many things, and the points that it gives to either side; each (R,)."""
        for division in product(*(range(count + 1) for count in self.counts.max(axis=1))):
            given = np.array(division)[:, None]
            yield np.asarray((given <= self.counts).all(axis=0)), self._points(self.mine, given), self._points(self.theirs, self.counts - given)

    @staticmethod
    def _points(of_one: Index, given: Index) -> Index:
        return np.asarray((of_one * given).sum(axis=0))

    @property
    def best_joint(self) -> Index:
        """The most points that both can have together, (R,)."""
        return np.asarray((self.counts * np.maximum(self.mine, self.theirs)).sum(axis=0))

    @property
    def opposition(self) -> Array:
        """How alike what they want is: the cosine of the points of all of each kind, (R,)."""
        one, other = self.counts * self.mine, self.counts * self.theirs
        return np.asarray((one * other).sum(axis=0) / np.sqrt((one**2).sum(axis=0) * (other**2).sum(axis=0)))


@cache
def every_pair() -> Pairs:
    """All there are: the points of all things sum to 10 for each side, each kind is worth something to somebody, and some kind to both."""
    found = []
    for counts in product(range(1, MOST + 1), repeat=len(KINDS)):
        if FEWEST <= sum(counts) <= MOST:
            worth = [values for values in product(range(TOTAL + 1), repeat=len(KINDS)) if sum(c * v for c, v in zip(counts, values, strict=True)) == TOTAL]
            for mine, theirs in product(worth, worth):
                both = [one > 0 and other > 0 for one, other in zip(mine, theirs, strict=True)]
                if any(both) and all(one > 0 or other > 0 for one, other in zip(mine, theirs, strict=True)):
                    found.append((counts, mine, theirs))
    return Pairs(*(np.array([one[k] for one in found]).T for k in range(3)))


def some_pairs(n: int, seed: int) -> Pairs:
    """So many pairs, any as likely as any other."""
    every = every_pair()
    chosen = np.random.default_rng(seed).integers(every.counts.shape[1], size=n)
    return Pairs(every.counts[:, chosen], every.mine[:, chosen], every.theirs[:, chosen])


def scenario(behaviour: dict[str, float], pride: float, pride_varies: float, tedium: float = 0.0, messages: int = MESSAGES) -> Scenario:
    """The game as a scenario, over after so many messages.

    A division so poor that it hurts is refused, as worth less than `pride` (share of all points), which varies between people; each further
    message costs `tedium` (share of all points).
    """
    last = f"2000-01-{messages:02}"

    def side(wants: str) -> dict[str, object]:
        stances = {kind: {"wants": wants, "position": 100.0 if wants == "more" else 0.0, "salience": 1.0} for kind in KINDS}
        expected = {"mean": pride, "sd": pride_varies}
        return {
            "label": wants,
            "stances": stances,
            "no_deal": {"expected": expected, "betrayed": 0.0, "cost_per_day": tedium},
            "demand": {"rule": ExpectedGain.name},
            "acceptance": Judged.name,
            "priorities_known": 0.0,
            "estimate_error": 0.0,
        }

    return from_resolved(
        {
            "title": "Dividing things",
            "format": 2,
            "calendar": {"start": "2000-01-01", "end": last, "deadline": last, "sessions": "every 1 days"},
            "protocol": {"kind": "alternating_offers", "first": "one"},
            "issues": {kind: {"label": kind, "steps": 1} for kind in KINDS},
            "parties": {"one": side("more"), "other": side("less")},
            "trust": {"mean": 0.999999},
            "behaviour": behaviour,
            "constants": {"resolve_error": max(pride_varies, 0.01), "attendance_readiness": 50.0, "temptation": 0.0},
        }
    )


class Game(TalksModel):
    """A batch of the game in which every history has its own things and points."""

    def __init__(self, talks: Scenario, pairs: Pairs, seed: int) -> None:
        self._pairs = pairs
        super().__init__(talks, seed=seed, blocks=range(pairs.counts.shape[1] // BLOCK))

    def form_first_beliefs(self) -> None:
        """Deal out things and points, then as in any talks."""
        pairs = self._pairs
        order = [KINDS.index(kind) for kind in self.issue_names]
        for party, points in ((self.party["one"], pairs.mine), (self.party["other"], pairs.theirs)):
            party.weight = (pairs.counts * points)[order].astype(float)
        self.grain = replace(self.grain or Grain(np.zeros((1, 1)), {}), width=100.0 / pairs.counts[order])
        super().form_first_beliefs()


@dataclass(frozen=True)
class Played:
    """What became of each history, (R,): whether a deal came, at which message, and the points of either side (0 without a deal)."""

    agreed: Mask
    message: Array
    mine: Array
    theirs: Array


def played(talks: Scenario, pairs: Pairs, seed: int = 1) -> Played:
    """Play the game with some pairs, a multiple of 250."""
    model = Game(talks, pairs, seed)
    while model.running:
        model.step()
    agreed, order = model.deal.first_day >= 0, [model.issue_names.index(kind) for kind in KINDS]
    taken = np.rint(np.where(agreed, model.deal.terms, 0.0)[order] / 100.0 * pairs.counts).astype(int)
    mine, theirs = (pairs.mine * taken).sum(axis=0), (pairs.theirs * (pairs.counts - taken)).sum(axis=0)
    message = np.where(agreed, model.deal.first_day + 1, MESSAGES)
    dissolve(model)
    return Played(agreed, message, np.where(agreed, mine, 0), np.where(agreed, theirs, 0))
