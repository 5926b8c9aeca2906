"""What a deal in phases is worth, against the recursion worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.model.worth import Phases, Prospects, worth
from sim.reference.preference import Preference

R, ISSUES = 5, 4
SHARES = st.floats(0, 1)
PER_HISTORY = arrays(float, R, elements=SHARES)


@st.composite
def deals(draw, phases):
    """A party's view of a deal whose issues are divided over so many phases, and a package."""
    wants = draw(st.lists(st.sampled_from(["more", "less", "peak"]), min_size=ISSUES, max_size=ISSUES))
    points = arrays(float, (ISSUES, R), elements=st.floats(0, 100))
    preference = Preference.of(wants, draw(points), draw(arrays(float, (ISSUES, R), elements=st.floats(0.1, 3))))
    of_issue = np.array([k % phases for k in range(ISSUES)])
    around = [np.stack([draw(PER_HISTORY) for _ in range(phases)])[: phases - following] for following in (0, 1, 1)]
    return preference, Phases.of(of_issue, preference.salience, np.ones((int(of_issue.max()) + 1, 1))), draw(PER_HISTORY), Prospects(*around), draw(points)


def value(deal, first=0):
    """What the package is worth from a phase on, (R,)."""
    preference, phases, holds, prospects, package = deal
    constant, shares = worth(phases, holds, prospects, np.full(R, first))
    return constant + (shares * (1.0 - preference.loss(package))).sum(axis=0)


def satisfied(deal, phase):
    """The share of a phase's weight that the package satisfies, and that weight; each (R,)."""
    preference, phases, _, _, package = deal
    own = (phases.of_issue == phase)[:, None]
    weight = np.where(own, preference.salience, 0.0).sum(axis=0)
    return np.where(own, preference.salience * (1.0 - preference.loss(package)), 0.0).sum(axis=0) / weight, weight


@given(deals(1))
def test_one_phase_gives_the_plain_formula(deal):
    """The chance that it holds times utility, else what the betrayed is left with."""
    preference, _, holds, prospects, package = deal
    assert np.allclose(value(deal), holds * preference.utility(package) + (1.0 - holds) * prospects.betrayed[0])


@given(deals(2))
def test_two_phases_by_hand(deal):
    """The first phase counts by its weight; the rest is the second if it is agreed, else what is left without it."""
    _, _, holds, around, _ = deal
    (first, weight), (second, _) = satisfied(deal, 0), satisfied(deal, 1)
    last = holds * second + (1 - holds) * around.betrayed[1]
    hoped = around.next_agreed[0] * last + (1 - around.next_agreed[0]) * around.without_next[0]
    assert np.allclose(value(deal, 1), last)
    assert np.allclose(value(deal, 0), holds * (weight * first + (1 - weight) * hoped) + (1 - holds) * around.betrayed[0])


@given(deals(3))
def test_three_phases_by_recursion(deal):
    """Each phase is worth its own share of the weight that remains, and the chance of what follows."""
    _, _, holds, around, _ = deal
    following, left = np.zeros(R), np.zeros(R)
    for k in (2, 1, 0):
        share, weight = satisfied(deal, k)
        left = left + weight
        own = weight / left
        agreed, without = (around.next_agreed[k], around.without_next[k]) if k < 2 else (0.0, 0.0)  # nothing follows the last
        hoped = agreed * following + (1 - agreed) * without
        following = holds * (own * share + (1 - own) * hoped) + (1 - holds) * around.betrayed[k]
        assert np.allclose(value(deal, k), following)


@pytest.mark.parametrize("phases", [1, 2, 3])
@given(data=st.data())
def test_each_history_counts_from_its_own_phase(phases, data):
    """Histories that stand at different phases are each worth what they would be alone."""
    deal = data.draw(deals(phases))
    preference, parts, holds, prospects, package = deal
    first = data.draw(arrays(int, R, elements=st.integers(0, phases - 1)))
    constant, shares = worth(parts, holds, prospects, first)
    mixed = constant + (shares * (1.0 - preference.loss(package))).sum(axis=0)
    assert np.allclose(mixed, np.choose(first, [value(deal, k) for k in range(phases)]))


@given(deals(2), PER_HISTORY)
def test_more_trust_never_makes_a_deal_worth_less_to_one_it_serves(deal, more):
    """Where every part of a deal kept is worth more than being betrayed, a greater chance that it holds raises its worth."""
    preference, phases, holds, around, package = deal
    safe = Prospects(np.zeros((2, R)), around.next_agreed, around.without_next)
    trusting = np.minimum(holds + more, 1.0)
    assert np.all(value((preference, phases, trusting, safe, package)) >= value((preference, phases, holds, safe, package)) - 1e-12)


@given(deals(2))
def test_worth_lies_between_the_best_and_the_worst(deal):
    """No deal is worth more than 1 or less than 0."""
    for first in (0, 1):
        assert np.all((value(deal, first) >= -1e-12) & (value(deal, first) <= 1.0 + 1e-12))


def test_a_phase_that_matters_to_nobody_counts_for_nothing():
    """With all weight on the second phase, the first is worth just the hope of the second."""
    preference = Preference.of(["more", "more"], np.full((2, 1), 100.0), np.array([[0.0], [1.0]]))
    phases = Phases.of(np.array([0, 1]), preference.salience, np.ones((2, 1)))
    one = np.ones(1)
    around = Prospects(np.zeros((2, 1)), np.full((1, 1), 0.5), np.full((1, 1), 0.2))
    constant, shares = worth(phases, one, around, np.zeros(1, int))
    assert constant + shares.sum(axis=0) == pytest.approx(0.5 * 1.0 + 0.5 * 0.2)
