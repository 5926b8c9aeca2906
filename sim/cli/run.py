"""`run`: many histories of one scenario, and how they ended."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to run, so that help and completion stay quick
from __future__ import annotations

import shlex
import time
from contextlib import nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from . import options, terminal
from .commands import Examples
from .results import drawn, note_kept
from .sources import foretold, opened, warn_of_unwilling

if TYPE_CHECKING:
    from sim.ensemble import Run
    from sim.scenario import Loaded

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
    loaded = opened(scenario, overrides)
    warn_of_unwilling(loaded.scenario, loaded.name, seed)

    from sim.ensemble import default_folder, plan_of, same_run
    from sim.report.summary import as_document, summarise

    foretold(loaded.scenario, n)
    if out is None and not as_json:
        out = default_folder(loaded.name, seed, n)

    started = time.monotonic()
    plan = plan_of(loaded.scenario, seed=seed, n=n)
    run = None if out is None or overwrite else same_run(out, plan, figures=not no_figures)
    if run is not None:
        terminal.note(f"This very run is kept already in {out} and is shown from there; --overwrite runs it again.")
    else:
        run = _made(loaded, plan, out, overwrite=overwrite, resume=resume, figures=not no_figures, workers=workers, scheduler=scheduler)

    summary = summarise(run)
    if as_json:
        terminal.print_json(as_document(summary, run, out, time.monotonic() - started))
        return
    from sim.report.table import render

    terminal.results().print(render(summary, run))
    program = context.find_root().info_name
    terminal.say(f"\nThe run is kept in {out}")
    if out is not None and (out / FIRST_FIGURE).is_file():
        terminal.say(f"Open first: {out / FIRST_FIGURE}")
    terminal.say(f"Next: {program} explain {shlex.quote(str(out))} --history 0{options.plugins_as_typed()}")


def _made(
    loaded: Loaded,
    plan: dict[str, Any],
    out: Path | None,
    *,
    overwrite: bool,
    resume: bool,
    figures: bool,
    workers: int | None,
    scheduler: str | None,
) -> Run:
    """Simulate what a plan asks for, and keep it at `out`."""
    from sim.ensemble import RunFolder, simulate

    n, seed, started = plan["histories"], plan["seed"], time.monotonic()
    with nullcontext() if out is None else RunFolder.create(out, plan, overwrite=overwrite, resume=resume) as folder:
        unfinished = folder.unfinished if folder else None
        if unfinished and unfinished.done:
            terminal.note(f"Resumed: {unfinished.progress()}.")
        with terminal.progress(n) as progress:
            run = simulate(loaded.scenario, name=loaded.name, n=n, seed=seed, workers=workers, scheduler=scheduler, progress=progress, unfinished=unfinished)
        simulated = time.monotonic() - started
        if folder is not None:
            folder.write(run, chain=(loaded.path, *loaded.chain))
            if figures:
                from sim.report.figures import draw_all

                folder.add_figures(drawn(draw_all, run, folder.path))
            folder.add_times({"simulated_s": round(simulated, 3), "in_all_s": round(time.monotonic() - started, 3)})
    if folder is not None:
        note_kept(folder.destination)
    return run
