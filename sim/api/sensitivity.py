"""Which numbers matter."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sim.analysis import sensitivity as analysis
from sim.bounds import whole_number
from sim.scenario import Scenario as Model

from . import arguments
from .analysis import OfOneScenario
from .arguments import in_python
from .listening import Tick, stages
from .result import Page
from .scenario import Scenario, given

if TYPE_CHECKING:
    from sim.report.figures.style import Drawing

MOST_TRAJECTORIES, MOST_SETS, MOST_TAKEN_APART = 1000, 200, 40


@dataclass(frozen=True, eq=False, repr=False)
class Sensitivity(OfOneScenario):
    """What moving each number does to an outcome, the largest effect first, and how the spread of results divides."""

    command: ClassVar[str] = "sensitivity"
    file: ClassVar[str] = "sensitivity.json"

    found: analysis.Sensitivity
    scenario: Scenario
    seed: int

    @property
    def effects(self) -> list[analysis.Effect]:
        """All numbers that were moved, the largest effect first."""
        return self.found.effects

    @property
    def parts(self) -> dict[str, analysis.Part]:
        """The shares of stances, constants, both together, and luck in the spread of the outcome."""
        return self.found.parts

    def document(self, folder: Path | None = None) -> dict[str, Any]:
        """What was found as plain data: just what `sensitivity --json` prints."""
        return analysis.as_document(self.found, self.scenario.name, self.seed, None if folder is None else str(folder))

    def table(self) -> Page:
        """The table that `sensitivity` prints."""
        from sim.report.sensitivity import SensitivityTable

        return Page(
            f"Table of {self._told()}",
            SensitivityTable(self.found, self._title),
        )

    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        from sim.report.figures.sensitivity import pictures

        return pictures(self.found, self._name)

    def _draw_all(self, folder: Path) -> list[dict[str, Any]]:
        from sim.report.figures.sensitivity import draw_all

        return draw_all(self.found, self._name, folder)

    def _told(self) -> str:
        return f"Sensitivity of {self.scenario.name}: {len(self.effects)} numbers, {self.found.points:,} points"


@in_python
def sensitivity(
    scenario: Model | str | Path,
    show: str = "any_deal",
    *,
    trajectories: int = analysis.WALKS,
    sets: int = analysis.SETS,
    sobol: int = 0,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: bool | Tick | None = None,
) -> Sensitivity:
    """Show which numbers move an outcome most (Morris), and how the spread of results divides into stances, constants and luck.

    Each number is moved `trajectories` times; `sets` draws of stances and of constants are crossed; the `sobol` largest are taken apart further.
    Raises ScenarioError where a scenario has mistakes, InputError where an argument is not what it may be or SALib is missing for `sobol`.
    """
    talks, seed, show = given(scenario), arguments.seed_of(seed), arguments.outcome(show)
    how: dict[str, Any] = {
        "walks": whole_number("trajectories", trajectories, 2, MOST_TRAJECTORIES),
        "sets": whole_number("sets", sets, 2, MOST_SETS),
        "sobol": whole_number("sobol", sobol, 0, MOST_TAKEN_APART),
    }
    doers = arguments.doers(workers, scheduler, executor)
    with stages(progress) as tell:
        found = analysis.sensitivity(talks, show, seed=seed, tell=tell, **how, **doers)
    return Sensitivity(found, talks, seed)
