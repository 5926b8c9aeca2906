"""What belongs to modules in a scenario: settings of those that are off, and those that are on with nothing to do."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.modules.module import ANY, Module
from sim.modules.registry import modules

from .mistakes import Mistake
from .synonyms import fits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from .reading import Keys
    from .schema import Scenario

_NOTHING: tuple[Any, ...] = (None, {}, [])


def off(scenario: Scenario) -> list[Module]:
    """The modules that a scenario does not switch on."""
    return [module for module in modules().values() if not scenario.on(module.name)]


def owner_that_is_off(scenario: Scenario, path: str) -> Module | None:
    """The module without which a setting does nothing, where that is off."""
    return next((module for module in off(scenario) if any(fits(path, part) for part in module.every_setting)), None)


def switched_off(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    """The settings in `data`, and what events change, that belong to a module which is off."""
    for module in off(scenario):
        for pattern in module.every_setting:
            for keys, value in found_at(data, pattern):
                if value not in _NOTHING and not _is_as_usual(keys, value):
                    yield Mistake(keys, module.off)
    for name, event in scenario.events.items() if scenario.on("events") else ():
        for i, effect in enumerate(event.effects):
            owner = owner_that_is_off(scenario, effect.target)
            if owner is not None:
                yield Mistake(("events", name, "effects", i), owner.off)


def _is_as_usual(keys: Keys, value: Any) -> bool:
    """Whether a value says that there is nothing: of an issue, that it is settled in the first phase; of a size, 0."""
    return value == (1 if keys[-1] == "phase" else 0) and keys[-1] in ("phase", "escalation")


def nothing_in_it(scenario: Scenario, data: dict[str, Any]) -> Iterator[Mistake]:
    """Modules that are switched on without anything that they could work on."""
    for i, name in enumerate(scenario.modules):
        module = modules()[name]
        given = (value for pattern in module.needs for _, value in found_at(data, pattern))
        if module.needs and all(value in _NOTHING for value in given):
            yield Mistake(("modules", i), f"the module '{name}' has no effect: {module.lack}")
        if missing := [f"'{other}'" for other in module.rests_on if not scenario.on(other)]:
            yield Mistake(("modules", i), f"the module '{name}' has no effect without {' and '.join(missing)} in `modules`")


def found_at(data: Any, pattern: str) -> Iterator[tuple[Keys, Any]]:
    """What plain data holds wherever a path with NAMEs points to, each with its keys."""
    yield from _found(data, tuple(pattern.split(".")), ())


def _found(data: Any, words: tuple[str, ...], keys: Keys) -> Iterator[tuple[Keys, Any]]:
    if not words:
        yield keys, data
    elif isinstance(data, dict):
        for key in data if words[0] == ANY else [words[0]] if words[0] in data else []:
            yield from _found(data[key], words[1:], (*keys, key))
