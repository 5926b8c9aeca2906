"""`run`: many histories of one scenario, and how they ended."""

from __future__ import annotations

import shlex
from pathlib import Path

import click

from . import options, terminal
from .commands import Examples

FIRST_FIGURE = "endings.png"
"""The one to look at first: how the histories end."""


@click.command(
    cls=Examples,
    help="Run a scenario many times and show how the talks end. A scenario is a name from `list` or a YAML file; the word `run` may be left out.",
    examples=[
        ("run SCENARIO", "1,000 histories"),
        ("run SCENARIO -n 200 --seed 7", "fewer, with other luck"),
        ("run SCENARIO --set PATH=VALUE --out runs/changed", "with one setting changed"),
        ("run SCENARIO --json > results.json", "the numbers, for another program"),
    ],
)
@options.scenario
@options.histories
@options.seed
@options.overrides
@options.plugins
@options.workers
@options.scheduler
@options.out("the run: tables, figures, and what it takes to repeat it", "runs/NAME-SEED-N")
@options.overwrite
@click.option("--resume", is_flag=True, help="Finish a run that was stopped, from where it was; the result is the same as if it had not been.")
@click.option("--no-figures", is_flag=True, help="Keep the run without drawing figures: quicker.")
@options.as_json
@options.cases
@click.pass_context
def command(
    context: click.Context,
    scenario: str,
    n: int,
    seed: int,
    overrides: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    resume: bool,
    no_figures: bool,
    as_json: bool,
) -> None:
    """Check, simulate, keep, show: in this order, so that bad input costs nothing and writes nothing."""
    if resume and overwrite:
        raise click.UsageError("--resume finishes a run, --overwrite starts again: choose one.")
    from sim.api.check import unwilling_told
    from sim.api.run import run
    from sim.api.scenario import of_file, opened
    from sim.ensemble import default_folder

    talks = of_file(opened(scenario, overrides))
    for line in unwilling_told(talks, talks.name, seed):
        terminal.note(line)
    folder = default_folder(talks.name, seed, n) if out is None and not as_json else out
    found = run(talks, n=n, seed=seed, workers=workers, scheduler=scheduler, folder=folder, overwrite=overwrite, resume=resume, figures=not no_figures)
    if as_json:
        terminal.print_json(found.document())
        return
    terminal.results().print(found.table())
    terminal.say(f"\nThe run is kept in {folder}")
    if folder is not None and (folder / FIRST_FIGURE).is_file():
        terminal.say(f"Open first: {folder / FIRST_FIGURE}")
    terminal.say(f"Next: {context.find_root().info_name} explain {shlex.quote(str(folder))} --history 0{options.plugins_as_typed()}")
