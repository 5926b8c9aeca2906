"""What it would take: diplomatic acts alone, and only such as the schema allows."""

import json

import pytest

from sim.analysis.levers import as_document, levers, parse_target, search, shifted
from sim.errors import InputError
from sim.scenario import load, with_changes
from sim.scenario.loading import resolved
from sim.scenario.reading import value_at
from sim.scenario.shape import SCENARIO, leaves
from sim.values import Normal, Triangle, centre

SHIPPED = ["doha-2024-08", "doha-2024-08/divided-cabinet", "camp-david-1978", "one-mediator", "split-the-pie"]
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


@pytest.mark.parametrize("name", ["doha-2024-08", "doha-2024-08/divided-cabinet"])
def test_every_lever_of_the_schema_is_tried(name):
    """Each setting of a file that the schema marks as a lever is moved by some act, those apart that stand at their end or count for nothing here."""
    scenario = load(name).scenario
    moved = {path for act in levers(scenario) for path in act.changes(1.0)}
    left = []
    for keys, _, member in leaves(SCENARIO, resolved(scenario)):
        path = ".".join(map(str, keys))
        if member and member.lever and not any(path == one or path.startswith(f"{one}.") or one.startswith(f"{path}.") for one in moved):
            left.append(path)
    assert [path for path in left if not _idle(scenario, path)] == []


def _idle(scenario, path):
    """Whether a lever that nobody tries is one of a group without a veto, says nothing, or stands at its end already."""
    keys = [int(key) if key.isdigit() else key for key in path.split(".")]
    at_its_end = {"cost_of_being_seen": 0.0, "independent_signal": 0.0, "channel_to": [], "red_line": None, "position": None, "patience": None}
    if "factions" in keys and not scenario.parties[keys[1]].factions[keys[3]].veto:
        return True
    return keys[-1] in at_its_end and value_at(resolved(scenario), keys) == at_its_end[keys[-1]]


def test_a_line_at_home_is_among_the_acts():
    """What a group with a veto rules out can be moved, by that group; a group without one is not asked."""
    scenario = load("doha-2024-08").scenario
    holders = {act.holder for act in levers(scenario) if all(".factions." in path for path in act.changes(1.0))}
    assert holders == {"Hamas, Leadership in Gaza", "Israel, Coalition partners"}


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


@pytest.mark.slow
def test_the_cheapest_pair_is_found_and_checked():
    """No pair that goes less far reaches the level, both sides do not pass each other, and what is named has been played again with fresh luck."""
    found = search(TALKS, "any_deal", 0.75, n=250)
    pairs = [one for one in found.pairs if one.share.share >= 0.75]
    assert pairs
    assert len({one.cost for one in pairs}) == 1
    assert all(one.fresh is not None for one in pairs[:5])
    for one in pairs:
        lowmere, highfold = (with_changes(TALKS, one.changes).parties[name].stances for name in ("lowmere", "highfold"))
        for issue, stance in TALKS.parties["lowmere"].stances.items():
            before = centre(stance.position) - centre(TALKS.parties["highfold"].stances[issue].position)
            assert before * (centre(lowmere[issue].position) - centre(highfold[issue].position)) >= 0


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
