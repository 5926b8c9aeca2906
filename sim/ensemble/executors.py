"""Who does the work: this process, worker processes of this machine, an executor that the caller brings, or a Dask cluster; results are the same."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, as_completed
from contextlib import contextmanager
from functools import partial
from typing import Protocol, TypeVar

from sim.bounds import AUTO_WORKERS
from sim.errors import TalksError
from sim.rules.plugins import plugins

from .spawning import WithoutMain
from .worker import do_task

T = TypeVar("T")
R = TypeVar("R")

_MOST_ON_WINDOWS = 61  # what a process can wait for there. Source: the documentation of concurrent.futures


class Tasks(Protocol):
    """Does tasks, in whatever order."""

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it, as they finish. Raises TalksError where a worker process is killed."""


class InThisProcess:
    """One task after the other, here."""

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it."""
        return ((place, do(task)) for place, task in enumerate(tasks))


class InExecutor:
    """Workers behind an executor of the standard library's kind: processes, threads, or whatever stands behind its `submit`."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it, as they finish. Raises TalksError where a worker process is killed."""
        places = {self.executor.submit(partial(do_task, tuple(plugins()), do, task)): place for place, task in enumerate(tasks)}
        try:
            for done in as_completed(places):
                yield places.pop(done), done.result()
        except BrokenExecutor:
            raise TalksError("a worker process was killed, perhaps for lack of memory (try fewer --workers)") from None
        finally:
            for left in places:
                left.cancel()


@contextmanager
def executor_for(workers: int, scheduler: str | None = None, executor: Executor | None = None) -> Iterator[Tasks]:
    """So many worker processes for as long as there is work; with one, this process does it.

    An `executor` that the caller brings, or the Dask cluster whose `scheduler` is named, does it instead; the caller's own goes on afterwards.
    """
    if executor is not None:
        yield InExecutor(executor)
    elif scheduler is not None and workers:
        from .cluster import cluster  # noqa: PLC0415 - only who asks for a cluster needs Dask

        with cluster(scheduler, workers) as found:
            yield found
    elif workers <= 1:
        yield InThisProcess()
    else:
        with ProcessPoolExecutor(workers, mp_context=WithoutMain(), initializer=_leave_with_parent) as pool:
            yield InExecutor(pool)


def worker_count(workers: int | None, *, worth_it: bool, platform: str = sys.platform) -> int:
    """How many processes share the work: this one if nothing is said; as many as make it faster, if that is said; never more than the system can wait for."""
    if workers is None or (workers == AUTO_WORKERS and not worth_it):
        return 1
    wanted = workers or processors()
    return min(wanted, _MOST_ON_WINDOWS) if platform == "win32" else wanted


def processors() -> int:
    """How many tasks this machine does at once."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _leave_with_parent() -> None:
    """Leave Ctrl-C to the parent, and end when it does, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    parent = multiprocessing.parent_process()
    assert parent is not None  # noqa: S101 - a worker has one

    def watch() -> None:
        multiprocessing.connection.wait([parent.sentinel])
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
