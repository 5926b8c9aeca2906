"""`levers`: what it would take."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to simulate, so that help and completion stay quick
from __future__ import annotations

from pathlib import Path

import click

from sim.bounds import MOST_HISTORIES

from . import options, terminal
from .commands import Examples
from .results import asked, drawn, keep
from .sources import opened


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
    from sim.analysis.levers import as_document, parse_target, search
    from sim.report.words import basis

    outcome, level = parse_target(target)
    loaded = opened(scenario, overrides)
    rests_on = basis(loaded.scenario, seed)
    if out is None and not as_json:
        out = Path("runs") / f"levers-{loaded.name.replace('/', '--')}"
    with keep(out, made_by=asked(loaded.scenario), overwrite=overwrite) as folder:
        with terminal.stages() as tell:
            found = search(loaded.scenario, outcome, level, n=n, seed=seed, workers=workers, scheduler=scheduler, pairs=not no_pairs, progress=tell)
        document = as_document(found, loaded.name, seed, None if out is None else str(out))
        if folder is not None:
            from sim.report.figures.levers import draw_all

            folder.write("levers.json", {**document, "figures": drawn(draw_all, found, f"{loaded.name} ({rests_on})", folder.path)})
    if as_json:
        terminal.print_json(document)
        return
    from sim.report.levers import SearchTable

    terminal.results().print(SearchTable(found, f"{loaded.scenario.title} ({rests_on})"))
    terminal.say(f"\nThe numbers and the figure are kept in {out}")
