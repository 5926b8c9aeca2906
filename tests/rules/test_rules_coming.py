"""When sessions are called, and who comes."""

import numpy as np
import pytest
from contracts import SHARES, VALUES, R
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.attendance import chance_of_coming, still_unmet
from sim.rules.sessions import chance_when_ripe

HABITS = {"readiness": 2.0, "pull": 10.0, "cost_of_being_seen": 0.5}


@given(SHARES, SHARES, VALUES)
def test_coming_is_a_chance(gain, unmet, pressure):
    """Each party comes with a probability strictly between 0 and 1."""
    chance = chance_of_coming(gain, unmet, pressure, **HABITS)
    assert np.all((chance > 0.0) & (chance < 1.0))


@given(SHARES, SHARES, SHARES, SHARES)
def test_what_draws_and_what_keeps_away(gain, unmet, pressure, more):
    """More to gain or more pressure never lowers the chance of coming; more unmet preconditions or a dearer seat never raises it."""
    chance = chance_of_coming(gain, unmet, pressure, **HABITS)
    assert np.all(chance_of_coming(gain + more, unmet, pressure, **HABITS) >= chance)
    assert np.all(chance_of_coming(gain, unmet, pressure + more, **HABITS) >= chance)
    assert np.all(chance_of_coming(gain, unmet + more, pressure, **HABITS) <= chance)
    assert np.all(chance_of_coming(gain, unmet, pressure, **HABITS | {"cost_of_being_seen": 1.5}) <= chance)


def test_invited_parties_mostly_come():
    """With nothing to gain and nothing against it, a readiness of 2 makes 88 %."""
    nothing = np.zeros(1)
    assert chance_of_coming(nothing, nothing, nothing, readiness=2.0, pull=10.0, cost_of_being_seen=0.0) == pytest.approx(0.881, abs=1e-3)


@given(st.floats(0, 5), SHARES, st.lists(SHARES, max_size=3))
def test_assurances_take_off_their_share(weight, met, assurances):
    """Each assurance leaves the part of what the agenda lacks that it is not believed for; one believed fully leaves nothing."""
    all_else = np.ones(R)
    left = still_unmet(weight, met, assurances, all_else)
    expected = weight * (1.0 - met) * np.prod([1.0 - one for one in assurances], axis=0)
    assert np.allclose(left, expected)
    assert np.all((left >= 0.0) & (left <= weight))
    assert np.allclose(still_unmet(weight, met, [*assurances, np.ones(R)], all_else), 0.0)


@given(st.floats(0, 5), SHARES, st.lists(SHARES, max_size=3))
def test_no_assurance_replaces_anything_but_the_agenda(weight, met, assurances):
    """Where something else that is required does not hold, the precondition keeps its whole weight, whatever is assured."""
    assert np.allclose(still_unmet(weight, met, assurances, np.zeros(R)), weight)


@given(VALUES, SHARES, st.floats(1, 30))
def test_a_riper_moment_is_called_sooner(smallest_gain, more, gap):
    """The more the worst-off side is thought to gain, the likelier a session today."""
    chance = chance_when_ripe(smallest_gain, gap=gap, sharpness=20.0)
    assert np.all(chance_when_ripe(smallest_gain + more, gap=gap, sharpness=20.0) >= chance)
    assert np.all((chance >= 0.0) & (chance < 1.0))


def test_a_fully_ripe_moment_waits_for_the_gap_on_average():
    """At full ripeness the daily rate is one in `gap` days; where there is nothing to gain or lose, half of that."""
    ripe, even, unripe = chance_when_ripe(np.array([5.0, 0.0, -5.0]), gap=7.0, sharpness=20.0)
    assert ripe == pytest.approx(1 - np.exp(-1 / 7))
    assert even == pytest.approx(1 - np.exp(-1 / 14))
    assert unripe < 1e-12
