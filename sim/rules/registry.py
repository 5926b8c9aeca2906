"""The register of behavioural rules: what a rule is, how one is added, and how one is found by the name that a scenario gives it."""

from __future__ import annotations

import inspect
import pkgutil
import re
from collections.abc import Iterator
from difflib import get_close_matches
from importlib import import_module
from typing import Any, ClassVar, TypeVar

from pydantic.fields import FieldInfo

from sim.errors import InputError, RuleError
from sim.values import NAME, Sourced, Strict


class RuleSettings(Strict):
    """The settings of a rule, which a scenario writes beside its name; a rule that has some derives a model from this one."""


class Rule:
    """A behaviour that a scenario chooses by name; a kind of rule derives from this class and says which method its rules have."""

    kind: ClassVar[str]
    """What is chosen: the folder of `sim/rules` that holds its rules."""
    place: ClassVar[str]
    """Where a scenario names a rule of the kind."""
    name: ClassVar[str]
    """How a scenario names the rule: small letters, digits and _."""
    known_as: ClassVar[str] = ""
    """What the literature calls it, for the glossary; its name in words if left out."""
    usual: ClassVar[bool] = False
    """Whether it is the rule of its kind where a scenario names none."""

    does: ClassVar[str]
    """The method in which a rule of the kind says what it does."""
    takes_settings: ClassVar[bool] = True
    """Whether a scenario has a place for settings of its own."""

    Settings: ClassVar[type[RuleSettings]] = RuleSettings
    """The model of its settings."""
    settings: RuleSettings
    reads: ClassVar[frozenset[str]] = frozenset()
    """Which of the settings that all rules of the kind may have it reads; those of its own it reads in any case."""

    def __init__(self, settings: Any = None) -> None:
        """`settings` is of the rule's own model; its defaults if left out."""
        self.settings = self.Settings() if settings is None else settings

    def misfit(self, found: Any, *given: Any) -> str:
        """What is wrong with what the method says of what it was given, in words that follow the rule's name; empty if nothing is."""
        raise NotImplementedError

    def __init_subclass__(cls, kind: str | None = None, **others: Any) -> None:
        super().__init_subclass__(**others)
        if kind is not None:
            cls.kind, _KINDS[kind] = kind, cls


GROUP = "talks.rules"
"""The group of entry points under which an installed package offers rules."""
_HOME = __name__.rpartition(".")[0]
RuleClass = TypeVar("RuleClass", bound=type[Rule])
R = TypeVar("R", bound=Rule)

_KINDS: dict[str, type[Rule]] = {}
_RULES: dict[tuple[str, str], type[Rule]] = {}
_SHIPPED, _INSTALLED = "shipped", "installed"
_READ: set[str] = set()
_SOURCE = re.compile(r"\b[Ss]ources?: \S")


def rule(added: RuleClass) -> RuleClass:
    """Register a class as a rule of its kind; raises RuleError where it lacks something, or its name is taken."""
    load_shipped()
    for fault in _faults(added):
        raise RuleError(f"{_place(added)}the rule {added.__name__} {fault}")
    _RULES[added.kind, added.name] = added
    _changed()
    return added


def load_shipped() -> None:
    """Import every file of rules that is shipped, folder by folder in alphabetical order; done once."""
    if _SHIPPED in _READ:
        return
    _READ.add(_SHIPPED)
    for folder in sorted(found.name for found in pkgutil.iter_modules(import_module(_HOME).__path__) if found.ispkg):
        package = import_module(f"{_HOME}.{folder}")
        for name in sorted(found.name for found in pkgutil.iter_modules(package.__path__)):
            import_module(f"{_HOME}.{folder}.{name}")


def load_installed() -> None:
    """Import what installed packages offer as `talks.rules`; done once, and only where a name is asked for that is not shipped."""
    load_shipped()
    if _INSTALLED in _READ:
        return
    _READ.add(_INSTALLED)
    from importlib.metadata import entry_points  # noqa: PLC0415 - next to nobody needs it

    for offered in sorted(entry_points(group=GROUP), key=lambda one: one.name):
        try:
            offered.load()
        except InputError:
            raise
        except Exception as error:
            raise RuleError(f"the rules that the installed package offers as {offered.name!r} ({offered.value}) cannot be loaded: {error}") from error


def kinds() -> list[type[Rule]]:
    """Every kind of rule, in alphabetical order."""
    load_shipped()
    return [_KINDS[kind] for kind in sorted(_KINDS)]


def rules(kind: type[R]) -> list[type[R]]:
    """The rules of a kind that are registered by now, in alphabetical order."""
    load_shipped()
    return [found for (its, _), found in sorted(_RULES.items()) if its == kind.kind and issubclass(found, kind)]


def available(kind: type[R]) -> list[type[R]]:
    """The rules of a kind, in alphabetical order, those of installed packages included."""
    load_installed()
    return rules(kind)


def find(kind: type[R], name: Any) -> type[R] | None:
    """The rule of a kind with that name; None where nobody has registered one."""
    load_shipped()
    if isinstance(name, str) and (kind.kind, name) not in _RULES:
        load_installed()
    found = _RULES.get((kind.kind, name)) if isinstance(name, str) else None
    return found if found is not None and issubclass(found, kind) else None


def chosen(kind: type[R], name: str) -> type[R]:
    """The rule of a kind with that name; raises InputError where there is none, with what there is and the nearest."""
    found = find(kind, name)
    if found is None:
        known = [one.name for one in available(kind)]
        near = "".join(f" (did you mean {one!r}?)" for one in get_close_matches(name, known, 1))
        raise InputError(f"there is no {kind.kind} rule {name!r}; there are {', '.join(known)}{near}")
    return found


def usual(kind: type[R]) -> type[R]:
    """The rule of a kind where a scenario names none."""
    return next(found for found in rules(kind) if found.usual)


def own_settings(found: type[Rule]) -> dict[str, FieldInfo]:
    """The settings of a rule that not every rule of its kind may have, by name."""
    shared = _KINDS[found.kind].Settings.model_fields
    return {name: field for name, field in found.Settings.model_fields.items() if name not in shared}


def owners(kind: type[Rule], setting: str) -> list[str]:
    """The names of the rules of a kind that read a setting."""
    return [found.name for found in rules(kind) if setting in found.reads or setting in own_settings(found)]


def is_shipped(found: type[Rule]) -> bool:
    """Whether a rule comes with the simulator."""
    return found.__module__.startswith(f"{_HOME}.")


def forget(module: str) -> None:
    """Take out every rule that a module has registered."""
    for key in [key for key, found in _RULES.items() if found.__module__ == module]:
        del _RULES[key]
    _changed()


def state() -> int:
    """A number that changes whenever a rule is added or taken out."""
    return _changes[0]


_changes = [0]


def _changed() -> None:
    _changes[0] += 1


def first_sentence(found: type[Rule]) -> str:
    """What a rule says of itself, in a sentence."""
    words = " ".join((found.__doc__ or "").split())
    return re.split(r"(?<=[\w)])\.(?: |$)|[;.] [Ss]ource: ", words)[0].strip()


def _faults(added: type[Rule]) -> Iterator[str]:
    """What a class lacks to be a rule, in words that follow its name."""
    kind = _KINDS.get(getattr(added, "kind", ""))
    if kind is None or added is kind:
        yield f"must derive from one of {', '.join(_KINDS[name].__name__ for name in sorted(_KINDS))}"
        return
    name = added.__dict__.get("name")
    if not isinstance(name, str) or not re.match(NAME, name):
        yield f"must have a `name` of small letters, digits and _ that starts with a letter; found {name!r}"
        return
    taken = _RULES.get((kind.kind, name))
    if taken is not None and (taken.__module__, taken.__qualname__) != (added.__module__, added.__qualname__):
        where = "that is shipped" if is_shipped(taken) else f"of {_place(taken).removesuffix(': ') or taken.__module__}"
        yield f"has the name {name!r}, as a {kind.kind} rule {where} has already; choose another"
    if getattr(added, kind.does) is getattr(kind, kind.does):
        yield f"must have the method `{kind.does}`"
    if not (added.__doc__ or "").strip() or not _SOURCE.search(added.__doc__ or ""):
        yield "must have a docstring that says what it does, and where that comes from: `Source: ...` or `Source: assumption`"
    if not issubclass(added.Settings, kind.Settings):
        yield f"must derive its Settings from {kind.Settings.__name__}"
        return
    yield from _faults_of_settings(added, kind)


def _faults_of_settings(added: type[Rule], kind: type[Rule]) -> Iterator[str]:
    own = own_settings(added)
    if own and not kind.takes_settings:
        yield f"has settings ({', '.join(own)}), and a scenario has no place for those of {kind.kind} rules"
    for setting, field in own.items():
        if setting == "rule" or setting in Sourced.model_fields:
            yield f"has a setting {setting!r}, a name that every scenario needs for something else"
        if not field.description:
            yield f"must describe its setting {setting!r}: Field(..., description=...)"
        for other in rules(kind):
            theirs = own_settings(other).get(setting)
            same = theirs is not None and (theirs.annotation, theirs.metadata) == (field.annotation, field.metadata)
            if theirs is not None and not same and other.name != added.name:
                yield f"has a setting {setting!r}, as the rule {other.name!r} has, which takes something else; choose another name"


def _place(found: type[Rule]) -> str:
    """Where a class stands, as `file:line: `; empty where that cannot be said."""
    try:
        return f"{inspect.getsourcefile(found)}:{inspect.getsourcelines(found)[1]}: "
    except (OSError, TypeError):
        return ""
