"""Elementary effects of functions whose effects are known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.screening import effects, elementary_effects, trajectories


@given(st.integers(1, 6), st.integers(1, 5), st.integers(0, 10**6))
def test_walks_move_every_input_once(inputs, count, seed):
    """Each walk stays inside the cube and moves each input just once, by two thirds of its range."""
    points = trajectories(inputs, count, np.random.default_rng(seed))
    moves = np.abs(np.diff(points, axis=1))
    assert points.shape == (count, inputs + 1, inputs)
    assert points.min() >= 0.0
    assert points.max() <= 1.0 + 1e-12
    assert moves.sum(axis=1) == pytest.approx(2 / 3)
    assert (moves > 1e-9).sum(axis=2) == pytest.approx(1)


def test_walks_go_both_ways_and_start_anywhere():
    """Up and down, and all four levels, come about equally often."""
    points = trajectories(3, 4000, np.random.default_rng(1))
    assert np.mean(np.diff(points, axis=1).sum(axis=2) > 0) == pytest.approx(0.5, abs=0.02)
    assert np.bincount(np.rint(points[:, 0] * 3).astype(int).ravel()) / points[:, 0].size == pytest.approx(0.25, abs=0.02)


@given(st.lists(st.floats(-10, 10), min_size=1, max_size=6), st.integers(0, 10**6))
def test_a_linear_function_shows_its_slopes(slopes, seed):
    """Effects of a sum are its slopes, without spread, wherever one looks."""
    points = trajectories(len(slopes), 4, np.random.default_rng(seed))
    found = effects(elementary_effects(points, points @ np.array(slopes)))
    assert found.mean == pytest.approx(slopes, abs=1e-9)
    assert found.size == pytest.approx(np.abs(slopes), abs=1e-9)
    assert found.spread == pytest.approx(0.0, abs=1e-9)


def test_inputs_that_act_together_have_spread():
    """In a product the effect of one input hangs on the other; an input that plays no part has none at all."""
    points = trajectories(3, 50, np.random.default_rng(2))
    found = effects(elementary_effects(points, points[..., 0] * (points[..., 1] - 0.5)))
    assert found.spread[0] > 0.2
    assert found.size[0] > abs(found.mean[0])
    assert found.size[2] == found.spread[2] == 0.0


def test_several_outcomes_at_once():
    """Outcomes side by side have the effects that each has alone."""
    points = trajectories(2, 5, np.random.default_rng(3))
    one, other = points.sum(axis=2), points[..., 0] ** 2
    both = elementary_effects(points, np.stack([one, other], axis=-1))
    assert both[..., 0] == pytest.approx(elementary_effects(points, one))
    assert both[..., 1] == pytest.approx(elementary_effects(points, other))
