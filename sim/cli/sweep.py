"""`sweep`: a scenario over ranges of one or two settings."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to simulate, so that help and completion stay quick
from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.endings import OUTCOMES

from . import options, terminal
from .commands import Examples
from .results import asked, drawn, keep
from .sources import foretold, opened

if TYPE_CHECKING:
    from sim.analysis.varied import Varied
    from sim.scenario import Scenario


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
    from sim.analysis.sweep import as_document, combinations, sweep
    from sim.analysis.varied import parse

    if len(vary) > 2:
        raise click.UsageError("--vary may be given once or twice: more than two settings make no figure.")
    varied = [parse(one) for one in vary]
    loaded = opened(scenario, overrides)
    _check(loaded.scenario, varied)
    if out is None and not as_json:
        out = Path("runs") / f"sweep-{loaded.name.replace('/', '--')}"
    points = len(combinations(varied))
    foretold(loaded.scenario, n, points + 1)
    with keep(out, made_by=asked(loaded.scenario), overwrite=overwrite) as folder:
        with terminal.progress(n * (points + 1)) as progress:
            found = sweep(loaded.scenario, varied, n=n, seed=seed, workers=workers, scheduler=scheduler, progress=progress)
        document = as_document(found, loaded.name, None if out is None else str(out))
        if folder is not None:
            from sim.report.figures.swept import draw_all

            folder.write("sweep.json", {**document, "figures": drawn(draw_all, found, loaded.name, show, folder.path)})
    if as_json:
        terminal.print_json(document)
        return
    from sim.report.swept import SweepTable

    terminal.results().print(SweepTable(found, loaded.scenario.title, show))
    terminal.say(f"\nThe numbers and the figure are kept in {out}")


def _check(scenario: Scenario, varied: list[Varied]) -> None:
    """Raise ScenarioError for the first value of each setting that is not allowed, before anything is simulated."""
    from sim.scenario import with_changes
    from sim.scenario.red_lines import with_lines

    for one in varied:
        for value in one.values:
            with_changes(scenario, with_lines(scenario, {one.path: value}))
