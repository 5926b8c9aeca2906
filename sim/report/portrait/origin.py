"""Which files a scenario is made of and, where it changes another, what differs from that one."""

from __future__ import annotations

from collections.abc import Iterator

from sim.scenario import Setting, load, settings
from sim.scenario.reading import shown
from sim.scenario.settings import DEFAULT

from .page import Page

_TEXT = {"title", "summary", "content_note", "information"}
"""Running text, of which differences are not told."""


def origin(page: Page) -> None:
    """Print where it comes from."""
    loaded = page.loaded
    page.heading("Where it comes from")
    page.facts([("File", shown(loaded.path.absolute())), ("Extends", ", which extends ".join(map(shown, loaded.chain)))])
    if loaded.chain or loaded.overridden:
        base = loaded.chain[0] if loaded.chain else loaded.path
        page.heading(f"What differs from {base.name}")
        page.facts(_differences(settings(load(base)), settings(loaded)))


def _differences(before: list[Setting], after: list[Setting]) -> Iterator[tuple[str, str]]:
    """Each setting that is not as it was, what it was and is, and where that is said; running text is left out."""
    was, now = ({one.path: one for one in found if one.path.partition(".")[0] not in _TEXT} for found in (before, after))
    for path, setting in now.items():
        if path not in was:
            if not setting.origin.startswith(DEFAULT):
                yield path, f"added: {setting.value}  [{setting.origin}]"
        elif setting.value != was[path].value:
            yield path, f"{was[path].value} → {setting.value}  [{setting.origin}]"
    for path, setting in was.items():
        if path not in now and not setting.origin.startswith(DEFAULT):
            yield path, f"removed: {setting.value}"
