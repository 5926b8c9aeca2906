"""`explain`: the story of one history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import click

from sim.bounds import MOST_HISTORIES
from sim.errors import InputError

from . import options, terminal
from .commands import Examples


@click.command(
    cls=Examples,
    help="Tell the story of one history, day by day. It is simulated once more, exactly as it was in the run.",
    examples=[
        ("explain runs/FOLDER", "the first history of a run"),
        ("explain runs/FOLDER --history 7", "another one; `rows.csv` in the folder lists them"),
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
@options.cases
@click.pass_context
def command(context: click.Context, source: str, history: int, seed: int, overrides: tuple[str, ...], twin: str | None) -> None:
    """Tell it from a run folder, or from a scenario and a seed."""
    from sim.api.explain import explain, parted, within
    from sim.api.named import Named, is_run, named
    from sim.api.scenario import opened

    if is_run(source) and (overrides or options.given(context, "seed")):
        raise InputError(f"{source} is a run, which has its seed and settings already: leave out --seed and --set, or name the scenario instead.")
    found = named(source)
    within(found, history)
    seed = seed if found.run is None else found.run.seed
    here = found
    if overrides:
        here = Named(f"{found.name} changed", source, opened(source, overrides, told=found.warnings).scenario, None)
    if twin is None:
        _print(explain(here.run or here.scenario, history, seed=seed).paragraphs)
        return
    if not twin and not overrides:
        raise InputError("--why needs something to contrast with: name another scenario or run after it, or change a setting with --set.")
    other = named(twin) if twin else found
    if twin and not overrides and other.name == found.name:
        other = replace(other, name=f"{other.name} ({twin})")
    _print(parted(here, other, seed, history).paragraphs)


def _print(paragraphs: Iterable[str]) -> None:
    console = terminal.results()
    width = min(console.width, terminal.PROSE) if console.is_terminal else console.width
    for i, paragraph in enumerate(paragraphs):
        console.print(f"\n{paragraph}" if i else paragraph, width=width)
