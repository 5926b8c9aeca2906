"""`list`: the library of scenarios."""

# ruff: noqa: PLC0415 -- the library takes a moment to read; help and completion do not need it
from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from . import terminal
from .commands import Examples

if TYPE_CHECKING:
    from sim.scenario import Entry

_ROOM = 40
"""Columns that a summary needs beside a name; assumption: fewer make a line of a few words."""


@click.command(
    cls=Examples,
    help="List the scenarios of the library, folder by folder. Those that change another one stand indented below it.",
    examples=[("list", "all"), ("list --about ratification", "those that are about it")],
)
@click.option(
    "--about", metavar="WORD", help="Only scenarios that are about this: a theme, or a word in name, title or summary; failing these, anywhere in the file."
)
def command(about: str | None) -> None:
    """Print them."""
    from sim.scenario import library

    entries = library()
    chosen = _about(about, entries) if about else entries
    if not chosen:
        themes = ", ".join(sorted({theme for entry in entries for theme in entry.about}))
        terminal.note(f"No scenario of the library speaks of {about!r}. Themes: {themes}." if about else "The library is empty.")
        return
    console = terminal.results()
    for group, members in groupby(chosen, key=lambda entry: entry.group):
        console.print(Text(group, style="bold underline"))
        family = [("  " * (depth + 1) + entry.name, entry) for depth, entry in _families(list(members))]
        width = max(len(name) for name, _ in family) + 2
        noted = None
        for name, entry in family:
            if console.width < width + _ROOM:  # too narrow for both side by side: the name is not cut, since it is to be typed
                console.print(Text(name, style="cyan"), soft_wrap=True)
                console.print(Padding.indent(_line(entry), len(name) - len(name.lstrip()) + 2))
            else:
                console.print(_side_by_side(Text(name, style="cyan"), _line(entry), width))
            if entry.content_note and entry.content_note != noted:  # what differs from another scenario shares its note
                console.print(Padding.indent(Text(f"Note: {' '.join(entry.content_note.split())}", style="dim italic"), 4))
            noted = entry.content_note


def _side_by_side(name: Text, line: Text, width: int) -> Table:
    """A name and its line, which goes on below itself where it is too long for the screen."""
    both = Table.grid()
    both.add_column(width=width, no_wrap=True)
    both.add_column(overflow="fold")
    both.add_row(name, line)
    return both


def _families(entries: list[Entry]) -> Iterator[tuple[int, Entry]]:
    """Each scenario followed by those that differ from it, and how deep it stands."""
    names = {entry.name for entry in entries}

    def below(base: str | None, depth: int) -> Iterator[tuple[int, Entry]]:
        for entry in entries:
            if (entry.base if entry.base in names else None) == base:
                yield depth, entry
                yield from below(entry.name, depth + 1)

    return below(None, 0)


def _line(entry: Entry) -> Text:
    summary = " ".join(entry.summary.split())
    return Text.assemble((entry.title, "bold"), f": {summary}" if summary else "")


def _about(word: str, entries: list[Entry]) -> list[Entry]:
    """The scenarios that have a word among what they are about; if none has, those whose file holds it anywhere."""
    wanted = word.casefold()
    themes = [entry for entry in entries if wanted in " ".join([entry.name, entry.title, entry.summary, *entry.about]).casefold()]
    return themes or [entry for entry in entries if entry.path.is_file() and wanted in entry.path.read_text(encoding="utf-8", errors="replace").casefold()]
