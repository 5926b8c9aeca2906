"""The scenarios that come with the program, and those of the user."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sim.errors import ScenarioError
from sim.modules.registry import modules
from sim.shipped import SCENARIOS

from .loading import load
from .naming import files, name_of, own_files, own_named


@dataclass(frozen=True)
class Entry:
    """One scenario of the library; `base` is the name of the scenario that it differs from."""

    path: Path
    name: str
    group: str
    title: str
    summary: str
    content_note: str | None
    base: str | None
    about: tuple[str, ...] = ()
    """What it is good for in class, and the parts of the model that it switches on."""


def library(folder: Path = SCENARIOS) -> list[Entry]:
    """All scenarios in a folder, group by group, each followed by what differs from it; of a broken one the summary says what is wrong."""
    return [_entry(group, name, path) for group, name, path in files(folder)]


def own_scenarios() -> list[Entry]:
    """The user's own scenarios where they stand; one that bears the name of a shipped one is called by its path. Raises InputError."""
    return [_entry(group or "your own", name if own_named(name) == [path] else path.as_posix(), path) for group, name, path in own_files()]


def _entry(group: str, name: str, path: Path) -> Entry:
    try:
        loaded = load(path)
    except ScenarioError as error:
        return Entry(path, name, group, path.stem, error.mistakes[0], None, name.rpartition("/")[0] or None)
    scenario = loaded.scenario
    base, themes = name_of(loaded.chain[0]) if loaded.chain else None, (*scenario.information.about, *(modules()[name].label for name in scenario.modules))
    return Entry(path, name, group, scenario.title, scenario.summary, scenario.content_note, base, themes)
