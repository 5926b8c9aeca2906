import pytest
from scenario_builder import TALKS, changed, overlay

from sim.scenario import load


def _said(tmp_path, text):
    return [line.removeprefix(f"{tmp_path}/") for line in changed(tmp_path, text).warnings]


def test_an_overlay_entry_that_changes_nothing_is_pointed_out(tmp_path):
    """At its own line, whatever kind of value it is."""
    text = "title: Talks about a river\nparties:\n  upland:\n    demand: {beta: 0.5}\n    no_deal: {expected: {mean: 0.4, sd: 0.05}}\n"
    text += "reference_text: {assured_by: [observers]}\nevents: {}\n"
    assert _said(tmp_path, text) == [
        "change.yaml:2:1: title: changes nothing, since it is 'Talks about a river' already",
        "change.yaml:5:14: parties.upland.demand.beta: changes nothing, since it is 0.5 already",
        "change.yaml:6:15: parties.upland.no_deal.expected: changes nothing, since it is {mean, sd} already",
        "change.yaml:7:18: reference_text.assured_by: changes nothing, since it is ['observers'] already",
        "change.yaml:8:1: events: changes nothing",
    ]


def test_a_deletion_of_nothing_is_pointed_out(tmp_path):
    """Deleting what the base does not set is most likely a mistake in the name."""
    assert _said(tmp_path, "parties: {lowland: {government: null}}\nevents: {floods: null}\n") == [
        "change.yaml:2:21: parties.lowland.government: deletes nothing, since it is not set in what this file extends",
        "change.yaml:3:10: events.floods: deletes nothing, since it is not set in what this file extends",
    ]


@pytest.mark.parametrize(
    ("module", "paths"),
    [
        ("ratification", ["parties.upland.factions", "parties.upland.government"]),
        ("mediation", [f"mediators.observers.{what}" for what in ("leverage", "guarantee", "messages", "patience", "back_channel")]),
        ("escalation", ["outside_actors.delta.retaliates", "events.drought.effects.0"]),
        ("spoilers", ["parties.upland.factions.millers.spoils", "outside_actors.delta.spoils"]),
        ("events", ["events"]),
        ("carrying_out", ["carrying_out.phases", "issues.dams.phase"]),
    ],
)
def test_settings_of_a_module_that_is_off_have_no_effect(module, paths):
    """Each is named, with the module that would make it count."""
    modules = [name for name in ("mediation", "ratification", "escalation", "spoilers", "events", "carrying_out") if name != module]
    said = load(TALKS, [f"modules=[{', '.join(modules)}]"]).warnings
    assert [line.split(": ")[1] for line in said] == paths
    assert all(f"the module '{module}' is not switched on" in line for line in said)


@pytest.mark.parametrize(
    ("text", "path", "why"),
    [
        ("parties: {upland: {demand: {rule: fixed}}}", "parties.upland.demand.beta", "the rule is 'fixed', and beta belongs to time_dependent"),
        ("parties: {upland: {demand: {reciprocity: 0.2}}}", "parties.upland.demand.reciprocity", "reciprocity belongs to reciprocal"),
        (
            "parties: {lowland: {demand: {rule: reciprocal, deadline: 2030-05-01}}}",
            "parties.lowland.demand.deadline",
            "deadline belongs to expected_gain, time_dependent",
        ),
        ("mediators: {observers: {bridging: {favours: upland}}}", "mediators.observers.bridging.favours", "favours belongs to one_sided"),
        ("mediators: {observers: {patience: null, returns_after: 9}}", "mediators.observers.returns_after", "this mediator never withdraws"),
        ("protocol: {first: upland}", "protocol.first", "kind mediated_text"),
        ("protocol: {kind: alternating_offers, discount: {upland: 0.9}}", "protocol.discount", "offers concession"),
        ("events: {drought: {chance: 0.5}}", "events.drought.chance", "a chance already"),
        ("events: {lapse: {when_deal_near: 1}}", "events.lapse.when_deal_near", "without rate_per_day"),
        ("events: {lapse: {on: 2030-12-01}}", "events.lapse.on", "never happens: 2030-12-01 is after the end (2030-07-31)"),
        ("events: {recall: {when: {before: 2030-02-01}}}", "events.recall.when.before", "never happens"),
        ("events: {recall: {when: {after: 2030-08-01}}}", "events.recall.when.after", "never happens"),
        ("events: {drought: {rate_per_day: 0}}", "events.drought.rate_per_day", "never happens"),
        (
            "parties: {lowland: {preconditions: [{requires: {absent: upland}, or_assured_by_anyone_credible: true}]}}",
            "parties.lowland.preconditions.0.or_assured_by_anyone_credible",
            "without agenda_is",
        ),
    ],
)
def test_what_has_no_effect_is_pointed_out(tmp_path, text, path, why):
    """One line, at the setting that does nothing."""
    said = changed(tmp_path, text).warnings
    assert len(said) == 1
    assert ".yaml:2:" in said[0] or "talks.yaml" in said[0]
    assert f": {path}: " in said[0]
    assert why in said[0]


def test_who_withdraws_is_not_away_for_a_time(tmp_path):
    """How long an absence lasts means nothing for a withdrawal, which is for good; the remedy is named."""
    text = "events: {leaves: {on: 2030-02-10, effects: [{target: parties.upland.attendance, set: withdrawn, for: 10 days}]}}\n"
    assert [line.partition(": ")[2] for line in _said(tmp_path, text)] == [
        "events.leaves.effects.0.for: has no effect with set: withdrawn; who is away for a time is set absent"
    ]


def test_warnings_do_not_stand_in_the_way(tmp_path):
    """A file with warnings is loaded."""
    assert load(overlay(tmp_path, "title: Talks about a river\n")).scenario.title == "Talks about a river"


@pytest.mark.parametrize(
    ("label", "bottom", "top", "warned"),
    [
        ("Posts on the harbour road", "all", "none", True),
        ("Searches of carts", "everybody is searched", "free movement", True),
        ("Guards at the weir", "ten", "nobody", True),
        ("Withdrawal from the road", "all posts go", "none", True),
        ("Withdrawal of posts", "none", "complete", False),
        ("Free movement of carts", "all are searched", "free movement", False),
        ("Ban on nets", "nets as now", "no nets at all", False),
        ("Guards at the weir", "none", "ten", False),
        ("Guards at the weir", "none by day", "none at all", False),
        ("Share of the water", "half", "nothing", True),
    ],
)
def test_a_label_that_runs_against_its_scale_is_pointed_out(tmp_path, label, bottom, top, warned):
    """Where 100 is the absence of what the label names and 0 is not, whoever wants more wants less of it: a warning at the label, with the remedy."""
    text = f'issues: {{water: {{label: "{label}", scale: {{0: "{bottom}", 50: "halfway", 100: "{top}"}}}}}}\n'
    said = [line for line in _said(tmp_path, text) if "runs against its scale" in line]
    assert len(said) == warned
    if warned:
        assert said[0].startswith("change.yaml:2:")
        assert f'issues.water.label: runs against its scale: 100 is "{top}"' in said[0]
