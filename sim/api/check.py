"""Every mistake in a scenario file and, on request, every number in it that moves nothing."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Sequence, Sized
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, ScenarioError
from sim.scenario import Loaded, load
from sim.scenario import Scenario as Model
from sim.scenario.exercises import cautions_for_class
from sim.scenario.formats import FIRST, NEWEST
from sim.scenario.reading import shown
from sim.scenario.schema import Information

from . import arguments
from .arguments import in_python
from .listening import Tick, watched
from .result import Page

if TYPE_CHECKING:
    from sim.analysis.dead_inputs import Finding

_PATIENCE = 10.0
"""Seconds that a look at what parties would sign may take before anything runs (assumption)."""
_USUAL = 1000
"""Histories of a run, where nothing is said of their number."""


@dataclass(frozen=True, eq=False, repr=False)
class Check:
    """What is wrong with a scenario file: `mistakes`, of which there are none in a file that runs, and `warnings` of what does nothing."""

    file: str
    mistakes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    """Warnings and notes, a line each, as they are printed."""
    loaded: Loaded | None = None
    too_much: bool = False
    """Whether the one mistake is that a run would take more than can be done."""

    @property
    def ok(self) -> bool:
        """Whether the scenario can be run."""
        return not self.mistakes

    @property
    def warnings(self) -> tuple[str, ...]:
        """What does nothing, or will go wrong in class."""
        return tuple(line.removeprefix("Warning: ") for line in self.told if line.startswith("Warning: "))

    @property
    def counted(self) -> str:
        """How many parties, issues, mediators and modules there are."""
        if self.loaded is None:
            return ""
        talks = self.loaded.scenario
        counts: list[tuple[Sized, str, str]] = [
            (talks.parties, "party", "parties"),
            (talks.issues, "issue", "issues"),
            (talks.mediators, "mediator", "mediators"),
        ]
        return ", ".join(_count(len(what), one, many) for what, one, many in [*counts, (talks.modules, "module", "modules")])

    def document(self) -> dict[str, Any]:
        """What was found as plain data."""
        return {
            "file": self.file,
            "ok": self.ok,
            "mistakes": list(self.mistakes),
            "warnings": list(self.warnings),
        }

    def table(self) -> Page:
        """A line for each mistake and warning, and one that says whether all is well."""
        from rich.text import Text

        return Page(
            f"Table of {repr(self)[1:-1]}",
            *map(Text, (*self.told, *self.mistakes, *([self.all_well] if self.ok else []))),
        )

    @property
    def all_well(self) -> str:
        """The line that is printed where a file has no mistake."""
        older = self.loaded is not None and self.loaded.scenario.format < NEWEST
        return f"OK {self.file}: {self.counted}{f'; of format {FIRST}, which --upgrade rewrites and says what changes' if older else ''}"

    @in_python
    def dead_inputs(
        self,
        *,
        n: int = 4000,
        seed: int = 1,
        workers: int | None = None,
        executor: Executor | None = None,
        progress: bool | Tick | None = None,
    ) -> DeadInputs:
        """Change each number that the file sets, that one alone, and look whether any result moves; numbers are given up after `n` histories.

        Raises InputError where the file has mistakes, or an argument is not what it may be.
        """
        if self.loaded is None or not self.ok:
            raise InputError(f"{self.file} has mistakes: mend them first")
        from sim.analysis.dead_inputs import dead_inputs, inputs, looks_up_to

        n, seed = arguments.histories(n), arguments.seed_of(seed)
        doers = arguments.doers(workers, None, executor)
        numbers = inputs(self.loaded)
        with watched(len(numbers), progress, f"numbers of {self.loaded.name}") as tick:
            found = dead_inputs(
                self.loaded,
                of=numbers,
                looks=looks_up_to(n),
                seed=seed,
                workers=doers["workers"],
                executor=executor,
                progress=tick,
            )
        return DeadInputs(self.loaded.name, found)

    def __repr__(self) -> str:
        state = "OK" if self.ok else _count(len(self.mistakes), "mistake", "mistakes")
        return f"<Check {self.file}: {state}, {_count(len(self.warnings), 'warning', 'warnings')}>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


class DeadInputs:
    """What each number that a file sets moves, the worst first: dead, noise, fixed, moves."""

    def __init__(self, name: str, found: Sequence[Finding]) -> None:
        from sim.report.dead_inputs import worst_first

        self.name, self.findings = name, worst_first(found)

    @property
    def dead(self) -> list[Finding]:
        """The numbers that move nothing at all."""
        return [one for one in self.findings if one.state == "dead"]

    def document(self) -> dict[str, Any]:
        """What was found as plain data: a row a number, as the command writes them for other programs."""
        from sim.report.dead_inputs import COLUMNS, as_row

        return {
            "scenario": self.name,
            "numbers": [dict(zip(COLUMNS, as_row(self.name, one), strict=True)) for one in self.findings],
        }

    def table(self) -> Page:
        """A row a number: what it is, what was tried instead, and what came of it."""
        from sim.report.dead_inputs import table

        return Page(f"Table of {repr(self)[1:-1]}", table(self.findings))

    @property
    def counted(self) -> str:
        """How many numbers there are of each kind, in a line."""
        from sim.report.dead_inputs import counted

        return f"{self.name}: {counted(self.findings)}"

    def __repr__(self) -> str:
        return f"<DeadInputs {self.counted}>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


@in_python
def check(reference: str | Path) -> Check:
    """Find every mistake in a scenario file, and what does nothing in it; nothing is run.

    Raises InputError where there is no such file.
    """
    if not isinstance(reference, str | Path):
        raise InputError(f"a file is checked by its path or its name; found {reference!r}")
    try:
        loaded = load(reference)
        in_class = cautions_for_class(loaded)
    except ScenarioError as error:
        return Check(str(reference), tuple(error.mistakes))
    from sim.ensemble import size  # reading alone needs no NumPy

    file = shown(loaded.path.absolute())
    meant_for_class = loaded.scenario.information != Information()
    told = [f"Warning: {warning}" for warning in (*loaded.warnings, *(in_class if meant_for_class else ()))]
    try:
        needed = size(loaded.scenario, _USUAL)
    except InputError as error:
        return Check(file, (f"{file}: {error}",), tuple(told), loaded, too_much=True)
    if needed.worth_saying:
        told.append(f"Note: {_USUAL:,} histories will take {needed}, as far as can be told beforehand.")
    return Check(file, (), (*told, *unwilling_told(loaded.scenario, file)), loaded)


def unwilling_told(scenario: Model, where: str, seed: int = 1) -> list[str]:
    """Which parties would sign no text at all as the talks open, in most histories, a line each; or that it takes too long to look."""
    from sim.analysis.signing import search_takes, unwilling

    if search_takes(scenario) > _PATIENCE:
        return [f"Note: {where}: whether each party has a text that it would sign was not looked at; with so many parties and issues it takes too long."]
    return [f"Warning: {where}: {one.in_words(scenario)}" for one in unwilling(scenario, seed)]


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
