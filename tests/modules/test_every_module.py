"""The register of modules: each says all that belongs to it, and nothing that belongs to one escapes it."""

import re
from pathlib import Path

import numpy as np
import pytest

import sim
from sim.columns import COLUMNS
from sim.ensemble.record import rows_of
from sim.events import EVENTS
from sim.model import STAGES, Journal, TalksModel, forget
from sim.modules.module import ANY
from sim.modules.registry import modules
from sim.scenario import load, with_changes
from sim.scenario.constants import Constants
from sim.scenario.dials import dials
from sim.scenario.shape import SCENARIO, Group, Items, Named, shape_at
from sim.scenario.synonyms import fits

ROOT = Path(sim.__file__).parent
EVERY = list(modules().values())
NAMES = [one.name for one in EVERY]
each_module = pytest.mark.parametrize("module", EVERY, ids=NAMES)


def settings_of(shape, path=""):
    """Every setting of the schema: its path with NAMEs, and what its description says."""
    match shape:
        case Group():
            for name, member in shape.members.items():
                yield f"{path}.{name}".lstrip("."), member.description
                yield from settings_of(member.shape, f"{path}.{name}".lstrip("."))
        case Named():
            yield from settings_of(shape.of, f"{path}.{ANY}")
        case Items():
            yield from settings_of(shape.of, path)


def test_a_file_is_a_module_and_the_schema_names_each():
    """Every file of the folder is found, and what a scenario may switch on is just these, in alphabetical order."""
    files = sorted(path.stem for path in (ROOT / "modules").glob("[a-z]*.py") if path.stem not in ("module", "registry"))
    assert files == NAMES == list(shape_at(("modules", 0)).choices)


@each_module
def test_what_a_module_declares_is_there(module):
    """Its settings are those of the schema, its constants, happenings, columns and stages have records, and it acts somewhere."""
    assert all(shape_at(tuple(path.split("."))) is not None for path in (*module.every_setting, *module.needs))
    assert set(module.constants) <= Constants.model_fields.keys()
    assert set(module.every_event) <= EVENTS.keys()
    assert set(module.every_column) <= COLUMNS.keys()
    assert module.acts
    assert set(module.acts) <= {stage.name for stage in STAGES}
    assert bool(module.needs) == bool(module.lack)
    assert bool(module.untried) == bool(module.untried_at)
    assert set(module.needs) <= set(module.every_setting)
    assert len(module.adds.split()) > 3
    assert module.adds.endswith(".")


def test_what_says_that_it_belongs_to_a_module_is_declared_there():
    """Settings whose description names a module are among its settings, each and only there."""
    said = [(path, re.search(r"\(module (\w+)\)\.", words)) for path, words in settings_of(SCENARIO)]
    named = {path: found[1] for path, found in said if found}
    assert len(named) > 10
    for path, name in named.items():
        assert any(fits(path, part) or fits(part, path) for part in modules()[name].every_setting), path


def test_a_thing_belongs_to_one_module():
    """No setting, constant, happening or column is declared by two modules."""
    for what in ("every_setting", "constants", "every_event", "every_column"):
        declared = [name for module in EVERY for name in getattr(module, what)]
        assert len(set(declared)) == len(declared), what


def test_stages_and_modules_agree():
    """A stage that is left out where a module is off is one in which that module says it acts."""
    for stage in STAGES:
        assert stage.module is None or stage.name in modules()[stage.module].acts, stage.name


def test_the_code_asks_for_no_other_module():
    """Whatever is asked whether it is on, anywhere in the product, is a module."""
    asked = {word for path in ROOT.rglob("*.py") for word in re.findall(r"\bon\(\"(\w+)\"\)", path.read_text(encoding="utf-8"))}
    assert asked
    assert asked <= set(NAMES)


TALKS = load("doha-2024-08").scenario
BUSY = {
    "parties.israel.government": {"fall_per_day": 0.05, "away": 3},
    "mediators.qatar.back_channel": {"party": "hamas", "rate_per_day": 0.05},
    "parties.israel.factions.guards": {"label": "Guards", "spoils": {"rate_per_day": 0.05}},
    "events.storm": {"rate_per_day": 0.05, "effects": [{"target": "escalation", "add": 0.3}]},
}


def lived(on):
    """The rows of a batch of busy talks with some modules, and the kinds of what happened."""
    model = TalksModel(with_changes(TALKS, {**BUSY, "modules": on}), seed=1, blocks=range(1), journal=(journal := Journal(250)))
    while model.running:
        model.step()
    rows = rows_of(model)
    forget(model)
    return rows, {entry.kind for entries in journal.entries.values() for entry in entries}


@each_module
def test_nothing_that_a_module_does_happens_without_it(module):
    """Where it is off, no happening of its own is noted and its columns are the same in all histories; where all are on, each brings something."""
    without, kinds = lived([name for name in NAMES if name != module.name])
    assert not kinds & set(module.every_event)
    for name, values in without.items():
        if name.partition(".")[0] in module.fills:
            assert len(set(values.tolist())) == 1 or np.isnan(values.astype(float)).all(), name


def test_where_all_are_on_each_module_brings_something():
    """In talks that are busy enough, each module brings about something that only it can."""
    _, kinds = lived(NAMES)
    assert [module.name for module in EVERY if module.notes and not kinds & set(module.notes)] == []


@each_module
def test_settings_of_a_module_that_is_off_are_no_dials(module):
    """A list of what can be turned shows a module's settings where it is on, and never where it is off."""
    loaded = load("doha-2024-08", [f"modules=[{', '.join(name for name in NAMES if name != module.name)}]"])
    shown = [one.path for one in dials(loaded)]
    assert shown
    assert not [path for path in shown if any(fits(path, part) for part in module.every_setting) or path.removeprefix("constants.") in module.constants]
