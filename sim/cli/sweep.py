"""`sweep`: a scenario over ranges of one or two settings."""

from __future__ import annotations

from pathlib import Path

import click

from sim.endings import OUTCOMES

from . import options
from .commands import Examples
from .results import asked, default_folder, keep, show_result, write


@click.command(
    cls=Examples,
    help="Run a scenario over a range of one or two settings, with the same luck at every point, and show how the endings move.",
    examples=[
        ("sweep SCENARIO --vary parties.NAME.demand.beta=0.2:2:10", "ten values from 0.2 to 2"),
        ("sweep SCENARIO --vary PATH=nash,equal_gains", "named values"),
        ("sweep SCENARIO --vary PATH=0:1:5 --vary PATH=0:1:5", "every combination of two: a heat map"),
    ],
)
@options.scenario
@click.option(
    "--vary",
    metavar="PATH=LOW:HIGH:N",
    multiple=True,
    required=True,
    help="A setting and its values: a range (numbers, durations, dates), or a list PATH=A,B,C. Once or twice.",
)
@click.option("--show", type=click.Choice(OUTCOMES), default="any_deal", show_default=True, help="The outcome that stands out in table and figure.")
@options.histories
@options.seed
@options.overrides
@options.plugins
@options.workers
@options.scheduler
@options.out("numbers and figure", "runs/sweep-NAME")
@options.overwrite
@options.as_json
@options.cases
def command(
    scenario: str,
    vary: tuple[str, ...],
    show: str,
    n: int,
    seed: int,
    overrides: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Check everything first, then simulate, then show."""
    from sim.api.scenario import of_file, opened
    from sim.api.sweep import foretold, settings, swept

    if len(vary) > 2:
        raise click.UsageError("--vary may be given once or twice: more than two settings make no figure.")
    varied, talks = settings(vary), of_file(opened(scenario, overrides))
    foretold(talks, varied, n)
    folder = default_folder("sweep", talks.name, out, as_json=as_json)
    with keep(folder, made_by=asked(talks), overwrite=overwrite) as kept:
        found = swept(talks, varied, show, n=n, seed=seed, workers=workers, scheduler=scheduler)
        write(found, kept, folder)
    show_result(found, folder, as_json=as_json)
