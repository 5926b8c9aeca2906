"""`check`: every mistake in scenario files and, on request, every number in them that moves nothing."""

from __future__ import annotations

import glob
from typing import TYPE_CHECKING

import click

from sim.bounds import MOST_HISTORIES
from sim.errors import InputError, ScenarioError
from sim.tables import guarded

from . import options, terminal
from .commands import Examples

if TYPE_CHECKING:
    from sim.api.check import Check
    from sim.scenario import Loaded

_EPILOG = """What --dead-inputs says of a number:

\b
  dead    Whatever it is changed to, not one history comes out different.
          Perhaps a rule or module that would use it is not in use.
  noise   Some histories come out different, but no output moves beyond
          chance. The number may matter too little to be seen, or not at all.
  fixed   No other value is allowed while all else stays as it is.
  moves   Some output moves beyond chance; the one that does so most is named
          as in rows.csv (ending=broken: the share of broken deals).

How long it will take is said before it starts. A number is changed by a step
(10 points of a scale, a tenth of a probability, half of a cost, and so on), then the other way, then by three steps, until something moves; red
lines keep their distance from a position that is changed. Of numbers that only reshuffle luck, at most one in twenty is taken for one that moves
something, all outputs and changes taken together.

Leaves with 0 if all is well, 1 if a number is dead, 2 if a file has a mistake. Warnings and `noise` change nothing in that.
"""


@click.command(
    cls=Examples,
    help="Find every mistake in scenario files, each with its file, line and remedy. Nothing is run, unless you ask which numbers matter: "
    "--dead-inputs changes each number that a file sets, that one alone, and looks whether any result moves.",
    examples=[
        ("check my-talks.yaml", "one file"),
        ("check scenarios/*/*.yaml", "many at once"),
        ("check my-talks.yaml --upgrade", "rewrite it to the newest format"),
        ("check my-talks.yaml --dead-inputs", "which numbers matter, and for what"),
        ("check my-talks.yaml --dead-inputs > numbers.tsv", "the same as a table for a spreadsheet"),
    ],
    epilog=_EPILOG,
)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, shell_complete=options.scenario_names)
@options.plugins
@click.option("--upgrade", "upgrade", is_flag=True, help="Rewrite files of an older format to the newest, comments kept, and say what that changes.")
@click.option("--dead-inputs", "dead", is_flag=True, help="Also change every number that the files set, one at a time, and say what it moves. Takes minutes.")
@click.option(
    "-n",
    "n",
    type=options.Whole(1, MOST_HISTORIES),
    metavar="N",
    default=4000,
    show_default=True,
    help="With --dead-inputs: after how many histories to give a number up. The first look is at 250, each later one at four times as many.",
)
@options.seed
@options.workers
@options.cases
@click.pass_context
def command(context: click.Context, scenarios: tuple[str, ...], upgrade: bool, dead: bool, n: int, seed: int, workers: int | None) -> None:
    """Go through all files before leaving; the worst that was found decides the exit code."""
    if upgrade and dead:
        raise click.UsageError("--upgrade rewrites files, --dead-inputs looks at them: one at a time.", context)
    if not dead and (given := [name for name in ("n", "seed", "workers") if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]):
        raise click.UsageError(f"{'-n' if given[0] == 'n' else f'--{given[0]}'} belongs to --dead-inputs; without it nothing is run.", context)
    code = 0
    if dead and not terminal.results().is_terminal:
        from sim.report.dead_inputs import COLUMNS

        terminal.say("\t".join(COLUMNS))
    for reference in (name for given in scenarios for name in _spelt_out(given)):
        if upgrade and not _upgraded(reference):
            code = 2
            continue
        found = _checked(reference)
        if found is None or not found.ok:
            code = 2
            continue
        (terminal.note if dead else terminal.say)(found.all_well)
        if dead:
            code = max(code, _look_for_dead_inputs(found, n, seed, workers))
    context.exit(code)


def _upgraded(reference: str) -> bool:
    """Rewrite a file to the newest format and tell what that changed; False where that cannot be done."""
    from pathlib import Path

    from sim.scenario.upgrading import upgrade

    try:
        done = upgrade(Path(reference))
    except ScenarioError as error:
        terminal.note("\n".join(error.mistakes))
        return False
    except InputError as error:
        terminal.note(f"Error: {error}")
        return False
    for sentence in done.changes:
        terminal.say(f"{done.file}: {sentence}")
    return True


def _checked(reference: str) -> Check | None:
    """What is wrong with a file, told to the person; None where there is no such file."""
    from sim.api.check import check

    try:
        found = check(reference)
    except InputError as error:
        terminal.note(f"Error: {error}")
        return None
    for line in found.told:
        terminal.note(line)
    if not found.ok:
        terminal.note(f"Error: {found.mistakes[0]}" if found.too_much else "\n".join(found.mistakes))
    return found


def _spelt_out(given: str) -> list[str]:
    """The files that a pattern stands for, where the shell has not spelt it out (as on Windows)."""
    return sorted(glob.glob(given)) or [given] if "*" in given else [given]  # noqa: PTH207 (the pattern may be absolute)


def _look_for_dead_inputs(checked: Check, n: int, seed: int, workers: int | None) -> int:
    """Print what each number of a scenario moves; 1 if one of them is dead, else 0."""
    from sim.analysis.dead_inputs import inputs
    from sim.report.dead_inputs import as_row

    loaded = checked.loaded
    assert loaded is not None  # noqa: S101 - it has no mistakes
    numbers = len(inputs(loaded))
    terminal.takes(f"{loaded.name}: {numbers:,} number{'' if numbers == 1 else 's'}, each changed alone", _seconds(loaded, numbers, n, seed, workers))
    found = checked.dead_inputs(n=n, seed=seed, workers=workers)
    console = terminal.results()
    if console.is_terminal:
        console.print(found.table())
    else:
        for finding in found.findings:
            terminal.say("\t".join(str(guarded(cell)) for cell in as_row(loaded.name, finding)))
    terminal.note(found.counted)
    return int(bool(found.dead))


def _seconds(loaded: Loaded, numbers: int, n: int, seed: int, workers: int | None) -> float:
    """How long the search will take: most numbers move something at the first look, a few are followed to the last."""
    from sim.analysis.dead_inputs import MOST
    from sim.analysis.duration import TRIALS_A_NUMBER, shared, trial

    return shared(numbers * TRIALS_A_NUMBER * max(n / MOST, 0.3) * trial(loaded.scenario, seed), workers, numbers)
