"""What it would take: diplomatic acts alone, and only such as the schema allows."""

import json

import pytest

from sim.analysis.levers import as_document, levers, parse_target, search, shifted
from sim.errors import InputError
from sim.scenario import load, with_changes
from sim.scenario.loading import resolved
from sim.scenario.shape import SCENARIO, leaves
from sim.scenario.values import Normal, Triangle

SHIPPED = ["doha-2024-08", "one-mediator", "split-the-pie"]
TALKS = load("one-mediator").scenario
PIE = load("split-the-pie").scenario


def marked(scenario, path):
    """How the schema marks the setting at a path, or the settings below it."""
    keys = path.split(".")
    found = [member for at, _, member in leaves(SCENARIO, resolved(scenario)) if [str(key) for key in at][: len(keys)] == keys or keys[: len(at)] == list(at)]
    return {member.lever for member in found if member}, {member.coercive for member in found if member}


@pytest.mark.parametrize("name", SHIPPED)
def test_only_what_the_schema_marks_as_a_lever_is_moved(name):
    """Every setting that any act changes is a lever of the act's kind in the schema, and none stands for violence, threats or what is withheld."""
    scenario = load(name).scenario
    for act in levers(scenario):
        changed = with_changes(scenario, act.changes(1.0))
        for path in act.changes(1.0):
            kinds, coercive = marked(changed, path)
            assert act.kind in kinds, (path, kinds)
            assert coercive == {False}, path


@pytest.mark.parametrize("name", SHIPPED)
def test_acts_go_as_far_as_they_say(name):
    """Undone an act changes nothing, and its first step changes something that is allowed."""
    scenario = load(name).scenario
    for act in levers(scenario):
        assert with_changes(scenario, act.changes(act.steps[0])) != scenario, act.words
        if not act.whole and act.words != "guarantee the deal, half believed":
            before, after = resolved(scenario), resolved(with_changes(scenario, act.changes(0.0)))
            assert str(before).replace(".0", "") == str(after).replace(".0", ""), act.words


def test_one_act_that_is_enough_is_found_with_the_least_of_it():
    """A level that an act reaches at its bound is reported with the smallest step that reaches it, and its settings do what is said."""
    found = search(TALKS, "any_deal", 0.66, n=250, pairs=False)
    assert not found.reached
    assert found.singles
    first = found.singles[0]
    assert first.share.share >= 0.66
    assert all(one.share.share < 0.66 or one.cost >= first.cost for one in found.singles)
    assert [one.share.share for one in found.bounds] == sorted((one.share.share for one in found.bounds), reverse=True)


def test_where_nothing_does_it_that_is_said():
    """A level out of reach of every act and pair is honest about the nearest."""
    found = search(PIE, "stalemate", 0.9, n=50)
    assert found.singles == []
    assert not any(one.share.share >= 0.9 for one in found.pairs)
    assert found.best.share.share >= found.bounds[0].share.share


def test_what_is_so_already_needs_no_act():
    """A level below the share as it is counts as reached."""
    assert search(PIE, "agreement", 0.1, n=50, pairs=False).reached


@pytest.mark.parametrize("text", ["agreement", "agreement=0", "agreement=1.2", "agreement=much", "peace=0.5", ""])
def test_slips_in_the_target_are_named(text):
    """What is no outcome with a level is refused with an example."""
    with pytest.raises(InputError, match="OUTCOME=LEVEL"):
        parse_target(text)


def test_a_spread_moves_whole():
    """A shifted spread keeps its form, within the scale."""
    assert shifted(Normal(mean=90, sd=5), 25) == {"mean": 100, "sd": 5}
    assert shifted(Triangle(low=0, mode=10, high=20), 5) == {"low": 5, "mode": 15, "high": 25}
    assert shifted(30.0, -40) == 0


def test_the_document_is_strict_json():
    """Every act, who holds it, and what it changes, without nan."""
    document = json.loads(json.dumps(as_document(search(PIE, "stalemate", 0.9, n=50, pairs=False), "talks", 1, None), allow_nan=False))
    assert document["target"] == {"outcome": "stalemate", "level": 0.9}
    assert {act["acts"][0]["holder"] for act in document["acts"]} == {party.label for party in PIE.parties.values()}
