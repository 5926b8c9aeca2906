"""What a program may give, checked in words of Python before anything is done."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from functools import wraps
from pathlib import Path
from typing import Any, ParamSpec, TypeVar

from sim.bounds import AUTO_WORKERS, LARGEST_SEED, MOST_HISTORIES, MOST_WORKERS, whole_number
from sim.endings import OUTCOMES
from sim.errors import InputError, ScenarioError

from .listening import commanded
from .wording import for_a_program

P = ParamSpec("P")
R = TypeVar("R")


def in_python(call: Callable[P, R]) -> Callable[P, R]:
    """Let what goes wrong in a public function be told in words of Python, unless a command is at work."""

    @wraps(call)
    def told(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return call(*args, **kwargs)
        except ScenarioError as error:
            if commanded():
                raise
            raise ScenarioError([for_a_program(mistake) for mistake in error.mistakes]) from None
        except InputError as error:
            if commanded() or type(error) is not InputError:
                raise
            raise InputError(for_a_program(str(error))) from None

    return told


def histories(n: Any) -> int:
    """A number of histories; raises InputError."""
    return whole_number("n", n, 1, MOST_HISTORIES)


def seed_of(seed: Any) -> int:
    """A seed; raises InputError."""
    return whole_number("seed", seed, 0, LARGEST_SEED)


def doers(workers: Any, scheduler: Any, executor: Any) -> dict[str, Any]:
    """Who does the work, as functions below take it; raises InputError where that is nobody, or are two."""
    if scheduler is not None and not isinstance(scheduler, str):
        raise InputError(f"scheduler is the address of a Dask scheduler, the file that names it, or 'local'; found {scheduler!r}")
    if executor is not None and not isinstance(executor, Executor) and not callable(getattr(executor, "submit", None)):
        raise InputError(f"executor is one of concurrent.futures or of its kind; found {executor!r}")
    if executor is not None and (scheduler is not None or workers is not None):
        raise InputError("an executor does all the work: leave out workers and scheduler")
    if scheduler is not None and not commanded():
        from sim.ensemble.cluster import check

        check(scheduler)
    # a command says AUTO_WORKERS of itself where it is told nothing
    many = workers if workers is None or (commanded() and workers == AUTO_WORKERS) else whole_number("workers", workers, 1, MOST_WORKERS)
    if scheduler is not None and many is None:
        many = AUTO_WORKERS
    return {"workers": many, "scheduler": scheduler, "executor": executor}


def outcome(name: Any) -> str:
    """An outcome; raises InputError."""
    if name not in OUTCOMES:
        raise InputError(f"an outcome is one of {', '.join(OUTCOMES)}; found {name!r}")
    return str(name)


def path(folder: Any) -> Path:
    """A folder or file; raises InputError."""
    if not isinstance(folder, str | Path):
        raise InputError(f"a folder is given by its path; found {folder!r}")
    if "\0" in str(folder):
        raise InputError(f"no folder can be called {str(folder)!r}")
    return Path(folder)


def text(name: str, given: Any) -> str:
    """A text; raises InputError."""
    if not isinstance(given, str):
        raise InputError(f"{name} is a text; found {given!r}")
    return given


def overrides(given: Any) -> Sequence[str]:
    """Changes as `path=value`, several in a list, or one as a string; raises InputError where they are something else."""
    if isinstance(given, str):
        return [given]
    if not isinstance(given, Sequence) or not all(isinstance(one, str) for one in given):
        raise InputError(f"overrides are written as 'path=value', several in a list; found {given!r}")
    return given


def changes(given: Any) -> Mapping[str, Any]:
    """Changes as {path: value}, or as `path=value`, one or several; raises InputError and ScenarioError."""
    if isinstance(given, Mapping):
        if not all(isinstance(name, str) for name in given):
            raise InputError(f"changes are given as {{'path': value}}; found {dict(given)!r}")
        return given
    from sim.scenario.overriding import parse

    if not isinstance(given, str | Sequence) or isinstance(given, bytes):
        raise InputError(f"changes are given as {{'path': value}} or as 'path=value'; found {given!r}")
    return {one.path: one.value for one in map(parse, overrides(given))}


def texts(name: str, given: Any) -> tuple[str, ...]:
    """One text, or several; raises InputError."""
    found = (given,) if isinstance(given, str) else tuple(given) if isinstance(given, Iterable) else (given,)
    if not all(isinstance(one, str) for one in found):
        raise InputError(f"{name} takes a text or several; found {given!r}")
    return found
