"""Carrying a deal out, what tempts and what holds; and what happens outside the talks."""

import numpy as np
import pytest
from contracts import SHARES, VALUES, R
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.carrying_out import breach_rate, handed_over, left_when_betrayed
from sim.rules.escalation import chance, faded

WEIGHTS = {"base": 0.0015, "by_temptation": 6.0, "by_trust": 2.0, "by_guarantee": 1.0}


@given(VALUES, SHARES, SHARES, SHARES)
def test_what_breaks_deals_and_what_holds_them(temptation, trust, guarantee, more):
    """The hazard of breach falls as trust or guarantees rise, and rises with temptation."""
    rate = breach_rate(temptation, trust, guarantee, **WEIGHTS)
    assert np.all(rate > 0.0)
    assert np.all(breach_rate(temptation + more, trust, guarantee, **WEIGHTS) >= rate)
    assert np.all(breach_rate(temptation, trust + more, guarantee, **WEIGHTS) <= rate)
    assert np.all(breach_rate(temptation, trust, guarantee + more, **WEIGHTS) <= rate)


def test_the_base_rate_holds_at_even_trust():
    """Neither tempted nor guaranteed, at a trust of one half, the hazard is the stated base."""
    assert breach_rate(np.zeros(1), np.full(1, 0.5), np.zeros(1), **WEIGHTS) == pytest.approx(0.0015)


@given(st.integers(1, 120), st.integers(1, 30))
def test_things_change_hands_step_by_step(lasts, tranches):
    """The share handed over never falls, moves in whole tranches, and is all of it at the end and after."""
    share = handed_over(np.arange(lasts + 3.0), lasts, tranches)
    assert share[0] == 0.0
    assert np.all(np.diff(share) >= 0.0)
    assert np.allclose(share * tranches, np.rint(share * tranches), atol=1e-9)
    assert np.all(share[lasts:] == 1.0)


def test_a_tranche_is_handed_over_on_its_day():
    """With as many tranches as days, one changes hands each day."""
    for lasts in range(1, 101):
        assert np.allclose(handed_over(np.arange(lasts + 1.0), lasts, lasts), np.arange(lasts + 1.0) / lasts)


def test_one_tranche_comes_at_the_end():
    """In a single step nothing changes hands before the phase is complete, and a phase of no length is complete after a day."""
    assert handed_over(np.array([0.0, 29.0, 30.0]), 30, 1).tolist() == [0.0, 0.0, 1.0]
    assert handed_over(np.array([0.0, 1.0]), 0, 1).tolist() == [0.0, 1.0]


@given(SHARES, st.floats(0, 1), st.integers(1, 99))
def test_more_tranches_leave_less_to_lose(no_deal, betrayed, tranches):
    """In one step the betrayed is left with the stated value; in more with more, but never with more than no deal was worth."""
    left = left_when_betrayed(no_deal, betrayed, tranches)
    assert np.all(left_when_betrayed(no_deal, betrayed, 1) == betrayed)
    assert np.all(left_when_betrayed(no_deal, betrayed, tranches + 1) >= left)
    assert np.all(left <= np.maximum(no_deal, betrayed))


@given(st.floats(0, 0.5), SHARES, SHARES, SHARES, SHARES)
def test_hazards_follow_yesterday(rate, talks_alive, deal_near, escalation, more):
    """A chance lies in [0, 1), and rises or falls with each state as the sign of its effect says."""
    states = {"talks_alive": talks_alive, "deal_near": deal_near, "escalation": escalation}
    usual = chance(rate, **states, effects=(-0.7, 1.0, 2.0))
    assert np.all((usual >= 0.0) & (usual < 1.0))
    for (name, state), direction in zip(states.items(), (-1.0, 1.0, 1.0), strict=True):
        moved = chance(rate, **states | {name: state + more}, effects=(-0.7, 1.0, 2.0))
        assert np.all(direction * (moved - usual) >= -1e-15)


def test_a_hazard_with_nothing_to_move_it():
    """Without effects the chance is 1 - exp(-rate), whatever the state; a log-hazard of -0.7 about halves a small one."""
    ones = np.ones(R)
    assert np.allclose(chance(0.1, talks_alive=ones, deal_near=ones, escalation=ones, effects=(0.0, 0.0, 0.0)), 1 - np.exp(-0.1))
    assert np.allclose(chance(0.001, talks_alive=ones, deal_near=ones, escalation=ones, effects=(-0.7, 0.0, 0.0)), 0.0005, rtol=0.01)


@given(SHARES, st.floats(0, 1))
def test_escalation_fades(escalation, decay):
    """It never rises by itself, and stays within [0, 1]."""
    later = faded(escalation, decay)
    assert np.all((later >= 0.0) & (later <= escalation))
