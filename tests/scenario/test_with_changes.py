import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_builder import SCENARIO, is_clear

from sim.errors import ScenarioError
from sim.scenario import from_resolved, resolved, with_changes


@pytest.mark.parametrize(
    ("path", "value", "read"),
    [
        ("parties.upland.demand.beta", 0.3, lambda s: s.parties["upland"].demand.beta),
        ("modules", ["events"], lambda s: s.modules),
        ("calendar.end", date(2030, 8, 1), lambda s: s.calendar.end),
        ("parties.upland.preconditions.0.weight", 3, lambda s: s.parties["upland"].preconditions[0].weight),
        ("issues.water.scale.50", "half of it", lambda s: s.issues["water"].scale[50]),
        ("carrying_out.phases.1.tranches", 5, lambda s: s.carrying_out.phases[1].tranches),
        ("constants.shape", 2, lambda s: s.constants.shape),
    ],
)
def test_a_changed_scenario_differs_in_that_alone(path, value, read):
    """It is a new one; the old one is as it was."""
    before = resolved(SCENARIO)
    changed = with_changes(SCENARIO, {path: value})
    assert read(changed) == value
    assert resolved(SCENARIO) == before
    assert with_changes(changed, {path: read(SCENARIO)}) == SCENARIO
    after = resolved(changed)
    assert [section for section in before if before[section] != after[section]] == [path.split(".")[0]]


def test_a_spread_is_replaced_whole():
    """A mapping given for a spread is the new spread."""
    changed = with_changes(SCENARIO, {"parties.lowland.stances.water.position": {"mean": 70, "sd": 1}})
    assert changed.parties["lowland"].stances["water"].position.model_dump() == {"mean": 70, "sd": 1}


def test_none_deletes():
    """What is deleted has its default."""
    changed = with_changes(SCENARIO, {"calendar.deadline": None, "events.lapse": None})
    assert changed.calendar.deadline is None
    assert "lapse" not in changed.events


def test_no_change_gives_an_equal_scenario():
    """Nothing asked, nothing changed."""
    assert with_changes(SCENARIO, {}) == SCENARIO


def test_wrong_changes_are_all_named():
    """Unknown paths, values out of bounds, mistakes between settings."""
    with pytest.raises(ScenarioError) as caught:
        with_changes(SCENARIO, {"titel": "x", "parties.upland.demand.beta": -1, "protocol.first": "midland", "summary": [1]})
    assert caught.value.mistakes == [
        "titel='x': there is no setting 'titel' (did you mean 'title'?)",
        "summary=[1]: summary: must be text, found [1]",
        "parties.upland.demand.beta=-1: parties.upland.demand.beta: must be between 0.01 and 100, found -1",
        "protocol.first='midland': protocol.first: unknown party 'midland' (did you mean 'upland'?)",
    ]


def test_a_resolved_scenario_can_be_read_back():
    """Through JSON, with all its defaults, to an equal scenario."""
    data = json.loads(json.dumps(resolved(SCENARIO), allow_nan=False))
    assert from_resolved(data) == SCENARIO
    assert data["issues"]["water"]["scale"] == {"0": "none", "50": "half", "100": "all"}
    assert data["events"]["recall"]["effects"][0]["for"] == 14
    assert data["calendar"]["sessions"] == "every 7 days"
    assert data["constants"]["shape"] == 1.0


def test_what_is_wrong_in_a_resolved_scenario_is_named():
    """In the same words as for a file."""
    data = resolved(SCENARIO)
    data["parties"]["upland"]["demand"]["beta"] = 0
    data["calendr"] = data.pop("calendar")
    with pytest.raises(ScenarioError) as caught:
        from_resolved(data)
    assert caught.value.mistakes == ["parties.upland.demand.beta: must be between 0.01 and 100, found 0", "calendr: unknown setting (did you mean 'calendar'?)"]


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=4), inner, max_size=2),
    max_leaves=4,
)
_PATHS = sorted(
    {
        ".".join(path)
        for path in [
            ["parties"],
            ["issues", "water"],
            ["issues", "water", "scale"],
            ["calendar"],
            ["events", "recall", "when"],
            ["events", "recall", "effects"],
            ["carrying_out", "phases"],
        ]
    }
)
_LEAVES = [
    "parties.upland.stances.water.position",
    "parties.upland.trust.lowland",
    "mediators.observers.guarantee",
    "parties.upland.reads",
    "events.recall.effects.0.set",
    "modules",
    "calendar.sessions",
]


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(_PATHS + _LEAVES), _ANYTHING)
def test_any_value_is_taken_or_explained(path, value):
    """Nothing but a ScenarioError comes of any value anywhere."""
    try:
        changed = with_changes(SCENARIO, {path: value})
    except ScenarioError as error:
        is_clear(error)
    else:
        assert from_resolved(resolved(changed)) == changed
