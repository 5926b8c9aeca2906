"""`list`: the library of scenarios."""

from __future__ import annotations

import click

from . import options, terminal
from .commands import Examples


@click.command(
    cls=Examples,
    help="List your own scenarios, where you stand, and those of the library, folder by folder. Those that change another one stand indented below it.",
    examples=[("list", "all"), ("list --about ratification", "those that are about it")],
)
@click.option(
    "--about", metavar="WORD", help="Only scenarios that are about this: a theme, or a word in name, title or summary; failing these, anywhere in the file."
)
@options.cases
@options.plugins
def command(about: str | None) -> None:
    """Print them."""
    from sim.api.library import library

    chosen = library(about)
    if not chosen:
        themes = ", ".join(library().themes)
        terminal.note(f"No scenario speaks of {about!r}. Themes: {themes}." if about else "The library is empty.")
        return
    terminal.results().print(chosen.table(), crop=False)
