"""`compare`: runs or scenarios beside the first of them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.home import own_folder

from . import options, terminal
from .commands import Examples
from .results import asked, keep, write

if TYPE_CHECKING:
    from sim.api.named import Named


@click.command(
    cls=Examples,
    help="Show how scenarios or runs differ from the first one. Scenarios are run with the same luck, so that what differs is what was changed, not chance.",
    examples=[
        ("compare SCENARIO SCENARIO", "what a variant changes"),
        ("compare SCENARIO --set PATH=VALUE", "what a changed setting changes"),
        ("compare SCENARIO --without mediators", "which mediator matters: the same without each of them"),
        ('compare SCENARIO --variant "Patient: PATH=VALUE PATH=VALUE"', "several changes under a name, any number of times"),
        ("compare runs/ONE runs/OTHER", "two runs, without simulating again"),
        ("compare SCENARIO SCENARIO --json > comparison.json", "the numbers, for another program"),
    ],
)
@click.argument("sources", nargs=-1, required=True, metavar="RUN_FOLDER|SCENARIO ...", shell_complete=options.scenario_names)
@options.plugins
@options.histories
@options.seed
@click.option("--set", "overrides", metavar="PATH=VALUE", multiple=True, help="Compare also with the first scenario, changed so; may be given again.")
@click.option(
    "--variant",
    "variants",
    metavar='"NAME: PATH=VALUE ..."',
    multiple=True,
    help="Compare also with the first scenario, changed so and called so; may be given again.",
)
@click.option(
    "--without",
    metavar="PART",
    multiple=True,
    help="Compare also with the first scenario without one of its mediators, factions, events, modules or outside_actors, each left out alone; "
    "or without a certain one, as in mediators.NAME; may be given again.",
)
@click.option("--all", "everything", is_flag=True, help="Show what is within noise as well, and histories that flip in every variant.")
@options.workers
@options.scheduler
@options.out("the numbers and figures", "runs/compare-NAME-NAME")
@options.overwrite
@options.as_json
@options.cases
@click.pass_context
def command(
    context: click.Context,
    sources: tuple[str, ...],
    n: int,
    seed: int,
    overrides: tuple[str, ...],
    variants: tuple[str, ...],
    without: tuple[str, ...],
    everything: bool,
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Read and check everything first, then simulate what is missing, then show."""
    from sim.api.compare import compared, enough
    from sim.api.named import named
    from sim.api.variants import add_variants

    found = [named(source) for source in sources]
    impossible = add_variants(found, overrides, variants, without)
    if len(found) > 1 or impossible:
        enough(found, impossible)
    else:
        raise click.UsageError(
            "There is nothing to compare with: name another scenario or run, or change a setting with --set, --variant or --without.", context
        )
    first = found[0].run
    if first is not None:  # scenarios beside a run share its luck, unless somebody wants otherwise
        n = n if options.given(context, "n") else first.n
        seed = seed if options.given(context, "seed") else first.seed
    _warn(found, seed)
    folder = own_folder("runs") / _folder(found, without) if out is None and not as_json else out
    with keep(folder, made_by=asked(*(one.scenario for one in found)), overwrite=overwrite) as kept:
        comparison = compared(found, impossible, n=n, seed=seed, workers=workers, scheduler=scheduler)
        write(comparison, kept, folder)
    if as_json:
        terminal.print_json(comparison.document(folder))
        return
    terminal.results().print(comparison.table(everything=everything, program=context.find_root().info_name or ""))
    terminal.say(f"\nThe numbers and figures are kept in {folder}")


def _warn(found: list[Named], seed: int) -> None:
    """Tell the person which parties of scenarios that are to be run would sign nothing."""
    from sim.api.check import unwilling_told

    for one in found:
        if one.run is None:
            for line in unwilling_told(one.scenario, one.name, seed):
                terminal.note(line)


def _folder(found: list[Named], without: tuple[str, ...]) -> str:
    """What the folder of a comparison is called, in letters that every system takes."""
    named = [one.name for one in found if not without or not one.name.startswith("without ")] + [f"without {part}" for part in without]
    return re.sub(r"[^\w.-]+", "-", " ".join(["compare", *(name.replace("/", "--") for name in named)]))[:120]
