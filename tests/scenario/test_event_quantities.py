import pytest
from scenario_builder import SCENARIO

from sim.errors import ScenarioError
from sim.scenario import quantities, with_changes


def test_the_quantities_of_the_talks_are_these():
    """A closed list: nothing else can be the target of an effect."""
    of_a_party = [
        "no_deal.expected",
        "no_deal.cost_per_day",
        "no_deal.delay_value",
        "stances.water.position",
        "stances.water.salience",
        "stances.dams.position",
        "stances.dams.salience",
    ]
    numbers = [f"parties.{party}.{what}" for party in ("upland", "lowland") for what in of_a_party]
    numbers += ["escalation", "deadline", "mediators.observers.leverage.lowland", "mediators.observers.guarantee"]
    assert quantities(SCENARIO) == {
        **dict.fromkeys(numbers, "number"),
        "parties.upland.trust.lowland": "trust",
        "parties.lowland.trust.upland": "trust",
        **dict.fromkeys(["parties.upland.attendance", "parties.lowland.attendance", "mediators.observers.attendance"], "attendance"),
    }


_FITTING = {
    "number": [{"add": 0.1}, {"multiply": 0.5}, {"set": 0.5}],
    "trust": [{"act": "promise_kept"}],
    "attendance": [{"set": "absent"}, {"set": "present", "for": 3}],
}


@pytest.mark.parametrize("target", quantities(SCENARIO))
def test_each_kind_takes_its_own_changes_and_no_others(target):
    """Numbers are set, multiplied, added to; trust takes acts; attendance takes words, for a time."""
    kind = quantities(SCENARIO)[target]
    for other, changes in _FITTING.items():
        for change in changes:
            fits = other == kind and (target != "deadline" or "add" in change)
            effects = {"events.lapse.effects": [{"target": target, **change}]}
            if fits:
                with_changes(SCENARIO, effects)
            else:
                with pytest.raises(ScenarioError, match=r"events\.lapse\.effects\.0"):
                    with_changes(SCENARIO, effects)
