"""Mesa's Model and Agent without what a run has no use for: the whole of Mesa imports pandas and SciPy, which takes longer than a small run.

The package `mesa` that this leaves behind is the real one, and whole as soon as anybody asks it for more.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from threading import RLock
from types import ModuleType
from typing import Any

__all__ = ["mesa"]

_PACKAGES = ("mesa", "mesa.experimental")
"""Packages whose own code imports all of their parts, where those that a model needs can stand alone."""
_TABLES = ("pandas",)
"""What these parts import, and use only when agents are made from a table or written into one."""

_turn = RLock()
_waiting: set[ModuleType] = set()


class _Package(ModuleType):
    """A package whose parts can be imported, and whose own code runs when something is asked of it that is not there yet."""

    def __getattr__(self, name: str) -> Any:
        """What the code of the package defines; raises AttributeError where it defines no such thing."""
        with _turn:
            if self in _waiting:
                _waiting.discard(self)
                try:
                    self.__spec__.loader.exec_module(self)  # type: ignore[union-attr]  # it is installed
                except BaseException:
                    _waiting.add(self)
                    raise
            if name in vars(self):
                return vars(self)[name]
        raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")


class _StandIn(ModuleType):
    """What stands for a module in those that import it, until they use it."""

    def __getattr__(self, name: str) -> Any:
        """What the module has under this name; who only looks around, at names of Python's own, does not bring it in."""
        if name.startswith("__"):
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.leave()
        return getattr(import_module(self.__name__), name)

    def leave(self) -> None:
        """Make room for the module itself."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]


def _import_the_core() -> None:
    """Import Mesa's Agent and Model, and what they need; where a Mesa cannot be taken apart like that, all of it."""
    try:
        for name in _PACKAGES:
            _make_wait(name)
        with _stood_in_for(_TABLES), _loggers_named_at_once():
            for part, thing in (("mesa.agent", "Agent"), ("mesa.model", "Model")):
                setattr(sys.modules["mesa"], thing, getattr(import_module(part), thing))
    except (AttributeError, ImportError):
        for name in [name for name in sys.modules if name.partition(".")[0] == "mesa"]:
            del sys.modules[name]
        import_module("mesa")


def _make_wait(name: str) -> None:
    """Put a package where imports find it without running its own code, if there is such a package."""
    if spec := find_spec(name):
        module = module_from_spec(spec)
        module.__class__ = _Package
        _waiting.add(module)
        sys.modules[name] = module
        parent, _, own = name.rpartition(".")
        if parent:
            setattr(sys.modules[parent], own, module)


@contextmanager
def _stood_in_for(names: tuple[str, ...]) -> Iterator[None]:
    """Have what is imported meanwhile get stand-ins for these modules, unless they are there already."""
    placed = [_StandIn(name) for name in names if name not in sys.modules]
    sys.modules.update({one.__name__: one for one in placed})
    try:
        yield
    finally:
        for one in placed:
            one.leave()


@contextmanager
def _loggers_named_at_once() -> Iterator[None]:
    """Tell Mesa which module asks for a logger, which it would find out by looking through the files of all modules there are."""
    logging: Any = import_module("mesa.mesa_logging")
    created = logging.create_module_logger

    def at_once(name: str | None = None) -> Any:
        return created(name or sys._getframe(1).f_globals["__name__"])  # noqa: SLF001 - as Mesa does

    logging.create_module_logger = at_once
    try:
        yield
    finally:
        logging.create_module_logger = created


if "mesa" not in sys.modules:
    _import_the_core()

import mesa  # noqa: E402 - as it was left
