"""What a program can call: the public names, short reprs, and what they say to arguments that are none."""

import subprocess
import sys

import numpy as np
import pytest

import sim
from sim.bounds import AUTO_WORKERS
from sim.ensemble import executors

FUNCTIONS = {"check", "compare", "explain", "levers", "library", "load", "read_run", "rule", "run", "sensitivity", "sweep"}
RESULTS = {"Check", "Comparison", "Levers", "Library", "Run", "Scenario", "Sensitivity", "Story", "Sweep"}
ERRORS = {"InputError", "ScenarioError", "TalksError", "TalksWarning"}


def test_the_public_names():
    """Functions, what they return, and the errors that they raise, one below the other; `dir` shows nothing else."""
    assert set(dir(sim)) == set(sim.__all__) == FUNCTIONS | RESULTS | ERRORS | {"__version__"}
    assert all(callable(getattr(sim, name)) and getattr(sim, name).__doc__ for name in FUNCTIONS | RESULTS)
    assert issubclass(sim.ScenarioError, sim.InputError)
    assert issubclass(sim.InputError, sim.TalksError)
    assert callable(sim.testing.check_rule)
    with pytest.raises(AttributeError, match="no attribute 'runs'"):
        _ = sim.runs


def test_importing_the_package_is_light():
    """What takes long to import waits until it is used."""
    heavy = {"numpy", "mesa", "pydantic", "rich", "matplotlib", "yaml", "click"}
    done = subprocess.run([sys.executable, "-c", "import sim, sys; print(*sys.modules)"], capture_output=True, text=True, check=True)
    assert not heavy & set(done.stdout.split())


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"n": 0}, "n must be a whole number from 1 to 10,000,000; found 0"),
        ({"n": -1}, "found -1"),
        ({"n": 10.0}, "found 10.0"),
        ({"n": "10"}, "found '10'"),
        ({"n": True}, "found True"),
        ({"n": 10**8}, "found 100000000"),
        ({"seed": -1}, "seed must be a whole number from 0 to"),
        ({"seed": 2**64}, "seed must be"),
        ({"seed": 0.5}, "found 0.5"),
        ({"workers": 0}, "workers must be a whole number from 1 to 64; found 0"),
        ({"workers": "two"}, "found 'two'"),
        ({"executor": 3}, "executor is one of concurrent.futures"),
        ({"scheduler": 3}, "scheduler is the address"),
    ],
)
@pytest.mark.parametrize(
    "call",
    [
        lambda **how: sim.run("split-the-pie", **how),
        lambda **how: sim.compare("split-the-pie", "one-mediator", **how),
        lambda **how: sim.sweep("split-the-pie", "constants.shape=1,2", **how),
        lambda **how: sim.levers("split-the-pie", "any_deal=0.5", **how),
        lambda **how: sim.sensitivity("split-the-pie", **how),
    ],
    ids=["run", "compare", "sweep", "levers", "sensitivity"],
)
def test_what_is_no_argument_is_refused_in_words(call, how, said, request):
    """InputError names the argument, what it may be and what was found, in every function, before anything is simulated."""
    if "n" in how and request.node.callspec.id.startswith("sensitivity"):
        pytest.skip("its points have a number of histories of their own")
    with pytest.raises(sim.InputError) as refused:
        call(**how)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: sim.sweep("split-the-pie", {}), "one or two settings"),
        (lambda: sim.sweep("split-the-pie", {"constants.shape": 2}), "vary gives values as"),
        (lambda: sim.sweep("split-the-pie", {"constants.shape": [2, 2]}), "twice"),
        (lambda: sim.sweep("split-the-pie", "constants.shape"), "must be PATH=LOW:HIGH:N"),
        (lambda: sim.sweep("split-the-pie", {"constants.shapes": [1, 2]}), "there is no setting"),
        (lambda: sim.sweep("split-the-pie", "constants.shape=1,2", show="deal"), "an outcome is one of"),
        (lambda: sim.levers("split-the-pie", {"any_deal": 7}), "a level above 0"),
        (lambda: sim.levers("split-the-pie", 0.7), "target is an outcome and its level"),
        (lambda: sim.sensitivity("split-the-pie", "deal"), "an outcome is one of"),
        (lambda: sim.sensitivity("split-the-pie", trajectories=1), "trajectories must be a whole number from 2"),
        (sim.compare, "nothing to compare"),
        (lambda: sim.compare("split-the-pie"), "There is nothing to compare with"),
        (lambda: sim.compare("split-the-pie", 3), "found int"),
        (lambda: sim.compare("split-the-pie", without=3), "without takes a text or several"),
        (lambda: sim.compare("split-the-pie", without="parties"), "`without` parties: must be"),
        (lambda: sim.compare("split-the-pie", variants=["no name"]), 'must be "NAME: PATH=VALUE'),
        (lambda: sim.explain("split-the-pie", -1), "history must be a whole number from 0"),
        (lambda: sim.explain(None), "found NoneType"),
        (lambda: sim.check(3), "a file is checked by"),
        (lambda: sim.check("no-such-file.yaml"), "no-such-file"),
        (lambda: sim.library(3), "about is a word"),
        (lambda: sim.read_run("nowhere"), "is not a run folder"),
        (lambda: sim.read_run(3), "a folder is given by its path"),
        (lambda: sim.run("split-the-pie", n=1, folder=3), "a folder is given by its path"),
        (lambda: sim.run("split-the-pie", n=1, resume=True, overwrite=True), "`resume=True` finishes a run, `overwrite=True` starts again"),
        (lambda: sim.run("split-the-pie", n=1, workers=2, executor=executors.ProcessPoolExecutor()), "an executor does all the work"),
    ],
)
def test_other_slips_are_refused_in_words_of_python(call, said):
    """No option of a command is named to a program."""
    with pytest.raises(sim.InputError) as refused:
        call()
    assert said in str(refused.value)
    assert "--" not in str(refused.value)


JUNK = (3, -1, 0.5, float("nan"), b"x", {"a": 1}, ["x"], object(), "\0", np.array([1]))
TAKES_A_WORD = {
    "load": sim.load,
    "overrides": lambda junk: sim.load("split-the-pie", junk),
    "with_changes": lambda junk: sim.load("split-the-pie").with_changes(junk),
    "settings": lambda junk: sim.load("split-the-pie").settings(junk),
    "run": sim.run,
    "read_run": sim.read_run,
    "folder": lambda junk: sim.run("split-the-pie", n=1, folder=junk),
    "scheduler": lambda junk: sim.run("split-the-pie", n=1, scheduler=junk) if junk != "\0" else sim.load(junk),
    "executor": lambda junk: sim.run("split-the-pie", n=1, executor=junk),
    "save": lambda junk: sim.run("split-the-pie", n=1).save(junk),
    "plot": lambda junk: sim.run("split-the-pie", n=1).plot(junk),
    "to_frame": lambda junk: sim.run("split-the-pie", n=1).to_frame(junk),
    "to_parquet": lambda junk: sim.run("split-the-pie", n=1).to_parquet(junk),
    "why": lambda junk: sim.explain("split-the-pie", why=junk),
    "check": sim.check,
    "compare": lambda junk: sim.compare("split-the-pie", junk, n=1),
    "changes": lambda junk: sim.compare("split-the-pie", changes=junk, n=1),
    "variants": lambda junk: sim.compare("split-the-pie", variants={"other": junk}, n=1),
    "without": lambda junk: sim.compare("split-the-pie", without=junk, n=1),
    "sweep": lambda junk: sim.sweep("split-the-pie", junk, n=1),
    "show": lambda junk: sim.sweep("split-the-pie", "constants.shape=1,2", show=junk, n=1),
    "levers": lambda junk: sim.levers("split-the-pie", junk, n=1),
    "sensitivity": lambda junk: sim.sensitivity("split-the-pie", junk),
}


@pytest.mark.parametrize("name", TAKES_A_WORD)
def test_whatever_is_given_nothing_but_an_input_error_comes_of_it(name, tmp_path, monkeypatch):
    """Numbers, bytes, lists, objects, arrays: each is refused in words, none of which names an option of a command."""
    monkeypatch.chdir(tmp_path)
    for junk in JUNK:
        with pytest.raises(sim.InputError) as refused:
            TAKES_A_WORD[name](junk)
        assert "--" not in str(refused.value), junk
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("scenario", [None, 3, ["split-the-pie"], {"title": "Pie"}, b"split-the-pie"])
@pytest.mark.parametrize("call", [sim.load, sim.run, lambda scenario: sim.sweep(scenario, "constants.shape=1,2"), sim.sensitivity])
def test_what_is_no_scenario_is_refused_in_words(call, scenario):
    """Neither a path nor a name nor what was loaded."""
    with pytest.raises(sim.InputError, match="a scenario is"):
        call(scenario)


@pytest.mark.parametrize("name", ["", "split-the-pye", "no/such/file.yaml", "x" * 5000])
def test_a_name_that_none_has_is_refused_in_words(name):
    """Whatever the text."""
    with pytest.raises(sim.InputError):
        sim.load(name)


@pytest.mark.parametrize("overrides", [None, 3, ["constants.shape=2", 3], {"constants.shape": 2}])
def test_what_is_no_override_is_refused_in_words(overrides):
    """A list of texts, or one text."""
    with pytest.raises(sim.InputError, match="path=value"):
        sim.load("split-the-pie", overrides)


@pytest.mark.parametrize("changes", [None, 3, ["constants.shape=2", 3], {3: 2}, b"constants.shape=2"])
def test_what_is_no_change_is_refused_in_words(changes):
    """A mapping, a text, or a list of texts."""
    with pytest.raises(sim.InputError, match="path"):
        sim.load("split-the-pie").with_changes(changes)


def test_one_override_may_be_a_text():
    """A string is one override, not one a letter; what is wrong with it is told without an option's name."""
    assert sim.load("split-the-pie", "constants.shape=2") == sim.load("split-the-pie", ["constants.shape=2"])
    with pytest.raises(sim.ScenarioError) as refused:
        sim.load("split-the-pie", "constants.shapes=2")
    assert len(refused.value.mistakes) == 1
    assert refused.value.mistakes[0].startswith("constants.shapes=2: there is no setting")


def test_changes_make_a_new_scenario():
    """By path and value, or as text; the first stays as it was, and says the same as the file with that override."""
    talks = sim.load("split-the-pie")
    changed = talks.with_changes({"constants.shape": 2})
    assert changed == talks.with_changes("constants.shape=2") == sim.load("split-the-pie", "constants.shape=2")
    assert changed != talks == sim.load("split-the-pie")
    assert changed.changes == ("constants.shape=2",)
    assert changed.with_changes({"constants.shape": 3}).name == "split-the-pie"


def test_a_scenario_is_what_its_file_says():
    """All of its settings are there, and what the model is given is what was read."""
    from sim.scenario import load, resolved

    talks, read = sim.load("one-mediator"), load("one-mediator").scenario
    assert talks.document() == resolved(read)
    assert talks.parties == read.parties
    assert {"path", "value", "origin"} <= talks.settings("patience")[0].keys()
    changed = talks.with_changes({"parties.lowmere.demand.beta": 0.25})
    assert [one["value"] for one in changed.settings("parties.lowmere.demand.beta")] == ["0.25"]
    assert changed.loaded.scenario == changed


def test_whole_numbers_of_other_libraries_count():
    """A number of NumPy's is a number."""
    assert sim.run("split-the-pie", n=np.int64(3), seed=np.int32(2)).n == 3


def test_the_number_of_processes():
    """One if nothing is said; as many as there are processors where that pays; never more than the system can wait for."""
    assert executors.worker_count(None, worth_it=True) == 1
    assert executors.worker_count(AUTO_WORKERS, worth_it=False) == 1
    assert executors.worker_count(AUTO_WORKERS, worth_it=True, platform="linux") == executors.processors()
    assert [executors.worker_count(64, worth_it=True, platform=platform) for platform in ("linux", "win32")] == [64, 61]
