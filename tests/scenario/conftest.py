"""The reports that the test scenarios name belong to an invented case."""

from pathlib import Path

import pytest


@pytest.fixture(autouse=True)
def _invented_case(monkeypatch):
    monkeypatch.setattr("sim.scenario.cases.CASES", Path(__file__).parent / "cases")
