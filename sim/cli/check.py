"""`check`: every mistake in scenario files."""

# ruff: noqa: PLC0415 -- reading scenarios takes a moment to import; help and completion do not need it
from __future__ import annotations

import glob

import click

from sim.errors import InputError, ScenarioError

from . import options, terminal
from .commands import Examples


@click.command(
    cls=Examples,
    help="Find every mistake in scenario files, each with its file, line and remedy. Nothing is run.",
    examples=[("check my-talks.yaml", "one file"), ("check scenarios/*/*.yaml", "many at once")],
)
@click.argument("scenarios", metavar="SCENARIO...", nargs=-1, required=True, shell_complete=options.scenario_names)
@click.pass_context
def command(context: click.Context, scenarios: tuple[str, ...]) -> None:
    """Go through all files before leaving; one mistake anywhere is enough for exit code 2."""
    from sim.scenario import load
    from sim.scenario.reading import shown

    good = True
    for reference in (name for given in scenarios for name in _spelt_out(given)):
        try:
            loaded = load(reference)
        except InputError as error:
            good = False
            terminal.note(str(error) if isinstance(error, ScenarioError) else f"Error: {error}")
            continue
        for warning in loaded.warnings:
            terminal.note(f"Warning: {warning}")
        scenario = loaded.scenario
        counts = [_count(len(scenario.parties), "party", "parties"), _count(len(scenario.issues), "issue", "issues")]
        counts += [_count(len(scenario.mediators), "mediator", "mediators"), _count(len(scenario.modules), "module", "modules")]
        terminal.say(f"OK {shown(loaded.path.absolute())}: {', '.join(counts)}")
    context.exit(0 if good else 2)


def _spelt_out(given: str) -> list[str]:
    """The files that a pattern stands for, where the shell has not spelt it out (as on Windows)."""
    return sorted(glob.glob(given)) or [given] if "*" in given else [given]  # noqa: PTH207 (the pattern may be absolute)


def _count(number: int, one: str, many: str) -> str:
    return f"{number} {one if number == 1 else many}"
