"""`compare`: runs or scenarios beside the first of them."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to compare, so that help and completion stay quick
from __future__ import annotations

import shlex
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.errors import InputError

from . import options, terminal
from .commands import Examples
from .results import asked, drawn, keep
from .sources import Named, named, opened, warn_of_unwilling

if TYPE_CHECKING:
    from sim.ensemble import Run


@click.command(
    cls=Examples,
    help="Show how scenarios or runs differ from the first one. Scenarios are run with the same luck, so that what differs is what was changed, not chance.",
    examples=[
        ("compare SCENARIO SCENARIO", "what a variant changes"),
        ("compare SCENARIO --set PATH=VALUE", "what a changed setting changes"),
        ("compare runs/ONE runs/OTHER", "two runs, without simulating again"),
        ("compare SCENARIO SCENARIO --json > comparison.json", "the numbers, for another program"),
    ],
)
@click.argument("sources", nargs=-1, required=True, metavar="RUN_FOLDER|SCENARIO ...", shell_complete=options.scenario_names)
@options.histories
@options.seed
@click.option("--set", "overrides", metavar="PATH=VALUE", multiple=True, help="Compare also with the first scenario, changed so; may be given again.")
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
    workers: int | None,
    scheduler: str | None,
    out: Path | None,
    overwrite: bool,
    as_json: bool,
) -> None:
    """Read and check everything first, then simulate what is missing, then show."""
    found = [named(source) for source in sources]
    if overrides:
        found.append(_changed(sources[0], found[0], overrides))
    if len(found) < 2:
        raise click.UsageError("There is nothing to compare with: name another scenario or run, or change a setting with --set.", context)
    _told_apart(found)
    first = found[0].run
    if first is not None:  # scenarios beside a run share its luck, unless somebody wants otherwise
        n = n if options.given(context, "n") else first.n
        seed = seed if options.given(context, "seed") else first.seed
    for one in found:
        if one.run is None:
            warn_of_unwilling(one.scenario, one.name, seed)
    if out is None and not as_json:
        out = Path("runs") / "-".join(["compare", *(one.name.replace("/", "--").replace(" ", "-") for one in found)])[:120]

    from sim.analysis.compare import as_document, compare

    with keep(out, made_by=asked(*(one.scenario for one in found)), overwrite=overwrite) as folder:
        runs = [replace(run, name=one.name) for run, one in zip(_simulated(found, n, seed, workers, scheduler), found, strict=True)]
        comparison = compare(runs[0], runs[1:], [one.name for one in found[1:]])
        document = as_document(comparison, None if out is None else str(out))
        if folder is not None:
            from sim.report.figures.compared import draw_all

            folder.write("comparison.json", {**document, "figures": drawn(draw_all, comparison, folder.path)})
    if as_json:
        terminal.print_json(document)
        return
    from sim.report.compared import ComparisonTable

    program = context.find_root().info_name or ""
    terminal.results().print(ComparisonTable(comparison, lambda place, history: _explained(program, found[0], found[place + 1], runs[0].seed, history)))
    terminal.say(f"\nThe numbers and figures are kept in {out}")


def _simulated(found: list[Named], n: int, seed: int, workers: int | None, scheduler: str | None) -> list[Run]:
    """The runs of all that was named, in their order; those that are not kept are simulated."""
    from sim.ensemble import simulate

    missing = sum(one.run is None for one in found)
    runs, done = [], 0
    with terminal.progress(n * missing) as progress:
        for one in found:
            so_far = done
            tick = None if progress is None else lambda k, _, so_far=so_far: progress(so_far + k, n * missing)
            runs.append(one.run or simulate(one.scenario, name=one.name, n=n, seed=seed, workers=workers, scheduler=scheduler, progress=tick))
            done += 0 if one.run else n
    return runs


def _changed(source: str, base: Named, overrides: tuple[str, ...]) -> Named:
    if base.run is not None:
        raise InputError(f"{source} is a run, whose settings are what they were: name its scenario instead to compare with --set.")
    loaded = opened(source, overrides, told=base.warnings)
    settings = " ".join(f"--set {shlex.quote(override)}" for override in overrides)
    return Named(f"{base.name} changed", f"{shlex.quote(source)} {settings}", loaded.scenario, None)


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
    typed = one.typed if " --set " in one.typed else shlex.quote(one.typed)
    return typed if one.run else f"{typed} --seed {seed}"
