"""Every experiment of the library comes out as its file says."""

import re
import shlex
from functools import cache

import numpy as np
import pytest

from sim.ensemble.columns import output
from sim.ensemble.run import rows_of_many
from sim.scenario import load
from sim.scenario.constants import Constants
from sim.scenario.exercises import sides_of
from sim.shipped import SCENARIOS
from sim.scenario.reading import read
from sim.values import Normal, Triangle

HISTORIES = 1000
BASES = [path for path in sorted(SCENARIOS.rglob("*.yaml")) if "extends" not in read(path).data]
QUICK = {"one-mediator", "split-the-pie"}
TRIALS = [
    pytest.param(path, number, id=f"{path.stem}-{number}", marks=[] if path.stem in QUICK else [pytest.mark.slow])
    for path in BASES
    for number in range(len(load(path).scenario.information.things_to_try))
]


@cache
def rows(path):
    """The histories of a scenario as it is."""
    return rows_of_many([load(path).scenario], n=HISTORIES, workers=1)[0]


def far_from_zero(change):
    """The mean of paired changes in standard errors; infinite where all change alike."""
    change = change[~np.isnan(change)]
    error = change.std(ddof=1) / np.sqrt(len(change))
    return change.mean() / error if error > 1e-9 else np.sign(change.mean()) * np.inf


@pytest.mark.parametrize(("path", "number"), TRIALS)
def test_an_experiment_comes_out_as_the_file_says(path, number):
    """Each output that is named moves in its direction, with the paired interval away from zero; a reversal crosses the middle."""
    loaded = load(path)
    trial = loaded.scenario.information.things_to_try[number]
    changed = rows_of_many([sides_of(loaded, trial).others[-1].scenario], n=HISTORIES, workers=1)[0]
    for name, direction in trial.moves.items():
        moved = far_from_zero(output(changed, name) - output(rows(path), name))
        assert moved * {"up": 1, "down": -1}[direction] > 1.96, (name, moved)
    if trial.reverses:
        middle = 50.0 if trial.reverses.startswith("term.") else 0.5
        before, after = (np.nanmean(output(one, trial.reverses)) for one in (rows(path), changed))
        assert (before - middle) * (after - middle) < 0, (before, after)


@pytest.mark.parametrize("path", BASES, ids=lambda path: path.stem)
def test_a_reversal_stays_within_the_ranges_that_are_stated(path):
    """Constants within their range, spreads within what they draw; other numbers only where the file names their range."""
    scenario = load(path).scenario
    trial = next(trial for trial in scenario.information.things_to_try if trial.reverses)
    words = shlex.split(trial.command)
    for path_and_value in (words[i + 1] for i, word in enumerate(words) if word == "--set"):
        setting, _, text = path_and_value.partition("=")
        assert within(scenario, setting, text, invented=path.parent.name == "textbook"), path_and_value


def within(scenario, setting, text, *, invented):
    """Whether a value lies in the range that is stated for its setting; what is invented need not state one."""
    *around, last = setting.split(".")
    if around == ["constants"]:
        low, high = Constants.model_fields[last].json_schema_extra["range"]
        return low <= float(text) <= high
    part = scenario
    for name in around:
        part = part[int(name) if name.isdigit() else name] if isinstance(part, dict) else getattr(part, name)
    value = part[last] if isinstance(part, dict) else getattr(part, last)
    if isinstance(value, Normal):
        return abs(float(text) - value.mean) <= 2 * value.sd + 1e-9
    if isinstance(value, Triangle):
        return value.low <= float(text) <= value.high
    return invented or "between" in (getattr(part, "judgement", None) or "")


@pytest.mark.parametrize("path", BASES, ids=lambda path: path.stem)
def test_exercises_ask_for_causes_and_not_for_the_last_refusal(path):
    """Where an exercise is about talks that come to nothing, it names a cause; who happened to refuse last, and over what, is none."""
    about = load(path).scenario.information
    assert not [name for trial in about.things_to_try for name in trial.moves if name.startswith("refused_")]
    words = " ".join([about.how_to_use_it, *about.things_to_notice, *(f"{trial.question} {trial.expect}" for trial in about.things_to_try)])
    assert not [said for said in ("refused last", "last refusal") if said in words]


@pytest.mark.parametrize("path", BASES, ids=lambda path: path.stem)
def test_what_a_file_says_of_its_use_can_stand_anywhere(path):
    """It is printed in `describe` and in plans of lessons, so it points to nothing above or below it."""
    assert not re.search(r"\b(?:experiments|counterfactuals|exercises|questions) (?:above|below)\b", load(path).scenario.information.how_to_use_it)
