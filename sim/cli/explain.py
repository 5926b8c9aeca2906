"""`explain`: the story of one history."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to tell
from __future__ import annotations

from pathlib import Path

import click
from click.core import ParameterSource

from sim.errors import InputError

from . import options, terminal
from .commands import Examples


@click.command(
    cls=Examples,
    help="Tell the story of one history, day by day. It is simulated once more, exactly as it was in the run.",
    examples=[
        ("explain runs/FOLDER", "the first history of a run"),
        ("explain runs/FOLDER --history 7", "another one; `replicates.csv` in the folder lists them"),
        ("explain SCENARIO --seed 1 --history 7", "without a run: the same as in `run SCENARIO --seed 1`"),
    ],
)
@click.argument("source", metavar="RUN_FOLDER|SCENARIO", shell_complete=options.scenario_names)
@click.option("--history", type=options.Whole(0, options.MOST_HISTORIES - 1), metavar="K", default=0, show_default=True, help="Which history; the first is 0.")
@options.seed
@options.overrides
@click.pass_context
def command(context: click.Context, source: str, history: int, seed: int, overrides: tuple[str, ...]) -> None:
    """Tell it from a run folder, or from a scenario and a seed."""
    from sim.scenario import find, load

    folder = Path(source)
    if (folder / "manifest.json").is_file() or find(source).is_dir():
        if overrides or context.get_parameter_source("seed") is not ParameterSource.DEFAULT:
            raise InputError(f"{source} is a run, which has its seed and settings already: leave out --seed and --set, or name the scenario instead.")
        from sim.ensemble import read_run

        run = read_run(folder)
        if history >= run.n:
            raise InputError(f"--history {history}: {source} has {run.n:,} histories, numbered 0 to {run.n - 1:,}.")
        scenario, seed = run.scenario, run.seed
    else:
        loaded = load(source, overrides)
        for warning in loaded.warnings:
            terminal.note(f"Warning: {warning}")
        scenario = loaded.scenario

    from sim.report.story import tell

    console = terminal.results()
    width = min(console.width, terminal.PROSE) if console.is_terminal else console.width
    for i, paragraph in enumerate(tell(scenario, seed, history)):
        console.print(f"\n{paragraph}" if i else paragraph, width=width)
