"""The table of calibrated stances: every number with its spread, how much the reports say of it, and which they are."""

from __future__ import annotations

from typing import Any

from rich.console import Console, ConsoleOptions, RenderResult
from rich.text import Text

from sim.grid import Grid


class StancesTable:
    """What a stances file says, for a terminal; `labels` names parties and issues."""

    def __init__(self, data: dict[str, Any], labels: dict[str, str]) -> None:
        self.data, self.labels = data, labels

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """A table a party."""
        data, fit = self.data, self.data["fit"]
        count = f"{data['statements']} statements, {data['answers']} answers"
        yield f"Stances of {data['case']} as of {data['as_of']}: {count}; bias of public demands: {data['bias']}"
        apart = ", ".join(map(str, fit["divergences"]))
        yield f"Chains agree: R-hat {fit['rhat']:.3f} (below 1.01), bulk ESS {fit['ess']} (above 400), divergences per chain {apart}\n"
        for party, stances in data["parties"].items():
            yield Text(self.labels.get(party, party), style="italic")
            table = Grid("bold")
            for head in ("issue", "position", "would still sign", "salience", "contraction", "rests on"):
                table.add_column(head, justify="left" if head in {"issue", "rests on"} else "right")
            for issue, stance in stances.items():
                numbers = [f"{stance[name]['mean']:g} ± {stance[name]['sd']:g}" for name in ("position", "would_still_sign", "salience")]
                reports = ", ".join(f"{name} {share:.2f}" for name, share in list(stance["reports"].items())[:4]) or "no report"
                told = reports if stance["label"] == "reported" else f"judgement ({reports})"
                table.add_row(self.labels.get(issue, issue), *numbers, f"{stance['contraction']['position']:.2f}", told)
            yield table
            yield ""
        yield "Contraction: how much narrower the reports make a position than its prior; below 0.20 it is judgement. Saliences rest on weak evidence."
        yield "A teaching model, not a forecast."
