"""What a command is pointed at: a run that is kept, or a scenario that can be run."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to read
from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from . import terminal

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from sim.ensemble import Run
    from sim.scenario import Loaded, Scenario

_PATIENCE = 10.0
"""Seconds that a look at what parties would sign may take before anything runs (assumption)."""


@dataclass(frozen=True)
class Named:
    """A run or scenario that was named: what to call it, what was typed, and the run if there is one already."""

    name: str
    typed: str
    scenario: Scenario
    run: Run | None
    warnings: Sequence[str] = ()


def is_run(source: str) -> bool:
    """Whether `source` is meant as the folder of a run, not as a scenario; raises InputError where it is neither."""
    from sim.scenario import find

    return (Path(source) / "manifest.json").is_file() or find(source).is_dir()


def opened(reference: str, overrides: Sequence[str] = (), told: Collection[str] = ()) -> Loaded:
    """A scenario, with what does nothing in it told to the person, but for what was `told` before; raises ScenarioError."""
    from sim.scenario import load

    loaded = load(reference, overrides)
    for warning in loaded.warnings:
        if warning not in told:
            terminal.note(f"Warning: {warning}")
    return loaded


def warn_of_unwilling(scenario: Scenario, where: str, seed: int = 1) -> None:
    """Tell the person which parties would sign no text at all as the talks open, in most histories; or that it takes too long to look."""
    from sim.analysis.signing import search_takes, unwilling

    if search_takes(scenario) > _PATIENCE:
        terminal.note(f"Note: {where}: whether each party has a text that it would sign was not looked at; with so many parties and issues it takes too long.")
        return
    for one in unwilling(scenario, seed):
        terminal.note(f"Warning: {where}: {one.in_words(scenario)}")


def foretold(scenario: Scenario, n: int, times: int = 1) -> None:
    """Tell the person beforehand where a run of that size will take minutes or a gigabyte; raises InputError where it cannot be done."""
    from sim.ensemble import size

    if (needed := size(scenario, n, times)).worth_saying:
        terminal.note(f"Note: {n:,} histories{f', {times} times over,' if times > 1 else ''} will take {needed}, as far as can be told beforehand.")


def named(source: str) -> Named:
    """A run, if there is a folder of one at `source`, else a scenario; warns of what does nothing, raises ScenarioError and InputError."""
    if is_run(source):
        from sim.ensemble import other_versions, read_run

        run = read_run(source)
        if others := other_versions(source):
            terminal.note(f"Warning: {source} was written with {', '.join(others)}; played again its histories may differ from what it holds.")
        return Named(Path(source).name, source, run.scenario, run)
    loaded = opened(source)
    return Named(loaded.name, source, loaded.scenario, None, loaded.warnings)
