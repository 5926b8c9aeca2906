"""Offers as backward induction says: the whole game of offers solved beforehand, with everything known to both."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sim.arrays import Array
from sim.reference.backward_induction import Plan, plan
from sim.reference.frontier import Frontier, Side
from sim.scenario import schema

from .party import Party


@dataclass(frozen=True)
class EquilibriumOffers:
    """The path of efficient packages between two parties, what each offers on it in each session, and what waiting is worth to it."""

    path: Frontier
    planned: Plan
    every: int

    @classmethod
    def of(cls, scenario: schema.Scenario, parties: Sequence[Party]) -> EquilibriumOffers | None:
        """The offers of two parties in a scenario whose parties offer so, None in any other. Source: Stahl 1972; Rubinstein 1982."""
        protocol, every = scenario.protocol, scenario.calendar.sessions.every
        if protocol.offers != "equilibrium" or every is None:
            return None
        sides = []
        for party in parties:
            constant, shares = party.outlook().worth_of_issues(party.preference.position)
            sides.append(Side(party.preference, constant - party.no_deal, shares))
        path = Frontier.between(sides[0], sides[1]).revalued([party.gain for party in parties])
        rounds = -(-scenario.days // every)
        chances = np.array([chance_first_proposes(protocol, parties[0].name, k) for k in range(rounds)])
        discounts = [protocol.discount.get(party.name, 1.0) for party in parties]
        return cls(path, plan(path, rounds, (discounts[0], discounts[1]), chances), every)

    def package(self, day: int, place: int) -> Array:
        """What the party at that place offers on a day, (issues, R)."""
        return self.path.package(self.planned.offer[day // self.every, place])

    def least_gain(self, day: int, place: int) -> Array:
        """The gain that waiting is worth on a day to the party at that place, as the one who answers; (R,)."""
        return np.asarray(self.planned.least[day // self.every, 1 - place])


def chance_first_proposes(protocol: schema.Protocol, first: str, session: int) -> float:
    """Probability that the `first` of two parties (by stream id) proposes in a session."""
    if protocol.proposer == "random":
        return 0.5
    starts = protocol.first in (None, first)
    return float(starts if protocol.proposer == "fixed" or session % 2 == 0 else not starts)
