"""A scenario in a program's hands: what it says, and the same with changes."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import PrivateAttr

from sim.errors import InputError
from sim.scenario import Loaded, resolved
from sim.scenario import Scenario as Model
from sim.scenario import load as load_file
from sim.scenario import with_changes as changed
from sim.scenario.settings import in_yaml

from . import arguments
from .arguments import in_python
from .listening import listener
from .result import WIDTH, Page

if TYPE_CHECKING:
    from rich.console import Console


class Scenario(Model):
    """A scenario: everything that its file may say stands under its name there, as in `talks.parties["north"].patience`; nothing changes it."""

    _loaded: Loaded | None = PrivateAttr(None)
    _name: str = PrivateAttr("")
    _changes: tuple[str, ...] = PrivateAttr(())
    _files: tuple[Path, ...] = PrivateAttr(())

    @classmethod
    def of(cls, model: Model, name: str, loaded: Loaded | None = None, changes: tuple[str, ...] = ()) -> Scenario:
        """What was read, under a name."""
        if isinstance(model, cls) and loaded is None:
            return model
        made = cls.model_construct(
            set(model.model_fields_set),
            **{field: getattr(model, field) for field in type(model).model_fields},
        )
        made._loaded, made._name, made._changes = loaded, name, changes  # noqa: SLF001 - its own
        made._files = () if loaded is None else (loaded.path, *loaded.chain)  # noqa: SLF001 - the same
        return made

    @property
    def name(self) -> str:
        """Its name in the library, or that of its file."""
        return self._name

    @property
    def changes(self) -> tuple[str, ...]:
        """What differs from its file, as `path=value`."""
        return self._changes

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does nothing in its file, a line each."""
        return self._loaded.warnings if self._loaded is not None else ()

    @property
    def files(self) -> tuple[Path, ...]:
        """The file that it was read from, and those that this one extends."""
        return self._files

    @property
    def loaded(self) -> Loaded:
        """The scenario with the places where everything in it was said; raises InputError where it was not read from a file."""
        if self._loaded is None and not self._files:
            raise InputError(f"{self.name} was not read from a file, which would say where its settings come from")
        return self._loaded or load_file(self._files[0], self._changes)

    def with_changes(self, changes: Mapping[str, Any] | Sequence[str] | str) -> Scenario:
        """A new scenario that differs in settings given by path, as {path: value} or as 'path=value'.

        Raises ScenarioError with every mistake, InputError where changes are given in another way.
        """
        return _with_changes(self, changes)

    @in_python
    def settings(self, word: str = "") -> list[dict[str, str]]:
        """What can be changed: path, value, what is allowed, where it comes from; all that has an effect here, or what has to do with a word."""
        from sim.scenario.dials import dials

        names = ("path", "value", "allowed", "origin", "unit", "source", "description")
        return [{name: getattr(one, name) for name in names} for one in dials(self.loaded, arguments.text("word", word))]

    def describe(self) -> Page:
        """What it says, to read: what is negotiated, who wants what, who helps, what may happen; raises InputError as `loaded` does."""
        return Description(self.loaded)

    def document(self) -> dict[str, Any]:
        """Everything that it says, with all defaults, as plain data."""
        return resolved(self)

    def __eq__(self, other: object) -> bool:
        """Whether another scenario says the same, wherever it was read."""
        return isinstance(other, Model) and all(getattr(self, field) == getattr(other, field) for field in Model.model_fields)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        counts = [
            (len(self.parties), "party", "parties"),
            (len(self.issues), "issue", "issues"),
            (len(self.mediators), "mediator", "mediators"),
        ]
        said = ", ".join(f"{number} {one if number == 1 else many}" for number, one, many in counts)
        return f"<Scenario {self.name}{' changed' if self._changes else ''}: {said}, {self.days} days>"

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return self._page()._repr_html_()

    def _page(self) -> Page:
        from rich.text import Text

        from sim.report.words import one_line

        said = [
            one_line(self.title),
            one_line(self.summary),
            *(f"Warning: {warning}" for warning in self.warnings),
        ]
        return Page(
            f"Scenario {self.name}",
            Text(repr(self)[1:-1], style="bold"),
            *(Text(line) for line in said if line),
        )


class Description(Page):
    """What a scenario says, as the command prints it."""

    def __init__(self, loaded: Loaded) -> None:
        from rich.text import Text

        self.loaded = loaded
        super().__init__(f"Description of {loaded.name}")
        self.parts = (Text(str(self)),)

    def _show(self, console: Console) -> None:
        from sim.report.portrait import Page as Portrait
        from sim.report.portrait import describe

        describe(Portrait(self.loaded, console, WIDTH, "talks", ""))


@in_python
def load(reference: str | Path, overrides: Sequence[str] | str = ()) -> Scenario:
    """Read a scenario, by path or by its name in the library, with overrides as `path=value`: several in a list, or one as a string.

    Raises ScenarioError with every mistake at once, InputError where there is no such scenario.
    """
    if not isinstance(reference, str | Path):
        raise InputError(f"a scenario is loaded by its path or its name; found {reference!r}")
    return of_file(load_file(reference, arguments.overrides(overrides)))


def opened(reference: str, overrides: Sequence[str] = (), told: Collection[str] = ()) -> Loaded:
    """A scenario, of which is told what does nothing in it, but for what was `told` before; raises ScenarioError."""
    loaded = load_file(reference, overrides)
    for warning in loaded.warnings:
        if warning not in told:
            listener().note(f"Warning: {warning}")
    return loaded


def of_file(loaded: Loaded) -> Scenario:
    """The scenario of a file that was read."""
    return Scenario.of(loaded.scenario, loaded.name, loaded, loaded.overridden)


def given(scenario: Any) -> Scenario:
    """The scenario that somebody gave: one that was read, its name, or its path; raises InputError."""
    if isinstance(scenario, Model):
        return Scenario.of(scenario, scenario.title)
    if not isinstance(scenario, str | Path):
        raise InputError(f"a scenario is given as what `load` returns, or by its path or name; found {type(scenario).__name__}")
    return load(scenario)


@in_python
def _with_changes(scenario: Scenario, changes: Mapping[str, Any] | Sequence[str] | str) -> Scenario:
    wanted = arguments.changes(changes)
    said = (
        *scenario.changes,
        *(f"{path}={'null' if value is None else in_yaml(value)}" for path, value in wanted.items()),
    )
    made = Scenario.of(changed(scenario, wanted), scenario.name, None, said)
    made._files = scenario.files  # noqa: SLF001 - its own
    return made
