"""A run uses Mesa's Model and Agent without the rest of Mesa, which is there for whoever asks for it."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

RUN = """
import hashlib
import sim
run = sim.run("split-the-pie", n=20)
columns = "".join(f"{name}{values.tolist()}" for name, values in sorted(run.histories.items()))
print(hashlib.sha256(columns.encode()).hexdigest())
"""
CUT_UP = "import sim.model.mesa_core as core\n"


def said_by(*programs):
    """What a new process prints that runs these programs one after the other."""
    words = [sys.executable, "-c", "\n".join(programs)]
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=False)
    assert not done.returncode, done.stderr
    return done.stdout.split("\n")


def test_a_run_imports_no_more_of_mesa_than_it_uses():
    """After a run neither pandas nor SciPy nor what draws networks and progress is imported, nor stands anything in their place."""
    unused = "{'pandas', 'scipy', 'networkx', 'tqdm'}"
    assert said_by(RUN, f"import sys; print({unused} & sys.modules.keys())")[1] == "set()"


@pytest.mark.parametrize("first", ["import mesa", "import mesa.space", "import pandas"])
def test_the_results_do_not_depend_on_how_mesa_was_imported(first):
    """A history is the same where all of Mesa, or a part, was imported before, and where only what is needed is."""
    assert said_by(first, RUN) == said_by(RUN)


def test_all_of_mesa_is_there_for_who_asks():
    """After a run, a model of one's own goes through `mesa.batch_run`, with a data frame of its agents, and talks are still models of Mesa."""
    mine = """
import mesa, pandas
from mesa.discrete_space import OrthogonalMooreGrid
class One(mesa.Agent):
    pass
class Mine(mesa.Model):
    def __init__(self, size=1, **kwargs):
        super().__init__(**kwargs)
        self.data = self.datacollector = mesa.DataCollector({"agents": lambda model: len(model.agents)})
        One.create_agents(self, 2 * size)
    def step(self):
        self.datacollector.collect(self)
rows = mesa.batch_run(Mine, {"size": [1, 2]}, number_processes=1, max_steps=1, display_progress=False)
print(sorted({row["agents"] for row in rows}))
from sim.model import TalksModel
from sim.model.party import Party
print(issubclass(TalksModel, mesa.Model), issubclass(Party, mesa.Agent))
print(mesa.agent.Agent is mesa.Agent, mesa.model.Model is mesa.Model)
print(mesa.experimental.devs.__name__, mesa.space.__name__, pandas.DataFrame.__name__, mesa.__version__ > "3")
try:
    mesa.no_such_thing
except AttributeError as error:
    print(error)
"""
    assert said_by(RUN, "import warnings; warnings.simplefilter('ignore')", mine)[1:-1] == [
        "[2, 4]",
        "True True",
        "True True",
        "mesa.experimental.devs mesa.space DataFrame True",
        "module 'mesa' has no attribute 'no_such_thing'",
    ]


def test_what_stands_in_for_pandas_is_pandas_for_who_uses_it():
    """A part of Mesa that imported pandas meanwhile finds all of it there, and nobody else meets the stand-in."""
    told = said_by(
        CUT_UP,
        "import sys",
        "with core._stood_in_for(('pandas',)):",
        "    import pandas as pd",
        "print(hasattr(pd, '__file__'), 'pandas' in sys.modules)",
        "print(pd.DataFrame({'a': [1, 2]})['a'].sum(), pd.DataFrame is sys.modules['pandas'].DataFrame)",
    )
    assert told[:2] == ["False False", "3 True"]


def test_a_mesa_that_cannot_be_cut_up_is_imported_whole():
    """Where the parts of some later Mesa need the whole, the whole is what a run uses."""
    spoilt = """
import importlib, sys
import sim.model.mesa_core as core
for name in [name for name in sys.modules if name.partition(".")[0] in ("mesa", "sim")]:
    del sys.modules[name]
find_spec = importlib.util.find_spec
def without_parts(name):
    if name == "mesa.experimental":
        raise ImportError(name)
    return find_spec(name)
importlib.util.find_spec = without_parts
"""
    whole = "import mesa, sys; print(type(mesa).__name__, 'pandas' in sys.modules)"
    assert said_by(spoilt, RUN, whole)[:2] == [said_by(RUN)[0], "module True"]
