"""The scenarios that come with the program, and those of the user's own."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, overload

from sim import scenario
from sim.errors import InputError
from sim.scenario import Entry, own_scenarios

from .arguments import in_python
from .result import Page


class Library(Sequence[Entry]):
    """Scenarios of the library, in the order of the list; `entry.name` is what `load` and `run` take."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self.entries = list(entries)

    @overload
    def __getitem__(self, place: int) -> Entry: ...
    @overload
    def __getitem__(self, place: slice) -> Library: ...
    def __getitem__(self, place: int | slice) -> Entry | Library:
        return Library(self.entries[place]) if isinstance(place, slice) else self.entries[place]

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries)

    @property
    def names(self) -> list[str]:
        """What they are called."""
        return [entry.name for entry in self.entries]

    @property
    def themes(self) -> list[str]:
        """What they are about, in alphabetical order."""
        return sorted({theme for entry in self.entries for theme in entry.about})

    def document(self) -> list[dict[str, Any]]:
        """The list as plain data."""
        return [
            {
                "name": one.name,
                "title": one.title,
                "summary": one.summary,
                "about": list(one.about),
                "base": one.base,
            }
            for one in self.entries
        ]

    def table(self) -> Page:
        """The list that the command prints."""
        from sim.report.library import LibraryTable

        return Page(f"Table of {repr(self)[1:-1]}", LibraryTable(self.entries))

    def __repr__(self) -> str:
        return f"<Library: {len(self)} scenario{'' if len(self) == 1 else 's'}>"

    def _repr_html_(self) -> str:
        return self.table()._repr_html_()


@in_python
def library(about: str | None = None) -> Library:
    """Your own scenarios, where you stand, and those of the library.

    With `about` those that have a theme, or a word in name, title or summary, or failing these anywhere in the file.

    Raises InputError where `about` is no text, or TALKS_HOME names no folder.
    """
    if about is not None and not isinstance(about, str):
        raise InputError(f"about is a word to look for; found {about!r}")
    entries = [*own_scenarios(), *scenario.library()]
    return Library(_about(about, entries) if about else entries)


def _about(word: str, entries: list[Entry]) -> list[Entry]:
    """The scenarios that have a word among what they are about; if none has, those whose file holds it anywhere."""
    wanted = word.casefold()
    themes = [entry for entry in entries if wanted in " ".join([entry.name, entry.title, entry.summary, *entry.about]).casefold()]
    return themes or [entry for entry in entries if entry.path.is_file() and wanted in entry.path.read_text(encoding="utf-8", errors="replace").casefold()]
