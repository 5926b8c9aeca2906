"""A scenario over ranges of one or two settings."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, Literal

from sim.analysis import sweep as analysis
from sim.analysis.varied import Varied, parse
from sim.errors import InputError
from sim.scenario import Scenario as Model
from sim.scenario import with_changes
from sim.scenario.red_lines import with_lines

from . import arguments
from .analysis import Analysis
from .arguments import in_python
from .listening import Tick, watched
from .result import Page
from .run import foretell
from .scenario import Scenario, given

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

    from sim.report.figures.style import Drawing


@dataclass(frozen=True, eq=False, repr=False)
class Sweep(Analysis):
    """Shares of all outcomes at each point, beside those of the scenario as it is; `show` is the outcome that stands out."""

    command: ClassVar[str] = "sweep"
    file: ClassVar[str] = "sweep.json"

    found: analysis.Sweep
    scenario: Scenario
    show: str

    @property
    def points(self) -> list[analysis.Point]:
        """Every combination of values and what came of it, the last setting moving fastest."""
        return self.found.points

    def document(self, folder: Path | None = None) -> dict[str, Any]:
        """The sweep as plain data: just what `sweep --json` prints."""
        return analysis.as_document(self.found, self.scenario.name, None if folder is None else str(folder))

    def table(self) -> Page:
        """The table that `sweep` prints."""
        from sim.report.swept import SweepTable

        return Page(f"Table of {self._told()}", SweepTable(self.found, self.scenario.title, self.show))

    def to_frame(self, library: Literal["pandas", "polars"] | None = None) -> pd.DataFrame | pl.DataFrame:
        """A row a point: values, shares and differences with their intervals, middle day; in the library that is asked for or installed."""
        from .frames import of_rows

        return of_rows(analysis.as_rows(self.found), library)

    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        from sim.report.figures.swept import pictures

        return pictures(self.found, self.scenario.name, self.show)

    def _draw_all(self, folder: Path) -> list[dict[str, Any]]:
        from sim.report.figures.swept import draw_all

        return draw_all(self.found, self.scenario.name, self.show, folder)

    def _scenarios(self) -> list[Model]:
        return [self.scenario]

    def _told(self) -> str:
        return f"Sweep of {self.scenario.name} over {' and '.join(one.path for one in self.found.varied)}: {len(self.points)} points"


@in_python
def sweep(
    scenario: Model | str | Path,
    vary: Mapping[str, Any] | Sequence[str] | str,
    *,
    show: str = "any_deal",
    n: int = 1000,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: bool | Tick | None = None,
) -> Sweep:
    """Run a scenario over values of one or two settings, with the same luck at every point.

    `vary` gives the values, {path: [value, ...]} or {path: 'LOW:HIGH:N'}, or both in one text as in 'path=LOW:HIGH:N'.
    Raises ScenarioError where a value is not allowed, InputError where an argument is not what it may be.
    """
    talks, n, seed, show = (
        given(scenario),
        arguments.histories(n),
        arguments.seed_of(seed),
        arguments.outcome(show),
    )
    doers = arguments.doers(workers, scheduler, executor)
    varied = settings(vary)
    foretold(talks, varied, n)
    return swept(talks, varied, show, n=n, seed=seed, progress=progress, **doers)


def settings(vary: Any) -> list[Varied]:
    """The settings and their values as they were given; raises InputError."""
    found = [*starmap(_varied, vary.items())] if isinstance(vary, Mapping) else [*map(parse, arguments.texts("vary", vary))]
    if not 1 <= len(found) <= 2:
        raise InputError("vary takes one or two settings: more make no figure")
    return found


def _varied(path: Any, values: Any) -> Varied:
    if isinstance(path, str) and isinstance(values, str):
        return parse(f"{path}={values}")
    listed = isinstance(values, Sequence) or hasattr(values, "tolist")
    if not isinstance(path, str) or not listed or not len(values):
        raise InputError(f"vary gives values as {{'path': [value, ...]}} or {{'path': 'LOW:HIGH:N'}}; found {{{path!r}: {values!r}}}")
    plain = values.tolist() if hasattr(values, "tolist") else list(values)
    if len({(type(value), str(value)) for value in plain}) < len(plain):
        raise InputError(f"vary gives a value of {path} twice; found {plain!r}")
    return Varied(path, tuple(plain))


def foretold(talks: Model, varied: Sequence[Varied], n: int) -> None:
    """Check every value, and tell beforehand where all points will take long; raises ScenarioError and InputError."""
    for one in varied:
        for value in one.values:  # noqa: PD011 - no frame
            with_changes(talks, with_lines(talks, {one.path: value}))
    foretell(talks, n, len(analysis.combinations(varied)) + 1)


def swept(
    talks: Scenario,
    varied: Sequence[Varied],
    show: str,
    *,
    n: int,
    seed: int,
    progress: bool | Tick | None = None,
    **doers: Any,
) -> Sweep:
    """Run a scenario at every combination of values, and as it is."""
    with watched(n * (len(analysis.combinations(varied)) + 1), progress) as tick:
        found = analysis.sweep(talks, varied, n=n, seed=seed, progress=tick, **doers)
    return Sweep(found, talks, show)
