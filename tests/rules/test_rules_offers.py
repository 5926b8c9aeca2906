"""A party's own offers: packages that give way where it costs least."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reference.frontier import Frontier, Side
from sim.reference.preference import Preference
from sim.rules.offers import Ladder, rungs

R = 40


def ladder(seed, *, red_lines=False, shape=1.0):
    """The ladder of one who wants more against one who wants less, what each package is worth to it, and its limits."""
    luck = np.random.default_rng(seed)
    issues = int(luck.integers(1, 6))

    def one(want, centre):
        preference = Preference.of([want] * issues, luck.normal(centre, 10, (issues, R)), luck.uniform(0, 1, (issues, R)), shape)
        return Side(preference, -luck.uniform(0, 0.5, R), preference.salience)

    mine, theirs = one("more", 80), one("less", 20)
    path = Frontier.between(mine, theirs)
    lower = mine.preference.position - luck.uniform(10, 60, (issues, R)) if red_lines else np.zeros((issues, R))
    points = rungs(path.length)
    packages = [path.package(np.full(R, point)) for point in points]
    allowed = np.stack([np.all(package >= lower, axis=0) for package in packages])
    return Ladder(path, points, np.stack([mine.gain(package) for package in packages]), allowed), mine.gain, lower


@given(st.integers(1, 12))
def test_rungs_run_from_end_to_end(length):
    """Nine to seventeen points, evenly from 0 to the length of the path."""
    points = rungs(length)
    assert 9 <= len(points) <= 17
    assert (points[0], points[-1]) == (0.0, length)
    assert np.allclose(np.diff(points), length / (len(points) - 1))


@settings(deadline=None)
@given(st.integers(0, 10**6), st.booleans())
def test_the_highest_value_is_the_largest_within_limits(seed, red_lines):
    """No rung inside the red lines is worth more."""
    steps, _, _ = ladder(seed, red_lines=red_lines)
    values = np.where(steps.allowed, steps.values, -np.inf)
    assert np.array_equal(steps.highest, values.max(axis=0))


CASES = [(seed, shape, red_lines) for seed in range(60) for shape in (1.0, 1.5) for red_lines in (False, True)]


def shortfalls(case, share):
    """How much less than the aspiration an offer is worth (below 0: more), and the largest fall from one rung to the next; each (R,)."""
    seed, shape, red_lines = case
    steps, worth, lower = ladder(seed, red_lines=red_lines, shape=shape)
    aspiration = share * steps.highest
    offer = steps.package_worth(aspiration)
    assert np.all(offer >= lower - 1e-9)
    return aspiration - worth(offer), -np.diff(steps.values, axis=0).min(axis=0)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.7, 1.0])
def test_an_offer_is_worth_what_is_held_out_for_to_a_rung(share):
    """What a party offers crosses none of its red lines, and to itself is worth its aspiration, or misses it by less than a rung."""
    for case in CASES:
        short, rung = shortfalls(case, share)
        assert np.all(short <= rung + 1e-9)


def test_an_offer_is_worth_at_least_what_is_held_out_for():
    """A party never offers what is worth less to it than its aspiration."""
    for case in CASES:
        assert shortfalls(case, 0.5)[0].max() <= 1e-9


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.floats(0, 1), st.floats(0, 1))
def test_holding_out_for_less_gives_more_away(seed, one, two):
    """The lower the aspiration, the less the offer keeps."""
    steps, worth, _ = ladder(seed)
    low, high = (worth(steps.package_worth(share * steps.highest)) for share in sorted([one, two]))
    assert np.all(low <= high + 1e-9)


def test_one_who_holds_out_for_all_offers_its_best():
    """At the highest aspiration the offer is the package it likes best."""
    steps, worth, _ = ladder(1)
    assert np.allclose(worth(steps.package_worth(steps.highest)), steps.highest)


def test_one_whose_hopes_are_out_of_reach_offers_its_best():
    """An aspiration above anything on the path makes the best package the offer, not an error."""
    steps, worth, _ = ladder(2)
    assert np.allclose(worth(steps.package_worth(steps.highest + 1.0)), steps.highest)
