"""The path of efficient packages between two sides."""

import numpy as np
import pytest
from bargains import bargains, many, packages, side
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reference.frontier import Frontier

POINTS = np.linspace(0.0, 1.0, 17)


def along(bargain):
    """The path of a bargain with R = 1, the gains of both sides (2, points) at points from end to end."""
    path = bargain.frontier
    return path, bargain.gains(np.concatenate([path.package(np.array([path.length * t])) for t in POINTS], axis=1))


@settings(deadline=None)
@given(bargains())
def test_no_package_is_better_for_both(bargain):
    """Against every point of the path, no random package gives both sides more."""
    _, found = along(bargain)
    others = bargain.gains(packages(bargain, 200))
    assert not (others[:, :, None] > found[:, None, :] + 1e-9).all(axis=0).any()


@settings(deadline=None)
@given(bargains())
def test_the_ends_are_each_sides_best(bargain):
    """The path runs from the best that one side can have to the best that the other can, as the other likes it."""
    _, found = along(bargain)
    others = bargain.gains(packages(bargain, 200))
    assert np.all(others <= found[[0, 1], [0, -1]][:, None] + 1e-9)


@settings(deadline=None)
@given(st.sampled_from([1.0, 1.5, 2.0]).flatmap(lambda shape: bargains(shape=shape)))
def test_along_the_path_one_side_loses_what_the_other_gains(bargain):
    """Gains of the first side never rise, gains of the second never fall."""
    _, (first, second) = along(bargain)
    assert np.all(np.diff(first) <= 1e-9)
    assert np.all(np.diff(second) >= -1e-9)


@settings(deadline=None)
@given(st.sampled_from([1.0, 1.5]).flatmap(lambda shape: bargains(shape=shape)))
def test_the_path_keeps_to_the_bounds(bargain):
    """Every package of it lies between the lowest and the highest point allowed."""
    path, _ = along(bargain)
    for t in POINTS:
        package = path.package(np.array([path.length * t]))
        assert np.all((package >= bargain.lower - 1e-9) & (package <= bargain.upper + 1e-9))


@settings(deadline=None)
@given(bargains())
def test_gains_are_linear_between_corners(bargain):
    """With even losses the gains written down at corners give those of every package in between."""
    path, found = along(bargain)
    for t, (first, second) in zip(POINTS, found.T, strict=True):
        at = np.array([path.length * t])
        assert path.at(path.first, at)[0] == pytest.approx(first, abs=1e-9)
        assert path.at(path.second, at)[0] == pytest.approx(second, abs=1e-9)


@settings(deadline=None)
@given(bargains(shape=1.5))
def test_a_bent_path_is_efficient_at_its_corners(bargain):
    """With bent losses no random package beats a corner for both sides, and none beats the stretches between by more than 0.01."""
    path = bargain.frontier
    others = bargain.gains(packages(bargain, 200))
    corners = np.stack([path.first[:, 0], path.second[:, 0]])
    assert not (others[:, :, None] > corners[:, None, :] + 1e-6).all(axis=0).any()
    _, found = along(bargain)
    assert not (others[:, :, None] > found[:, None, :] + 0.01).all(axis=0).any()


@settings(deadline=None)
@given(bargains(), st.floats(-0.5, 1.0))
def test_where_a_gain_falls_to_a_level(bargain, level):
    """The point where the first side's gain reaches a level is there, or the nearest end."""
    path = bargain.frontier
    t = path.where_falls_to_zero(path.first - level)
    reached = path.at(path.first, t)[0]
    assert 0.0 <= t[0] <= path.length
    assert reached == pytest.approx(np.clip(level, path.first[-1, 0], path.first[0, 0]), abs=1e-9)


def test_cheap_concessions_come_first():
    """Between one who cares for the first issue and one who cares for the second, each is given its own half-way down the path."""
    one = side(["more", "more"], [100, 100], [3, 1])
    two = side(["less", "less"], [0, 0], [1, 3])
    assert np.allclose(Frontier.between(one, two).package(np.array([1.0])), [[100], [0]])


def test_sides_that_agree_have_nothing_to_give():
    """Where both are content with the same points, every package of the path is as good."""
    one, two = side(["more", "peak"], [40, 30], [1, 1]), side(["less", "peak"], [70, 30], [1, 1])
    path = Frontier.between(one, two)
    assert np.allclose(path.first, 1.0)
    assert np.allclose(path.second, 1.0)


@pytest.mark.parametrize("shape", [1.0, 1.5])
def test_a_path_alone_is_as_among_many(shape):
    """Each history has the same path, bit for bit, in any company."""
    bargain, some = many(2, 60, shape=shape), np.array([40, 3, 17])
    whole = bargain.frontier
    alone = Frontier.between(*(one.subset(some) for one in bargain.sides))
    assert np.array_equal(alone.corners, whole.corners[:, :, some])
    assert np.array_equal(alone.first, whole.first[:, some])


@pytest.mark.parametrize("R", [1, 60, 900])
def test_packages_side_by_side_have_the_bits_of_each_alone(R):
    """Packages of a path, and what sides gain by them, do not depend on how many are worked out at once."""
    bargain = many(3, R)
    path, points = bargain.frontier, [0.0, 0.5, 1.0, 2.25, 3.0]
    together = path.packages(points)
    for point, package in zip(points, together, strict=True):
        assert np.array_equal(path.packages([point])[0], package)
        assert np.allclose(path.package(np.full(R, point)), package)
    for one, gains in zip(bargain.sides, (path.first, path.second), strict=True):
        assert np.array_equal(np.stack([one.gain(corner) for corner in path.corners]), gains)
