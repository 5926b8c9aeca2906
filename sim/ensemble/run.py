"""An ensemble: all histories of one scenario, simulated in batches of blocks, here or in worker processes."""

from __future__ import annotations

import gc
import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import TalksError
from sim.scenario import from_resolved, resolved
from sim.scenario.schema import Scenario

if TYPE_CHECKING:
    from .record import Record
    from .unfinished import Unfinished

BATCH = 4  # blocks stepped side by side; any width gives the same bits, this one is fastest
_WORTH_WORKERS = 6_000  # histories below which starting worker processes costs more than it saves

Progress = Callable[[int, int], None]
Columns = dict[str, NDArray[Any]]
Task = tuple[int, int, int]
"""First block of a batch, number of blocks, number of histories that count."""


@dataclass(frozen=True)
class Run:
    """All histories of one scenario: a row each in `replicates`, counts per day in `series`.

    `parties` and `issues` name the axes of `series`.
    """

    scenario: Scenario
    name: str
    seed: int
    n: int
    replicates: Columns
    series: Columns
    parties: list[str]
    issues: list[str]


def simulate(
    scenario: Scenario,
    *,
    name: str,
    n: int,
    seed: int = 1,
    workers: int | None = None,
    progress: Progress | None = None,
    batch: int = BATCH,
    unfinished: Unfinished | None = None,
) -> Run:
    """Simulate `n` histories; the result does not depend on `workers` or `batch`, and the first of more histories are the same.

    `progress` is called with (histories done, n) after each batch. Batches that `unfinished` has are taken from there, others kept there.
    Raises TalksError where a worker process is killed.
    """
    tasks = list(_tasks(n, batch))
    if workers is None:
        workers = 1 if n < _WORTH_WORKERS else os.cpu_count() or 1
    done, parts, total = 0, {}, None
    for first, keep, record in _with_kept(unfinished, resolved(scenario), seed, tasks, workers):
        parts[first] = record.rows
        watched = record.watched if first == 0 else {}
        if total is None:
            total = record
        else:
            total.add(record)
        total.watched.update(watched)
        done += keep
        if progress is not None:
            progress(done, n)
    assert total is not None  # noqa: S101 - n is at least 1
    rows = {column: np.concatenate([parts[first][column] for first in sorted(parts)]) for column in parts[0]}
    series = _without_empty_sessions({**total.counts, **total.watched})
    parties = sorted(scenario.parties, key=lambda party: scenario.parties[party].luck_id or party)
    issues = sorted(scenario.issues, key=lambda issue: scenario.issues[issue].luck_id or issue)
    return Run(scenario, name, seed, n, {"history": np.arange(n), **rows}, series, parties, issues)


def _tasks(n: int, batch: int) -> Iterator[Task]:
    """First block, number of blocks and number of histories that count, of each batch."""
    from sim.model.luck import BLOCK  # noqa: PLC0415 - the model is not needed where worker processes run it

    blocks = -(-n // BLOCK)
    for first in range(0, blocks, batch):
        count = min(batch, blocks - first)
        yield first, count, min(count * BLOCK, n - first * BLOCK)


def _with_kept(unfinished: Unfinished | None, scenario: dict[str, Any], seed: int, tasks: list[Task], workers: int) -> Iterator[tuple[int, int, Record]]:
    """The records of all batches: first those that are kept from before, then those still to do, which are kept as they come."""
    left = []
    for first, count, keep in tasks:
        record = None if unfinished is None else unfinished.kept(first)
        if record is None:
            left.append((first, count, keep))
        else:
            yield first, keep, record
    for first, keep, record in _work(scenario, seed, left, min(workers, len(left))):
        if unfinished is not None:
            unfinished.keep(first, record)
        yield first, keep, record


def _work(scenario: dict[str, Any], seed: int, tasks: list[Task], workers: int) -> Iterator[tuple[int, int, Record]]:
    if workers <= 1:
        for first, count, keep in tasks:
            yield first, keep, run_batch(scenario, seed, first, count, keep)
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_with_parent) as pool:
        futures = {pool.submit(run_batch, scenario, seed, first, count, keep): (first, keep) for first, count, keep in tasks}
        try:
            for future in as_completed(futures):
                first, keep = futures.pop(future)
                yield first, keep, future.result()
        except BrokenProcessPool:
            raise TalksError("a worker process was killed, perhaps for lack of memory (try fewer --workers)") from None
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def _leave_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - a worker has one

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


def run_batch(scenario: dict[str, Any], seed: int, first: int, count: int, keep: int) -> Record:
    """Simulate some blocks of a resolved scenario and return the record of the histories that count."""
    from sim.model import Journal, TalksModel, forget  # noqa: PLC0415 - mesa is loaded only where histories are simulated

    from .record import WATCHED, Recorder  # noqa: PLC0415 - so is what looks at its model

    watched = min(WATCHED, keep) if first == 0 else 0
    journal = Journal(watched) if watched else None
    model = TalksModel(from_resolved(scenario), seed=seed, blocks=range(first, first + count), journal=journal)
    recorder = Recorder(model, keep, watched)
    while model.running:
        day = model.day
        model.step()
        recorder.observe(day)
    record = recorder.finish(journal)
    forget(model)
    del model, recorder
    gc.collect()  # agents and model hold each other, with hundreds of megabytes between them
    if first:
        record.watched = {}
    return record


def _without_empty_sessions(series: Columns) -> Columns:
    held = series["attendance"].sum(axis=(0, 2)).nonzero()[0]
    last = int(held[-1]) + 1 if len(held) else 0
    return {**series, "attendance": series["attendance"][:, :last]}
