"""Issues that can be settled only at some points."""

from typing import Any, cast

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from talks import played, two_towns

from sim.errors import ScenarioError
from sim.model.grain import Grain
from sim.rules.offers import Ladder

POINTS = arrays(float, (2, 5), elements=st.floats(0, 100))
NAMED = np.array([0.0, 10.0, 55.0, 100.0])
GRAIN = Grain(np.array([[25.0], [0.0]]), {1: NAMED})
ALLOWED = [np.arange(0.0, 101.0, 25.0), NAMED]
UP, DOWN = np.array([[1.0], [0.0]]), np.array([[0.0], [1.0]])


@given(POINTS)
def test_a_text_lies_on_the_nearest_points(package):
    """Each issue of a text is put where it can be settled, and no allowed point is nearer."""
    found = GRAIN.nearest(package)
    for row, allowed in enumerate(ALLOWED):
        assert np.isin(found[row], allowed).all()
        assert np.allclose(np.abs(found[row] - package[row]), np.abs(allowed[:, None] - package[row]).min(axis=0))


@given(POINTS)
def test_who_asks_rounds_in_the_own_favour(package):
    """What is asked for is rounded to the side that whoever asks wants, by less than a step."""
    found = GRAIN.towards(package, UP, DOWN)
    assert np.all(found[0] >= package[0] - 1e-6)
    assert np.all(found[0] < package[0] + 25.0)
    assert np.all(found[1] <= package[1] + 1e-6)
    assert np.isin(found[1], NAMED).all()


@pytest.mark.parametrize("kind", ["mediated_text", "alternating_offers"])
def test_terms_of_deals_are_whole(kind):
    """What is agreed lies on allowed points, whoever tables texts."""
    issues = {"a": {"steps": 4}, "b": {"scale": {0: "none", 30: "some", 100: "all"}, "only_named": True}}
    model = played(two_towns(issues=issues, protocol={"kind": kind}))
    terms = model.deal.terms[:, model.deal.first_day >= 0]
    assert terms.shape[1] > 50
    assert np.isin(terms[0], [0, 25, 50, 75, 100]).all()
    assert np.isin(terms[1], [0, 30, 100]).all()
    assert len(np.unique(terms[2])) > 50


def test_coarse_things_are_agreed_on_less_often():
    """Where all is or nothing there are fewer deals than where issues can be divided."""
    divided, whole = (played(two_towns(issues={name: {"steps": steps} for name in "abc"})) for steps in (100, 1))
    assert (divided.deal.first_day >= 0).mean() > (whole.deal.first_day >= 0).mean() + 0.05


@pytest.mark.parametrize("issue", [{"only_named": True}, {"only_named": True, "steps": 2, "scale": {0: "no", 100: "yes"}}])
def test_points_that_nobody_has_named_are_a_mistake(issue):
    """An issue that can be settled only at named points names two at least, and has no steps besides."""
    with pytest.raises(ScenarioError):
        two_towns(issues={"a": issue})


def test_a_demand_is_a_package_that_was_weighed():
    """Of whole packages the one is asked for that gives most away while it is still worth what is held out for; nothing in between is rounded."""
    whole = np.array([100.0, 50.0, 0.0])[:, None, None] + np.zeros((3, 1, 2))
    values = np.array([[1.0, 1.0], [0.6, 0.6], [0.0, 0.0]])
    ladder = Ladder(cast("Any", None), [0.0, 0.5, 1.0], values, np.ones((3, 2), bool), whole)
    assert ladder.package_worth(np.array([0.6, 0.61])).tolist() == [[50.0, 100.0]]


@pytest.mark.parametrize("steps", [1, 3])
def test_who_weighs_demands_asks_for_whole_things(steps):
    """Parties that weigh what to hold out for table whole things, and agree on some."""
    side = {"demand": {"rule": "expected_gain"}}
    model = played(two_towns(issues={name: {"steps": steps} for name in "abc"}, north=side, south=side, calendar={"deadline": "2000-04-20"}))
    for party in model.parties:
        assert np.allclose(party.demanded * steps / 100.0, np.rint(party.demanded * steps / 100.0))
