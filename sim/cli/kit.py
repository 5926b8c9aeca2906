"""`kit`: a lesson from a scenario."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sim.home import own_folder

from . import options, terminal
from .commands import Examples
from .results import asked, keep

if TYPE_CHECKING:
    from sim.scenario import Loaded


@click.command(
    cls=Examples,
    help="Make a lesson of a scenario: briefing, a confidential sheet for each role, agenda, prediction sheet, exercises, debrief, lesson plans and an answer "
    "key, as Markdown and as one page to print. The answers come from running the exercises.",
    examples=[
        ("kit SCENARIO", "into kits/SCENARIO"),
        ("kit SCENARIO --out lesson", "elsewhere"),
        ("kit SCENARIO --score predictions.csv", "after the lesson: how well did the class expect it?"),
        ("kit SCENARIO --coding coding.csv", "where the class placed the statements, beside the project"),
    ],
)
@options.scenario
@options.plugins
@options.histories
@options.seed
@click.option(
    "--score", metavar="FILE", type=click.Path(path_type=Path), help="Score the predictions of a class, from the table that the kit has for them, and stop."
)
@click.option("--coding", metavar="FILE", type=click.Path(path_type=Path), help="Lay the codings of a class beside the project's, and stop.")
@options.out("the kit", "kits/NAME")
@options.overwrite
@options.cases
def command(scenario: str, n: int, seed: int, score: Path | None, coding: Path | None, out: Path | None, overwrite: bool) -> None:
    """Read and check everything first, then run, then write."""
    from sim.api.scenario import opened

    loaded = opened(scenario)
    if score is not None and coding is not None:
        raise click.UsageError("--score and --coding are two things: ask for one at a time.")
    if score is not None:
        _print_scores(loaded, score, n, seed)
    elif coding is not None:
        _print_codings(loaded, coding)
    else:
        _make(loaded, n, seed, out or own_folder("kits") / loaded.name.replace("/", "--"), overwrite=overwrite)


def _make(loaded: Loaded, n: int, seed: int, out: Path, *, overwrite: bool) -> None:
    from sim.kit import kit_of
    from sim.scenario.exercises import cautions_for_class

    cautions_for_class(loaded)  # an exercise that cannot be done is told before anything is made
    with keep(out, made_by=asked(loaded.scenario), overwrite=overwrite, fill_in=("predictions.csv", "coding.csv")) as folder:
        kit = kit_of(loaded, n=n, seed=seed, folder=out, program=_program())
        if folder is not None:
            kit.write(folder.path)
    for warning in kit.warnings:
        terminal.note(f"Warning: {warning}")
    terminal.say(f"The kit is in {out}: open {out / 'kit.html'} and print it, or hand out the files.")


def _program() -> str:
    """What this program is called where its commands are typed: as it was called now."""
    name = click.get_current_context().find_root().info_name or ""
    called = Path(sys.argv[0])
    if called.name != "run_sim.py" or Path(called.name).is_file():
        return name
    from sim.scenario.command_lines import quoted

    return f"python {quoted(called.as_posix())}"


def _print_scores(loaded: Loaded, path: Path, n: int, seed: int) -> None:
    from sim.api.run import run
    from sim.api.scenario import of_file
    from sim.bounds import AUTO_WORKERS
    from sim.kit.class_tables import ScoreTable
    from sim.kit.forecasts import forecasts

    given, passed_over = forecasts(path)
    for note in passed_over:
        terminal.note(f"Note: {note}.")
    terminal.results().print(ScoreTable(given, run(of_file(loaded), n=n, seed=seed, workers=AUTO_WORKERS)))


def _print_codings(loaded: Loaded, path: Path) -> None:
    from sim.errors import InputError
    from sim.kit.class_tables import CodingTable
    from sim.kit.coding import coded, placed

    statements = placed(loaded.scenario, loaded.case)
    if not statements:
        raise InputError(f"{loaded.name} has no statements to place: it needs information.reported, or a case with statements")
    if found := coded(statements, path):
        terminal.results().print(CodingTable(statements, found))
    else:
        terminal.say(f"Nobody has placed a statement yet: type who, low and high into {path}.")
