"""The page of what must come out says what was measured."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import aims

AGAIN = "measure again with `make bands`, or fill the page with `python docs/studies/aims.py --draw`"


def test_the_page_says_what_is_kept():
    """Filling the page again changes nothing, and misses stay on it."""
    page = aims.PAGE.read_text(encoding="utf-8")
    assert aims.filled(page) == page, AGAIN
    assert page.count("| met |") > 10


def test_how_well_a_number_foretells_is_a_chance():
    """A number that is higher in every history with a deal foretells it for certain, and one that is always the same does not at all."""
    deal = np.array([True, True, False, False])
    assert aims.area(np.array([3.0, 2.0, 1.0, 0.0]), deal) == 1.0
    assert aims.area(np.ones(4), deal) == pytest.approx(0.5)


def test_the_second_model_is_laid_over_what_is_of_the_first():
    """A scenario of the first format is played with the second laid over, a deadline that it tells of included."""
    played = aims.second("deadline")
    assert played.format == 2
    assert {"reasons", "leaving", "deadlines"} <= set(played.modules)
    assert played.calendar.deadline is not None


def test_a_play_counts_what_it_says():
    """Room, deals, days and repeats of a small run have their meaning: no deal without a day, and room below -1 only where lines clash."""
    found = aims.play(aims.second("one-mediator"), 250)
    assert np.array_equal(found.deal, found.day >= 0)
    assert found.repeats.min() >= 1
    assert (found.room >= -1.0).all()
