"""Where things of the user's own lie: scenarios, cases and runs, in the folder where they stand or in the one that TALKS_HOME names."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from .errors import InputError

HOME = "TALKS_HOME"

_CASES: ContextVar[Path | None] = ContextVar("the folder of one's own cases", default=None)


def home() -> Path:
    """The folder of the user's own things; raises InputError where TALKS_HOME names none."""
    named = os.environ.get(HOME)
    if not named:
        return Path()
    folder = Path(named).expanduser()
    if not folder.is_dir():
        raise InputError(f"{HOME}: there is no folder {named!r}; make it, or unset {HOME} to work where you stand")
    return folder


def own_folder(name: str) -> Path:
    """The folder that results of a kind go to if nobody says otherwise, such as `runs` or `kits`."""
    return home() / name


def own_cases() -> Path:
    """The folder in which the user's own cases lie."""
    return _CASES.get() or home()


@contextmanager
def with_cases_in(folder: Path) -> Iterator[None]:
    """Look for the user's own cases in another folder for a while."""
    before = _CASES.set(folder)
    try:
        yield
    finally:
        _CASES.reset(before)
