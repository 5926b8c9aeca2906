"""Scenarios without one of their parts."""

import pytest

from sim.errors import ScenarioError
from sim.scenario import load, with_changes
from sim.scenario.leaving_out import KINDS, leaving_out
from sim.scenario.naming import files

NAMES = ["doha-2024-08", "good-friday-1998", "colombia-farc-2016", "one-mediator", "divided-island"]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_leaves_a_scenario_or_a_reason(name):
    """Every part of every kind: without it nothing speaks of it any more, or the mistake says in words why there would be no scenario."""
    scenario = load(next(path for _, known, path in files() if known == name)).scenario
    parts = [(kind, part) for kind in KINDS if kind != 'factions' and getattr(scenario, kind) for part in leaving_out(scenario, kind)]
    reasons = []
    for kind, part in parts:
        try:
            without = with_changes(scenario, part.changes)
        except ScenarioError as error:
            reasons.append(str(error))
            continue
        gone = part.path.split(".")[1]
        assert gone not in getattr(without, kind)
        if kind == "mediators":
            assert not any(effect.target.startswith(f"mediators.{gone}.") for event in without.events.values() for effect in event.effects)
            assert without.reference_text is None or gone not in without.reference_text.assured_by
    assert parts
    assert all("needs at least one mediator" in reason for reason in reasons)


def test_a_group_at_home_is_named_with_its_party():
    """Either by the path of its setting or in short."""
    scenario = load("doha-2024-08").scenario
    party, faction = next((name, next(iter(principal.factions))) for name, principal in scenario.parties.items() if principal.factions)
    (short,), (long,) = leaving_out(scenario, f"factions.{party}.{faction}"), leaving_out(scenario, f"parties.{party}.factions.{faction}")
    assert short == long
    assert faction not in with_changes(scenario, short.changes).parties[party].factions
