"""Priorities that others do not know at first, and learn."""

import numpy as np
from talks import played, two_towns

KNOWING = {"rule": "expected_gain"}


def _talks(telling: float, known: float):
    side = {"demand": KNOWING, "priorities_known": known}
    return played(two_towns(north=side, south=side, behaviour={"telling": telling}, calendar={"deadline": "2000-04-20"}))


def test_what_is_told_is_known_in_the_end():
    """What is not known of what matters to a party shrinks by the told share with each session, and not at all where nothing is told."""
    silent, open_ = _talks(0.0, 0.0), _talks(0.3, 0.0)
    assert (silent.party["north"].estimates["south"].ignorance == 1.0).all()
    left = open_.party["north"].estimates["south"].ignorance
    assert np.allclose(left, 0.7**open_.sessions.held)


def test_known_priorities_are_not_learnt():
    """Where all know what matters to whom, telling changes not a bit."""
    quiet, telling = _talks(0.0, 1.0), _talks(0.5, 1.0)
    assert np.array_equal(quiet.deal.terms, telling.deal.terms, equal_nan=True)
    assert quiet.party["north"].estimates["south"].ignorance is None


def test_who_knows_nothing_takes_all_issues_for_alike():
    """Where nothing is known of another's priorities its issues are thought to be worth the same, together what they are worth."""
    model = _talks(0.0, 0.0)
    worth = model.party["south"].as_seen(model.party["north"].estimates["south"]).worth
    assert np.allclose(worth, worth[0])
    assert np.allclose(worth.sum(axis=0), model.party["south"].open_worth[1].sum(axis=0))
