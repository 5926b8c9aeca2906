"""An ensemble: all histories of one scenario, simulated in batches of blocks, here or in worker processes."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.bounds import BLOCK
from sim.scenario import from_resolved, resolved
from sim.scenario.own_rules import need_files
from sim.scenario.schema import Scenario
from sim.scenario.streams import by_stream

from .batches import WORTH_WORKERS, Batch, batches, blocks_a_batch, blocks_at_once
from .executors import Tasks, executor_for, worker_count
from .size import most_blocks, size

if TYPE_CHECKING:
    from .checkpoint import Checkpoint
    from .record import Record

_WIDEST_ROWS = 40  # the same where nothing but rows is kept

Progress = Callable[[int, int], None]
Columns = dict[str, NDArray[Any]]


@dataclass(frozen=True)
class Run:
    """All histories of one scenario: a row each in `histories`, counts per day in `series`.

    `parties` and `issues` name the axes of `series`. `draws` is what each history drew from the spreads of the scenario, by the path of the
    setting; None where a run of an older version did not keep it.
    """

    scenario: Scenario
    name: str
    seed: int
    n: int
    histories: Columns
    series: Columns
    parties: list[str]
    issues: list[str]
    draws: Columns | None = None


def simulate(
    scenario: Scenario,
    *,
    name: str,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
    batch: int | None = None,
    checkpoint: Checkpoint | None = None,
) -> Run:
    """Simulate `n` histories; the result does not depend on `workers`, `scheduler`, `executor` or `batch`, and the first of more histories are the same.

    Without `workers` this process does it.
    `scheduler` is the address of a Dask scheduler whose workers do it, or `local`; an `executor` does it instead, if one is brought.
    `progress` is called with (histories done, n) after each batch.
    Batches that `checkpoint` has are taken from there, others kept there. Raises InputError where that is more than can be done, TalksError where a
    worker process is killed or the cluster fails.
    """
    size(scenario, n)  # refused before anything is begun
    tasks = list(batches(n, batch or blocks_at_once(scenario, n)))
    workers = worker_count(workers, worth_it=n >= WORTH_WORKERS)
    _can_travel([scenario], workers, scheduler, executor)
    records = _with_kept(checkpoint, partial(run_batch, resolved(scenario), seed), tasks, lambda left: executor_for(min(workers, left), scheduler, executor))
    whole = _gathered(records, n, progress)
    series = _without_empty_sessions({**whole.counts, **whole.watched})
    parties, issues = list(by_stream(scenario.parties)), list(by_stream(scenario.issues))
    return Run(scenario, name, seed, n, {"history": np.arange(n), **whole.rows}, series, parties, issues, whole.draws)


def _gathered(records: Iterator[tuple[Batch, Record]], n: int, progress: Progress | None) -> Record:
    """The record of all n histories, from those of their batches."""
    rows: Columns = {}
    draws: Columns = {}
    done, total = 0, None
    for part, record in records:
        _put(rows, record.rows, part, n)
        _put(draws, record.draws, part, n)
        watched = record.watched if part.first == 0 else {}
        if total is None:
            total = record
        else:
            total.add(record)
        total.watched.update(watched)
        done += part.keep
        if progress is not None:
            progress(done, n)
    assert total is not None  # noqa: S101 - n is at least 1
    return replace(total, rows=rows, draws=draws)


def _can_travel(scenarios: Sequence[Scenario], workers: int, scheduler: str | None, executor: Executor | None) -> None:
    """Raise InputError where other processes do the work, and a rule of a scenario is not to be had there."""
    if executor is None and scheduler is None and workers == 1:
        return
    if not isinstance(executor, ThreadPoolExecutor):
        for scenario in scenarios:
            need_files(scenario)


def _put(whole: Columns, rows: Columns, batch: Batch, n: int) -> None:
    """Put the rows of a batch where they belong among those of n histories: room is made once, so that all of them never lie in memory twice."""
    start = batch.first * BLOCK
    for name, values in rows.items():
        if name not in whole:
            whole[name] = np.empty(n, values.dtype)
        whole[name][start : start + batch.keep] = values


def _with_kept(
    checkpoint: Checkpoint | None,
    do: Callable[[Batch], Record],
    tasks: list[Batch],
    executor: Callable[[int], AbstractContextManager[Tasks]],
) -> Iterator[tuple[Batch, Record]]:
    """The records of all batches: first those that are kept from before, then those still to do, which are kept as they come.

    `executor` gives what does so many tasks.
    """
    left = []
    for batch in tasks:
        record = None if checkpoint is None else checkpoint.kept(batch.first)
        if record is None:
            left.append(batch)
        else:
            yield batch, record
    with executor(len(left)) as workers:
        for place, record in workers.each(do, left):
            if checkpoint is not None:
                checkpoint.keep(left[place].first, record)
            yield left[place], record


def run_batch(scenario: dict[str, Any], seed: int, batch: Batch) -> Record:
    """Simulate some blocks of a resolved scenario and return the record of the histories that count."""
    from sim.model import Journal, TalksModel, dissolve  # noqa: PLC0415 - mesa is loaded only where histories are simulated

    from .record import WATCHED, Recorder  # noqa: PLC0415 - so is what looks at its model

    first, count, keep = batch
    watched = min(WATCHED, keep) if first == 0 else 0
    journal = Journal(watched) if watched else None
    model = TalksModel(from_resolved(scenario), seed=seed, blocks=range(first, first + count), journal=journal)
    recorder = Recorder(model, keep, watched)
    with _no_garbage_sought():
        while model.running:
            day = model.day
            model.step()
            recorder.observe(day)
    record = recorder.finish(journal)
    dissolve(model)
    if first:
        record.watched = {}
    return record


@contextmanager
def _no_garbage_sought() -> Iterator[None]:
    """Meanwhile, do not look for objects that hold each other: days of talks leave none, and looking takes time on narrow runs."""
    looks = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looks:
            gc.enable()


def rows_of_batch(scenario: Scenario, seed: int, batch: Batch) -> tuple[Columns, set[str]]:
    """Simulate some blocks and return nothing but a row for each history that counts, and the events that happened in any: quicker, and small."""
    from sim.model import TalksModel, dissolve  # noqa: PLC0415 - the same

    from .record import rows_of  # noqa: PLC0415

    model = TalksModel(scenario, seed=seed, blocks=range(batch.first, batch.first + batch.blocks))
    with _no_garbage_sought():
        while model.running:
            model.step()
    rows = {name: values[: batch.keep] for name, values in rows_of(model).items()}
    happened = {name for name, done in model.happenings.done.items() if done.any()}
    dissolve(model)
    return rows, happened


def rows_of_many(
    scenarios: Sequence[Scenario],
    *,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    scheduler: str | None = None,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> list[Columns]:
    """Simulate `n` histories of each scenario with the same luck, and return their rows in the order of the scenarios.

    `progress` is called with (histories done, histories in all). Raises TalksError where a worker process is killed or the cluster fails.
    """
    data = [resolved(scenario) for scenario in scenarios]
    workers = worker_count(workers, worth_it=n * len(scenarios) >= WORTH_WORKERS)
    _can_travel(scenarios, workers, scheduler, executor)
    for scenario in scenarios[:1]:  # the others differ in their numbers
        size(scenario, n)
    widths = [min(blocks_a_batch(n, 1 if workers == 1 else 2, _WIDEST_ROWS), most_blocks(scenario)) for scenario in scenarios]
    tasks = [(place, batch) for place, width in enumerate(widths) for batch in batches(n, width)]
    found: list[Columns] = [{} for _ in scenarios]
    done = 0
    with executor_for(min(workers, len(tasks)), scheduler, executor) as workforce:
        for k, rows in workforce.each(partial(_rows_of_task, seed), [(data[place], batch) for place, batch in tasks]):
            place, batch = tasks[k]
            _put(found[place], rows, batch, n)
            done += batch.keep
            if progress is not None:
                progress(done, n * len(scenarios))
    return found


def _rows_of_task(seed: int, task: tuple[dict[str, Any], Batch]) -> Columns:
    return rows_of_batch(from_resolved(task[0]), seed, task[1])[0]


def _without_empty_sessions(series: Columns) -> Columns:
    held = series["attendance"].sum(axis=(0, 2)).nonzero()[0]
    last = int(held[-1]) + 1 if len(held) else 0
    return {**series, "attendance": series["attendance"][:, :last]}
