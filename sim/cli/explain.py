"""`explain`: the story of one history."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to tell
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from sim.bounds import MOST_HISTORIES
from sim.errors import InputError

from . import options, terminal
from .commands import Examples
from .sources import Named, is_run, named, opened

if TYPE_CHECKING:
    from sim.scenario import Scenario


@click.command(
    cls=Examples,
    help="Tell the story of one history, day by day. It is simulated once more, exactly as it was in the run.",
    examples=[
        ("explain runs/FOLDER", "the first history of a run"),
        ("explain runs/FOLDER --history 7", "another one; `replicates.csv` in the folder lists them"),
        ("explain SCENARIO --seed 1 --history 7", "without a run: the same as in `run SCENARIO --seed 1`"),
        ("explain SCENARIO --history 7 --why OTHER", "where it parts from the same history of another scenario, and over what"),
        ("explain SCENARIO --history 7 --set PATH=VALUE --why", "where it parts from the same history without that change"),
    ],
)
@click.argument("source", metavar="RUN_FOLDER|SCENARIO", shell_complete=options.scenario_names)
@click.option("--history", type=options.Whole(0, MOST_HISTORIES - 1), metavar="K", default=0, show_default=True, help="Which history; the first is 0.")
@options.seed
@options.overrides
@options.plugins
@click.option(
    "--why",
    "twin",
    metavar="[OTHER]",
    is_flag=False,
    flag_value="",
    help="Contrast it with its twin: the same history, with the same luck, in another scenario or run; alone, in the scenario without what --set changes.",
)
@click.pass_context
def command(context: click.Context, source: str, history: int, seed: int, overrides: tuple[str, ...], twin: str | None) -> None:
    """Tell it from a run folder, or from a scenario and a seed."""
    if is_run(source) and (overrides or options.given(context, "seed")):
        raise InputError(f"{source} is a run, which has its seed and settings already: leave out --seed and --set, or name the scenario instead.")
    found = named(source)
    if found.run is not None:
        _within(found, history)
        seed = found.run.seed
    here = (f"{found.name} changed", opened(source, overrides, told=found.warnings).scenario) if overrides else (found.name, found.scenario)
    if twin is None:
        from sim.report.story import tell

        _print(tell(here[1], seed, history))
        return
    from sim.report.contrast import contrast

    _print(contrast(here, _twin(found, twin, seed, history, changed=bool(overrides)), seed, history))


def _twin(found: Named, twin: str, seed: int, history: int, *, changed: bool) -> tuple[str, Scenario]:
    """The name and scenario of what a history is contrasted with."""
    if not twin:
        if not changed:
            raise InputError("--why needs something to contrast with: name another scenario or run after it, or change a setting with --set.")
        return found.name, found.scenario
    other = named(twin)
    if other.run is not None:
        _within(other, history)
        if other.run.seed != seed:
            raise InputError(f"{twin} has seed {other.run.seed}, not {seed}: histories with other luck are no twins.")
    one, another = found.scenario.calendar, other.scenario.calendar
    if (one.start, one.end) != (another.start, another.end):
        raise InputError(f"{twin} has another calendar ({another.start} to {another.end}, not {one.start} to {one.end}): its histories are no twins of these.")
    return other.name if changed or other.name != found.name else f"{other.name} ({twin})", other.scenario


def _within(found: Named, history: int) -> None:
    if found.run is not None and history >= found.run.n:
        raise InputError(f"--history {history}: {found.typed} has {found.run.n:,} histories, numbered 0 to {found.run.n - 1:,}.")


def _print(paragraphs: Iterator[str]) -> None:
    console = terminal.results()
    width = min(console.width, terminal.PROSE) if console.is_terminal else console.width
    for i, paragraph in enumerate(paragraphs):
        console.print(f"\n{paragraph}" if i else paragraph, width=width)
