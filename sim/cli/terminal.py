"""How results reach a terminal, a file or another program, and messages the person."""

from __future__ import annotations

import codecs
import io
import json
import re
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from rich.console import Console, ConsoleOptions, RenderableType
    from rich.segment import Segment

UNBOUNDED = 100_000
"""Width where nobody watches: files and other programs get whole values, never cut or folded."""

PROSE = 100
"""Widest line of running text; longer ones are hard to read."""

_PLAIN = {
    "–": "-", "—": "-", "−": "-", "·": "-", "•": "*", "…": "...", "→": "->", "±": "+/-", "×": "x",  # noqa: RUF001
    "≤": "<=", "≥": ">=", "‘": "'", "’": "'", "“": '"', "”": '"',  # noqa: RUF001
}  # fmt: skip


def _plainly(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    wanted = error.object[error.start : error.end]
    return "".join(map(_spelt, wanted)), error.end


def _spelt(letter: str) -> str:
    if unicodedata.category(letter) == "Cf":  # an invisible mark
        return ""
    return _PLAIN.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode() or "?"


codecs.register_error("talks.plainly", _plainly)


_STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]")


def harmless(text: str) -> str:
    """Text with what would steer a terminal, or turn the order of letters around, spelt out: words of files and tables may hold anything."""
    return _STEERING.sub(lambda found: f"\\x{ord(found[0]):02x}", text) if _STEERING.search(text) else text


def spell_out(streams: Iterable[TextIO]) -> None:
    """Let `streams` write what their character set lacks in plain letters (é as e, a last resort as ?) instead of failing."""
    for stream in streams:
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="talks.plainly")


def results() -> Console:
    """Where results go: stdout, as wide as the terminal; not a word is read as markup."""
    return _console(stderr=False)


def messages() -> Console:
    """Where warnings and progress go: stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    from rich.console import Console  # noqa: PLC0415 (help does without)
    from rich.segment import Segment  # noqa: PLC0415

    class Quiet(Console):
        def on_broken_pipe(self) -> None:
            raise BrokenPipeError  # the command decides how to leave, not the console

        def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
            for text, style, control in super().render(renderable, options):
                yield Segment(text if control else harmless(text), style, control)

    console = Quiet(stderr=stderr, markup=False, emoji=False, highlight=False)
    if not console.is_terminal:
        console.width = UNBOUNDED
    return console


def say(text: str) -> None:
    """Print a line of results as it is."""
    print(harmless(text))  # noqa: T201


def note(text: str) -> None:
    """Print a line for the person, apart from the results."""
    print(harmless(text), file=sys.stderr)  # noqa: T201


@contextmanager
def progress(n: int | None, what: str = "histories") -> Iterator[Callable[..., None] | None]:
    """A bar with the time left, for a person who watches; nothing for anybody else."""
    if not (sys.stderr and sys.stderr.isatty()):
        yield None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn  # noqa: PLC0415 (help does without)

    with Progress(TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=messages(), transient=True) as bar:
        task = bar.add_task(what, total=n)
        yield lambda done, total, now=what: bar.update(task, completed=done, total=total, description=now)


@contextmanager
def stages() -> Iterator[Callable[[str, int, int], None] | None]:
    """A bar with the time left for work in stages, each told by its words, for a person who watches; nothing for anybody else."""
    with progress(None, "starting") as bar:
        yield None if bar is None else lambda what, done, total: bar(done, total, what)


def takes(what: str, seconds: float) -> None:
    """Say beforehand, apart from the results, how long something will take."""
    minutes = seconds / 60.0
    if minutes < 1.0:
        long = "less than a minute"
    elif minutes < 90.0:
        long = f"about {round(minutes)} minute{'' if round(minutes) == 1 else 's'}"
    else:
        long = f"about {round(minutes / 60.0)} hours"
    note(f"{what}: {long}, going by a trial just now.")


def print_json(document: Any) -> None:
    """Print one JSON document; what the output's character set lacks is escaped, so that nothing is lost."""
    encoding = (sys.stdout and sys.stdout.encoding) or ""
    text = json.dumps(document, indent=2, ensure_ascii=not encoding.lower().startswith("utf"), allow_nan=False)
    print(_STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: T201 - spelt out as JSON does, so that nothing is lost
