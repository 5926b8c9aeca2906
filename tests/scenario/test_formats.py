"""Formats of scenario files: what each fills in where a file leaves a setting open."""

from __future__ import annotations

import pytest
from scenario_builder import TALKS, changed, mistakes, overlay

from sim.scenario import formats, load, resolved

FILLS = {"parties.NAME.demand.beta": 0.25, "escalation.threshold": 0.9, "mediators.NAME.stake": 0.1}


@pytest.fixture(autouse=True)
def _second_fills(monkeypatch):
    """A second format that fills in some settings."""
    monkeypatch.setitem(formats.NEW_IN, 2, (formats.Difference("Beta is another.", FILLS),))


def test_a_file_that_names_no_format_is_of_the_first():
    """A file without a format reads as one that says `format: 1`, and nothing is filled in."""
    plain, said = load(TALKS), load(TALKS, ["format=1"])
    assert plain.scenario.format == 1
    assert resolved(plain.scenario) == resolved(said.scenario)


def test_a_format_fills_in_what_the_file_leaves_open(tmp_path):
    """In format 2 every party gets what its file does not say; what it says stays, and sections that are not there are made."""
    found = changed(tmp_path, "format: 2\nparties: {upland: {demand: {beta: 2}}}\n").scenario
    others = {party.demand.beta for name, party in found.parties.items() if name != "upland"}
    assert (found.parties["upland"].demand.beta, others) == (2, {0.25})
    assert found.escalation.threshold == 0.9
    assert {one.stake for one in found.mediators.values()} <= {0.1}


def test_set_wins_over_what_a_format_fills_in():
    """`--set` counts as said by the file."""
    assert load(TALKS, ["format=2", "escalation.threshold=0.3"]).scenario.escalation.threshold == 0.3


def test_what_a_format_fills_in_is_not_told_as_said_by_the_file():
    """The data of the file stays what the file says, so that settings are told as left out."""
    assert "escalation" not in load(TALKS, ["format=2"]).data


@pytest.mark.parametrize("format_", ["3", "0", "two", "1.5"])
def test_a_format_that_is_none_is_refused(format_, tmp_path):
    """A format that there is not is a mistake with its place."""
    (said,) = mistakes(overlay(tmp_path, f"format: {format_}\n"))
    assert "change.yaml:2:1: format: must be" in said


def test_what_is_no_mapping_is_left_to_the_schema(tmp_path):
    """Filling in stumbles over nothing that a file may hold."""
    assert any("parties.upland" in line for line in mistakes(overlay(tmp_path, "format: 2\nparties: {upland: 7}\n")))
