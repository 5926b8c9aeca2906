"""A made-up population of crises shows what counts of real ones show, for the reasons that the literature gives."""

import sys
from copy import deepcopy
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

from bands import chance_of_mediator
from bases import DEFAULTS
from deals import fates
from population import crisis

YEAR, HALF = 365, 180
SHORT = 42
"""Days of talks in the crises of these tests."""
FRAGILE = {**DEFAULTS, "breach_rate": 0.004}
"""Constants at their defaults, but deals as easily left as the range allows, so that months show what becomes of them."""


@cache
def deals(seed, mediated):
    """Share of histories of a crisis in which a deal comes into force."""
    one = replace(crisis(seed), window=SHORT)
    return fates(one.played(follow_up=1, mediated=mediated), talks=SHORT, seed=seed).any_deal.mean()


def quiet(one):
    """A crisis without news, pressure that wanes or attacks, so that nothing but its terms moves the rate at which a deal is left."""
    one = deepcopy(one)
    for party in one.parties.values():
        party["no_deal"]["noise_per_day"] = 0.0
    one.mediator["leverage"], one.outside["spoils"]["rate_per_day"] = {}, 0.0
    return one


@cache
def stood(seed, *, days=HALF, calm=False, stages=1, guaranteed=False, blocks=1):
    """How long the deals of a crisis stood, up to so many days; inf where they did not fail."""
    one = replace(crisis(seed, FRAGILE), window=SHORT)
    scenario = (quiet(one) if calm else one).played(follow_up=days, stages=stages, guaranteed=guaranteed)
    found = fates(scenario, talks=SHORT, seed=seed, blocks=blocks)
    return found.stood[found.any_deal]


def comparisons(seeds, chance):
    """Difference in the share of deals with and without a mediator: as records would show it, and crisis by crisis."""
    finds = np.array([chance(crisis(seed).hardness) for seed in seeds])
    without, helped = (np.array([deals(seed, mediated) for seed in seeds]) for mediated in (False, True))
    return np.average(helped, weights=finds) - np.average(without, weights=1 - finds), np.mean(helped - without)


SOME = range(1000, 1008)


def test_records_understate_what_mediators_do():
    """Hard crises bring fewer deals and more mediators: as records have it mediated ones fare worse, beside themselves they do not by nearly as much."""
    raw, same = comparisons(SOME, chance_of_mediator)
    assert raw < same - 0.05


def test_records_would_be_right_if_mediators_came_by_lot():
    """Where the chance of a mediator has nothing to do with the crisis, both comparisons say the same."""
    raw, same = comparisons(SOME, lambda _: 0.3)
    assert raw == pytest.approx(same)


def rate(times, low, high):
    """Failures per deal and day at risk, from one age of deals to another."""
    return np.sum((times > low) & (times <= high)) / np.sum(np.minimum(times[times > low], high) - low)


def test_weak_deals_go_first():
    """In a lot mixed of weak deals and firm ones the rate of failures falls with age, although nothing makes any single deal firmer."""
    weak, firm = (stood(seed, days=YEAR, calm=True, blocks=2) for seed in (0, 5))
    assert rate(weak, -1, YEAR) > 3 * rate(firm, -1, YEAR)
    lot = np.concatenate([weak, firm])
    assert rate(lot, 120, YEAR) < rate(lot, -1, 60)
    assert np.mean(weak > YEAR) < np.mean(firm > YEAR)


def test_settling_all_at_once_outlasts_leaving_half_for_later():
    """Of the same crises, deals on everything fail less often within half a year than deals on half of the issues."""
    whole, half = (np.concatenate([stood(seed, stages=stages) for seed in (2, 7)]) for stages in (1, 2))
    assert np.mean(whole <= HALF) < np.mean(half <= HALF) - 0.02


def test_guaranteed_deals_outlast_others():
    """With a guarantee more is signed, and what is signed fails less often within half a year."""
    without, with_one = (np.concatenate([stood(seed, guaranteed=guaranteed) for seed in (2, 7)]) for guaranteed in (False, True))
    assert len(with_one) >= len(without)
    assert np.mean(with_one <= HALF) < np.mean(without <= HALF) - 0.02


@pytest.mark.slow
def test_the_same_holds_over_many_crises():
    """Over forty crises with constants of their own: records understate mediators; full and guaranteed deals outlast others."""
    raw, same = comparisons(range(40), chance_of_mediator)
    assert raw < same - 0.05
    failed = {
        kind: np.concatenate([stood(seed, **dict([kind])) for seed in range(12)]) <= HALF for kind in (("stages", 1), ("stages", 2), ("guaranteed", True))
    }
    assert failed["guaranteed", True].mean() < failed["stages", 1].mean() < failed["stages", 2].mean()
