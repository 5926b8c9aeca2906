"""A folder with the results of what is no run: it appears whole or not at all."""

# ruff: noqa: PLC0415 -- what takes long to import waits until it is used: numbers alone need no rich, tables no matplotlib
from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, ParamSpec

from sim.ensemble import Destination
from sim.errors import InputError, TalksError

from .listening import listener

P = ParamSpec("P")


class ResultFolder:
    """A folder being filled."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, name: str, document: dict[str, Any]) -> None:
        """Write a document as JSON."""
        (self.path / name).write_text(json.dumps(document, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def drawn(draw: Callable[P, list[dict[str, Any]]], *args: P.args, **kwargs: P.kwargs) -> list[dict[str, Any]]:
    """What a manifest says of the figures that `draw` draws; letters that no font has are told."""
    from sim.report.figures.letters import forget_not_drawn, not_drawn

    forget_not_drawn()
    figures = draw(*args, **kwargs)
    if said := not_drawn():
        listener().note(f"Note: {said}")
    return figures


@contextmanager
def keep(folder: Path, *, made_by: Mapping[str, Any], overwrite: bool, fill_in: Collection[str] = ()) -> Iterator[ResultFolder]:
    """What becomes `folder` when all is done.

    `made_by` holds the name of the command and all that decides what it writes: the same command replaces its own folder without being asked.
    `fill_in` names tables for people to fill in. Raises InputError where the folder may not be made, TalksError where it cannot be written.
    """
    destination = Destination(folder, str(made_by["command"]), dict(made_by), overwrite=overwrite, fill_in=fill_in)
    with destination.work():
        if (destination.temporary / "batches").exists():
            raise InputError(f"{folder}: a run is unfinished there; finish it with `run ... --resume`, or choose another folder with --out")
        try:
            destination.begin()
            yield ResultFolder(destination.making)
            destination.finish()
        except OSError as error:
            raise TalksError(f"{folder}: the results could not be written ({error.strerror}); nothing was kept") from None
        finally:
            destination.clear(entirely=True)
    note_kept(destination)


def note_kept(destination: Destination) -> None:
    """Tell which files of people lie in the new folder."""
    if destination.kept:
        listener().note(f"Kept in {destination.final}, since this command did not write it or it had been changed: {', '.join(destination.kept)}")
