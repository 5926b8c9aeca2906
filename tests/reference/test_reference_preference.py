"""Preferences over packages: 0 where content, 1 at the worst end, in between by distance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.reference.preference import Preference

ISSUES, R = 3, 4
WANTS = st.lists(st.sampled_from(["more", "less", "peak"]), min_size=ISSUES, max_size=ISSUES)
POINTS = arrays(float, (ISSUES, R), elements=st.floats(0, 100))
WEIGHTS = arrays(float, (ISSUES, R), elements=st.one_of(st.just(0.0), st.floats(0.01, 5)))
SHAPES = st.sampled_from([1.0, 1.5, 2.0])


@st.composite
def preferences(draw):
    """Any preference over three issues in four histories, positions beyond the scale included."""
    position = draw(arrays(float, (ISSUES, R), elements=st.floats(-20, 120)))
    return Preference.of(draw(WANTS), position, draw(WEIGHTS), draw(SHAPES))


@given(preferences())
def test_nothing_hurts_at_the_position(preference):
    """The loss at the position is 0 on every issue, and utility is 1."""
    assert np.all(preference.loss(preference.position) == 0.0)
    assert np.all(preference.utility(preference.position) == 1.0)


@given(POINTS, POINTS, SHAPES)
def test_nothing_hurts_beyond_the_position(position, package, shape):
    """More than wanted does not hurt one who wants more, nor less one who wants less."""
    for want, contented in (("more", np.maximum), ("less", np.minimum)):
        preference = Preference.of([want] * ISSUES, position, np.ones((ISSUES, R)), shape)
        assert np.all(preference.loss(contented(package, preference.position)) == 0.0)


@given(preferences())
def test_the_worst_end_costs_one(preference):
    """The largest loss over both ends of the scale is 1, on every issue: less is the worst for one who wants more, the farther end for a peak."""
    ends = np.maximum(preference.loss(np.zeros((ISSUES, R))), preference.loss(np.full((ISSUES, R), 100.0)))
    assert np.allclose(ends, 1.0)


@given(preferences(), POINTS, POINTS)
def test_giving_way_further_hurts_more(preference, package, other):
    """Of two points on the same side of the position, the farther one hurts at least as much; all losses lie in [0, 1]."""
    nearer = preference.position + 0.5 * (package - preference.position)
    assert np.all(preference.loss(nearer) <= preference.loss(package))
    assert np.all((preference.loss(other) >= 0.0) & (preference.loss(other) <= 1.0 + 1e-12))


@given(WANTS, POINTS, WEIGHTS, POINTS)
def test_bent_losses_are_powers_of_even_ones(wants, position, weight, package):
    """A shape of 2 squares the loss: slow at first, then fast, with both ends unmoved."""
    even, bent = (Preference.of(wants, position, weight, shape) for shape in (1.0, 2.0))
    assert np.allclose(bent.loss(package), even.loss(package) ** 2)
    assert np.all(bent.utility(package) >= even.utility(package) - 1e-12)


@given(preferences())
def test_salience_sums_to_one(preference):
    """Weights are shares, also where none was given: then all issues count alike."""
    assert np.allclose(preference.salience.sum(axis=0), 1.0)
    assert np.all(preference.salience >= 0.0)


def test_no_weights_are_equal_weights():
    """A party to which nothing matters is one to which all matters alike."""
    assert np.allclose(Preference.of(["more", "less"], np.full((2, 1), 50.0), np.zeros((2, 1))).salience, 0.5)


@given(preferences(), POINTS)
def test_utility_is_what_the_pain_leaves(preference, package):
    """Utility is 1 less the salience-weighted losses, within [0, 1]."""
    utility = preference.utility(package)
    assert np.allclose(utility, 1.0 - (preference.salience * preference.loss(package)).sum(axis=0))
    assert np.all((utility >= -1e-12) & (utility <= 1.0))


@pytest.mark.parametrize(
    ("wants", "drawn", "kept"), [("more", -5, 1), ("more", 130, 100), ("less", 130, 99), ("less", -5, 0), ("peak", 130, 100), ("peak", -5, 0)]
)
def test_positions_are_clipped(wants, drawn, kept):
    """A draw beyond the scale counts as its end, but a point short of the end that would leave nothing to lose."""
    preference = Preference.of([wants], np.array([[float(drawn)]]), np.ones((1, 1)))
    assert preference.position.item() == kept
    assert preference.reach.item() >= 1.0


@given(preferences(), POINTS)
def test_other_positions_keep_wants_and_weights(preference, position):
    """`at` moves the position and nothing else."""
    moved = preference.at(position)
    words = ["more" if not above else "less" if not below else "peak" for above, below in zip(preference.hurt_above, preference.hurt_below, strict=True)]
    built = Preference.of(words, position, preference.salience, preference.shape)
    assert np.array_equal(moved.position, built.position)
    assert np.array_equal(moved.reach, built.reach)
    assert moved.salience is preference.salience


@given(preferences(), POINTS)
def test_some_histories_alone_are_as_among_all(preference, package):
    """Picking histories out, in any order, changes no bit of their utility."""
    some = np.array([2, 0])
    assert np.array_equal(preference.subset(some).utility(package[:, some]), preference.utility(package)[some])


@given(preferences(), POINTS)
def test_contented_between_the_ends_of_content(preference, package):
    """An issue hurts just where it lies outside the interval of content."""
    low, high = preference.content()
    outside = (package < low - 1e-9) | (package > high + 1e-9)
    assert np.all(preference.loss(np.clip(package, low, high)) == 0.0)
    assert np.all(preference.loss(package)[outside] > 0.0)
