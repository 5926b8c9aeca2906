"""A mechanism in one file: the page that adds one works as it is written, and where it is off nothing is there."""

import csv
import json
import os
import re
import shlex
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import sim.modules
from sim.columns import COLUMNS
from sim.errors import RuleError
from sim.events import EVENTS
from sim.model import talks
from sim.modules import registry

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/add-a-mechanism.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]
WITH_THE_FILE = """
import sys
import sim.modules
sim.modules.__path__.append("modules")  # as if the file lay beside those that are shipped
from sim.__main__ import start
start()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the page, and a program that finds the module of the page among the others."""
    made = tmp_path_factory.mktemp("mechanism")
    (made / "modules").mkdir()
    (made / "modules/fatigue.py").write_text(FILES["fatigue.py"], encoding="utf-8")
    (made / "tired.yaml").write_text(FILES["tired.yaml"], encoding="utf-8")
    (made / "with_the_file.py").write_text(WITH_THE_FILE, encoding="utf-8")
    return made


def typed(folder, *words):
    """What comes of words after `python`, typed in the folder."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return subprocess.run([sys.executable, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False, timeout=120)


def rows(folder, run):
    """The rows of a run, each a mapping of column to word."""
    with (folder / run / "rows.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def said(folder):
    """What each command of the page prints, by its first word."""
    found = {}
    for command in COMMANDS:
        words = shlex.split(command)[2:]
        done = typed(folder, "with_the_file.py", *words)
        assert (command, done.returncode, done.stderr) == (command, 0, done.stderr)
        found[words[0]] = done.stdout + done.stderr
    return found


def test_every_command_of_the_page_works(folder, said):
    """The module of the page is found, its settings are described, overridden and in the schema, its column is filled, its happening told."""
    assert "Warning" not in said["check"]
    assert "fatigue.per_session\t0.01" in said["describe"]
    assert json.loads(said["schema"])["$defs"]["Fatigue"]["properties"]["per_session"]["maximum"] == 1
    assert "fatigue" in json.loads(said["schema"])["$defs"]["Scenario"]["properties"]["modules"]["items"]["enum"]
    assert "The parties are tired of the talks." in said["explain"]
    found = rows(folder, "runs/tired")
    assert all(float(row["fatigue"]) == pytest.approx(0.01 * int(row["sessions"])) for row in found if row["any_deal"] == "0")
    assert len({row["fatigue"] for row in found}) > 2
    assert "fatigue" in json.loads((folder / "runs/tired/columns.json").read_text(encoding="utf-8"))


def test_its_stage_runs_at_its_place(folder):
    """The stage of the page comes right after the one that it names, in a day that has the module, and in no other."""
    code = """
import sim.modules
sim.modules.__path__.append("modules")
from sim.model import STAGES, TalksModel
from sim.scenario import load
names = [stage.name for stage in STAGES]
print(names[names.index("carrying_out") + 1])
for name in ("tired.yaml", "one-mediator"):
    model = TalksModel(load(name).scenario, seed=1, blocks=range(1))
    print("tiring" in [stage.name for stage in model.stages], "fatigue" in model.kept)
"""
    done = typed(folder, "-c", code)
    assert (done.stdout.split(), done.stderr) == (["tiring", "True", "True", "False", "False"], "")


def test_where_it_is_off_nothing_is_there(folder):
    """A run with the file at hand and its module off is equal to one without the file: rows, series and all."""
    for program, out in ((["with_the_file.py"], "runs/off"), (["-m", "sim"], "runs/without")):
        done = typed(folder, *program, "run", "one-mediator", "-n", "250", "--no-figures", "--out", out)
        assert done.returncode == 0, done.stderr
    one, other = (folder / "runs" / name for name in ("off", "without"))
    assert (one / "rows.csv").read_bytes() == (other / "rows.csv").read_bytes()
    with np.load(one / "series.npz") as series, np.load(other / "series.npz") as others:
        assert series.files == others.files
        assert all(np.array_equal(series[name], others[name]) for name in series.files)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("modules: []\nfatigue: {per_session: 0.01}\n", "own.yaml:4:1: fatigue: has no effect, since the module 'fatigue' is not switched on in `modules`"),
        ("modules: [fatigue]\nfatigue:\n  per_sesion: 0.01\n", "own.yaml:5:3: fatigue.per_sesion: unknown setting (did you mean 'per_session'?)"),
        ("modules: [fatigue]\nfatigue:\n  tired_at: 3\n", "own.yaml:5:3: fatigue.tired_at: must be between 0 and 1, found 3"),
        ("modules: [fatige]\n", "found 'fatige' (did you mean 'fatigue'?)"),
    ],
)
def test_mistakes_in_its_settings_are_told_with_their_place(folder, text, says):
    """Settings of a module that is off, unknown ones and values out of range are named with file, line, column, and the nearest name."""
    (folder / "own.yaml").write_text(f"extends: one-mediator\ntitle: Own\n{text}", encoding="utf-8")
    assert says in typed(folder, "with_the_file.py", "check", "own.yaml").stderr


@pytest.fixture
def read(tmp_path, monkeypatch):
    """Have the module in a text read from a file among the others; it is gone after the test."""
    monkeypatch.setattr(sim.modules, "__path__", [*sim.modules.__path__, str(tmp_path)])

    def read(text):
        (tmp_path / "fatigue.py").write_text(text, encoding="utf-8")
        return registry._read("fatigue")

    yield read
    sys.modules.pop("sim.modules.fatigue", None)
    vars(sim.modules).pop("fatigue", None)
    EVENTS.pop("tired", None)
    COLUMNS.pop("fatigue", None)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('name="fatigue"', 'name="tedium"'), "holds the module 'tedium'; a file bears the name of its module"),
        (("Fatigue", "Tedium"), "must be called Fatigue, found Tedium"),
        (("json_schema_extra=_UNIT,", ""), "its setting 'per_session' must have a value where it is left out, a description, a unit and a source"),
        (('"tired",', '"signed",'), "there is a happening 'signed' already"),
        (('            "fatigue",\n', '            "deals",\n'), "there is a column 'deals' already"),
        (('sentence="The parties are tired of the talks.",', ""), "its happening 'tired' must have a sentence"),
        (("MODULE =", "MODEL ="), "holds no module"),
    ],
)
def test_a_file_that_lacks_something_is_refused_in_words(read, change, says):
    """What is wrong with a module is said when it is read, and what it should be."""
    assert change[0] in FILES["fatigue.py"]
    with pytest.raises(RuleError, match=re.escape(says)):
        read(FILES["fatigue.py"].replace(*change))


def test_a_stage_without_a_place_is_refused(read, monkeypatch):
    """A stage that names no stage of a day is told which there are; where its place is there, it comes right after it."""
    module = read(FILES["fatigue.py"])
    lost = replace(module, stages=(replace(module.stages[0], after="lunch"),))
    second = replace(module, name="second", stages=(replace(module.stages[0], name="resting"),))
    core = talks.STAGES
    monkeypatch.setattr(talks, "modules", lambda: {"fatigue": lost})
    with pytest.raises(RuleError, match="its stage 'tiring' cannot come after 'lunch': there is no stage 'lunch'; there are news, outside"):
        talks._with_mechanisms(core)
    monkeypatch.setattr(talks, "modules", lambda: {"fatigue": module, "second": second})
    assert [stage.name for stage in talks._with_mechanisms(core)][-4:] == ["carrying_out", "tiring", "resting", "taking_stock"]
