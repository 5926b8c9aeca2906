"""What stands in the way of an outcome beside what single acts show."""

import json

import pytest

from sim.analysis.levers import as_document, search
from sim.analysis.obstacles import SURE, untried, without_doubt
from sim.report.levers import SearchTable
from sim.scenario import load, with_changes

COMMITMENT = load("commitment-problem").scenario
MEDIATED = load("one-mediator").scenario


def told(found):
    return " ".join(SearchTable(found, "talks")._obstacles())


def found_in(scenario, outcome="any_deal"):
    """The search without an act, which is quick."""
    return search(scenario, outcome, 0.99, n=250, pairs=False, workers=1)


@pytest.fixture
def no_acts(monkeypatch):
    """No act is tried."""
    monkeypatch.setattr("sim.analysis.levers.levers", lambda _: iter(()))


def test_without_doubt_everybody_is_sure_and_nothing_else_differs():
    """Trust is at least what counts as sure, in everybody; all else is as it was."""
    sure = without_doubt(COMMITMENT)
    assert all(sure.trust_of(one, other).mean >= SURE for one in sure.parties for other in sure.parties if one != other)
    back = {f"parties.{name}.trust": {key: held.model_dump() for key, held in party.trust.items()} for name, party in COMMITMENT.parties.items()}
    assert with_changes(sure, back) == COMMITMENT


@pytest.mark.usefixtures("no_acts")
def test_doubt_is_named_where_it_stands_in_the_way():
    """In a bargain that fails for want of trust alone the table says so, with the share without doubt and the dials that work on it."""
    found = found_in(COMMITMENT)
    assert found.doubt.in_the_way
    assert "Doubt stands in the way" in told(found)
    assert found.doubt.path in told(found)
    assert "guarantees" in told(found)
    document = json.loads(json.dumps(as_document(found, "talks", 1, None), allow_nan=False))
    assert document["doubt"]["in_the_way"]
    assert document["doubt"]["difference"]["difference"] > 0.05


@pytest.mark.usefixtures("no_acts")
def test_doubt_is_not_named_where_all_are_sure():
    """Once trust is as good as certain, something else stands in the way, and doubt is not blamed."""
    found = found_in(without_doubt(COMMITMENT))
    assert not found.doubt.in_the_way
    assert "Doubt" not in told(found)


def test_modules_that_are_off_are_named_with_their_acts():
    """What is not tried for that reason is said; what is on, or has nothing to work on, is not."""
    assert untried(MEDIATED).keys() == {"carrying_out", "mediation"}
    on = with_changes(MEDIATED, {"modules": ["carrying_out", "mediation"]})
    assert untried(on) == {}
    assert "ratification" in untried(with_changes(load("two-level-game").scenario, {"modules": []}))
