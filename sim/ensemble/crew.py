"""Who does the work: this process, worker processes of this machine, or a Dask cluster; results are the same."""

from __future__ import annotations

import multiprocessing
import multiprocessing.connection
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol, TypeVar

from sim.bounds import AS_MANY_AS_PAY
from sim.errors import TalksError

T = TypeVar("T")
R = TypeVar("R")

_MOST_ON_WINDOWS = 61  # what a process can wait for there. Source: the documentation of concurrent.futures


class Crew(Protocol):
    """Does tasks, in whatever order."""

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it, as they finish. Raises TalksError where a worker process is killed."""


class Alone:
    """This process, one task after the other."""

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it."""
        return ((place, do(task)) for place, task in enumerate(tasks))


class Together:
    """Workers behind an executor of the standard library's kind."""

    def __init__(self, executor: Executor) -> None:
        self.executor = executor

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it, as they finish. Raises TalksError where a worker process is killed."""
        places = {self.executor.submit(do, task): place for place, task in enumerate(tasks)}
        try:
            for done in as_completed(places):
                yield places.pop(done), done.result()
        except BrokenProcessPool:
            raise TalksError("a worker process was killed, perhaps for lack of memory (try fewer --workers)") from None
        finally:
            for left in places:
                left.cancel()


@contextmanager
def crew(workers: int, scheduler: str | None = None) -> Iterator[Crew]:
    """So many worker processes for as long as there is work; with one, this process does it. With the address of a `scheduler`, its Dask cluster does."""
    if scheduler is not None and workers:
        from .cluster import cluster  # noqa: PLC0415 - only who asks for a cluster needs Dask

        with cluster(scheduler, workers) as hands:
            yield hands
        return
    if workers <= 1:
        yield Alone()
        return
    with ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("spawn"), initializer=_leave_with_parent) as pool:
        yield Together(pool)


def hands(workers: int | None, *, worth_it: bool, platform: str = sys.platform) -> int:
    """How many processes share the work: this one if nothing is said; as many as pay, if that is said; never more than the system can wait for."""
    if workers is None or (workers == AS_MANY_AS_PAY and not worth_it):
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
