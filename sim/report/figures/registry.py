"""Which figures there are: each is declared once, beside the function that draws it, and found by the package itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any, TypeVar

from sim.errors import InputError

from .style import Drawing

_PACKAGE = "sim.report.figures"
_OF_OTHERS = {"comparison": "compared", "sweep": "swept", "sensitivity": "sensitivity", "levers": "levers", "calibration": "stances"}
"""In which file the figures of a result other than a run are; every other file may hold figures of a run."""

Draws = TypeVar("Draws", bound=Callable[..., Drawing | dict[str, Drawing]])


def _always(*_: Any) -> bool:
    return True


@dataclass(frozen=True)
class Figure:
    """A figure: the name of its files, the kind of result that it belongs to, its place among the figures of these, and who draws it.

    `drawn` takes the result (a run with its summary) and returns a drawing, or several by the names of their files. `where` says of a result
    whether there is anything to draw.
    """

    name: str
    of: str
    place: int
    drawn: Callable[..., Drawing | dict[str, Drawing]]
    where: Callable[..., bool] = _always

    @property
    def shows(self) -> str:
        """What it shows, in a sentence."""
        return (self.drawn.__doc__ or "").partition("\n")[0]

    def pictures(self, *result: Any, **settings: Any) -> dict[str, Drawing]:
        """Its drawings of a result by the names of their files; none where there is nothing to draw."""
        if not self.where(*result):
            return {}
        found = self.drawn(*result, **settings)
        return found if isinstance(found, dict) else {self.name: found}

    def __call__(self, *result: Any, **settings: Any) -> Drawing:
        """Its drawing of a result, or the first of several.

        Raises InputError where there is nothing to draw.
        """
        for drawing in self.pictures(*result, **settings).values():
            return drawing
        raise InputError(f"the figure {self.name} has nothing to show of this {self.of}")


_registered: dict[tuple[str, str], Figure] = {}


def figure(name: str, *, place: int, of: str = "run", where: Callable[..., bool] = _always) -> Callable[[Draws], Draws]:
    """Declare that a function draws the figure `name` of a kind of result; `place` orders the figures of a kind, smallest first.

    Raises ValueError where there is another figure of that name or in that place.
    """

    def register(drawn: Draws) -> Draws:
        for other in _registered.values():
            if other.of == of and (other.name == name) != (other.place == place):
                raise ValueError(f"the figure {name} of a {of} has the name or the place of {other.name}")
        _registered[of, name] = Figure(name, of, place, drawn, where)
        return drawn

    return register


def figures_of(kind: str) -> dict[str, Figure]:
    """The figures of a kind of result by name, in the order in which they are shown."""
    package = import_module(_PACKAGE)
    files = [_OF_OTHERS[kind]] if kind in _OF_OTHERS else [file.name for file in iter_modules(package.__path__) if file.name not in _OF_OTHERS.values()]
    for file in files:
        import_module(f"{_PACKAGE}.{file}")
    found = sorted((one for one in _registered.values() if one.of == kind), key=lambda one: one.place)
    return {one.name: one for one in found}
