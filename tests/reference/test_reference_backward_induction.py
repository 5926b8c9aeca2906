"""Offers worked out from the last round back, against the closed forms of Stahl (1972) and Rubinstein (1982)."""

import numpy as np
import pytest
from bargains import many, side
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reference.backward_induction import plan
from sim.reference.bargain import Bargain, nash
from sim.reference.frontier import Frontier

PATIENCE = st.floats(0.05, 0.99)
PIE = Frontier.between(side(["more"], [100], [1]), side(["less"], [0], [1]))


def shares(rounds, discounts, proposers):
    """What the first side gets of a pie if it proposes, and if the other does, in the first round."""
    solved = plan(PIE, rounds, discounts, np.broadcast_to(np.asarray(proposers, dtype=float), (rounds,)))
    return tuple(float(PIE.at(PIE.first, solved.offer[0, proposer])[0]) for proposer in (0, 1))


def turns(rounds):
    """The first side proposes in rounds 0, 2, 4 and so on."""
    return (np.arange(rounds) + 1) % 2


@settings(deadline=None)
@given(st.integers(1, 60), PATIENCE)
def test_a_finite_number_of_rounds(rounds, patience):
    """With n rounds and a common discount d, who begins gets (1 - d^n) / (1 + d) for even n, (1 + d^n) / (1 + d) for odd n (Stahl)."""
    expected = (1.0 + patience**rounds * (-1.0) ** (rounds + 1)) / (1.0 + patience)
    assert shares(rounds, (patience, patience), turns(rounds))[0] == pytest.approx(expected, abs=1e-12)


@settings(deadline=None)
@given(st.integers(1, 60), PATIENCE, PATIENCE)
def test_unequal_patience(rounds, mine, yours):
    """With discounts a and b, who begins gets (1 - b) (1 - (ab)^m) / (1 - ab) in m pairs of rounds, plus (ab)^m for a last round of its own."""
    pairs, product = rounds // 2, mine * yours
    expected = (1.0 - yours) * (1.0 - product**pairs) / (1.0 - product) + (product**pairs if rounds % 2 else 0.0)
    assert shares(rounds, (mine, yours), turns(rounds))[0] == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(("mine", "yours"), [(0.9, 0.9), (0.95, 0.8), (0.6, 0.9)])
def test_the_game_without_end(mine, yours):
    """As rounds are added, the share tends to Rubinstein's (1 - b) / (1 - ab), as fast as (ab)^(n/2)."""
    limit = (1.0 - yours) / (1.0 - mine * yours)
    distances = [abs(shares(rounds, (mine, yours), turns(rounds))[0] - limit) for rounds in (4, 16, 64, 256)]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-5


@settings(deadline=None)
@given(st.integers(1, 40), PATIENCE)
def test_a_coin_that_decides_who_proposes_favours_nobody(rounds, patience):
    """With a fair coin each round and equal patience, who proposes gets 1 - d / 2 (1 in the last round), and on average each gets half."""
    proposing, answering = shares(rounds, (patience, patience), 0.5)
    assert proposing == pytest.approx(1.0 - patience / 2.0 if rounds > 1 else 1.0, abs=1e-12)
    assert (proposing + answering) / 2.0 == pytest.approx(0.5, abs=1e-12)


def test_a_coin_and_unequal_patience():
    """In the long run who proposes with probability p is worth p (1 - b) / (1 - p b - (1 - p) a)."""
    p, mine, yours = 0.3, 0.9, 0.7
    proposing, answering = shares(300, (mine, yours), p)
    assert p * proposing + (1 - p) * answering == pytest.approx(p * (1 - yours) / (1 - p * yours - (1 - p) * mine), abs=1e-12)


@settings(deadline=None)
@given(st.integers(2, 20), PATIENCE, PATIENCE)
def test_patience_pays(rounds, mine, yours):
    """A little more patience never gets a side less."""
    assert shares(rounds, (mine + 0.01, yours), turns(rounds))[0] >= shares(rounds, (mine, yours), turns(rounds))[0] - 1e-12
    assert shares(rounds, (mine, yours + 0.01), turns(rounds))[0] <= shares(rounds, (mine, yours), turns(rounds))[0] + 1e-12


def test_one_who_always_proposes_takes_all():
    """A responder that never proposes has nothing to wait for."""
    assert shares(10, (0.9, 0.9), 1.0) == (1.0, pytest.approx(0.9))


def test_offers_give_the_responder_what_waiting_is_worth():
    """On a path over several issues too, each offer leaves the responder just indifferent, and it is efficient for the proposer to be met."""
    bargain = many(5, 80)
    path, some = bargain.frontier, ~bargain.no_joint_gain
    solved = plan(path, 12, (0.9, 0.8), turns(12))
    for k in range(12):
        for proposer, corners in ((0, path.second), (1, path.first)):
            gain, least = path.at(corners, solved.offer[k, proposer])[some], solved.least[k, proposer][some]
            assert np.all(gain >= least - 1e-9)
            assert np.allclose(gain, np.maximum(least, corners.min(axis=0)[some]), atol=1e-9)


def test_patient_sides_come_near_the_nash_bargain():
    """As both grow patient, the offers of either tend to the maximiser of the product of gains (Binmore, Rubinstein & Wolinsky 1986)."""
    bargain = Bargain([side(["more"] * 3, [90, 80, 100], [1, 2, 3], no_deal=0.3), side(["less"] * 3, [10, 0, 30], [3, 2, 1], no_deal=0.2)])
    path, fair = bargain.frontier, bargain.gains(nash(bargain))[0, 0]
    distances = []
    for patience, rounds in ((0.5, 40), (0.9, 200), (0.99, 1500)):
        solved = plan(path, rounds, (patience, patience), turns(rounds))
        distances.append(abs(float(path.at(path.first, solved.offer[0, 0])[0]) - fair))
    assert distances[2] < distances[1] < distances[0]
    assert distances[2] < 0.01


def test_where_nobody_can_gain_nothing_is_worth_waiting_for():
    """Without a package that both prefer to no deal, the least that must be offered is 0 throughout."""
    path = Frontier.between(side(["more"], [100], [1], no_deal=0.7), side(["less"], [0], [1], no_deal=0.7))
    assert np.all(plan(path, 8, (0.9, 0.9), turns(8)).least == 0.0)
