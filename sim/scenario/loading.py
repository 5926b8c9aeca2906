"""From a file to a scenario: read, merged onto what it extends, overridden, checked; every mistake at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from sim.errors import ScenarioError

from .calibrated import filled
from .cases import case_folders, folder_of
from .cautions import cautions
from .checks import checked
from .extending import read_merged
from .formats import with_defaults
from .mistakes import Mistake, located, sorted_by_place, translated, written
from .naming import find, name_of
from .overriding import Override, apply, parse
from .reading import Keys, as_key, shown, value_at
from .schema import Scenario


@dataclass(frozen=True)
class Loaded:
    """A scenario, and where everything in it comes from."""

    scenario: Scenario
    name: str
    path: Path
    chain: tuple[Path, ...]
    places: dict[Keys, str]
    data: dict[str, Any]
    overridden: tuple[str, ...]
    warnings: tuple[str, ...]
    case: Path | None = None
    """The folder of the case that it takes stances or reports from."""


def load(reference: str | Path, overrides: Sequence[str] = ()) -> Loaded:
    """Read a scenario by path or name, with overrides `PATH=VALUE`; raises ScenarioError with all its mistakes, InputError if there is no such file."""
    path = find(reference) if isinstance(reference, str) else reference
    whole = read_merged(path)
    data, places, changed, mistakes = whole.data, dict(whole.places), list[tuple[Keys, str]](), list(whole.mistakes)
    for text in overrides:
        try:
            override = parse(text)
            data, keys = apply(override, data)
        except ScenarioError as error:
            mistakes += error.mistakes
            continue
        places = _placed(places, keys, override.label)
        changed.append((keys, override.label))
    folders = case_folders((path, *whole.chain))
    data, places, left = filled(data, places, folders)
    scenario, found = _validated(data, folders)
    mistakes += located([*left, *found], places)
    if scenario is None or mistakes:
        raise ScenarioError(sorted_by_place(mistakes, [shown(file) for file in (path.absolute(), *whole.chain)]))
    idle = _idle(changed, filled(whole.data, places, folders)[0], scenario)
    warnings = (*whole.warnings, *idle, *located(cautions(scenario, data), places))
    case = folder_of(scenario.stances_from.case, folders) if scenario.stances_from else None
    return Loaded(scenario, name_of(path), path, whole.chain, places, data, tuple(overrides), warnings, case)


def with_changes(scenario: Scenario, changes: Mapping[str, Any]) -> Scenario:
    """A new scenario that differs in the settings given by path; raises ScenarioError."""
    data, places, mistakes = resolved(scenario), dict[Keys, str](), list[str]()
    for path, value in changes.items():
        try:
            data, keys = apply(Override(path, value, f"{path}={written(value)}"), data)
        except ScenarioError as error:
            mistakes += error.mistakes
            continue
        places = _placed(places, keys, f"{path}={written(value)}")
    changed, found = _validated(data)
    mistakes += located(found, places)
    if changed is None or mistakes:
        raise ScenarioError(mistakes)
    return changed


def resolved(scenario: Scenario) -> dict[str, Any]:
    """The scenario with all its defaults as plain data that JSON can hold."""
    data = scenario.model_dump(mode="json", by_alias=True)
    for issue in data["issues"].values():
        issue["scale"] = {as_key(float(point)): words for point, words in issue["scale"].items()}
    return data


def from_resolved(data: dict[str, Any]) -> Scenario:
    """The scenario that `resolved` wrote; raises ScenarioError where settings are not what the schema allows."""
    try:
        return Scenario.model_validate(data)
    except ValidationError as error:
        raise ScenarioError(located(translated(error.errors(), data), {})) from None


def _placed(places: dict[Keys, str], keys: Keys, label: str) -> dict[Keys, str]:
    """The places once a setting, and whatever had to be added around it, comes from outside the file."""
    kept = {known: place for known, place in places.items() if known[: len(keys)] != keys}
    return {**{keys[:i]: label for i in range(1, len(keys) + 1)}, **kept, keys: label}


def _validated(data: dict[str, Any], folders: Sequence[Path] = ()) -> tuple[Scenario | None, list[Mistake]]:
    """The scenario if it has no mistakes, and all mistakes: those of single settings, and those between the others.

    What the file leaves open is filled in as its format has it.
    Reports are held to the case in `folders`, if there are any.
    """
    data = with_defaults(data)
    try:
        scenario = Scenario.model_validate(data)
    except ValidationError as error:
        found = translated(error.errors(), data)
        return None, [*found, *checked(data, [keys for keys, _ in found], folders)]
    found = checked(data, case_folders=folders, read=scenario)
    return (None if found else scenario), found


def _idle(changed: list[tuple[Keys, str]], before: dict[str, Any], scenario: Scenario) -> list[str]:
    """The overrides that left everything as it was."""
    if not changed:
        return []
    original, _ = _validated(before)
    if original is None:
        return []
    old, new = resolved(original), resolved(scenario)
    return [
        f"{label}: changes nothing, since it is {written(value_at(new, keys))} already" for keys, label in changed if value_at(old, keys) == value_at(new, keys)
    ]
