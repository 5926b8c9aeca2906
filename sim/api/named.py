"""What was named: a run that is kept, or a scenario that can be run."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sim.ensemble import Run, other_versions, read_run
from sim.errors import InputError
from sim.scenario import Scenario as Model
from sim.scenario import find

from .listening import listener
from .scenario import Scenario, of_file, opened


@dataclass(frozen=True)
class Named:
    """A run or scenario that was named: what to call it, what was typed, and the run if there is one already.

    `reference`: whether what was typed is the name or path of a scenario's file.
    """

    name: str
    typed: str
    scenario: Model
    run: Run | None
    warnings: Sequence[str] = ()
    reference: bool = False


def is_run(source: str) -> bool:
    """Whether `source` is meant as the folder of a run, not as a scenario; raises InputError where it is neither."""
    return (Path(source) / "manifest.json").is_file() or find(source).is_dir()


def named(source: str) -> Named:
    """A run, if there is a folder of one at `source`, else a scenario; tells what does nothing, raises ScenarioError and InputError."""
    if is_run(source):
        run = read_run(source)
        if others := other_versions(source):
            listener().note(f"Warning: {source} was written with {', '.join(others)}; played again its histories may differ from what it holds.")
        return Named(Path(source).name, source, run.scenario, run)
    loaded = opened(source)
    return Named(loaded.name, source, of_file(loaded), None, loaded.warnings, reference=True)


def as_named(source: Any) -> Named:
    """A run or scenario that was given: itself, its name, or the path of its file or folder."""
    if isinstance(source, Run):
        talks = Scenario.of(source.scenario, source.name)
        kept = getattr(source, "folder", None)
        typed = f"{_typed(talks)} --seed {source.seed}" if kept is None else shlex.quote(str(kept))
        return Named(_called(source.name, talks), typed, talks, source)
    if isinstance(source, Model):
        talks = Scenario.of(source, source.title)
        return Named(_called(talks.name, talks), _typed(talks), talks, None)
    if not isinstance(source, str | Path):
        raise InputError(f"a run or scenario is given as itself, by its name, or by the path of its file or folder; found {type(source).__name__}")
    return named(str(source))


def _called(name: str, talks: Scenario) -> str:
    """What a scenario or its run is called beside others."""
    return f"{name} changed" if talks.changes else name


def _typed(talks: Scenario) -> str:
    """A scenario as one would type it."""
    return " ".join([shlex.quote(talks.name), *(f"--set {shlex.quote(change)}" for change in talks.changes)])
