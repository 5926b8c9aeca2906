"""Variance components on made-up outcomes whose components are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.variance import components, components_of_shares, resampled

LUCK = np.random.default_rng(1)


def made(stances, constants, interaction, luck, *, S=6, C=5, R=4, times=1, seed=0):
    """Normal outcomes with these standard deviations, so many times; (times, S, C, R)."""
    draw = np.random.default_rng(seed).standard_normal
    return stances * draw((times, S, 1, 1)) + constants * draw((times, 1, C, 1)) + interaction * draw((times, S, C, 1)) + luck * draw((times, S, C, R))


def test_estimates_are_right_on_average():
    """Over two thousand made-up tables the mean estimates are the true variances, within four standard errors."""
    true = np.array([2.0, 1.0, 0.5, 1.5]) ** 2
    found = components(made(2.0, 1.0, 0.5, 1.5, times=2000)).stacked
    error = found.std(axis=1, ddof=1) / np.sqrt(2000)
    assert np.all(np.abs(found.mean(axis=1) - true) < 4 * error)


@pytest.mark.parametrize("place", range(4))
def test_what_does_not_vary_is_on_average_nothing(place):
    """A source that adds nothing is estimated at nothing on average, whatever the others add."""
    deviations = np.ones(4)
    deviations[place] = 0.0
    found = components(made(*deviations, times=2000)).stacked[place]
    assert abs(found.mean()) <= 4 * found.std(ddof=1) / np.sqrt(2000)


def test_a_pure_effect_is_found_exactly():
    """Outcomes that hang on stances alone, or on constants alone, have all their variance there and none in luck."""
    for place, values in enumerate((made(1.0, 0.0, 0.0, 0.0)[0], made(0.0, 1.0, 0.0, 0.0)[0])):
        shares = components(values).shares
        assert shares[place] == pytest.approx(1.0)
        assert np.delete(shares, place) == pytest.approx(0.0, abs=1e-12)


@given(st.integers(2, 5), st.integers(2, 5), st.integers(2, 6), st.integers(0, 10**6))
def test_shares_of_zeros_and_ones_say_the_same_as_the_histories(S, C, R, seed):
    """Components of shares equal those of the single histories behind them; they sum to the total; luck is never negative."""
    happened = np.random.default_rng(seed).random((S, C, R)) < 0.5
    whole, short = components(happened), components_of_shares(happened.mean(axis=-1), R)
    assert short.stacked == pytest.approx(whole.stacked, abs=1e-12)
    assert whole.stacked.sum(axis=0) == pytest.approx(whole.total)
    assert whole.luck >= 0.0


@given(st.integers(0, 10**6), st.floats(0.1, 10.0), st.floats(-5.0, 5.0))
def test_units_and_order_do_not_matter(seed, scale, shift):
    """Scaling scales variances by the square, shifting changes none; shuffling rows and columns changes nothing; swapping them swaps names."""
    values = made(1.0, 0.5, 0.5, 1.0, seed=seed)[0]
    base, luck = components(values).stacked, np.random.default_rng(seed)
    assert components(scale * values + shift).stacked == pytest.approx(scale**2 * base, abs=1e-9)
    shuffled = luck.permutation(luck.permutation(values, axis=0), axis=1)
    assert components(shuffled).stacked == pytest.approx(base)
    assert components(values.swapaxes(0, 1)).stacked == pytest.approx(base[[1, 0, 2, 3]])


def test_several_outcomes_at_once():
    """Outcomes side by side are decomposed as each of them alone."""
    values = made(1.0, 1.0, 1.0, 1.0, times=3)
    together = components(values).stacked
    assert together == pytest.approx(np.stack([components(each).stacked for each in values], axis=-1))


def test_nothing_varies():
    """Where all histories end alike every component is 0 and shares are not defined."""
    found = components_of_shares(np.ones((3, 3)), 250)
    assert np.all(found.stacked == 0.0)
    assert np.isnan(found.shares).all()


@pytest.mark.parametrize("shape", [(1, 3, 3), (3, 1, 3), (3, 3, 1)])
def test_too_little_to_tell(shape):
    """With one stance set, one set of constants or one history a cell there is no variance to estimate."""
    with pytest.raises(ValueError, match="at least two"):
        components(np.zeros(shape))


def test_intervals_cover_the_truth():
    """Resampling intervals of the components of stances and of constants hold the true value in at least 80 % of made-up tables."""
    times, R, luck = 200, 250, np.random.default_rng(3)
    chances = 0.5 + made(0.12, 0.08, 0.03, 0.0, S=10, C=10, R=1, times=times, seed=2)[..., 0]
    shares = luck.binomial(R, np.clip(chances, 0.0, 1.0)) / R
    low, high = np.quantile(resampled(shares, R, draws=200, generator=luck).stacked, (0.025, 0.975), axis=-1)
    covered = (low[:2] <= np.array([[0.12**2], [0.08**2]])) & (np.array([[0.12**2], [0.08**2]]) <= high[:2])
    assert covered.mean(axis=1) == pytest.approx(0.9, abs=0.1)


def test_resampling_is_centred_where_it_should_be():
    """Drawn again and again, the components scatter around the estimates, up to what interaction adds."""
    shares = np.clip(0.5 + made(0.15, 0.1, 0.02, 0.0, S=12, C=12, R=1)[0, ..., 0], 0.0, 1.0)
    found, again = components_of_shares(shares, 250).deviations, resampled(shares, 250, draws=2000, generator=LUCK).stacked.mean(axis=-1)
    assert np.sqrt(again[:2]) == pytest.approx(found[:2], rel=0.05)
    assert np.sqrt(again[3]) == pytest.approx(found[3], rel=0.02)
