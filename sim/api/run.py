"""Many histories of one scenario, and how they end."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import nullcontext
from dataclasses import dataclass, fields
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from sim import ensemble
from sim.errors import InputError
from sim.report.summary import Summary, as_document, summarise
from sim.scenario import Scenario as Model

from . import arguments
from .arguments import in_python
from .folders import drawn, note_kept
from .listening import Tick, listener, watched
from .result import Page, Picture, Result
from .scenario import Scenario, given

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import xarray as xr

    from sim.report.figures.style import Drawing

    from .explain import Story


@dataclass(frozen=True, eq=False, repr=False)
class Run(Result, ensemble.Run):
    """All histories of one scenario: a row each in `histories`, counts per day in `series`, what each drew in `draws`, all as arrays by name."""

    folder: Path | None = None
    """Where it is kept; None where it is not."""
    elapsed_s: float = 0.0
    """Seconds that it took, or that reading it took."""

    @classmethod
    def of(cls, run: ensemble.Run, folder: Path | None = None, elapsed_s: float = 0.0) -> Run:
        """What was simulated, or read."""
        return cls(
            **{field.name: getattr(run, field.name) for field in fields(ensemble.Run)},
            folder=folder,
            elapsed_s=elapsed_s,
        )

    @cached_property
    def _summary(self) -> Summary:
        return summarise(self)

    def summary(self) -> Summary:
        """Shares with their intervals, quantiles, who came, and why there was no deal: the numbers of the table."""
        return self._summary

    def document(self) -> dict[str, Any]:
        """The result as plain data: just what `run --json` prints."""
        return as_document(self.summary(), self, self.folder, self.elapsed_s)

    def table(self) -> Page:
        """The table that `run` prints."""
        from sim.report.table import render

        return Page(f"Table of {self._told()}", render(self.summary(), self))

    @in_python
    def plot(self, name: str | None = "endings") -> Picture:
        """A figure by its name, as in `figures()`; raises InputError where there is no such figure."""
        from sim.report.figures import drawing_of

        return Picture(*drawing_of(arguments.text("name", "endings" if name is None else name), self))

    def _pictures(self) -> Iterator[tuple[str, Drawing]]:
        from sim.report.figures import pictures

        return pictures(self)

    def explain(self, history: int = 0, *, why: Model | ensemble.Run | str | Path | None = None) -> Story:
        """The story of one history, day by day; or where it parts from its twin in another scenario or run, and over what."""
        from .explain import explain

        return explain(self, history, why=why)

    def to_frame(self, library: Literal["pandas", "polars"] | None = None, *, draws: bool = False) -> pd.DataFrame | pl.DataFrame:
        """A row a history, in the library that is asked for or installed; with `draws` also what each history drew, by the path of the setting."""
        from .frames import frame

        return frame(self, library, draws=draws)

    def to_parquet(self, file: str | Path, *, draws: bool = False) -> None:
        """Write the rows of `to_frame` into a Parquet file."""
        from .frames import parquet

        parquet(self, arguments.path(file), draws=draws)

    def to_xarray(self) -> xr.Dataset:
        """Rows, draws and counts per day with named axes: history, day, session, party, issue, point ..."""
        from .frames import dataset

        return dataset(self)

    @in_python
    def save(self, folder: str | Path, *, overwrite: bool = False, figures: bool = True) -> Path:
        """Keep the run in a folder, as the command does: tables, figures, what it takes to repeat it; returns where it is.

        Raises InputError where something else lies there, TalksError where it cannot be written.
        """
        where = arguments.path(folder)
        plan = ensemble.plan_of(self.scenario, seed=self.seed, n=self.n)
        with ensemble.RunFolder.create(where, plan, overwrite=overwrite) as kept:
            _write(
                kept,
                self,
                figures=figures,
                simulated=self.elapsed_s,
                started=time.monotonic() - self.elapsed_s,
            )
        note_kept(kept.destination)
        return where

    def _told(self) -> str:
        from sim.report.words import percent

        return f"Run {self.name}: {self.n:,} histories, seed {self.seed}, any deal {percent(self.summary().any_deal.share)}"


@in_python
def run(
    scenario: Model | str | Path,
    *,
    n: int = 1000,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: bool | Tick | None = None,
    folder: str | Path | None = None,
    overwrite: bool = False,
    resume: bool = False,
    figures: bool = True,
) -> Run:
    """Simulate `n` histories of a scenario; the same scenario, seed and n give the same bits, whoever does the work.

    This process does it, unless more `workers`, a Dask `scheduler` or an `executor` of concurrent.futures are asked for. `progress`: a bar (in a
    notebook there is one if nothing is said), or a function called with (histories done, n). In a `folder` the run is kept while it goes on; one
    that was stopped is finished with `resume`, another one there is replaced with `overwrite`, and the very same one is read instead.
    Raises ScenarioError where a scenario given by path or name has mistakes, InputError where an argument is not what it may be, TalksError where
    a worker process is killed.
    """
    talks, n, seed = given(scenario), arguments.histories(n), arguments.seed_of(seed)
    doers = arguments.doers(workers, scheduler, executor)
    where = None if folder is None else arguments.path(folder)
    if resume and overwrite:
        raise InputError("--resume finishes a run, --overwrite starts again: choose one")
    foretell(talks, n)
    started = time.monotonic()
    plan = ensemble.plan_of(talks, seed=seed, n=n)
    found = None if where is None or overwrite else ensemble.same_run(where, plan, figures=figures)
    if found is not None:
        listener().note(f"This very run is kept already in {where} and is shown from there; --overwrite runs it again.")
        return Run.of(found, where, time.monotonic() - started)
    with nullcontext() if where is None else ensemble.RunFolder.create(where, plan, overwrite=overwrite, resume=resume) as kept:
        made = _simulated(talks, n, seed, kept, progress, doers)
        simulated = time.monotonic() - started
        if kept is not None:
            _write(kept, made, files=talks.files, figures=figures, simulated=simulated, started=started)
    if kept is not None:
        note_kept(kept.destination)
    return Run.of(made, where, time.monotonic() - started)


def _simulated(
    talks: Scenario,
    n: int,
    seed: int,
    kept: ensemble.RunFolder | None,
    progress: bool | Tick | None,
    doers: dict[str, Any],
) -> ensemble.Run:
    checkpoint = None if kept is None else kept.checkpoint
    if checkpoint and checkpoint.done:
        listener().note(f"Resumed: {checkpoint.progress()}.")
    with watched(n, progress) as tick:
        return ensemble.simulate(talks, name=talks.name, n=n, seed=seed, progress=tick, checkpoint=checkpoint, **doers)


def _write(
    kept: ensemble.RunFolder,
    run: ensemble.Run,
    *,
    figures: bool,
    simulated: float,
    started: float,
    files: tuple[Path, ...] | None = None,
) -> None:
    """Write a run, its figures, and how long it took."""
    if files is None:
        files = run.scenario.files if isinstance(run.scenario, Scenario) else ()
    kept.write(run, chain=files)
    if figures:
        from sim.report.figures import draw_all

        kept.add_figures(drawn(draw_all, run, kept.path))
    kept.add_times({"simulated_s": round(simulated, 3), "in_all_s": round(time.monotonic() - started, 3)})


def foretell(scenario: Model, n: int, times: int = 1) -> None:
    """Tell beforehand where a run of that size will take minutes or a gigabyte; raises InputError where it cannot be done."""
    if (needed := ensemble.size(scenario, n, times)).worth_saying:
        listener().note(f"Note: {n:,} histories{f', {times} times over,' if times > 1 else ''} will take {needed}, as far as can be told beforehand.")


@in_python
def read_run(folder: str | Path) -> Run:
    """Read a run from the folder that the command or `save` made; raises InputError where there is no complete run."""
    where, started = arguments.path(folder), time.monotonic()
    return Run.of(ensemble.read_run(where), where, time.monotonic() - started)
