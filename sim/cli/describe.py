"""`describe`: what a scenario says."""

# ruff: noqa: PLC0415 -- reading scenarios takes a moment to import; help and completion do not need it
from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click
from rich.padding import Padding
from rich.text import Text

from . import options, terminal
from .commands import Examples

if TYPE_CHECKING:
    from sim.report.portrait import Page
    from sim.scenario import Loaded, Setting


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
        from sim.scenario.dials import dials

        _print_settings(dials(loaded, word or ""))
        return
    from sim.report.portrait import Page, introduce, tell

    page = Page(loaded, terminal.results(), terminal.PROSE, context.find_root().info_name or "", options.plugins_as_typed())
    introduce(page, loaded.name)
    _print_origin(loaded, page)
    tell(page)


def _print_settings(found: list[Setting]) -> None:
    from sim.tables import guarded

    console = terminal.results()
    if not console.is_terminal:
        terminal.say("path\tvalue\tallowed\torigin\tunit\tsource\tdescription")
        for setting in found:
            row = (setting.path, setting.value, setting.allowed, setting.origin, setting.unit, setting.source, setting.description)
            terminal.say("\t".join(str(guarded(" ".join(cell.split()))) for cell in row))
        return
    for setting in found:
        console.print(Text.assemble((setting.path, "cyan"), " = ", (setting.value, "bold")))
        unit = f" {setting.unit}." if setting.unit else ""
        about = f"{setting.description}{unit} Allowed: {setting.allowed}. From: {setting.origin}."
        console.print(Padding(Text(about.strip(), style="dim"), (0, 0, 0, 4)))


def _print_origin(loaded: Loaded, page: Page) -> None:
    """Say which files the scenario is made of and, where it changes another, what differs from that one."""
    from sim.scenario import load, settings
    from sim.scenario.reading import shown

    page.heading("Where it comes from")
    page.facts([("File", shown(loaded.path.absolute())), ("Extends", ", which extends ".join(map(shown, loaded.chain)))])
    if loaded.chain or loaded.overridden:
        base = loaded.chain[0] if loaded.chain else loaded.path
        page.heading(f"What differs from {base.name}")
        page.facts(_differences(settings(load(base)), settings(loaded)))


def _differences(before: list[Setting], after: list[Setting]) -> Iterator[tuple[str, str]]:
    """Each setting that is not as it was, what it was and is, and where that is said; running text is left out."""
    from sim.scenario.settings import DEFAULT

    was, now = ({setting.path: setting for setting in found if not _is_text(setting.path)} for found in (before, after))
    for path, setting in now.items():
        if path not in was:
            if not setting.origin.startswith(DEFAULT):
                yield path, f"added: {setting.value}  [{setting.origin}]"
        elif setting.value != was[path].value:
            yield path, f"{was[path].value} → {setting.value}  [{setting.origin}]"
    for path, setting in was.items():
        if path not in now and not setting.origin.startswith(DEFAULT):
            yield path, f"removed: {setting.value}"


def _is_text(path: str) -> bool:
    return path.partition(".")[0] in {"title", "summary", "content_note", "information"}
