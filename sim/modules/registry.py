"""The register of modules: every file beside this one that holds a `MODULE`, found when it is first asked for."""

from __future__ import annotations

import pkgutil
from collections.abc import Sequence
from functools import cache
from importlib import import_module

from sim.columns import COLUMNS, Column
from sim.errors import RuleError
from sim.events import EVENTS

from .module import Module

_HOME = __name__.rpartition(".")[0]
_NO_MODULES = {"module", "registry"}
"""Files beside those of the modules: what a module is, and what finds them."""


@cache
def modules() -> dict[str, Module]:
    """Every module by its name, in alphabetical order; raises RuleError where a file holds none, or one that lacks something."""
    files = sorted(found.name for found in pkgutil.iter_modules(import_module(_HOME).__path__) if found.name not in _NO_MODULES)
    return {name: _read(name) for name in files}


def own_columns(on: Sequence[str]) -> list[Column]:
    """The columns that the modules of those names bring along."""
    return [column for module in modules().values() if module.name in on for column in module.columns]


def _read(name: str) -> Module:
    found = getattr(import_module(f"{_HOME}.{name}"), "MODULE", None)
    if not isinstance(found, Module):
        raise RuleError(f"sim/modules/{name}.py holds no module: MODULE = Module(name={name!r}, ...)")
    if found.name != name:
        raise RuleError(f"sim/modules/{name}.py holds the module {found.name!r}; a file bears the name of its module")
    _take_in(found)
    return found


def _take_in(module: Module) -> None:
    """Add the records that a module brings along to those there are; raises RuleError where it lacks something, or a name is taken."""
    said = f"the module {module.name!r}"
    own = module.Settings.model_fields if module.Settings is not None else {}
    if module.Settings is not None and module.Settings.__name__ != (wanted := "".join(word.capitalize() for word in module.name.split("_"))):
        raise RuleError(f"{said}: the model of its settings must be called {wanted}, found {module.Settings.__name__}")
    for name, field in own.items():
        extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
        if field.is_required() or not field.description or not {"unit", "source"} <= extra.keys():
            needs = 'Field(VALUE, description=..., json_schema_extra={"unit": ..., "source": "assumption"})'
            raise RuleError(f"{said}: its setting {name!r} must have a value where it is left out, a description, a unit and a source: {needs}")
    for what, records, known in (("happening", [one.kind for one in module.events], EVENTS), ("column", [one.name for one in module.columns], COLUMNS)):
        if taken := [name for name in records if name in known]:
            raise RuleError(f"{said}: there is a {what} {taken[0]!r} already; choose another name")
    for event in module.events:
        if not event.sentence:
            raise RuleError(f"{said}: its happening {event.kind!r} must have a sentence, in which {{who}} stands for whoever did it")
    EVENTS.update({one.kind: one for one in module.events})
    COLUMNS.update({one.name: one for one in module.columns})
