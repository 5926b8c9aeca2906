"""Luck keeps to itself: one quantity's draws do not depend on any other, on the width, or on how days are asked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, triang

from sim.model import BLOCK
from sim.model.streams import Streams
from sim.values import Normal, Triangle

NAMES = st.lists(st.text(st.characters(codec="utf-8"), max_size=8), min_size=1, max_size=4)


@given(NAMES, st.integers(0, 2**32))
def test_other_streams_do_not_matter(others, seed):
    """Whatever is drawn beside it, a stream id gives what it gives alone."""
    alone = Streams(seed, range(1)).once("here")
    streams = Streams(seed, range(1))
    for other in others:
        streams.once(other)
        streams.uniform(other)[0]
    assert np.array_equal(streams.once("here"), alone)


@pytest.mark.parametrize("kind", ["uniform", "normal"])
def test_the_first_histories_do_not_depend_on_the_width(kind):
    """The draws of the first blocks are the same in any company, and every later block has its own."""
    narrow, wide = (getattr(Streams(3, range(width)), kind)("here") for width in (1, 5))
    late = getattr(Streams(3, range(4, 5)), kind)("here")
    for day in (0, 1, 127, 128, 400):
        whole = wide[day]
        assert np.array_equal(whole[:BLOCK], narrow[day])
        assert np.array_equal(whole[4 * BLOCK :], late[day])


@given(st.sets(st.integers(0, 500), min_size=1, max_size=12))
def test_days_that_nobody_asks_for_do_not_matter(days):
    """The draws of a day are the same whether or not earlier days were looked at."""
    every, some = Streams(1, range(1)).normal("here"), Streams(1, range(1)).normal("here")
    daily = {day: every[day] for day in range(501) if day in days or day % 7 == 0}
    for day in sorted(days):
        assert np.array_equal(some[day], daily[day])


def test_days_are_independent():
    """Neighbouring days, quantities and blocks are uncorrelated, and uniform draws fill [0, 1) evenly."""
    streams = Streams(1, range(4))
    one, two = streams.uniform("here"), streams.uniform("there")
    draws = np.stack([one[day] for day in range(200)])
    others = np.stack([two[day] for day in range(200)])
    for left, right in ((draws[1:], draws[:-1]), (draws, others), (draws[:, :BLOCK], draws[:, BLOCK : 2 * BLOCK])):
        assert abs(np.corrcoef(left.ravel(), right.ravel())[0, 1]) < 4 / np.sqrt(left.size)
    counts = np.histogram(draws, bins=20, range=(0, 1))[0]
    assert np.abs(counts / draws.size - 0.05).max() < 4 * np.sqrt(0.05 * 0.95 / draws.size)


ENDS = st.lists(st.floats(0, 100), min_size=3, max_size=3).map(sorted).filter(lambda ends: ends[2] - ends[0] > 1e-3)


@given(ENDS)
def test_a_triangle_has_its_quantiles(ends):
    """Draws from a triangular spread are scipy's quantiles of the same luck, within the ends."""
    low, mode, high = ends
    streams = Streams(5, range(1))
    drawn = streams.spread("here", Triangle[float](low=low, mode=mode, high=high), "path")
    expected = triang.ppf(norm.cdf(streams.once("here")), (mode - low) / (high - low), low, high - low)
    assert np.allclose(drawn, expected, rtol=0, atol=1e-5 * (high - low))
    assert low <= drawn.min() <= drawn.max() <= high


def test_a_triangle_without_width_is_a_number():
    """Where all three points are one, every history draws it."""
    assert np.all(Streams(1, range(1)).spread("here", Triangle[float](low=4.0, mode=4.0, high=4.0), "path") == 4.0)


def test_a_changed_spread_moves_draws_in_step():
    """A history lucky under one mean is as lucky under another: draws are paired."""
    streams = Streams(1, range(2))
    one, two = (streams.spread("here", Normal[float](mean=mean, sd=2.0), "path") for mean in (10.0, 30.0))
    assert np.allclose(two - one, 20.0)
