"""A small negotiation between two invented neighbours, and ways to break it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario import Loaded, Scenario, load
from sim.scenario.reading import read

HERE = Path(__file__).parent
TALKS = HERE / "broken" / "base" / "talks.yaml"
SCENARIO = Scenario.model_validate(read(TALKS).data)


def overlay(folder, text, name="change.yaml") -> Path:
    """A file in `folder` that changes the talks in the way `text` says."""
    (folder / "talks.yaml").write_bytes(TALKS.read_bytes())
    return written(folder, f"extends: talks.yaml\n{text}", name)


def written(folder, text, name="scenario.yaml") -> Path:
    """A file in `folder` with this text."""
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def changed(folder, text, *overrides) -> Loaded:
    """The talks, changed in the way `text` says."""
    return load(overlay(folder, text), overrides)


def mistakes(path, *overrides) -> list[str]:
    """What is said about a file that cannot be loaded."""
    with pytest.raises(ScenarioError) as caught:
        load(Path(path), overrides)
    assert str(caught.value) == "\n".join(caught.value.mistakes)
    return caught.value.mistakes


def is_clear(error, begins="") -> None:
    """Every line of an error begins in this way, can be printed, and speaks of nothing but the file."""
    assert str(error)
    str(error).encode()
    assert "Input should" not in str(error)
    assert all(line.startswith(begins) for line in getattr(error, "mistakes", []))
