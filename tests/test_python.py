"""What a script can call: `sim.load` and `sim.run`, and what they say to arguments that are none."""

import numpy as np
import pytest

import sim
from sim.bounds import AS_MANY_AS_PAY
from sim.ensemble import executors


def test_what_a_script_may_import():
    """Two functions, and the errors that they raise, one below the other."""
    assert set(sim.__all__) == {"InputError", "ScenarioError", "TalksError", "__version__", "load", "run"}
    assert issubclass(sim.ScenarioError, sim.InputError)
    assert issubclass(sim.InputError, sim.TalksError)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"n": 0}, "n must be a whole number from 1 to 10,000,000; found 0"),
        ({"n": -1}, "found -1"),
        ({"n": 10.0}, "found 10.0"),
        ({"n": "10"}, "found '10'"),
        ({"n": True}, "found True"),
        ({"n": None}, "found None"),
        ({"n": 10**8}, "found 100000000"),
        ({"seed": -1}, "seed must be a whole number from 0 to"),
        ({"seed": 2**64}, "seed must be"),
        ({"seed": 0.5}, "found 0.5"),
        ({"seed": None}, "found None"),
        ({"workers": 0}, "workers must be a whole number from 1 to 64; found 0"),
        ({"workers": "two"}, "found 'two'"),
    ],
)
def test_what_is_no_argument_of_run_is_refused_in_words(how, said):
    """InputError names the argument, what it may be and what was found."""
    with pytest.raises(sim.InputError) as refused:
        sim.run("split-the-pie", **how)
    assert said in str(refused.value)


@pytest.mark.parametrize("scenario", [None, 3, ["split-the-pie"], {"title": "Pie"}, b"split-the-pie"])
@pytest.mark.parametrize("call", [sim.load, sim.run])
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


def test_one_override_may_be_a_text():
    """A string is one override, not one a letter."""
    assert sim.load("split-the-pie", "constants.shape=2") == sim.load("split-the-pie", ["constants.shape=2"])
    with pytest.raises(sim.ScenarioError) as refused:
        sim.load("split-the-pie", "constants.shapes=2")
    assert len(refused.value.mistakes) == 1


def test_whole_numbers_of_other_libraries_count():
    """A number of NumPy's is a number."""
    assert sim.run("split-the-pie", n=np.int64(3), seed=np.int32(2)).n == 3


def test_the_number_of_processes():
    """One if nothing is said; as many as there are processors where that pays; never more than the system can wait for."""
    assert executors.worker_count(None, worth_it=True) == 1
    assert executors.worker_count(AS_MANY_AS_PAY, worth_it=False) == 1
    assert executors.worker_count(AS_MANY_AS_PAY, worth_it=True, platform="linux") == executors.processors()
    assert [executors.worker_count(64, worth_it=True, platform=platform) for platform in ("linux", "win32")] == [64, 61]
