"""Runs or scenarios beside the first of them."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from sim import ensemble
from sim.analysis import compare as analysis
from sim.errors import InputError
from sim.scenario import Scenario as Model

from . import arguments
from .analysis import Analysis
from .arguments import in_python
from .listening import Tick, watched
from .named import Named, as_named
from .result import Page
from .run import foretell
from .variants import Changes, add_variants, explained

if TYPE_CHECKING:
    from sim.report.figures.style import Drawing


@dataclass(frozen=True, eq=False, repr=False)
class Comparison(Analysis):
    """Runs beside the first: `variants` hold what each changes and what came of it; `impossible` what could not be left out, and why."""

    command: ClassVar[str] = "compare"
    file: ClassVar[str] = "comparison.json"

    found: analysis.Comparison
    sides: Sequence[Named]
    impossible: Mapping[str, str]

    @property
    def baseline(self) -> ensemble.Run:
        """The first run."""
        return self.found.baseline

    @property
    def variants(self) -> list[analysis.Variant]:
        """The others, each with its differences from the first."""
        return self.found.variants

    def document(self, folder: Path | None = None) -> dict[str, Any]:
        """The comparison as plain data: just what `compare --json` prints."""
        impossible = [{"without": part, "why": why} for part, why in self.impossible.items()]
        return analysis.as_document(self.found, None if folder is None else str(folder)) | {"impossible": impossible}

    def table(self, *, everything: bool = False, program: str = "talks") -> Page:
        """The table that `compare` prints; with `everything` also what is within noise. `program` stands in the commands that tell of a history."""
        from sim.report.compared import ComparisonTable

        def told(place: int, history: int) -> list[str]:
            return explained(program, self.sides[0], self.sides[place + 1], self.baseline.seed, history)

        return Page(
            f"Table of {self._told()}",
            ComparisonTable(self.found, told, self.impossible, everything=everything),
        )

    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        from sim.report.figures.compared import pictures

        return pictures(self.found)

    def _draw_all(self, folder: Path) -> list[dict[str, Any]]:
        from sim.report.figures.compared import draw_all

        return draw_all(self.found, folder)

    def _scenarios(self) -> list[Model]:
        return [one.scenario for one in self.sides]

    def _told(self) -> str:
        return f"Comparison of {self.baseline.name} with {', '.join(variant.name for variant in self.variants)}"


@in_python
def compare(
    *sources: ensemble.Run | Model | str | Path,
    changes: Changes = (),
    variants: Mapping[str, Changes] | Sequence[str] | str = (),
    without: Sequence[str] | str = (),
    n: int | None = None,
    seed: int | None = None,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: bool | Tick | None = None,
) -> Comparison:
    """Lay runs or scenarios beside the first of them; scenarios are run with the same luck, that of the first if it is a run.

    Beside the first may also stand the same with `changes`, with those of each of `variants` ({name: changes}), and `without` each of its
    mediators, factions, events, modules or outside_actors. Raises ScenarioError where a scenario has mistakes, InputError where an argument is not
    what it may be or there is nothing to compare with.
    """
    found = [as_named(source) for source in sources]
    if not found:
        raise InputError("there is nothing to compare: give a scenario or run, and what to set beside it")
    impossible = add_variants(found, changes, variants, arguments.texts("without", without))
    enough(found, impossible)
    first = found[0].run
    n = arguments.histories((1000 if first is None else first.n) if n is None else n)
    seed = arguments.seed_of((1 if first is None else first.seed) if seed is None else seed)
    return compared(found, impossible, n=n, seed=seed, progress=progress, **arguments.doers(workers, scheduler, executor))


def enough(found: Sequence[Named], impossible: Mapping[str, str]) -> None:
    """Raise InputError where there is nothing to compare with."""
    if len(found) < 2 and impossible:
        raise InputError(" ".join(f"Without {label}: {why}." for label, why in impossible.items()))
    if len(found) < 2:
        raise InputError("There is nothing to compare with: name another scenario or run, or change a setting with --set, --variant or --without.")


def compared(
    sides: list[Named],
    impossible: Mapping[str, str],
    *,
    n: int,
    seed: int,
    progress: bool | Tick | None = None,
    **doers: Any,
) -> Comparison:
    """Simulate what is not kept of all sides, and lay the runs beside the first."""
    missing = sum(one.run is None for one in sides)
    for one in sides:
        if one.run is None:
            foretell(one.scenario, n, missing)
            break
    runs, done = [], 0
    with watched(n * missing, progress) as tick:
        for one in sides:
            so_far = done
            step = None if tick is None else lambda k, _, so_far=so_far: tick(so_far + k, n * missing)
            run = one.run or ensemble.simulate(one.scenario, name=one.name, n=n, seed=seed, progress=step, **doers)
            runs.append(replace(run, name=one.name))
            done += 0 if one.run else n
    return Comparison(analysis.compare(runs[0], runs[1:], [one.name for one in sides[1:]]), sides, impossible)
