"""Arithmetic in a fixed order, and the curves that turn numbers into probabilities."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit
from scipy.stats import norm

from sim.arrays import chance_in_a_day, logistic, logit, normal_distribution, sequential_sum, side_by_side, sum_of_issues

NUMBERS = st.floats(-1e6, 1e6)
TERMS = st.tuples(st.integers(1, 12), st.integers(1, 40)).flatmap(lambda shape: arrays(float, shape, elements=NUMBERS))


@given(TERMS)
def test_a_sequential_sum_is_the_sum(terms):
    """The sequential sum is the exact sum, to rounding."""
    exact = np.array([math.fsum(column) for column in terms.T])
    assert np.allclose(sequential_sum(terms), exact, rtol=0, atol=1e-15 * len(terms) * np.abs(terms).sum(axis=0).max())


@given(TERMS, st.data())
def test_a_sequential_sum_gives_the_same_bits_at_any_width(terms, data):
    """Each column is summed as if it stood alone, in any company and layout."""
    some = data.draw(st.lists(st.integers(0, terms.shape[1] - 1), min_size=1))
    whole = sequential_sum(terms)
    assert np.array_equal(sequential_sum(terms[:, some]), whole[some])
    assert np.array_equal(sequential_sum(np.asfortranarray(terms)), whole)
    assert np.array_equal(np.concatenate([sequential_sum(terms[:, [k]]) for k in range(terms.shape[1])]), whole)


@pytest.mark.parametrize("width", [1, 2, 7, 250, 5000])
@pytest.mark.parametrize("shape", [(), (1,), (3,)])
@pytest.mark.parametrize("count", [1, 2, 9, 40])
def test_an_array_is_summed_as_its_rows_one_after_the_other(count, shape, width):
    """What NumPy sums at once has the bits of adding row after row."""
    luck = np.random.default_rng(count)
    terms = luck.normal(size=(count, *shape, width)) * 10.0 ** luck.integers(-8, 8, (count, *shape, width))
    assert np.array_equal(sequential_sum(terms), sequential_sum(list(terms)))


@pytest.mark.parametrize("width", [1, 2, 7, 250, 5000])
@pytest.mark.parametrize("packages", [(), (1,), (13,), (2, 3)])
@pytest.mark.parametrize("issues", [1, 2, 6])
def test_a_sum_over_issues_has_the_bits_of_each_package_alone(issues, packages, width):
    """However many packages are summed side by side, in whatever layout, each is summed one issue after the other."""
    luck = np.random.default_rng(issues)
    shape = (*packages, issues, width)
    terms = luck.normal(size=shape) * 10.0 ** luck.integers(-8, 8, shape)
    one_by_one = [sequential_sum(list(alone)) for alone in terms.reshape(-1, issues, width)]
    for laid_out in (terms, np.asfortranarray(terms)):
        assert np.array_equal(sum_of_issues(laid_out).reshape(-1, width), one_by_one)


@pytest.mark.parametrize("R", [1, 250, 1000, 5000])
def test_side_by_side_each_package_has_its_turn(R):
    """Parts cover all packages, once and in order, and are smaller where there are more histories."""
    parts = [list(range(13))[some] for some in side_by_side(13, R)]
    assert [place for part in parts for place in part] == list(range(13))
    assert all(len(part) * R <= max(R, 2000) for part in parts)


def test_a_sequential_sum_leaves_its_terms_alone():
    """The first term is not summed into."""
    first = np.ones(3)
    sequential_sum([first, first, first])
    assert np.array_equal(first, np.ones(3))


def test_a_wide_sum_keeps_its_bits():
    """At the widths of real batches, where libraries change their order of summing, the bits stay the same."""
    terms = np.random.default_rng(1).normal(size=(9, 4000))
    assert np.array_equal(sequential_sum(terms)[:250], sequential_sum(terms[:, :250]))


@given(arrays(float, 20, elements=st.floats(-1e4, 1e4)))
def test_logistic_is_that_of_scipy(log_odds):
    """Within [0, 1] for any log-odds, without a warning."""
    assert np.allclose(logistic(log_odds), expit(log_odds), rtol=1e-12, atol=1e-300)


@given(arrays(float, 20, elements=st.floats(1e-6, 1 - 1e-6)))
def test_logit_undoes_logistic(probability):
    """Log-odds and back give the probability."""
    assert np.allclose(logistic(logit(probability)), probability, rtol=1e-12)


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_logit_of_certainty_is_finite(certain):
    """What is certain has log-odds beyond 20, yet a number."""
    assert 20 < abs(logit(np.array(certain))) < 25


@given(arrays(float, 20, elements=st.floats(0, 1e3)))
def test_chance_in_a_day(rate):
    """A rate gives 1 - exp(-rate): hardly more than the rate where it is small, never more than 1."""
    chance = chance_in_a_day(rate)
    assert np.all((chance >= 0) & (chance <= np.minimum(rate, 1.0)))
    assert np.allclose(np.log1p(-chance[rate < 30]), -rate[rate < 30], rtol=1e-3)


def test_the_normal_distribution_is_that_of_scipy():
    """To the last digits, on both tails."""
    z = np.linspace(-8, 8, 400)
    assert np.allclose(normal_distribution(z), norm.cdf(z), rtol=0, atol=1e-15)
