"""A folder with the results of a command that is no run: it appears whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from sim.errors import InputError, TalksError

from .terminal import note

if TYPE_CHECKING:
    from sim.ensemble import Destination
    from sim.scenario import Scenario

P = ParamSpec("P")

_WHERE_AND_HOW = {"out", "overwrite", "resume", "as_json", "workers", "scheduler"}
"""Options that leave the results as they are."""


class Results:
    """A folder being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, document: dict[str, Any]) -> None:
        """Write a document as JSON."""
        (self.path / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def drawn(draw: Callable[P, list[dict[str, Any]]], *args: P.args, **kwargs: P.kwargs) -> list[dict[str, Any]]:
    """What a manifest says of the figures that `draw` draws; the person is told of letters that no font has."""
    figures = draw(*args, **kwargs)
    from sim.report.figures.letters import not_drawn  # noqa: PLC0415 - help does without

    if said := not_drawn():
        note(f"Note: {said}")
    return figures


@contextmanager
def keep(out: Path | None, *, made_by: Mapping[str, Any], overwrite: bool, fill_in: Collection[str] = ()) -> Iterator[Results | None]:
    """The folder that becomes `out` when all is done; None where nothing is to be kept.

    `made_by` holds the name of the command and all that decides what it writes: the same command replaces its own folder without being asked.
    `fill_in` names tables for people to fill in. Raises InputError where the folder may not be made, TalksError where it cannot be written.
    """
    if out is None:
        yield None
        return
    from sim.ensemble import Destination  # noqa: PLC0415 - help does without

    destination = Destination(out, str(made_by["command"]), dict(made_by), overwrite=overwrite, fill_in=fill_in)
    with destination.work():
        if (destination.beside / "batches").exists():
            raise InputError(f"{out}: a run is unfinished there; finish it with `run ... --resume`, or choose another folder with --out")
        try:
            destination.begin()
            yield Results(destination.making)
            destination.finish()
        except OSError as error:
            raise TalksError(f"{out}: the results could not be written ({error.strerror}); nothing was kept") from None
        finally:
            destination.clear(entirely=True)
    note_kept(destination)


def asked(*scenarios: Scenario) -> dict[str, Any]:
    """What decides the results of the command that is being carried out: its name, its options but for where and how fast, and scenarios."""
    from sim.scenario import resolved  # noqa: PLC0415 - help does without

    context = click.get_current_context()
    options = {name: str(value) for name, value in context.params.items() if name not in _WHERE_AND_HOW}
    return {"command": context.info_name, "options": options, "scenarios": [resolved(one) for one in scenarios]}


def note_kept(destination: Destination) -> None:
    """Tell the person which files of their own lie in the new folder."""
    if destination.kept:
        note(f"Kept in {destination.final}, since this command did not write it or it had been changed: {', '.join(destination.kept)}")
