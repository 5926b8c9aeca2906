"""The page on how people bargain says what the kept fit holds, and scenarios take their behaviour from it."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "docs/studies"))

import people

from sim.calibration.people.fit import BEHAVIOUR, PRIORS
from sim.scenario.formats import with_defaults

AGAIN = "fill the page again with `python docs/studies/people.py`"


def test_the_page_says_what_is_kept():
    """Filling the page again changes nothing."""
    page = people.PAGE.read_text(encoding="utf-8")
    assert people.filled(page) == page, AGAIN


@pytest.mark.parametrize("name", BEHAVIOUR)
def test_the_second_format_takes_its_behaviour_from_the_fit(name):
    """What a file of format 2 leaves open of behaviour is the middle and the 90 % range of the kept fit."""
    one = people.kept()["numbers"][name]
    drawn = with_defaults({"format": 2})["behaviour"][name]
    assert drawn == {"low": one["low"], "mode": one["middle"], "high": one["high"]}


def test_what_is_kept_lies_within_the_priors():
    """No number of the fit leaves the bounds that were set beforehand."""
    for name, (low, high) in PRIORS.items():
        one = people.kept()["numbers"][name]
        assert low <= one["low"] <= one["middle"] <= one["high"] <= high, name


def test_most_shares_lie_near_those_of_people():
    """Of the shares without a deal, by class and by opposition, most lie within five points of people."""
    shares = people.kept()["counts"][: len(people.kept()["classes"]) + people.kept()["quarters"]]
    assert sum(abs(one["people"] - one["model"]) <= people.CLOSE for one in shares) > len(shares) / 2
