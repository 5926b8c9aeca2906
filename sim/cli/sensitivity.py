"""`sensitivity`: which numbers matter."""

from __future__ import annotations

from pathlib import Path

import click

from sim.endings import OUTCOMES

from . import options, terminal
from .commands import Examples
from .results import asked, default_folder, keep, show_result, write


@click.command(
    cls=Examples,
    help="Show which numbers move an outcome most: each stance over its spread, each behavioural constant over the range stated for it (Morris), "
    "and how the spread of results divides into stances, assumed constants and luck.",
    examples=[
        ("sensitivity SCENARIO", "some minutes for a large scenario; how many is said before it starts"),
        ("sensitivity SCENARIO --sobol 5", "and take the five largest apart (Sobol): slower"),
        ("sensitivity SCENARIO --trajectories 20 --sets 30", "surer, and several times slower"),
    ],
)
@options.scenario
@click.option("--show", type=click.Choice(OUTCOMES), default="any_deal", show_default=True, help="The outcome whose share is explained.")
@click.option(
    "--trajectories",
    type=options.Whole(2, 1000),
    metavar="T",
    default=5,
    show_default=True,
    help="How often each number is moved, from other places each time.",
)
@click.option(
    "--sets",
    type=options.Whole(2, 200),
    metavar="S",
    default=8,
    show_default=True,
    help="Draws of stances, and of constants, that are crossed to split the spread.",
)
@click.option(
    "--sobol",
    type=options.Whole(0, 40),
    metavar="K",
    default=0,
    show_default=True,
    help="How many of the largest to take apart by Sobol's indices (needs the extra `analysis`).",
)
@options.seed
@options.overrides
@options.plugins
@options.workers
@options.scheduler
@options.out("numbers and figure", "runs/sensitivity-NAME")
@options.overwrite
@options.as_json
@options.cases
def command(
    scenario: str,
    show: str,
    trajectories: int,
    sets: int,
    sobol: int,
    seed: int,
    overrides: tuple[str, ...],
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Check everything first, then play, then show."""
    from sim.analysis.duration import shared, trial
    from sim.analysis.sensitivity import HISTORIES, points_of
    from sim.api.scenario import of_file, opened
    from sim.api.sensitivity import sensitivity

    talks = of_file(opened(scenario, overrides))
    folder = default_folder("sensitivity", talks.name, out, as_json=as_json)
    with keep(folder, made_by=asked(talks), overwrite=overwrite) as kept:
        points = points_of(talks, walks=trajectories, sobol=sobol, sets=sets)
        terminal.takes(f"{points:,} points of {HISTORIES} histories", shared(points * trial(talks, seed), workers, points))
        found = sensitivity(talks, show, trajectories=trajectories, sets=sets, sobol=sobol, seed=seed, workers=workers, scheduler=scheduler)
        write(found, kept, folder)
    show_result(found, folder, as_json=as_json)
