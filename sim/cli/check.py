"""`check`: every mistake in scenario files and, on request, every number in them that moves nothing."""

# ruff: noqa: PLC0415 -- reading scenarios takes a moment to import; help and completion do not need it
from __future__ import annotations

import glob
from collections import Counter
from typing import TYPE_CHECKING

import click

from sim.bounds import MOST_HISTORIES
from sim.errors import InputError, ScenarioError
from sim.tables import guarded

from . import options, terminal
from .commands import Examples
from .sources import foretold, warn_of_unwilling

if TYPE_CHECKING:
    from sim.analysis.dead_inputs import Finding, Movement, State
    from sim.grid import Grid
    from sim.scenario import Loaded

_USUAL = 1000  # histories of a run, where nothing is said of their number

_EPILOG = """What --dead-inputs says of a number:

\b
  dead    Whatever it is changed to, not one history comes out different.
          Perhaps a rule or module that would use it is not in use.
  noise   Some histories come out different, but no output moves beyond
          chance. The number may matter too little to be seen, or not at all.
  fixed   No other value is allowed while all else stays as it is.
  moves   Some output moves beyond chance; the one that does so most is named
          as in replicates.csv (ending=broken: the share of broken deals).

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
        ("check my-talks.yaml --dead-inputs", "which numbers matter, and for what"),
        ("check my-talks.yaml --dead-inputs > numbers.tsv", "the same as a table for a spreadsheet"),
    ],
    epilog=_EPILOG,
)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, shell_complete=options.scenario_names)
@options.plugins
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
@click.pass_context
def command(context: click.Context, scenarios: tuple[str, ...], dead: bool, n: int, seed: int, workers: int | None) -> None:
    """Go through all files before leaving; the worst that was found decides the exit code."""
    from sim.scenario import load
    from sim.scenario.exercises import cautions_for_class
    from sim.scenario.reading import shown
    from sim.scenario.schema import Information

    if not dead and (given := [name for name in ("n", "seed", "workers") if context.get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE]):
        raise click.UsageError(f"{'-n' if given[0] == 'n' else f'--{given[0]}'} belongs to --dead-inputs; without it nothing is run.", context)
    code = 0
    if dead and not terminal.results().is_terminal:
        terminal.say("\t".join(_COLUMNS))
    for reference in (name for given in scenarios for name in _spelt_out(given)):
        try:
            loaded = load(reference)
            in_class = cautions_for_class(loaded)
        except InputError as error:
            code = 2
            terminal.note(str(error) if isinstance(error, ScenarioError) else f"Error: {error}")
            continue
        meant_for_class = loaded.scenario.information != Information()
        for warning in (*loaded.warnings, *(in_class if meant_for_class else ())):
            terminal.note(f"Warning: {warning}")
        scenario = loaded.scenario
        try:
            foretold(scenario, _USUAL)
        except InputError as error:
            code = 2
            terminal.note(f"Error: {shown(loaded.path.absolute())}: {error}")
            continue
        warn_of_unwilling(scenario, shown(loaded.path.absolute()))
        counts = [_count(len(scenario.parties), "party", "parties"), _count(len(scenario.issues), "issue", "issues")]
        counts += [_count(len(scenario.mediators), "mediator", "mediators"), _count(len(scenario.modules), "module", "modules")]
        (terminal.note if dead else terminal.say)(f"OK {shown(loaded.path.absolute())}: {', '.join(counts)}")
        if dead:
            code = max(code, _look_for_dead_inputs(loaded, n, seed, workers))
    context.exit(code)


def _spelt_out(given: str) -> list[str]:
    """The files that a pattern stands for, where the shell has not spelt it out (as on Windows)."""
    return sorted(glob.glob(given)) or [given] if "*" in given else [given]  # noqa: PTH207 (the pattern may be absolute)


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


# --- dead inputs -------------------------------------------------------------------------------------------------------

_WORST_FIRST: tuple[State, ...] = ("dead", "noise", "fixed", "moves")
_COLUMNS = ("scenario", "setting", "state", "value", "changed_to", "output", "change", "low", "high", "histories", "differing", "reason")


def _look_for_dead_inputs(loaded: Loaded, n: int, seed: int, workers: int | None) -> int:
    """Print what each number of a scenario moves; 1 if one of them is dead, else 0."""
    from sim.analysis.dead_inputs import dead_inputs, inputs, looks_up_to

    numbers = inputs(loaded)
    terminal.takes(f"{loaded.name}: {_count(len(numbers), 'number', 'numbers')}, each changed alone", _seconds(loaded, len(numbers), n, seed, workers))
    with terminal.progress(len(numbers), f"numbers of {loaded.name}") as progress:
        found = dead_inputs(loaded, of=numbers, looks=looks_up_to(n), seed=seed, workers=workers, progress=progress)
    found.sort(key=lambda finding: _WORST_FIRST.index(finding.state))
    console, states = terminal.results(), Counter(finding.state for finding in found)
    if console.is_terminal:
        console.print(_table(found))
    else:
        for finding in found:
            terminal.say("\t".join(str(guarded(cell)) for cell in _row(loaded.name, finding)))
    said: dict[State, str] = {"dead": "dead", "noise": "nothing beyond noise", "fixed": "cannot be changed alone", "moves": "move some output"}
    counted = ", ".join(f"{states[state]:,} {said[state]}" for state in _WORST_FIRST if states[state] or state in {"dead", "moves"})
    terminal.note(f"{loaded.name}: of {_count(len(found), 'number', 'numbers')} {counted}.")
    return int(states["dead"] > 0)


def _seconds(loaded: Loaded, numbers: int, n: int, seed: int, workers: int | None) -> float:
    """How long the search will take: most numbers move something at the first look, a few are followed to the last."""
    from sim.analysis.dead_inputs import MOST
    from sim.analysis.duration import TRIALS_A_NUMBER, shared, trial

    return shared(numbers * TRIALS_A_NUMBER * max(n / MOST, 0.3) * trial(loaded.scenario, seed), workers, numbers)


def _table(found: list[Finding]) -> Grid:
    """A row a number, the worst first: what it is, what was tried instead, and what came of it."""
    from rich.text import Text

    from sim.report.table import without_lines

    table = without_lines("bold")
    table.add_column("number", overflow="fold", ratio=5)
    table.add_column("instead", overflow="fold", ratio=2)
    table.add_column("what it does", overflow="fold", ratio=5)
    for one in found:
        instead = "" if one.change is None else _written(one.change.value)
        name = Text.assemble((one.input.path, "cyan"), " = ", (_written(one.input.value), "bold"))
        table.add_row(name, instead, Text(_in_words(one), style="" if one.state == "moves" else "bold" if one.state == "dead" else "italic"))
    return table


def _in_words(one: Finding) -> str:
    """What a number does, in a sentence or two."""
    histories = _count(one.n, "history", "histories")
    because = f": {one.reason}" if one.reason else ""
    match one.state:
        case "moves" if one.movement is not None:
            return _moved(one.movement)
        case "noise":
            return f"noise{because} ({one.differing:,} of {histories} come out different)"
        case "dead":
            return f"dead{because} (not one of {histories} comes out different)"
    return f"{one.state}{because}"


def _moved(movement: Movement) -> str:
    return f"{movement.output} {movement.mean:+.3g} ({movement.low:.3g} to {movement.high:.3g})"


def _row(name: str, one: Finding) -> list[str]:
    """The same for other programs: every number whole, what there is not left empty."""
    movement = one.movement
    moved = ["", "", "", ""] if movement is None else [movement.output, *(f"{value:.6g}" for value in (movement.mean, movement.low, movement.high))]
    instead = "" if one.change is None else _written(one.change.value)
    return [name, one.input.path, one.state, _written(one.input.value), instead, *moved, str(one.n), str(one.differing), one.reason]


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
