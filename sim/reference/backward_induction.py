"""Alternating offers over a finite number of rounds, solved from the last round back (Stahl 1972; Rubinstein 1982)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.arrays import Array

from .frontier import Frontier


@dataclass(frozen=True)
class Plan:
    """What is offered and what must be offered, round by round; each (rounds, 2, R), the middle axis being the proposer.

    `offer`: the point of the path offered. `least`: the gain that the responder is worth waiting for, so must be offered.
    """

    offer: Array
    least: Array


def plan(path: Frontier, rounds: int, discounts: tuple[float, float], proposers: Array) -> Plan:
    """Solve `rounds` of offers on an efficient path with gains of 0 if no round brings a deal.

    `discounts` are what is left to each side of a gain one round later; `proposers` (rounds,) is the probability that the first
    side proposes in each round.
    """
    shape = path.first.shape[1:]
    offer, least = np.zeros((rounds, 2, *shape)), np.zeros((rounds, 2, *shape))
    wait_1 = wait_2 = np.zeros(shape)
    no_deal = path.where_falls_to_zero(path.first) < path.where_falls_to_zero(-path.second)
    for k in range(rounds - 1, -1, -1):
        offer[k, 0], least[k, 0] = path.where_falls_to_zero(wait_2 - path.second), wait_2
        offer[k, 1], least[k, 1] = path.where_falls_to_zero(path.first - wait_1), wait_1
        gains = [[path.at(corners, offer[k, proposer]) for proposer in (0, 1)] for corners in (path.first, path.second)]
        first, second = (proposers[k] * one + (1.0 - proposers[k]) * two for one, two in gains)
        wait_1, wait_2 = np.where(no_deal, 0.0, discounts[0] * first), np.where(no_deal, 0.0, discounts[1] * second)
    return Plan(offer, least)
