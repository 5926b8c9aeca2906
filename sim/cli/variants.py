"""What `compare` sets beside a scenario: the same, changed by hand or without one of its parts."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to read
from __future__ import annotations

import re
import shlex
from typing import Any

from sim.errors import InputError, ScenarioError

from .sources import Named, opened

_BETWEEN = re.compile(r"\s+(?=[A-Za-z_][\w.]*=)")
"""Blanks before the next PATH=, so that a value may hold blanks."""


def changed(source: str, base: Named, overrides: tuple[str, ...]) -> Named:
    """The scenario with `--set`; raises InputError for a run, ScenarioError for what cannot be set."""
    return _with(source, base, f"{base.name} changed", overrides, "--set")


def variant(source: str, base: Named, text: str) -> Named:
    """The scenario with the settings of `NAME: PATH=VALUE ...`, under that name; raises InputError and ScenarioError."""
    name, colon, settings = (part.strip() for part in text.partition(":"))
    overrides = tuple(_BETWEEN.split(settings))
    if not name or not colon or not all("=" in override for override in overrides):
        raise InputError(f'--variant "{text}": must be "NAME: PATH=VALUE ...", as in "Patient: parties.north.demand.beta=0.3 calendar.sessions=every 3 days"')
    return _with(source, base, " ".join(name.split()), overrides, "--variant")


def without(source: str, base: Named, wanted: str) -> tuple[list[Named], dict[str, str]]:
    """The scenario without each part that is wanted, one at a time, and why the scenario would be none without some; raises InputError."""
    from sim.scenario import with_changes
    from sim.scenario.leaving_out import leaving_out
    from sim.scenario.settings import in_yaml

    _no_run(source, base, "--without")
    found, impossible = [], {}
    for part in leaving_out(base.scenario, wanted):
        settings = [f"{path}={'null' if value is None else in_yaml(value)}" for path, value in part.changes.items()]
        try:
            scenario = with_changes(base.scenario, part.changes)
        except ScenarioError as error:
            impossible[part.label] = "; ".join(mistake.partition(": ")[2] or mistake for mistake in error.mistakes)
        else:
            found.append(Named(f"without {part.label}", _typed(source, settings), scenario, None))
    return found, impossible


def _with(source: str, base: Named, name: str, overrides: tuple[str, ...], option: str) -> Named:
    _no_run(source, base, option)
    loaded = opened(source, overrides, told=base.warnings)
    return Named(name, _typed(source, overrides), loaded.scenario, None)


def _no_run(source: str, base: Named, option: str) -> None:
    if base.run is not None:
        raise InputError(f"{source} is a run, whose settings are what they were: name its scenario instead to compare with {option}.")


def _typed(source: str, overrides: Any) -> str:
    return " ".join([shlex.quote(source), *(f"--set {shlex.quote(override)}" for override in overrides)])
