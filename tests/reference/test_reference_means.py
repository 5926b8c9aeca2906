"""The weighted mean and median of positions, and the one published table that they are checked against."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.reference.means import weighted_mean, weighted_median

CAR_EMISSIONS = {
    "Netherlands": (0.08, 4, 80),
    "Belgium": (0.08, 7, 40),
    "Luxembourg": (0.03, 4, 20),
    "Germany": (0.16, 4, 80),
    "France": (0.16, 10, 60),
    "Italy": (0.16, 10, 60),
    "United Kingdom": (0.16, 10, 90),
    "Ireland": (0.05, 7, 10),
    "Denmark": (0.05, 4, 100),
    "Greece": (0.08, 7, 70),
}
"""Capability, position (years of delay) and salience in the decision on emission standards: Bueno de Mesquita & Stokman 1994."""


@pytest.fixture
def emissions():
    """Positions and weights (capability x salience) of the ten governments."""
    capability, position, salience = np.array(list(CAR_EMISSIONS.values()), dtype=float).T
    return position, capability * salience


def test_car_emissions_weighted_mean(emissions):
    """The base model forecasts 7.39 years of delay (8.83 was decided): one case checks arithmetic, not skill."""
    assert weighted_mean(*emissions) == pytest.approx(7.389955686853767, rel=1e-15)


def test_car_emissions_weighted_median(emissions):
    """The median of the same table is 7 years."""
    assert weighted_median(*emissions) == 7.0


def test_car_emissions_plain_mean(emissions):
    """With equal weights the mean is 6.7 years."""
    position, weight = emissions
    assert weighted_mean(position, np.ones_like(weight)) == pytest.approx(6.7, rel=1e-15)


POSITIONS = st.integers(1, 8).flatmap(lambda n: st.tuples(arrays(float, n, elements=st.floats(0, 100)), arrays(int, n, elements=st.integers(1, 5))))


@given(POSITIONS)
def test_whole_weights_count_as_copies(drawn):
    """Weights of 1 to 5 do what so many copies of a position would do, to the mean and to the (lower) median."""
    position, weight = drawn
    copies = np.repeat(position, weight)
    assert weighted_mean(position, weight.astype(float)) == pytest.approx(copies.mean(), abs=1e-9)
    assert weighted_median(position, weight.astype(float)) == np.sort(copies)[(len(copies) - 1) // 2]


@given(POSITIONS)
def test_only_the_ratio_of_weights_counts(drawn):
    """Doubling every weight changes nothing, and neither does the order of the parties."""
    position, weight = drawn[0], drawn[1].astype(float)
    assert weighted_median(position, weight) == weighted_median(position, 2 * weight) == weighted_median(position[::-1], weight[::-1])
    assert weighted_mean(position, weight) == pytest.approx(float(weighted_mean(position, 2 * weight)))


def test_where_nobody_cares_all_count_alike():
    """Where all weights are 0 the mean is the plain one; histories beside it have their own."""
    weights = np.array([[0.0, 1.0], [0.0, 3.0]])
    assert weighted_mean(np.array([[10.0, 10.0], [20.0, 20.0]]), weights).tolist() == [15.0, 17.5]
