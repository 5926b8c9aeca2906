"""Whoever moves a position moves the red lines that hang on it: a party's or a group's, of either side, drawn or set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.factors import factors, fixed
from sim.analysis.levers import levers, search
from sim.analysis.sensitivity import sensitivity
from sim.analysis.sweep import Varied, sweep
from sim.model import TalksModel, dissolve
from sim.scenario import from_resolved, load, resolved, with_changes
from sim.scenario.red_lines import with_lines

OWN = {"wants": "more", "position": {"low": 60.0, "mode": 70.0, "high": 95.0}, "salience": 1.0, "red_line": 55.0}
SHARED = {"wants": "less", "position": {"low": 5.0, "mode": 30.0, "high": 40.0}, "salience": 1.0}
COUNCIL = {"lag": 7, "limits_known_to": "party", "stances": {"toll": {"red_line": 45.0}}}
GUILD = {"lag": 7, "limits_known_to": "nobody", "stances": {"toll": {"position": {"mean": 75.0, "sd": 4.0}}}}


def sides(**changes):
    """Talks over one toll: north's own line, a guild of it that has the line from elsewhere on the scale, and a council of south with a line of its own."""
    data = resolved(load("split-the-pie").scenario)
    north, south = (dict(data["parties"][name], luck_id=luck) for name, luck in (("alder", "one"), ("birch", "other")))
    north |= {"stances": {"toll": OWN}, "factions": {"guild": GUILD}, "trust": {"south": {"mean": 0.9}}}
    south |= {"stances": {"toll": SHARED}, "factions": {"council": COUNCIL}, "trust": {"north": {"mean": 0.9}}}
    for side in (north, south):
        side["demand"] = {"rule": "time_dependent", "beta": 1.0}
        side["no_deal"] = {"expected": 0.35}
    data |= {"parties": {"north": north, "south": south}, "issues": {"toll": {"label": "Toll", "scale": {}}}, "modules": ["ratification"], "mediators": {}}
    data["protocol"] = {"kind": "alternating_offers", "offers": "concession"}
    data.pop("information", None)
    return with_changes(from_resolved(data), changes)


def swapped(scenario):
    """The same with the names of the two sides the other way round, their luck kept."""
    turn = {"north": "south", "south": "north"}

    def renamed(value):
        if isinstance(value, dict):
            return {turn.get(key, key): renamed(entry) for key, entry in value.items()}
        return [renamed(entry) for entry in value] if isinstance(value, list) else turn.get(value, value) if isinstance(value, str) else value

    return from_resolved(renamed(resolved(scenario)))


def other(path):
    """The path of the same setting on the other side."""
    return path.replace("north", "?").replace("south", "north").replace("?", "south")


LINES = ["doha-2024-08", "doha-2025-07", "direct-channel-2025-03", "divided-island", "constructive-ambiguity", "two-level-game"]


def drawn_by(scenario):
    """What each history of the first block draws, by path; nothing is played."""
    model = TalksModel(scenario, seed=1, blocks=range(1))
    drawn = dict(model.streams.drawn)
    dissolve(model)
    return drawn


def limits_of(scenario, history):
    """Lowest and highest point that each party and each group can sign in a history."""
    model = TalksModel(scenario, seed=1, blocks=range(1))
    found = np.array([[one.lower[:, history], one.upper[:, history]] for one in (*model.parties, *model.factions)])
    dissolve(model)
    return found


@pytest.mark.parametrize("name", ["sides", "two sides with groups", *LINES])
def test_a_line_lies_where_it_does_when_the_same_position_is_drawn(name):
    """What a history drew, set by an analysis, leaves every party and group the same points to sign as in that history."""
    scenario = {"sides": sides, "two sides with groups": lambda: swapped(sides())}.get(name, lambda: load(name).scenario)()
    drawn = drawn_by(scenario)
    for history in (0, 11, 200):
        positions = {path: float(np.clip(values[history], 0.0, 100.0)) for path, values in drawn.items() if path.endswith(".position")}
        changed = with_changes(scenario, with_lines(scenario, positions))
        assert np.allclose(limits_of(changed, history), limits_of(scenario, history), atol=1e-3)
    assert any(path.endswith(".position") for path in drawn)


POINTS = st.floats(2.0, 98.0)


@given(st.sampled_from(["more", "less", "peak"]), POINTS, POINTS, POINTS, st.booleans())
def test_a_scale_turned_round_turns_the_lines_round(wants, position, line, point, of_group):
    """Where the scale runs the other way, the same move puts the line at the mirrored point, whether a party's or a group's."""
    low, high = sorted((position, line))
    high = max(high, low + 0.5)
    position, line = {"more": (high, low), "less": (low, high), "peak": (low, high)}[wants]

    def put(turned):
        at, limit, to = ((100.0 - value if turned else value) for value in (position, line, point))
        word = {"more": "less", "less": "more", "peak": "peak"}[wants] if turned else wants
        scenario = sides(
            **{
                "parties.north.stances.toll": {"wants": word, "position": at, "salience": 1.0, "red_line": None if of_group else limit},
                "parties.north.factions": {"guild": {"stances": {"toll": {"red_line": limit if of_group else None}}}},
            }
        )
        moved = with_lines(scenario, {"parties.north.stances.toll.position": to})
        return moved.get(f"parties.north.{'factions.guild.' if of_group else ''}stances.toll.red_line", limit)

    assert put(turned=True) == pytest.approx(100.0 - put(turned=False), abs=1e-9)


@pytest.fixture
def stances_only(monkeypatch):
    """Sensitivity of what the file leaves open alone, which is quicker."""
    monkeypatch.setattr("sim.analysis.sensitivity.factors", lambda scenario: [factor for factor in factors(scenario) if factor.kind == "stance"])


@pytest.mark.usefixtures("stances_only")
def test_sensitivity_swaps_with_the_sides():
    """What a setting of one side does when moved, the same setting does after the two have swapped names, to the bit."""
    one, two = (sensitivity(talks, "any_deal", walks=2, sets=2, workers=1) for talks in (sides(), swapped(sides())))
    found = {effect.factor.path: (effect.size, effect.mean) for effect in one.effects}
    assert {other(effect.factor.path): (effect.size, effect.mean) for effect in two.effects} == found
    assert one.parts == two.parts


@pytest.mark.usefixtures("stances_only")
def test_sensitivity_names_a_position_by_the_line_that_hangs_on_it():
    """Where only lines stand in the way, the positions of both sides count: of the one with a line of its own, and of the one whose council has it."""
    found = sensitivity(sides(), "any_deal", walks=3, sets=2, workers=1)
    largest = {effect.factor.path for effect in found.effects[:3]}
    assert {"parties.north.stances.toll.position", "parties.south.stances.toll.position"} <= largest


def test_levers_swap_with_the_sides():
    """Acts, how far they go and what they do are those of the other side after a swap, and a position takes lines along on both."""
    one, two = (search(talks, "any_deal", 0.99, n=250, pairs=False, workers=1) for talks in (sides(), swapped(sides())))

    def told(found, name=lambda path: path):
        return sorted((sorted((name(path), str(value)) for path, value in tried.changes.items()), tried.share.share) for tried in found.bounds)

    assert told(one) == told(two, other)
    moved = [tried.changes for tried in one.bounds if any(path.endswith(".position") for path in tried.changes)]
    assert {path for changes in moved for path in changes if path.endswith(".red_line")} == {
        "parties.north.stances.toll.red_line",
        "parties.north.factions.guild.stances.toll.red_line",
        "parties.south.factions.council.stances.toll.red_line",
    }


def test_sweeps_swap_with_the_sides():
    """A position swept on one side, and on the other after a swap, gives the same shares; the line goes along and is named."""
    path = "parties.south.stances.toll.position"
    one = sweep(sides(), [Varied(path, (10.0, 20.0, 40.0))], n=250, workers=1)
    two = sweep(swapped(sides()), [Varied(other(path), (10.0, 20.0, 40.0))], n=250, workers=1)
    assert [point.shares for point in one.points] == [point.shares for point in two.points]
    assert one.along == ["parties.south.factions.council.stances.toll.red_line"]
    assert len({point.shares["any_deal"].count for point in one.points}) > 1


def test_a_line_that_is_set_itself_stays_where_it_was_put():
    """Who moves a position and its red line decides both."""
    changes = {"parties.north.stances.toll.position": 80.0, "parties.north.stances.toll.red_line": 50.0}
    assert with_lines(sides(), changes)["parties.north.stances.toll.red_line"] == 50.0


@pytest.mark.parametrize("name", ["doha-2025-07", "direct-channel-2025-03"])
def test_every_factor_can_stand_at_either_end(name):
    """Sensitivity finds a scenario at both ends of all spreads, whoever has lines there."""
    scenario = load(name).scenario
    known = factors(scenario)
    for place in (0.0, 1.0):
        fixed(scenario, known, [place] * len(known))
    for k in range(0, len(known), 5):
        fixed(scenario, known, [float(i == k) for i in range(len(known))])
    assert all(with_changes(scenario, act.changes(1.0)) for act in levers(scenario))
