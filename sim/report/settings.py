"""The settings of a scenario as a list to read, and as rows for a spreadsheet."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console, ConsoleOptions, RenderResult
from rich.padding import Padding
from rich.text import Text

from sim.scenario import Setting

COLUMNS = ("path", "value", "allowed", "origin", "unit", "source", "description")


class SettingsTable:
    """What rich lays out: a setting with its value, and below it what it means, what is allowed and where it was set."""

    def __init__(self, found: Sequence[Setting]) -> None:
        self.found = found

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Lay it out."""
        del console, options
        for setting in self.found:
            yield Text.assemble((setting.path, "cyan"), " = ", (setting.value, "bold"))
            unit = f" {setting.unit}." if setting.unit else ""
            about = f"{setting.description}{unit} Allowed: {setting.allowed}. From: {setting.origin}."
            yield Padding(Text(about.strip(), style="dim"), (0, 0, 0, 4))


def as_row(setting: Setting) -> list[str]:
    """The same under COLUMNS, each on one line."""
    return [" ".join(str(getattr(setting, column)).split()) for column in COLUMNS]
