"""Causes come before effects: a setting touches what it names, and what is yet to come touches nothing."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from broad_priors import drawn

from sim.model import TalksModel, forget
from sim.scenario import with_changes

CASES = [1, 3]  # draws of two parties with sessions by the calendar


def state(model):
    """Every number of a model, by whom it belongs to and what it is about: (owner, quantity, about) -> array."""
    found = {}

    def keep(owner, quantity, value, *about):
        if isinstance(value, np.ndarray) and value.dtype.kind in "biuf":
            found[(owner, quantity, *about)] = value.copy()

    kept = (model.deal, model.table, model.sessions, model.refusals, model.tally)
    for owner in (model, *kept, *model.parties, *model.mediators, *model.factions):
        name = getattr(owner, "name", type(owner).__name__)
        for quantity, value in vars(owner).items():
            keep(name, quantity, value)
            for about, part in value.items() if isinstance(value, dict) else ():
                keep(name, quantity, part, about)
                for detail, number in vars(part).items() if quantity in ("trust", "estimates") else ():
                    keep(name, f"{quantity}.{detail}", number, about)
                keep(name, f"{quantity}.mean", getattr(part, "mean", None), about)
        preference = getattr(owner, "preference", None)
        if preference is not None:
            keep(name, "preference.position", preference.position)
            keep(name, "preference.salience", preference.salience)
    return found


def after(scenario, days):
    """The state after so many days."""
    model = TalksModel(scenario, seed=1, blocks=range(1))
    for _ in range(days):
        model.step()
    forget(model)
    return state(model)


def differing(one, two):
    """What differs between two states."""
    assert one.keys() == two.keys()
    return {key for key in one if not np.array_equal(one[key], two[key], equal_nan=one[key].dtype.kind == "f")}


@pytest.mark.parametrize("case", CASES)
def test_the_same_scenario_has_the_same_state(case):
    """Nothing differs between two models of one scenario, down to the last estimate, and there is much that could."""
    one, two = after(drawn(case), 30), after(drawn(case), 30)
    assert len(one) > 100
    assert not differing(one, two)


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("parties.party_0.no_deal.expected.mean", 0.33),
        ("parties.party_0.no_deal.cost_per_day", 0.0011),
        ("parties.party_0.trust.party_1.mean", 0.61),
        ("parties.party_0.stances.issue_0.salience", 0.77),
        ("parties.party_0.stances.issue_0.position.sd", 3.0),
        ("parties.party_0.estimate_error", 4.0),
    ],
)
def test_a_setting_of_one_party_touches_nothing_that_is_not_about_it(case, setting, value):
    """At the start only what belongs to the party differs, what others believe of it, and where the middle of the table lies."""
    changed = differing(after(drawn(case), 0), after(with_changes(drawn(case), {setting: value}), 0))
    assert changed
    assert {key for key in changed if "party_0" not in key and "hardliners" not in key} <= {("Table", "package")}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize(
    ("setting", "value"), [("mediators.mediator_0.estimate_error", 2.0), ("mediators.mediator_0.bias.party_0", 0.123), ("mediators.mediator_0.patience", 44)]
)
def test_a_setting_of_a_mediator_touches_the_mediator_only(case, setting, value):
    """At the start nothing differs but what the mediator believes, has and means to do."""
    changed = differing(after(drawn(case), 0), after(with_changes(drawn(case), {setting: value}), 0))
    assert {key[0] for key in changed} == {"mediator_0"}


def with_events(case):
    """A drawn scenario with its events on."""
    scenario = drawn(case)
    return with_changes(scenario, {"modules": sorted({*scenario.modules, "events"})})


@pytest.mark.parametrize("case", CASES)
def test_what_is_yet_to_come_changes_nothing(case):
    """An event on the fortieth day leaves every number of the days before as it would be without it, and changes some after."""
    scenario = with_events(case)
    effects = [{"target": "parties.party_0.no_deal.expected", "add": -0.2}, {"target": "parties.party_1.trust.party_0", "act": "promise_broken"}]
    storm = with_changes(scenario, {"events.storm": {"on": "2000-02-09", "effects": effects}})
    for day in (1, 39):
        assert not differing(after(scenario, day), after(storm, day))
    assert differing(after(scenario, 40), after(storm, 40))


@pytest.mark.parametrize("case", CASES)
def test_the_horizon_is_not_seen(case):
    """With the deadline stated, looking further ahead changes nothing in the days before."""
    scenario = with_changes(drawn(case), {"calendar.deadline": "2000-04-20"})
    longer = with_changes(scenario, {"calendar.end": "2001-04-30"})
    assert not differing(after(scenario, 60), after(longer, 60))


@pytest.mark.parametrize("case", CASES)
def test_a_bystander_changes_nothing(case):
    """One more event that never happens, and one more outside actor that never acts, leave every number as it was."""
    scenario = with_events(case)
    more = {
        "events.nothing": {"rate_per_day": 0.0, "effects": [{"target": "escalation", "set": 1.0}]},
        "outside_actors.sleeper": {"label": "Sleeper", "spoils": {"rate_per_day": 0.0}, "retaliates": {"rate_per_day": 0.0}},
    }
    assert not differing(after(scenario, 60), after(with_changes(scenario, more), 60))
