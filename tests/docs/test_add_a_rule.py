"""The how-to on adding a rule works as it is written."""

import json
import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/how-to/add-a-rule.md").read_text(encoding="utf-8")
FILES = dict(re.findall(r"<!-- file: (\S+) -->\n```\w+\n(.*?)```", PAGE, re.DOTALL))
COMMANDS = [line for block in re.findall(r"```sh\n(.*?)```", PAGE, re.DOTALL) for line in block.splitlines()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the page."""
    made = tmp_path_factory.mktemp("own")
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


def typed(folder, *words):
    """What comes of words after `python`, typed in the folder."""
    return subprocess.run(
        [sys.executable, *words], cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=False, timeout=120
    )


def test_every_command_of_the_page_works(folder):
    """Typed one after the other beside the files of the page, each leaves with 0; the run takes turns, and its manifest names the plug-in."""
    said = {}
    for command in COMMANDS:
        _, program, *words = shlex.split(command)
        done = typed(folder, str(ROOT / program), *words)
        assert (command, done.returncode, done.stderr) == (command, 0, done.stderr)
        said[words[0]] = done.stdout
    assert said.keys() == {"check", "run", "compare", "explain", "schema"}
    assert "--plugin my_rules.py" in said["run"]
    assert "taking_turns" in json.dumps(json.loads(said["schema"])["$defs"]["Bridging"])
    assert json.loads((folder / "runs/turns/manifest.json").read_text(encoding="utf-8"))["plugins"].keys() == {"my_rules.py"}


def test_the_test_of_the_page_passes(folder):
    """The shipped contract holds for the rule of the page, run as somebody would run it."""
    done = typed(folder, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_my_rules.py")
    assert done.returncode == 0, done.stdout
    assert "1 passed" in done.stdout


def test_the_rule_takes_turns(folder):
    """In a script of one's own the first text favours the first party of the list and the second the next, history by history."""
    code = """
import numpy as np
from my_rules import TakingTurns
from dataclasses import replace
from sim.testing import draft
given = draft(1)
rule = TakingTurns(TakingTurns.Settings(turns=["north", "south"]))
first, second, third = (rule.text(replace(given, texts=np.full(24, k))) for k in range(3))
gains = [given.bargain.gains(text) for text in (first, second)]
can = ~given.bargain.no_joint_gain
assert can.any() and np.array_equal(first, third)
assert np.all(gains[0][0, can] >= gains[1][0, can]) and np.all(gains[1][1, can] >= gains[0][1, can])
print("turns")
"""
    done = typed(folder, "-c", code)
    assert (done.stdout, done.stderr) == ("turns\n", "")
