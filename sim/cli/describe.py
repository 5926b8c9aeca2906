"""`describe`: what a scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from . import options, terminal
from .commands import Examples

if TYPE_CHECKING:
    from sim.scenario import Loaded


@click.command(
    cls=Examples,
    help="Show what a scenario says: what is negotiated, who wants what, what each expects without a deal, who helps, what may happen.",
    examples=[
        ("describe SCENARIO", "to read"),
        ("describe SCENARIO --settings", "what --set can change, what is allowed, where it comes from"),
        ("describe SCENARIO --settings patience", "only what has to do with a word"),
        ("describe SCENARIO --settings > settings.tsv", "the same as a table for a spreadsheet"),
    ],
)
@options.scenario
@options.overrides
@options.plugins
@click.argument("word", required=False, metavar="[WORD]")
@click.option(
    "--settings", "as_settings", is_flag=True, help="List the settings that have an effect here, or those that WORD names or means, and where each was set."
)
@options.cases
@click.pass_context
def command(context: click.Context, scenario: str, word: str | None, overrides: tuple[str, ...], as_settings: bool) -> None:
    """Print one or the other."""
    if word is not None and not as_settings:
        raise click.UsageError(f"A word to look for belongs to --settings: describe {scenario} --settings {word}", context)
    from sim.api.scenario import opened

    loaded = opened(scenario, overrides)
    if as_settings:
        _print_settings(loaded, word or "")
        return
    from sim.report.portrait import Page, describe

    describe(Page(loaded, terminal.results(), terminal.PROSE, context.find_root().info_name or "", options.plugins_as_typed()))


def _print_settings(loaded: Loaded, word: str) -> None:
    from sim.report.settings import COLUMNS, SettingsTable, as_row
    from sim.scenario.dials import dials
    from sim.tables import guarded

    console, found = terminal.results(), dials(loaded, word)
    if console.is_terminal:
        console.print(SettingsTable(found))
        return
    terminal.say("\t".join(COLUMNS))
    for setting in found:
        terminal.say("\t".join(str(guarded(cell)) for cell in as_row(setting)))
