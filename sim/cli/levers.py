"""`levers`: what it would take."""

from __future__ import annotations

from pathlib import Path

import click

from sim.bounds import MOST_HISTORIES

from . import options
from .commands import Examples
from .results import asked, default_folder, keep, show_result, write


@click.command(
    cls=Examples,
    help="Look for diplomatic acts (positions, assurances, guarantees, sequencing, mediation effort, inclusion), alone or in pairs, "
    "that raise an outcome to a level, and say who could do them. Violence, threats and what is withheld are never tried.",
    examples=[
        ("levers SCENARIO --target agreement=0.5", "what would make half of the histories end in agreement?"),
        ("levers SCENARIO --target any_deal=0.6 -n 1000", "more histories for each act: surer, and slower"),
    ],
)
@options.scenario
@click.option(
    "--target", metavar="OUTCOME=LEVEL", required=True, help="The outcome (any_deal or an ending) and the share that it should reach, as in agreement=0.5."
)
@click.option("-n", "n", type=options.Whole(1, MOST_HISTORIES), metavar="N", default=500, show_default=True, help="How many histories for each act.")
@options.seed
@options.overrides
@options.plugins
@click.option("--no-pairs", is_flag=True, help="Try single acts only: quicker.")
@options.workers
@options.scheduler
@options.out("numbers and figure", "runs/levers-NAME")
@options.overwrite
@options.as_json
@options.cases
def command(
    scenario: str,
    target: str,
    n: int,
    seed: int,
    overrides: tuple[str, ...],
    no_pairs: bool,
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Check everything first, then search, then show."""
    from sim.api.levers import aimed_at, levers
    from sim.api.scenario import of_file, opened

    aimed_at(target)
    talks = of_file(opened(scenario, overrides))
    folder = default_folder("levers", talks.name, out, as_json=as_json)
    with keep(folder, made_by=asked(talks), overwrite=overwrite) as kept:
        found = levers(talks, target, n=n, seed=seed, pairs=not no_pairs, workers=workers, scheduler=scheduler)
        write(found, kept, folder)
    show_result(found, folder, as_json=as_json)
