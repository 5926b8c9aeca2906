from functools import cache
from pathlib import Path

import numpy as np
import pytest

from sim.analysis.dead_inputs import FALSE_ALARMS, changes, critical, dead_inputs, histories, inputs, looks_up_to, movements, output
from sim.ensemble import simulate
from sim.scenario import load, with_changes
from sim.scenario.differences import differences
from sim.scenario.outputs import outputs_of

TEMPLATES = Path(__file__).parents[2] / "sim" / "cli" / "templates"
PLANTED = {
    "parties.mill.demand.beta": "rule",
    "parties.mill.factions.elders.lag": "ratification",
    "escalation.start": "escalation",
    "events.flood.rate_per_day": "events",
    "events.flood.effects.0.add": "events",
}
SCENARIO = """
title: Two villages at a ford
calendar: {start: 2000-01-01, end: 2000-01-29, sessions: every 7 days}
issues:
  toll: {label: Toll}
  watch: {label: Night watch, phase: 1}
parties:
  mill:
    label: Mill
    stances:
      toll: {wants: more, position: {mean: 80, sd: 10}, salience: 2}
      watch: {wants: more, position: 70, salience: 1}
    no_deal: {expected: 0.45}
    demand: {rule: fixed, share: 0.3, beta: 2}
    factions: {elders: {lag: 10}}
  ford:
    label: Ford
    stances:
      toll: {wants: less, position: {low: 10, mode: 20, high: 30}, salience: 1}
      watch: {wants: less, position: 30, salience: 2}
    no_deal: {expected: {mean: 0.4, sd: 0.1}}
    attendance: {cost_of_being_seen: 1}
    trust: {mill: {mean: 0.7}}
mediators:
  warden: {label: Warden, estimate_error: 12}
escalation: {start: 0.2}
events:
  flood: {rate_per_day: 0.05, effects: [{target: escalation, add: 0.1}]}
"""


def written(folder, text=SCENARIO, name="ford.yaml"):
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return load(path)


@pytest.fixture(scope="module")
def ford(tmp_path_factory):
    return written(tmp_path_factory.mktemp("ford"))


@pytest.fixture(scope="module")
def found(ford):
    return {finding.input.path: finding for finding in dead_inputs(ford, looks=(250, 500), workers=1)}


@pytest.fixture(scope="module")
def of_seed(ford):
    """The rows of the unchanged scenario under the luck of a seed."""
    return cache(lambda seed: histories(ford.scenario, seed, 0, 250)[0])


# --- what is found -------------------------------------------------------------------------------------------------------


def test_what_is_planted_is_found_dead(found):
    """A number of a module that is off, of a rule that is not used, or of a line that nobody comes near is dead, and the reason is told."""
    assert {path for path, finding in found.items() if finding.state == "dead"} == PLANTED.keys() | {"issues.watch.phase"}
    assert all(word in found[path].reason for path, word in PLANTED.items())
    assert all(found[path].n == 500 and found[path].differing == 0 and found[path].movement is None for path in PLANTED)


def test_what_is_alive_is_not_called_dead(found):
    """Every other number moves an output by more than its interval."""
    alive = [finding for path, finding in found.items() if path not in PLANTED and path != "issues.watch.phase"]
    assert {finding.input.path: finding.state for finding in alive if finding.state != "moves"} == {}
    assert all(finding.movement.low > 0.0 or finding.movement.high < 0.0 for finding in alive)


def test_a_number_is_judged_first_by_what_it_is_expected_to_move(ford):
    """The search goes by the output that is named, if it moves at all, and says which way."""
    shy = [one for one in inputs(ford) if one.path == "parties.ford.attendance.cost_of_being_seen"]
    (finding,) = dead_inputs(ford, of=shy, looks=[250], workers=1, aims=lambda _: ["in_person.ford"])
    assert finding.movement.output == "in_person.ford"
    assert finding.change.up
    assert finding.movement.high < 0.0


def test_what_does_not_move_as_expected_is_judged_by_all_outputs(ford):
    """A number that leaves the named output alone still counts as one that moves something."""
    shy = [one for one in inputs(ford) if one.path == "parties.ford.attendance.cost_of_being_seen"]
    (finding,) = dead_inputs(ford, of=shy, looks=[250], workers=1, aims=lambda _: ["escalation_peak"])
    assert finding.state == "moves"
    assert finding.movement.output != "escalation_peak"


@pytest.mark.slow
def test_workers_change_nothing(ford, found):
    """Two processes find what one finds."""
    assert {finding.input.path: finding for finding in dead_inputs(ford, looks=(250, 500), workers=2)} == found


# --- numbers and their changes -------------------------------------------------------------------------------------------


def test_only_what_the_file_itself_sets_counts(tmp_path, ford):
    """Of a file that extends another, only its own numbers are looked at; text, dates for readers and anchors of scales are none."""
    written(tmp_path)
    overlay = written(tmp_path, "extends: ford.yaml\nas_of: 2000-01-01\nparties: {ford: {no_deal: {expected: 0.3}}}\n", "dear.yaml")
    assert [one.path for one in inputs(overlay)] == ["parties.ford.no_deal.expected"]
    assert "parties.ford.stances.toll.position.mode" in [one.path for one in inputs(ford)]


@pytest.mark.parametrize("template", ["two-parties", "mediator", "full"])
def test_every_change_is_allowed_and_changes_one_thing(template):
    """Each number of a template can be changed alone (ends of a spread take its middle along, positions their red lines), and never to what it was."""
    loaded = load(TEMPLATES / f"{template}.yaml")
    for one in inputs(loaded):
        for change in changes(one, loaded.scenario):
            line = one.keys[-1] == "red_line"
            (path,) = (path for path in change.settings if line or not path.endswith(".red_line"))
            found = differences(loaded.scenario, with_changes(loaded.scenario, change.settings))
            (difference,) = (each for each in found if line or not each.path.endswith(".red_line"))
            assert path.startswith(difference.path)
            assert change.value != one.value
    assert {change.up for one in inputs(loaded) for change in changes(one, loaded.scenario)} == {True, False}


@pytest.mark.parametrize(
    ("path", "values"),
    [
        ("calendar.end", ["2000-02-01", "2000-01-26", "2000-02-07", "2000-01-20"]),
        ("calendar.sessions", ["every 10 days", "every 4 days", "every 16 days", "every 1 days"]),
        ("parties.mill.factions.elders.lag", [15, 5, 25, 0]),
        ("parties.mill.stances.toll.position.mean", [90.0, 70.0, 100.0, 50.0]),
        ("parties.mill.stances.toll.position.sd", [15.0, 5.0, 25.0, 0]),
        ("parties.ford.no_deal.expected.mean", [0.5, 0.3, 0.7, 0.1]),
        ("parties.ford.trust.mill.mean", [0.8, 0.6, 0.999999, 0.4]),
        ("parties.ford.attendance.cost_of_being_seen", [2.0, 0.0, 4.0, -2.0]),
    ],
)
def test_steps_are_those_that_are_stated(ford, path, values):
    """Up, down, then three steps either way, inside what is allowed."""
    (one,) = (one for one in inputs(ford) if one.path == path)
    tried = [change.value for change in changes(one, ford.scenario)]
    assert tried == (values if isinstance(values[0], str) else pytest.approx(values))


def test_a_number_that_nothing_else_allows_to_change_is_told_apart():
    """The phase of the only issue of a phase is fixed as long as the phases must follow on each other."""
    loaded = load(TEMPLATES / "full.yaml")
    (phase,) = (one for one in inputs(loaded) if one.path == "issues.joint_control.phase")
    (finding,) = dead_inputs(loaded, of=[phase], looks=[250], workers=1)
    assert finding.state == "fixed"
    assert finding.reason


def test_looks_are_ever_larger():
    """A first look is cheap; what does not move then is looked at with four times as many histories, up to the most."""
    assert looks_up_to(4000) == [250, 1000, 4000]
    assert looks_up_to(250) == [250]
    assert looks_up_to(600) == [250, 600]


# --- outputs and chance --------------------------------------------------------------------------------------------------


def test_rows_are_those_of_a_run(ford):
    """The quick way of simulating gives the rows of an ordinary run, to the last bit, also when it goes on later."""
    run = simulate(ford.scenario, name="ford", n=500, seed=3)
    first, later = histories(ford.scenario, 3, 0, 250)[0], histories(ford.scenario, 3, 250, 500)[0]
    for name, values in first.items():
        assert np.array_equal(np.concatenate([values, later[name]]), run.histories[name], equal_nan=values.dtype.kind == "f")


def test_every_column_of_a_run_is_an_output(ford, of_seed):
    """No column of a table of histories is left out of the comparison, but for whom a cause of no deal concerns."""
    assert {name.partition("=")[0] for name in outputs_of(ford.scenario)} | {"why_issue", "why_whose"} == of_seed(1).keys()


def test_luck_of_other_seeds_is_no_movement(ford, of_seed):
    """Of comparisons of the scenario with itself under other luck, no more than stated raise an alarm over any output; at 95 % each, many would."""
    names = outputs_of(ford.scenario)
    seeds = range(1, 21)
    strengths = [max(found.strength for found in movements(of_seed(seed), of_seed(seed + 1), names, len(names))) for seed in seeds[:-1]]
    assert np.mean([strength > critical(len(names)) for strength in strengths]) <= FALSE_ALARMS
    assert np.mean([strength > 1.96 for strength in strengths]) > 0.5


@pytest.mark.parametrize(("share", "tail"), [(1.0, 1.0), (0.02, 1.0), (1.0, 3.0), (0.05, 3.0)], ids=["plain", "rare", "heavy tails", "both"])
def test_rare_and_wild_differences_raise_no_more_alarms(share, tail):
    """The error holds for outputs that seldom differ, or at times differ enormously, and for those that few pairs of histories have."""
    luck = np.random.default_rng(1)
    alarms, trials, outputs = 0, 200, [str(k) for k in range(20)]
    for _ in range(trials):
        noise = {name: np.where(luck.random(250) < share, np.abs(luck.normal(size=250)) ** tail * luck.choice([-1.0, 1.0], 250), 0.0) for name in outputs}
        noise["19"][12:] = np.nan
        nothing = {name: np.zeros(250) for name in outputs}
        alarms += any(found.strength > critical(len(outputs)) for found in movements(nothing, noise, outputs, len(outputs)))
    assert alarms / trials <= FALSE_ALARMS


def test_a_real_shift_is_seen():
    """A shift of half a standard deviation is found among twenty outputs, with the interval around it."""
    luck = np.random.default_rng(1)
    before = {str(k): luck.normal(size=250) for k in range(20)}
    after = {name: values + (0.5 if name == "7" else 0.0) + luck.normal(size=250) for name, values in before.items()}
    strongest = max(movements(before, after, list(before), 20), key=lambda found: found.strength)
    assert strongest.output == "7"
    assert strongest.strength > critical(20)
    assert 0.0 < strongest.low < 0.5 < strongest.high


def test_words_become_shares(ford, of_seed):
    """A column of words is compared word by word, as the share of histories that hold it."""
    rows = of_seed(1)
    endings = [name for name in outputs_of(ford.scenario) if name.startswith("ending=")]
    assert sum(output(rows, name).mean() for name in endings) == pytest.approx(1.0)
