"""The stages of a day: each stands in the list, says what happens, and is left out where its module is off."""

import importlib
import pkgutil

import numpy as np
import pytest

from sim.model import STAGES, Stage, TalksModel, forget, stages
from sim.modules.registry import modules
from sim.scenario import load, with_changes

NAMES = [stage.name for stage in STAGES]
MODULES = tuple(modules())
TALKS = with_changes(load("doha-2024-08").scenario, {"modules": list(MODULES)})


OF_MODULES = {stage.name: module for module in modules().values() for stage in module.stages}
"""The stages that modules bring along, in files of their own."""


def written():
    """Every stage that a file of the stages defines, by the name of the file."""
    files = {found.name: importlib.import_module(f"{stages.__name__}.{found.name}") for found in pkgutil.iter_modules(stages.__path__)}
    return [(name, thing) for name, file in files.items() for thing in vars(file).values() if isinstance(thing, Stage)]


def test_every_stage_that_is_written_is_one_of_a_day():
    """What the files of the stages define and what a day walks are the same stages, each once."""
    assert sorted([*(stage.name for _, stage in written()), *OF_MODULES]) == sorted(NAMES)
    assert all(stage in STAGES for _, stage in written())
    assert len(set(NAMES)) == len(NAMES)


@pytest.mark.parametrize("stage", STAGES, ids=NAMES)
def test_a_stage_says_what_happens_and_runs_what_its_own_file_holds(stage):
    """It has one sentence, a module that a scenario can switch on or none, and a function in the file that defines it."""
    assert len(stage.says.split()) > 3
    assert stage.says.count(".") == stage.says.endswith(".") == 1
    assert stage.module is None or stage.module in MODULES
    files = [f"{stages.__name__}.{file}" for file, one in written() if one is stage]
    assert (files or [f"sim.modules.{OF_MODULES[stage.name].name}"]) == [stage.run.__module__]


@pytest.mark.parametrize("off", [None, *MODULES])
def test_a_day_has_the_stages_of_the_modules_that_are_on(off):
    """Switching a module off leaves out its stages and no other; the rest keep their order."""
    on = [module for module in MODULES if module != off]
    model = TalksModel(with_changes(TALKS, {"modules": on}), seed=1, blocks=range(1))
    forget(model)
    assert model.stages == [stage for stage in STAGES if stage.module is None or stage.module != off]


@pytest.mark.parametrize("name", NAMES)
def test_a_day_up_to_a_stage_and_then_the_rest_is_a_day(name):
    """Looking at a day half-way changes nothing: with the stages that are left run by hand, all is as after a step."""
    halfway, whole = (TalksModel(TALKS, seed=1, blocks=range(1)) for _ in range(2))
    halfway.step_until(name)
    for stage in halfway.stages[[one.name for one in halfway.stages].index(name) :]:
        stage.run(halfway)
    whole.step()
    for model in (halfway, whole):
        forget(model)
    assert np.array_equal(halfway.table.package, whole.table.package)
    for one, other in zip(halfway.parties, whole.parties, strict=True):
        for quantity in ("answer", "no_deal", "demanded", "presence", "claim"):
            assert np.array_equal(getattr(one, quantity), getattr(other, quantity))


def test_a_day_stops_before_a_stage_whose_module_is_off():
    """A place in the day is there whether or not anything happens at it."""
    model = TalksModel(with_changes(TALKS, {"modules": []}), seed=1, blocks=range(1))
    model.step_until("mediating")
    forget(model)
    assert model.sessions.today.any()
    assert not model.table.exists.any()


def test_a_stage_that_is_not_there_is_refused():
    """A day does not run to its end in silence for a name that no stage bears."""
    model = TalksModel(TALKS, seed=1, blocks=range(1))
    forget(model)
    with pytest.raises(ValueError, match="lunch"):
        model.step_until("lunch")
