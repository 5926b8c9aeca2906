"""`kit`: a lesson from a scenario."""

# ruff: noqa: PLC0415 -- what takes long to import waits until there is something to make
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
    from rich.text import Text

    from sim.bounds import AS_MANY_AS_PAY
    from sim.endings import ENDINGS
    from sim.ensemble import simulate
    from sim.kit.forecasts import best, forecasts, scored
    from sim.report.summary import summarise
    from sim.report.table import without_lines
    from sim.report.words import CAVEAT, ENDING_LABELS, histories, percent

    given, passed_over = forecasts(path)
    for note in passed_over:
        terminal.note(f"Note: {note}.")
    summary = summarise(simulate(loaded.scenario, name=loaded.name, n=n, seed=seed, workers=AS_MANY_AS_PAY))
    shares = {ending: summary.endings[ending].share for ending in ENDINGS}
    happened = loaded.scenario.information.what_happened
    found = sorted(scored(given, shares, happened.ending if happened else None), key=lambda score: score.brier)
    console, table = terminal.results(), without_lines()
    for column in ("who", "Brier score, against the model", *(["against what happened"] if happened else [])):
        table.add_column(column, justify="left" if column == "who" else "right")
    for score in found:
        table.add_row(Text(score.who), f"{score.brier:.3f}", *([] if score.against_history is None else [f"{score.against_history:.3f}"]))
    console.print(table)
    ends = ", ".join(f"{ENDING_LABELS[ending]} {percent(share)}" for ending, share in shares.items() if share)
    terminal.say(f"\n0 is best, 2 worst. {histories(n).capitalize()}: {ends}. Whoever had expected just that would score {best(shares):.3f}.")
    if happened:
        terminal.say(f"What happened: {ENDING_LABELS[happened.ending]}. One ending proves nobody right.")
    terminal.say(CAVEAT)


def _print_codings(loaded: Loaded, path: Path) -> None:
    from rich.text import Text

    from sim.errors import InputError
    from sim.kit.coding import coded, placed
    from sim.report.table import without_lines

    statements = placed(loaded.scenario, loaded.case)
    if not statements:
        raise InputError(f"{loaded.name} has no statements to place: it needs information.reported, or a case with statements")
    found, table = coded(statements, path), without_lines()
    if not found:
        terminal.say(f"Nobody has placed a statement yet: type who, low and high into {path}.")
        return
    for column in ("no.", "class", "spread", "n", "project", "meet it", "what was said"):
        table.add_column(column, justify="left" if column in {"project", "what was said"} else "right", overflow="fold")
    for one in found:
        project = " / ".join(f"{low:g}-{high:g}" for low, high in one.statement.codings)
        spread = "-" if one.spread is None else f"{one.spread:.0f}"
        said = Text(f"{one.statement.by}, {one.statement.issue}: {one.statement.says}")
        table.add_row(str(statements.index(one.statement) + 1), f"{one.middle:.0f}", spread, str(one.n), project, f"{100 * one.overlap:.0f} %", said)
    terminal.results().print(table)
    terminal.say(
        "\nclass: mean of the middles of the intervals; spread: their standard deviation; project: where it placed the statement (each coder); "
        "meet it: the share of the class whose interval touches one of those."
    )
