"""From signature to completion or breach, and the precedence of endings."""

import itertools

import numpy as np
import pytest

from sim.endings import ENDINGS
from sim.model.deal import Deal

R = 3
PHASE_OF_ISSUE = np.array([0, 1, 0])
PACKAGE = np.array([[10.0] * R, [20.0] * R, [30.0] * R])
HERE = np.array([True, False, True])


def a_deal(phases=2):
    """Nothing agreed yet, on three issues of which the second belongs to the second phase."""
    return Deal([9] * phases, PHASE_OF_ISSUE if phases == 2 else np.zeros(3, int), R)


def ratified(deal, where=HERE, day=7):
    """Signed and passed in some histories."""
    deal.signed_on = np.where(where, day - 2, deal.signed_on)
    return deal.enter_into_force(where, PACKAGE, day)


def test_at_first_all_is_open():
    """Nothing is signed, standing or settled, and all is under negotiation."""
    deal = a_deal()
    assert deal.negotiating.all()
    assert not (deal.signed | deal.standing).any()
    assert deal.under_negotiation[:, 0].tolist() == [True, False, True]
    assert np.isnan(deal.terms).all()


def test_a_signed_text_is_waited_for():
    """Between signature and ratification nothing is negotiated and nothing stands."""
    deal = a_deal()
    deal.signed_on[0] = 3
    assert deal.signed.tolist() == [True, False, False]
    assert deal.negotiating.tolist() == [False, True, True]
    assert not deal.standing.any()


def test_entry_into_force_settles_the_issues_of_the_phase():
    """The terms of the first phase are written down where it starts; the second becomes the one under negotiation."""
    deal = a_deal()
    assert ratified(deal).tolist() == HERE.tolist()
    assert deal.terms[:, 0].tolist() == pytest.approx([10.0, np.nan, 30.0], nan_ok=True)
    assert np.isnan(deal.terms[:, 1]).all()
    assert deal.standing.tolist() == HERE.tolist()
    assert deal.negotiating.all()
    assert deal.under_negotiation[:, 0].tolist() == [False, True, False]
    assert (deal.first_day[0], deal.first_day[1], deal.count[0]) == (7, -1, 1)


def test_agreeing_the_next_phase_is_no_second_deal():
    """It settles the rest, and neither the count of deals nor the day of the first changes."""
    deal = a_deal()
    ratified(deal)
    assert not ratified(deal, day=30).any()
    assert deal.terms[:, 0].tolist() == [10.0, 20.0, 30.0]
    assert (deal.first_day[0], deal.count[0], deal.open[0]) == (7, 1, 2)
    assert deal.negotiating.tolist() == [False, True, False]


def test_a_deal_that_carried_out_nothing_starts_over():
    """A deal that is broken before anything has changed hands settles nothing any more; all can be negotiated anew, and a second deal counts as such."""
    deal = a_deal()
    ratified(deal)
    deal.end(HERE, np.array([1, -1, -1]), 40)
    assert deal.negotiating.all()
    assert not (deal.standing | deal.settled.any(axis=0)).any()
    assert deal.last_broken.tolist() == HERE.tolist()
    assert (deal.ended_on[0], deal.broken_by[0], deal.broken_by[2]) == (40, 1, -1)
    deal.enter_into_force(HERE, 2 * PACKAGE, 60)
    assert deal.terms[:, 0].tolist() == pytest.approx([20.0, np.nan, 60.0], nan_ok=True)
    assert (deal.count[0], deal.first_day[0], deal.ended_on[0]) == (2, 7, -1)
    assert not deal.last_broken.any()


def test_a_phase_that_is_through_stays_through():
    """After a deal whose first phase was carried out, talks go on over the second; a second deal starts with it, and the first keeps its terms."""
    deal = a_deal()
    ratified(deal)
    deal.handed[0] = 1.0
    deal.end(HERE, np.full(R, -1), 40)
    assert deal.open[HERE].tolist() == [1, 1]
    assert deal.settled[:, 0].tolist() == [True, False, True]
    assert deal.enter_into_force(HERE, 2 * PACKAGE, 60).tolist() == HERE.tolist()
    assert deal.terms[:, 0].tolist() == [10.0, 40.0, 30.0]
    assert (deal.current[0], deal.open[0], deal.progress[0], deal.count[0]) == (1, 2, 0.0, 2)


@pytest.mark.parametrize(("carried", "days"), [(0.0, 0), (0.25, 3), (0.5, 5), (0.75, 7)])
def test_a_second_deal_takes_up_after_the_days_that_are_done(carried, days):
    """The tranches of a phase that changed hands under the first deal are behind the second, in whole days."""
    deal = Deal([9, 9], PHASE_OF_ISSUE, R)
    ratified(deal)
    deal.handed[0] = carried
    deal.end(HERE, np.zeros(R, int), 40)
    assert deal.open[0] == 0
    assert not deal.settled[:, 0].any()
    deal.enter_into_force(HERE, PACKAGE, 60)
    assert deal.progress[0] == days


def test_what_happens_in_some_histories_leaves_the_others():
    """Every state of a history in which nothing happened is as it was."""
    deal, untouched = a_deal(), a_deal()
    ratified(deal)
    deal.end(HERE, np.zeros(R, int), 9)
    for name, values in vars(untouched).items():
        if isinstance(values, np.ndarray) and values.shape[-1] == R and name != "phase_of_issue":
            assert np.array_equal(vars(deal)[name][..., 1], values[..., 1], equal_nan=True), name


STATES = [dict(zip(("standing", "complete", "all_agreed", "broken", "over"), bits, strict=True)) for bits in itertools.product([False, True], repeat=5)]


@pytest.mark.parametrize("state", STATES, ids=lambda state: "+".join(name for name, holds in state.items() if holds) or "nothing")
def test_endings_by_precedence(state):
    """Standing beats broken, broken beats breakdown; what stands is an agreement if complete or all agreed, else partial; the rest is stalemate."""
    deal = Deal([9, 9], PHASE_OF_ISSUE, 1)
    deal.current[:] = 0 if state["standing"] else -1
    deal.complete[:], deal.last_broken[:] = state["complete"], state["broken"]
    deal.open[:] = 2 if state["all_agreed"] else 1 if state["standing"] else 0
    if state["standing"]:
        expected = "agreement" if state["complete"] or state["all_agreed"] else "partial"
    else:
        expected = "broken" if state["broken"] else "breakdown" if state["over"] else "stalemate"
    assert ENDINGS[deal.endings(np.array([state["over"]]))[0]] == expected
