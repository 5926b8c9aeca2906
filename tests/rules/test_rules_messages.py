"""Messages: what a mediator says, and how far it is believed (Kydd 2003, 2006; Fey & Ramsay 2010)."""

import numpy as np
import pytest
from contracts import SHARES, R
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.messages import (
    chance_signal_is_high,
    honesty_about_resolve,
    honesty_about_trust,
    likelihood_of_message,
    says_high,
    trust_likelihood_ratio,
)

UNIT = st.floats(0, 1)
SIDES = st.floats(-1, 1)
HIGH, LOW = np.array([True]), np.array([False])


@given(UNIT, arrays(bool, R))
def test_without_knowledge_a_message_says_nothing(honesty, said):
    """A sender who knows no more than was said at the table is worth nothing, however honest: the likelihood ratio is exactly 1."""
    assert np.all(trust_likelihood_ratio(said, knowledge=0.0, honesty=honesty) == 1.0)


@given(UNIT)
def test_praise_from_one_who_always_praises_says_nothing(knowledge):
    """A high message from a sender that never admits the contrary has a likelihood ratio of exactly 1, whatever it knows."""
    assert trust_likelihood_ratio(HIGH, knowledge=knowledge, honesty=0.0) == 1.0


@given(st.floats(0.01, 0.99))
def test_praise_is_believed_as_far_as_the_sender_would_admit_the_contrary(knowledge):
    """The likelihood ratio of a high message rises with honesty, from 1, up to that of the sender's own information."""
    ratios = [trust_likelihood_ratio(HIGH, knowledge=knowledge, honesty=honesty)[0] for honesty in (0.0, 1e-6, 0.25, 0.5, 0.75, 1.0)]
    assert ratios == sorted(ratios)
    assert ratios[1] == pytest.approx(1.0, abs=1e-5)
    assert ratios[-1] == pytest.approx((1 + knowledge) / (1 - knowledge))


def test_one_who_knows_all_and_always_says_it_is_believed():
    """Praise from a sender that knows all and hides nothing makes trust as good as certain, without a warning."""
    assert trust_likelihood_ratio(HIGH, knowledge=1.0, honesty=1.0) > 1e6


@given(st.floats(0, 0.99), st.floats(0.01, 1))
def test_an_admission_is_fully_believed(knowledge, honesty):
    """A low message can only come from low information, so it counts for all that the sender knows, however seldom it is honest."""
    assert trust_likelihood_ratio(LOW, knowledge=knowledge, honesty=honesty) == pytest.approx((1 - knowledge) / (1 + knowledge))


@given(st.floats(0, 0.99), UNIT)
def test_a_message_moves_belief_the_way_it_says(knowledge, honesty):
    """Praise never lowers belief, an admission never raises it."""
    assert trust_likelihood_ratio(HIGH, knowledge=knowledge, honesty=honesty) >= 1.0
    assert trust_likelihood_ratio(LOW, knowledge=knowledge, honesty=honesty) <= 1.0 + 1e-12


@given(arrays(float, R, elements=st.floats(0.001, 0.999)), UNIT)
def test_likelihoods_are_probabilities(chance_high, honesty):
    """High and low messages together are certain."""
    high, low = (likelihood_of_message(np.full(R, said), chance_high, honesty) for said in (True, False))
    assert np.all((high >= 0.0) & (low >= 0.0))
    assert np.allclose(high + low, 1.0, atol=1e-11)


@pytest.mark.parametrize("honesty", [0.0, 0.3, 1.0])
@pytest.mark.parametrize("chance", [0.2, 0.7])
def test_what_is_said_has_the_likelihood_that_receivers_reckon_with(honesty, chance):
    """Over many draws, high messages are as frequent as the likelihood says: belief and behaviour are one model."""
    luck = np.random.default_rng(1)
    said = says_high(luck.random(200_000) < chance, honesty, luck.random(200_000))
    assert said.mean() == pytest.approx(likelihood_of_message(HIGH, np.array([chance]), honesty)[0], abs=0.005)


@given(arrays(bool, R), UNIT, arrays(float, R, elements=st.floats(0, 1, exclude_max=True)))
def test_good_news_is_always_told(signal, honesty, luck):
    """Nobody hides that the other is strong, or its word good; only the contrary may be kept back."""
    said = says_high(signal, honesty, luck)
    assert np.all(said[signal])
    assert np.all(says_high(signal, 0.0, luck))
    assert np.array_equal(says_high(signal, 1.0, luck), signal)


@given(SHARES, SHARES, UNIT)
def test_signals_rise_with_what_they_are_about(no_deal, more, knowledge):
    """The higher a no-deal value, the likelier information shows it high; without knowledge it is a coin, at the cutoff too."""
    cutoff = np.full(R, 0.5)
    chance = chance_signal_is_high(no_deal, cutoff, knowledge=knowledge, width=0.05)
    assert np.all((chance >= 0.0) & (chance <= 1.0))
    assert np.all(chance_signal_is_high(no_deal + more, cutoff, knowledge=knowledge, width=0.05) >= chance)
    assert np.all(chance_signal_is_high(no_deal, cutoff, knowledge=0.0, width=0.05) == 0.5)
    assert np.allclose(chance_signal_is_high(cutoff, cutoff, knowledge=knowledge, width=0.05), 0.5)


@given(SIDES)
def test_only_ones_own_side_is_believed_about_resolve(leaning):
    """A sender admits that the other is weak as far as it leans to the receiver; a neutral or hostile one never does (Kydd 2003)."""
    assert honesty_about_resolve(leaning) == max(leaning, 0.0)


@given(UNIT, SIDES)
def test_trust_needs_a_stake_and_no_side(stake, leaning):
    """Honesty about another's word falls with any leaning, alike to both sides, and is nothing without a stake (Kydd 2006)."""
    honesty = honesty_about_trust(stake, leaning)
    assert 0.0 <= honesty <= stake
    assert honesty == honesty_about_trust(stake, -leaning) <= honesty_about_trust(stake, leaning / 2)
    assert honesty_about_trust(0.0, leaning) == 0.0
    assert honesty_about_trust(stake, 1.0) == 0.0
