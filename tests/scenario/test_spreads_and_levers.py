"""Names of spreads and kinds of levers are said once, and everybody asks there."""

import re
from pathlib import Path

from sim.cli.levers import command
from sim.values import LEVER_KINDS, PARTS_OF_SPREADS, SPREADS, Normal, Triangle, centre

SIM = Path(__file__).parents[2] / "sim"


def test_names_of_spreads_are_those_of_their_kinds():
    """A list of names of spreads stands in no file: they are the fields of the two kinds."""
    assert tuple(map(tuple, (Normal.model_fields, Triangle.model_fields))) == SPREADS
    lists = ('"mean", "sd"', '"low", "mode", "high"')
    assert PARTS_OF_SPREADS == ("mean", "sd", "low", "mode", "high")
    found = {path.relative_to(SIM).as_posix() for path in SIM.rglob("*.py") if any(words in path.read_text(encoding="utf-8") for words in lists)}
    assert found <= {"scenario/schema.py", "analysis/dead_inputs.py"}


def test_the_middle_of_a_spread():
    """The mean of a normal one, of the three points of a triangular one, and a number itself."""
    assert (centre(Normal(mean=20.0, sd=5.0)), centre(Triangle(low=10.0, mode=20.0, high=60.0)), centre(7.0)) == (20.0, 30.0, 7.0)


def test_every_kind_of_lever_marks_a_setting_and_no_other_kind_does():
    """The kinds that a search tries are just those with which settings are marked."""
    marked = {kind for path in SIM.rglob("*.py") for kind in re.findall(r'lever\("([^"]+)"\)', path.read_text(encoding="utf-8"))}
    assert marked == set(LEVER_KINDS)


def test_the_help_of_the_search_names_the_kinds():
    """The command says in its help, which imports no schema, what the registry of kinds holds."""
    assert f"({', '.join(LEVER_KINDS)})" in command.help
