"""Where tables and pages are laid out: for a terminal, for a file, for a notebook; words of files may hold anything, and steer nothing."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from sim.steering import harmless


class Quiet(Console):
    """A console that reads not a word as markup, and lets none steer the terminal."""

    def on_broken_pipe(self) -> None:
        """Leave the decision how to end to the command."""
        raise BrokenPipeError

    def render(self, renderable: RenderableType, options: ConsoleOptions | None = None) -> Iterable[Segment]:
        """Lay something out, every word of it harmless."""
        for text, style, control in super().render(renderable, options):
            yield Segment(text if control else harmless(text), style, control)


Shows = Callable[[Console], object]
"""Prints something on a console."""


def plain_text(show: Shows, width: int) -> str:
    """What a console of that width shows, as text."""
    page = Quiet(
        file=io.StringIO(),
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_jupyter=False,
        force_terminal=False,
    )
    with page.capture() as shown:
        show(page)
    return shown.get().rstrip("\n")


def html(show: Shows, width: int, around: str) -> str:
    """What a console of that width shows, as HTML in which every word is escaped; `{code}` in `around` is where it goes."""
    page = Quiet(
        file=io.StringIO(),
        record=True,
        width=width,
        markup=False,
        emoji=False,
        highlight=False,
        force_jupyter=False,
        force_terminal=True,
        color_system="truecolor",
    )
    show(page)
    return page.export_html(inline_styles=True, code_format=around)
