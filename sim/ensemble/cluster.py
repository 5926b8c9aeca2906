"""A Dask cluster does the work: its workers may come, go and be killed, and the results are those of one process."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from functools import partial
from importlib.util import find_spec
from itertools import islice
from multiprocessing import resource_tracker
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import TYPE_CHECKING, Any, TypeVar

from sim.environment import how_to_install
from sim.errors import InputError, TalksError
from sim.rules.plugins import plugins

from .versions import versions
from .worker import First, do_task

if TYPE_CHECKING:
    import distributed

T = TypeVar("T")
R = TypeVar("R")

LOCAL = "local"
"""Instead of an address: a scheduler and workers on this machine, for as long as the command runs."""

_AHEAD = 3  # tasks a worker's thread may have before it: it never waits for the next, and what is done never piles up
_ANSWER = 10.0  # seconds that a scheduler may take to answer
_PATIENCE = 60.0  # seconds without a single worker, after which nobody is coming
_LOOK = 5.0  # seconds between looks at how many workers there are

_MEMORY = {"MALLOC_TRIM_THRESHOLD_": 2**28, "MALLOC_MMAP_THRESHOLD_": 2**25}
"""Bytes: with Dask's own settings workers give memory back after every step, which takes half of their time."""


class Cluster:
    """The workers of a Dask cluster."""

    def __init__(self, client: distributed.Client) -> None:
        self.client = client
        self._threads, self._looked = 0, float("-inf")
        self._versions = versions()
        self._same_versions()

    def each(self, do: Callable[[T], R], tasks: Sequence[T]) -> Iterator[tuple[int, R]]:
        """The place of each task and what came of it, as they finish; the work of a worker that is lost is done by another.

        Raises TalksError where the scheduler is lost, no worker is left, or a task has killed one worker after the other.
        """
        left = iter(enumerate(tasks))
        places: dict[distributed.Future, int] = {}
        finished: SimpleQueue[distributed.Future] = SimpleQueue()
        try:
            while True:
                room = _AHEAD * self._at_once() - len(places)
                for place, task in islice(left, max(room, 0)):
                    future = self.client.submit(partial(_do_here, self._versions, tuple(plugins()), do, task), pure=False)
                    places[future] = place
                    future.add_done_callback(finished.put)
                if not places:
                    return
                done = self._next(finished)
                yield places.pop(done), self._result(done)
        finally:
            self.client.cancel(list(places))

    def _next(self, finished: SimpleQueue[distributed.Future]) -> distributed.Future:
        while True:
            try:
                return finished.get(timeout=_LOOK)
            except Empty:
                self._at_once()

    def _result(self, done: distributed.Future) -> Any:
        from distributed import CancelledError, KilledWorker  # noqa: PLC0415 - only who asks for a cluster needs Dask

        try:
            return done.result()
        except KilledWorker:
            raise TalksError(
                "several workers of the cluster ended over the same task, perhaps for lack of memory (start fewer on a machine) or of a package"
            ) from None
        except (CancelledError, OSError):
            raise TalksError("the scheduler of the cluster was lost") from None
        except ModuleNotFoundError as error:
            raise TalksError(f"a worker of the cluster lacks the package {error.name!r}; install there what is installed here") from None

    def _at_once(self) -> int:
        """How many tasks the workers do at the same time; waits for the first worker, or for one to take the place of the last that was lost."""
        waiting_since = time.monotonic()
        while time.monotonic() - self._looked > _LOOK or not self._threads:
            try:
                self._threads = sum(self.client.nthreads().values())
            except (OSError, RuntimeError):
                raise TalksError("the scheduler of the cluster was lost") from None
            self._looked = time.monotonic()
            if self._threads:
                break
            if self._looked - waiting_since > _PATIENCE:
                raise TalksError(f"the cluster has had no worker for {_PATIENCE:.0f} s; start some: dask worker {self.client.scheduler.address} --nthreads 1")
            time.sleep(0.1)
        return self._threads

    def _same_versions(self) -> None:
        """Raise TalksError where a process of the cluster has other versions than this one of what decides the bytes."""
        found = self.client.run(versions, on_error="return")
        try:
            found["the scheduler"] = self.client.run_on_scheduler(versions)
        except (ImportError, AttributeError) as error:
            found["the scheduler"] = error
        for process, its in found.items():
            if isinstance(its, Exception):
                raise TalksError(f"{process} lacks the simulator or what it needs ({its}); install there what is installed here")
            _compare(its, self._versions, process)


@contextmanager
def cluster(scheduler: str, workers: int) -> Iterator[Cluster]:
    """A cluster for as long as there is work: the one at an address, or in a file that its scheduler wrote, or so many workers here for `local`.

    Raises InputError where Dask is missing or the file is none, TalksError where nothing answers at the address or the cluster has other versions.
    """
    check(scheduler)
    with ExitStack() as stack:
        stack.enter_context(_quiet())
        with _undisturbed():
            place = stack.enter_context(_here(workers)) if scheduler == LOCAL else _address(scheduler)
        yield Cluster(stack.enter_context(_connected(place)))


def check(scheduler: str) -> None:
    """Raise InputError where Dask is missing, or the file that should name the scheduler cannot be read."""
    if find_spec("distributed") is None:
        raise InputError(f"--scheduler needs Dask, which is not installed: {how_to_install('cluster')}")
    _address(scheduler)


def _address(scheduler: str) -> str:
    if not scheduler.endswith(".json"):
        return scheduler
    try:
        return str(json.loads(Path(scheduler).read_text(encoding="utf-8"))["address"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"--scheduler {scheduler}: is not a file that a scheduler wrote (dask scheduler --scheduler-file {scheduler})") from None


def _here(workers: int) -> distributed.LocalCluster:
    """Workers of this machine, whom nobody but this command can reach: others on the machine lack the certificates made for it."""
    import dask  # noqa: PLC0415 - only who asks for a cluster needs Dask
    from distributed import LocalCluster  # noqa: PLC0415 - the same
    from distributed.security import Security  # noqa: PLC0415 - the same

    environment = "distributed.nanny.pre-spawn-environ"
    try:
        with dask.config.set({f"{environment}.{name}": size for name, size in _MEMORY.items()}):
            return LocalCluster(
                n_workers=workers,
                threads_per_worker=1,
                memory_limit=0,
                dashboard_address="127.0.0.1:0",
                silence_logs=logging.CRITICAL + 1,
                security=Security.temporary(),
            )
    except (OSError, RuntimeError, TimeoutError) as error:
        raise TalksError(f"Dask cannot start on this machine ({error}); --workers does without it") from None
    except ImportError as error:
        raise InputError(f"--scheduler local needs the package {error.name or 'cryptography'!r}: {how_to_install('cluster')}") from None


@contextmanager
def _undisturbed() -> Iterator[None]:
    """Put Ctrl-C off while workers start; processes that start meanwhile leave it to this command for good."""
    if threading.current_thread() is not threading.main_thread():  # which alone hears of it
        yield
        return
    heard: list[int] = []
    before = signal.signal(signal.SIGINT, lambda number, _: heard.append(number))
    masks = hasattr(signal, "pthread_sigmask")  # not on Windows
    if masks:
        resource_tracker.ensure_running()  # the first worker would start it otherwise, which lets Ctrl-C through
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        if masks:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


def _connected(place: str | distributed.LocalCluster) -> distributed.Client:
    from distributed import Client  # noqa: PLC0415 - only who asks for a cluster needs Dask

    if isinstance(place, str):
        with ThreadPoolExecutor(1) as thread:  # a notebook has a loop of its own in this one
            answers = thread.submit(asyncio.run, _answers(place)).result()
        if not answers:
            raise TalksError(f"no Dask scheduler answers at {place}: is the address right, and does `dask scheduler` run there?")
    return Client(place, timeout=_ANSWER, set_as_default=False)


async def _answers(address: str) -> bool:
    """Whether a scheduler is there; a client that has to find out by itself waits for a silent one without end."""
    from distributed.comm import connect  # noqa: PLC0415 - only who asks for a cluster needs Dask
    from distributed.security import Security  # noqa: PLC0415

    try:
        async with asyncio.timeout(_ANSWER):
            comm = await connect(address, timeout=_ANSWER, **Security().get_connection_args("client"))
            await comm.close()
    except (OSError, ValueError, TypeError):
        return False
    return True


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep what Dask reports of workers that come and go from the terminal, where it would be taken for errors."""
    import distributed  # noqa: F401, PLC0415 - its handlers are there once it is imported

    loggers = [logger for name in list(logging.root.manager.loggerDict) if name.partition(".")[0] == "distributed" for logger in [logging.getLogger(name)]]
    handlers = {handler: handler.level for logger in loggers for handler in logger.handlers}
    for handler in handlers:
        handler.setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for handler, level in handlers.items():
            handler.setLevel(level)


def _do_here(wanted: dict[str, str], first: Sequence[First], do: Callable[[T], R], task: T) -> R:
    """Do a task in a worker process whose versions are those of the process that asks for it."""
    _compare(versions(), wanted, "a worker that joined later")
    return do_task(first, do, task)


def _compare(found: dict[str, str], wanted: dict[str, str], process: str) -> None:
    for package, number in wanted.items():
        if found[package] != number:
            raise TalksError(f"{process} has {package} {found[package]}, here it is {number}: the results could differ; install the same there")
