"""Holding out for what is worth most in expectation."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.demand import Prospect
from sim.rules.demand.expected_gain import ExpectedGain

RUNGS = np.linspace(1.0, 0.0, 201)[:, None]
WORTH = st.floats(0.0, 0.5)


def prospect(*, theirs=0.4, shift=-0.0, unsure=0.1, left=0.0, later=1.0, cost=0.0, own_favour=0.0, coming_round=0.0, others=1):
    """A party that could gain 0.4 at most, on a straight frontier on which each other gains at most `theirs`, less `shift`."""
    gains = 0.4 * RUNGS
    margins = [theirs * (1.0 - RUNGS) - shift] * others
    one = np.ones(1)
    spread = [np.full_like(gains, unsure)] * others
    return Prospect(gains, 0.4 * one, margins, spread, left * one, later * one, cost * one, own_favour * one, coming_round * one)


def weighed(**words):
    found = ExpectedGain().weigh(prospect(**words))
    return float(found.asked[0]), float(found.accepted[0])


@given(WORTH, WORTH)
def test_who_thinks_better_of_the_own_case_asks_for_no_less(one, two):
    """The more a party overrates what others can live with, the more it asks for, and the more it turns down."""
    less, more = (weighed(own_favour=bias) for bias in sorted([one, two]))
    assert less[0] <= more[0]
    assert less[1] <= more[1] + 1e-12


@given(st.floats(0, 1), st.floats(0, 1), WORTH)
def test_demands_fall_as_the_time_in_which_others_may_come_round_runs_out(one, two, coming_round):
    """With less time left a party asks for no more and turns down no more."""
    late, early = (weighed(left=left, coming_round=coming_round) for left in sorted([one, two]))
    assert late[0] <= early[0]
    assert late[1] <= early[1] + 1e-12


@given(st.floats(0, 0.3), st.floats(0, 0.3))
def test_who_thinks_the_other_stronger_asks_for_less(one, two):
    """The better the other is thought to do without a deal, the less a party asks for, and the less it turns down."""
    weak, strong = (weighed(shift=shift) for shift in sorted([one, two]))
    assert strong[0] <= weak[0]
    assert strong[1] <= weak[1] + 1e-12


def test_with_no_later_occasion_it_takes_what_it_can_get():
    """At a last session that it believes in a party accepts whatever is worth no less than no deal, and asks for as much as ever."""
    assert weighed(later=0.0)[1] == 0.0
    assert weighed(later=0.0)[0] == weighed()[0]


@given(st.floats(0, 0.2), st.floats(0, 0.2))
def test_waiting_that_costs_more_makes_it_accept_less(one, two):
    """The dearer the wait for the next occasion, the less a party accepts; what it asks for is the same."""
    cheap, dear = (weighed(cost=cost) for cost in sorted([one, two]))
    assert dear[1] <= cheap[1]
    assert dear[0] == cheap[0]


@given(WORTH, st.floats(0.01, 0.3), st.integers(1, 3))
def test_it_accepts_no_more_than_it_asks_for(own_favour, unsure, others):
    """What a party accepts is worth no more than what it asks for, and both lie between nothing and all of its gain."""
    asked, accepted = weighed(own_favour=own_favour, unsure=unsure, others=others)
    assert 0.0 <= accepted <= asked <= 1.0


@pytest.mark.parametrize("unsure", [0.02, 0.05, 0.1, 0.2])
def test_what_it_asks_for_is_the_best_gamble(unsure):
    """It asks for the share with the largest gain times normal probability that the other gains by the rest, found by brute force."""
    shares = np.linspace(0.0, 1.0, 2001)
    chance = np.array([0.5 * (1.0 + math.erf(0.4 * (1.0 - share) / unsure / math.sqrt(2.0))) for share in shares])
    assert weighed(unsure=unsure)[0] == pytest.approx(shares[(shares * chance).argmax()], abs=0.02)


def test_who_knows_the_other_leaves_it_just_enough():
    """A party that is sure of what the other gains asks for all but what leaves the other no worse off than no deal (Fearon 1995)."""
    assert weighed(shift=0.1, unsure=1e-5)[0] == pytest.approx(0.75, abs=0.006)


def test_every_further_signature_that_is_needed_makes_it_ask_for_less():
    """With more others who must all accept, a party asks for less and hopes for less."""
    one, two, three = (weighed(others=others) for others in (1, 2, 3))
    assert one[0] > two[0] > three[0]
    assert one[1] > two[1] > three[1]
