"""What it would take."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sim.analysis import levers as analysis
from sim.errors import InputError
from sim.scenario import Scenario as Model

from . import arguments
from .analysis import OfOneScenario
from .arguments import in_python
from .listening import Tick, stages
from .result import Page
from .scenario import Scenario, given

if TYPE_CHECKING:
    from sim.report.figures.style import Drawing


@dataclass(frozen=True, eq=False, repr=False)
class Levers(OfOneScenario):
    """Diplomatic acts, what each does to an outcome, and the least of them that raises it to a level."""

    command: ClassVar[str] = "levers"
    file: ClassVar[str] = "levers.json"

    found: analysis.Search
    scenario: Scenario
    seed: int

    @property
    def acts(self) -> list[analysis.Tried]:
        """Every act as far as its bound, the largest effect first."""
        return self.found.bounds

    def document(self, folder: Path | None = None) -> dict[str, Any]:
        """What was found as plain data: just what `levers --json` prints."""
        return analysis.as_document(self.found, self.scenario.name, self.seed, None if folder is None else str(folder))

    def table(self) -> Page:
        """The table that `levers` prints."""
        from sim.report.levers import SearchTable

        return Page(
            f"Table of {self._told()}",
            SearchTable(self.found, self._title),
        )

    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        from sim.report.figures.levers import pictures

        return pictures(self.found, self._name)

    def _draw_all(self, folder: Path) -> list[dict[str, Any]]:
        from sim.report.figures.levers import draw_all

        return draw_all(self.found, self._name, folder)

    def _told(self) -> str:
        return f"Levers of {self.scenario.name}: {len(self.acts)} acts, {self.found.outcome} to {self.found.level:g}"


@in_python
def levers(
    scenario: Model | str | Path,
    target: Mapping[str, float] | str,
    *,
    n: int = 500,
    pairs: bool = True,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: bool | Tick | None = None,
) -> Levers:
    """Look for diplomatic acts, alone or in pairs, that raise an outcome to a level, as {'any_deal': 0.7} or 'any_deal=0.7'.

    Raises ScenarioError where a scenario has mistakes, InputError where an argument is not what it may be.
    """
    talks, n, seed = given(scenario), arguments.histories(n), arguments.seed_of(seed)
    outcome, level = aimed_at(target)
    doers = arguments.doers(workers, scheduler, executor)
    with stages(progress) as tell:
        found = analysis.search(talks, outcome, level, n=n, seed=seed, pairs=pairs, progress=tell, **doers)
    return Levers(found, talks, seed)


def aimed_at(target: Any) -> tuple[str, float]:
    """An outcome and the level that it should reach; raises InputError."""
    if isinstance(target, Mapping) and len(target) == 1:
        ((name, level),) = target.items()
        return analysis.parse_target(f"{name}={level}")
    if not isinstance(target, str):
        raise InputError(f"target is an outcome and its level, as in {{'any_deal': 0.7}} or 'any_deal=0.7'; found {target!r}")
    return analysis.parse_target(target)
