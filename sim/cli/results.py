"""What decides the results of a command, and the folder that they go to."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sim.home import own_folder

from . import terminal

if TYPE_CHECKING:
    from sim.api.analysis import Analysis
    from sim.api.folders import ResultFolder
    from sim.scenario import Scenario

_WHERE_AND_HOW = {"out", "overwrite", "resume", "as_json", "workers", "scheduler"}
"""Options that leave the results as they are."""


def keep(out: Path | None, *, made_by: Mapping[str, Any], overwrite: bool, fill_in: Collection[str] = ()) -> AbstractContextManager[ResultFolder | None]:
    """The folder that becomes `out` when all is done, as `sim.api.folders.keep` has it; None where nothing is to be kept."""
    if out is None:
        return nullcontext()
    from sim.api.folders import keep as keep_in

    return keep_in(out, made_by=made_by, overwrite=overwrite, fill_in=fill_in)


def asked(*scenarios: Scenario) -> dict[str, Any]:
    """What decides the results of the command that is being carried out: its name, its options but for where and how fast, and scenarios."""
    from sim.scenario import resolved

    context = click.get_current_context()
    options = {name: str(value) for name, value in context.params.items() if name not in _WHERE_AND_HOW}
    return {
        "command": context.info_name,
        "options": options,
        "scenarios": [resolved(one) for one in scenarios],
    }


def default_folder(command: str, name: str, out: Path | None, *, as_json: bool) -> Path | None:
    """Where a command keeps its results: `out`, else `runs/COMMAND-NAME`; nowhere where one document is printed instead."""
    return out if out is not None or as_json else own_folder("runs") / f"{command}-{name.replace('/', '--')}"


def write(found: Analysis, kept: ResultFolder | None, folder: Path | None) -> None:
    """Write a result into what becomes `folder`, if it is to be kept."""
    if kept is not None and folder is not None:
        found.write(kept, folder)


def show_result(found: Analysis, folder: Path | None, *, as_json: bool) -> None:
    """Print a result as one document, or as its table with where it is kept."""
    if as_json:
        terminal.print_json(found.document(folder))
        return
    terminal.results().print(found.table())
    terminal.say(f"\nThe numbers and the figure are kept in {folder}")
