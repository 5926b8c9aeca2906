"""Who hears of notes and of progress while something is at work: a command's terminal, a notebook, or nobody."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

import sys
import warnings
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from contextvars import ContextVar
from html import escape
from typing import Any, Protocol

from sim.errors import TalksWarning

from .wording import for_a_program

Tick = Callable[..., None]
"""Called with (done, in all), or with (done, in all, what is at work)."""


class Listener(Protocol):
    """Somebody who is told."""

    def note(self, text: str) -> None:
        """Hear something that is not a result."""

    def progress(self, n: int | None, what: str = "histories") -> AbstractContextManager[Tick | None]:
        """Watch work of so many parts, unknown if None; None where nobody watches."""


class Caller:
    """The program that calls: notes are warnings of Python's, and progress is seen in a notebook alone."""

    def note(self, text: str) -> None:
        """Warn, at the line of the program that called."""
        level, frame = 1, sys._getframe()  # noqa: SLF001 - as warnings themselves find a line
        while frame.f_back is not None and frame.f_globals.get("__name__", "").startswith("sim."):
            level, frame = level + 1, frame.f_back
        warnings.warn(for_a_program(text), TalksWarning, stacklevel=level)

    @contextmanager
    def progress(self, n: int | None, what: str = "histories") -> Iterator[Tick | None]:
        """A bar, where a notebook can show one."""
        if not in_notebook():
            yield None
            return
        from IPython.display import HTML, display

        shown = display(HTML(_bar(0, n, what)), display_id=True)
        yield lambda done, total, now=what: shown.update(HTML(_bar(done, total, now)))
        shown.update(HTML(""))


_heard_by: ContextVar[Listener | None] = ContextVar("heard by", default=None)


def listener() -> Listener:
    """Who is told now."""
    return _heard_by.get() or Caller()


def commanded() -> bool:
    """Whether a command is at work, rather than a program that calls."""
    return _heard_by.get() is not None


@contextmanager
def heard_by(somebody: Listener) -> Iterator[None]:
    """Tell `somebody`, for as long as a command is at work."""
    before = _heard_by.set(somebody)
    try:
        yield
    finally:
        _heard_by.reset(before)


def in_notebook() -> bool:
    """Whether somebody watches who can be shown more than letters."""
    shell: Any = getattr(sys.modules.get("IPython"), "get_ipython", lambda: None)()
    return shell is not None and getattr(shell, "kernel", None) is not None


@contextmanager
def watched(n: int | None, progress: bool | Tick | None, what: str = "histories") -> Iterator[Tick | None]:
    """How far work of `n` parts is told: to a function that was brought, in a bar (True), nowhere (False), or in a notebook alone (None)."""
    if callable(progress):
        heard: Tick = progress
        yield lambda done, total, *_: heard(done, total)
    elif progress is False:
        yield None
    else:
        with bar(n, what) if progress and not commanded() and not in_notebook() else listener().progress(n, what) as tick:
            yield tick


@contextmanager
def stages(progress: bool | Tick | None) -> Iterator[Callable[[str, int, int], None] | None]:
    """The same for work in stages, of each of which is told what it is."""
    with watched(None, progress, "starting") as tick:
        yield None if tick is None else lambda what, done, total: tick(done, total, what)


@contextmanager
def bar(n: int | None, what: str, console: Any = None) -> Iterator[Tick]:
    """A bar with the time left on a terminal: stderr, if no console is brought."""
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console or Console(stderr=True), transient=True) as shown:
        task = shown.add_task(what, total=n)
        yield lambda done, total, now=what: shown.update(task, completed=done, total=total, description=now)


def _bar(done: int, total: int | None, what: str) -> str:
    """A bar in HTML."""
    if total is None:
        return f"<progress></progress> {escape(what)}"
    return f'<progress value="{done}" max="{total}"></progress> {escape(what)}: {done:,} of {total:,}'
