"""What a comparison sets beside a scenario: the same, changed by hand or without one of its parts."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import InputError, ScenarioError
from sim.rules.plugins import as_typed
from sim.scenario import with_changes
from sim.scenario.leaving_out import leaving_out
from sim.scenario.settings import in_yaml

from . import arguments
from .named import Named
from .scenario import opened

_BETWEEN = re.compile(r"\s+(?=[A-Za-z_][\w.]*=)")
"""Blanks before the next PATH=, so that a value may hold blanks."""

Changes = Mapping[str, Any] | Sequence[str] | str


def add_variants(
    found: list[Named],
    changes: Changes,
    variants: Mapping[str, Changes] | Sequence[str] | str,
    without: Sequence[str],
) -> dict[str, str]:
    """Set beside what was named the variants of the first; returns what cannot be left out, and why. Raises InputError and ScenarioError."""
    base, impossible = found[0], dict[str, str]()
    if changes:
        found.append(_with(base, f"{base.name} changed", changes, "--set"))
    for name, wanted in _variants(variants):
        found.append(_with(base, name, wanted, "--variant"))
    for part in dict.fromkeys(without):
        parts, why_not = _without(base, part)
        found += [one for one in parts if one.typed not in {other.typed for other in found}]
        impossible |= why_not
    told_apart(found)
    return impossible


def told_apart(found: list[Named]) -> None:
    """Number what bears the same name."""
    names = [one.name for one in found]
    for place, one in enumerate(found):
        if names.count(one.name) > 1:
            found[place] = Named(f"{one.name} ({names[: place + 1].count(one.name)})", one.typed, one.scenario, one.run)


def explained(program: str, base: Named, variant: Named, seed: int, history: int) -> list[str]:
    """The commands that tell one history in the baseline, and in the variant where the two part."""
    return [
        f"{program} explain {_as_typed(one, seed)} --history {history}{f' --why {shlex.quote(other.typed)}' if other else ''}"
        for one, other in ((base, None), (variant, base))
    ]


def _as_typed(one: Named, seed: int) -> str:
    typed = one.typed if " --se" in one.typed else shlex.quote(one.typed)  # with --set or --seed it is typed already
    typed += "".join(f" {shlex.quote(word)}" for word in as_typed())
    return typed if one.run else f"{typed} --seed {seed}"


def _variants(given: Mapping[str, Changes] | Sequence[str] | str) -> list[tuple[str, Changes]]:
    """The name and the changes of each variant, from {name: changes} or from texts `NAME: PATH=VALUE ...`."""
    if isinstance(given, Mapping):
        return [(" ".join(str(name).split()), changes) for name, changes in given.items()]
    return [_variant(text) for text in arguments.texts("variants", given)]


def _variant(text: str) -> tuple[str, Changes]:
    name, colon, settings = (part.strip() for part in text.partition(":"))
    overrides = tuple(_BETWEEN.split(settings))
    if not name or not colon or not all("=" in override for override in overrides):
        raise InputError(f'--variant "{text}": must be "NAME: PATH=VALUE ...", as in "Patient: parties.north.demand.beta=0.3 calendar.sessions=every 3 days"')
    return " ".join(name.split()), overrides


def _with(base: Named, name: str, changes: Changes, option: str) -> Named:
    """The base, changed; its file is read anew where there is one, so that what is idle there is told with its place."""
    _no_run(base, option)
    if base.reference and not isinstance(changes, Mapping):
        overrides = arguments.overrides(changes)
        return Named(
            name,
            _typed(base.typed, overrides),
            opened(base.typed, overrides, told=base.warnings).scenario,
            None,
        )
    wanted = arguments.changes(changes)
    return Named(name, _typed(base.typed, _settings(wanted)), with_changes(base.scenario, wanted), None)


def _without(base: Named, wanted: str) -> tuple[list[Named], dict[str, str]]:
    """The base without each part that is wanted, one at a time, and why the scenario would be none without some; raises InputError."""
    _no_run(base, "--without")
    found, impossible = [], {}
    for part in leaving_out(base.scenario, wanted):
        try:
            scenario = with_changes(base.scenario, part.changes)
        except ScenarioError as error:
            impossible[part.label] = "; ".join(mistake.partition(": ")[2] or mistake for mistake in error.mistakes)
        else:
            found.append(Named(f"without {part.label}", _typed(base.typed, _settings(part.changes)), scenario, None))
    return found, impossible


def _no_run(base: Named, option: str) -> None:
    if base.run is not None:
        raise InputError(f"{base.typed} is a run, whose settings are what they were: name its scenario instead to compare with {option}.")


def _settings(changes: Mapping[str, Any]) -> list[str]:
    return [f"{path}={'null' if value is None else in_yaml(value)}" for path, value in changes.items()]


def _typed(source: str, overrides: Sequence[str]) -> str:
    return " ".join(
        [
            source if " --set " in source else shlex.quote(source),
            *(f"--set {shlex.quote(override)}" for override in overrides),
        ]
    )
