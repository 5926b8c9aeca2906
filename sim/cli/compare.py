"""`compare`: runs or scenarios beside the first of them."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to compare, so that help and completion stay quick
from __future__ import annotations

import re
import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import InputError

from . import options, terminal
from .commands import Examples
from .results import asked, drawn, keep
from .sources import Named, foretold, named, warn_of_unwilling
from .variants import changed, variant
from .variants import without as without_each

if TYPE_CHECKING:
    from sim.ensemble import Run


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
    found = [named(source) for source in sources]
    impossible = _add_variants(found, sources[0], overrides, variants, without)
    if len(found) < 2 and impossible:
        raise InputError(" ".join(f"Without {label}: {why}." for label, why in impossible.items()))
    if len(found) < 2:
        raise click.UsageError(
            "There is nothing to compare with: name another scenario or run, or change a setting with --set, --variant or --without.", context
        )
    _told_apart(found)
    first = found[0].run
    if first is not None:  # scenarios beside a run share its luck, unless somebody wants otherwise
        n = n if options.given(context, "n") else first.n
        seed = seed if options.given(context, "seed") else first.seed
    for one in found:
        if one.run is None:
            warn_of_unwilling(one.scenario, one.name, seed)
    if out is None and not as_json:
        out = Path("runs") / _folder(found, without)

    from sim.analysis.compare import as_document, compare

    with keep(out, made_by=asked(*(one.scenario for one in found)), overwrite=overwrite) as folder:
        runs = [replace(run, name=one.name) for run, one in zip(_simulated(found, n, seed, workers, scheduler), found, strict=True)]
        comparison = compare(runs[0], runs[1:], [one.name for one in found[1:]])
        document = as_document(comparison, None if out is None else str(out)) | {
            "impossible": [{"without": part, "why": why} for part, why in impossible.items()]
        }
        if folder is not None:
            from sim.report.figures.compared import draw_all

            folder.write("comparison.json", {**document, "figures": drawn(draw_all, comparison, folder.path)})
    if as_json:
        terminal.print_json(document)
        return
    from sim.report.compared import ComparisonTable

    program = context.find_root().info_name or ""

    def told(place: int, history: int) -> list[str]:
        return _explained(program, found[0], found[place + 1], runs[0].seed, history)

    terminal.results().print(ComparisonTable(comparison, told, impossible, everything=everything))
    terminal.say(f"\nThe numbers and figures are kept in {out}")


def _simulated(found: list[Named], n: int, seed: int, workers: int | None, scheduler: str | None) -> list[Run]:
    """The runs of all that was named, in their order; those that are not kept are simulated."""
    from sim.ensemble import simulate

    missing = sum(one.run is None for one in found)
    for one in found:
        if one.run is None:
            foretold(one.scenario, n, missing)
            break
    runs, done = [], 0
    with terminal.progress(n * missing) as progress:
        for one in found:
            so_far = done
            tick = None if progress is None else lambda k, _, so_far=so_far: progress(so_far + k, n * missing)
            runs.append(one.run or simulate(one.scenario, name=one.name, n=n, seed=seed, workers=workers, scheduler=scheduler, progress=tick))
            done += 0 if one.run else n
    return runs


def _add_variants(found: list[Named], source: str, overrides: tuple[str, ...], variants: tuple[str, ...], without: tuple[str, ...]) -> dict[str, str]:
    """Set beside what was named the variants of the first; returns what cannot be left out, and why."""
    base, impossible = found[0], dict[str, str]()
    if overrides:
        found.append(changed(source, base, overrides))
    found += [variant(source, base, text) for text in variants]
    for wanted in dict.fromkeys(without):
        parts, why_not = without_each(source, base, wanted)
        found += [part for part in parts if part.typed not in {one.typed for one in found}]
        impossible |= why_not
    return impossible


def _folder(found: list[Named], without: tuple[str, ...]) -> str:
    """What the folder of a comparison is called, in letters that every system takes."""
    named = [one.name for one in found if not without or not one.name.startswith("without ")] + [f"without {part}" for part in without]
    return re.sub(r"[^\w.-]+", "-", " ".join(["compare", *(name.replace("/", "--") for name in named)]))[:120]


def _told_apart(found: list[Named]) -> None:
    names = [one.name for one in found]
    for place, one in enumerate(found):
        if names.count(one.name) > 1:
            found[place] = Named(f"{one.name} ({names[: place + 1].count(one.name)})", one.typed, one.scenario, one.run)


def _explained(program: str, base: Named, variant: Named, seed: int, history: int) -> list[str]:
    """The commands that tell one history in the baseline, and in the variant where the two part."""
    return [
        f"{program} explain {_as_typed(one, seed)} --history {history}{f' --why {shlex.quote(other.typed)}' if other else ''}"
        for one, other in ((base, None), (variant, base))
    ]


def _as_typed(one: Named, seed: int) -> str:
    typed = (one.typed if " --set " in one.typed else shlex.quote(one.typed)) + options.plugins_as_typed()
    return typed if one.run else f"{typed} --seed {seed}"
