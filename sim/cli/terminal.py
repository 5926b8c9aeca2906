"""How results reach a terminal, a file or another program, and messages the person."""

from __future__ import annotations

import codecs
import io
import json
import sys
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, TextIO

from sim.steering import STEERING, harmless

if TYPE_CHECKING:
    from rich.console import Console

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
    from sim.report.console import Quiet

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
    from sim.api.listening import bar

    with bar(n, what, messages()) as tick:
        yield tick


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
    print(STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text))  # noqa: T201 - spelt out as JSON does, so that nothing is lost
