"""Which settings of two scenarios differ."""

import pytest

from sim.scenario import load, settings, with_changes
from sim.scenario.differences import Change, differences


@pytest.fixture(scope="module")
def mediator():
    return load("one-mediator").scenario


def test_a_scenario_does_not_differ_from_itself(mediator):
    """No setting differs from itself, however the scenario came to be."""
    assert differences(mediator, mediator) == []
    assert differences(mediator, with_changes(mediator, {})) == []


def test_every_changed_setting_is_found_and_no_other(mediator):
    """A number, a spread and a choice that were changed are named with what they were and are."""
    changes = {
        "parties.highfold.demand.beta": 3.0,
        "parties.lowmere.no_deal.expected": {"mean": 0.6, "sd": 0.2},
        "mediators.judge.bridging.rule": "equal_gains",
    }
    assert differences(mediator, with_changes(mediator, changes)) == [
        Change("parties.highfold.demand.beta", 1.0, 3.0),
        Change("parties.lowmere.no_deal.expected", {"mean": 0.7, "sd": 0.1}, {"mean": 0.6, "sd": 0.2}),
        Change("mediators.judge.bridging.rule", "nash", "equal_gains"),
    ]


def test_words_for_readers_are_no_settings(mediator):
    """Another title, label or judgement is no difference."""
    assert (
        differences(mediator, with_changes(mediator, {"title": "Another", "parties.highfold.label": "High", "parties.highfold.demand.judgement": "So."})) == []
    )


@pytest.mark.parametrize("overlay", ["assured-agenda", "hamas-attends", "no-added-points", "written-guarantee"])
def test_what_an_overlay_changes_can_be_set(overlay):
    """Every difference of a shipped overlay has a path that `--set` takes, or stands inside or around one."""
    base, changed = load("doha-2024-08"), load(f"doha-2024-08/{overlay}")
    known = {setting.path for setting in settings(base)} | {"events"}
    found = differences(base.scenario, changed.scenario)
    assert found
    for change in found:
        assert any(f"{change.path}.".startswith(f"{path}.") or path.startswith(f"{change.path}.") for path in known), change
