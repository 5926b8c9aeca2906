"""Endings and causes of no deal: each is one record, and everything else is made from it."""

from itertools import product
from pathlib import Path

import numpy as np
import pytest

from sim.endings import CAUSE, CAUSES, ENDING, ENDINGS, PRECEDENCE
from sim.model.deal import Deal
from sim.report.figures.style import ENDING_LOOKS, PALETTE
from sim.report.figures.swept import _LOOKS

SOURCES = {path: path.read_text(encoding="utf-8") for path in sorted((Path(__file__).parents[1] / "sim").rglob("*.py"))}


def test_endings_are_named_once():
    """The names that a scenario may give are those of the records, in the same order."""
    assert tuple(ENDING) == ENDINGS
    assert sorted(PRECEDENCE) == sorted(ENDINGS)
    assert len({ending.asked for ending in ENDING.values()}) == len(ENDING)


@pytest.mark.parametrize("state", list(product((False, True), repeat=4)))
def test_the_first_ending_that_holds_is_the_ending(state):
    """Whatever is so of a deal at the horizon, the ending is the first of the stated precedence whose condition holds, the last where none does."""
    in_force, complete, broken, over = state
    deal = Deal([1], np.zeros(1, int), 1)
    deal.current[:], deal.complete[:], deal.last_broken[:] = (0 if in_force else -1), complete, broken
    holds = {"agreement": in_force and complete, "partial": in_force, "broken": broken, "breakdown": over}
    expected = next((name for name in PRECEDENCE if holds.get(name, False)), PRECEDENCE[-1])
    assert ENDINGS[deal.endings(np.array([over]))[0]] == expected


def test_looks_are_those_of_the_records():
    """Areas and lines of each ending have the colour, hatch, marker and dashes of its record, from the palette of figures."""
    for name, ending in ENDING.items():
        assert ENDING_LOOKS[name] == {"facecolor": PALETTE[ending.colour], "hatch": ending.hatch}
        assert _LOOKS[name][:2] == (PALETTE[ending.line_colour or ending.colour], ending.marker)
    assert len({(look["facecolor"], look["hatch"]) for look in ENDING_LOOKS.values()}) == len(ENDING)


def test_every_word_of_an_ending_or_a_cause_stands_in_one_file():
    """What a record says of an ending or a cause is written nowhere else in the code."""
    said = [words for one in ENDING.values() for words in (one.means, one.told_before, one.told_after)]
    said += [words for one in CAUSE.values() for words in (one.means, one.label)]
    for words in said:
        assert [path.name for path, text in SOURCES.items() if f'"{words}"' in text] == ["endings.py"], words


def test_causes_are_named_once():
    """Records of causes carry their own names, and say of whom where they say who is concerned."""
    assert tuple(cause.name for cause in CAUSE.values()) == CAUSES
    assert all(bool(cause.whose) == bool(cause.before) for cause in CAUSE.values())
