"""What each number of a file moves, in words, as a table and as rows for other programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.text import Text

from sim.analysis.dead_inputs import Finding, Movement, State
from sim.grid import Grid

from .table import without_lines

WORST_FIRST: tuple[State, ...] = ("dead", "noise", "fixed", "moves")
COLUMNS = (
    "scenario",
    "setting",
    "state",
    "value",
    "changed_to",
    "output",
    "change",
    "low",
    "high",
    "histories",
    "differing",
    "reason",
)
_SAID: dict[State, str] = {
    "dead": "dead",
    "noise": "nothing beyond noise",
    "fixed": "cannot be changed alone",
    "moves": "move some output",
}


def worst_first(found: Sequence[Finding]) -> list[Finding]:
    """The findings, those of dead numbers before all others."""
    return sorted(found, key=lambda finding: WORST_FIRST.index(finding.state))


def counted(found: Sequence[Finding]) -> str:
    """How many numbers there are of each kind."""
    states = Counter(finding.state for finding in found)
    said = ", ".join(f"{states[state]:,} {_SAID[state]}" for state in WORST_FIRST if states[state] or state in {"dead", "moves"})
    return f"of {_count(len(found), 'number', 'numbers')} {said}."


def table(found: Sequence[Finding]) -> Grid:
    """A row a number: what it is, what was tried instead, and what came of it."""
    grid = without_lines("bold")
    grid.add_column("number", overflow="fold", ratio=5)
    grid.add_column("instead", overflow="fold", ratio=2)
    grid.add_column("what it does", overflow="fold", ratio=5)
    for one in found:
        instead = "" if one.change is None else _written(one.change.value)
        name = Text.assemble((one.input.path, "cyan"), " = ", (_written(one.input.value), "bold"))
        grid.add_row(
            name,
            instead,
            Text(
                _in_words(one),
                style="" if one.state == "moves" else "bold" if one.state == "dead" else "italic",
            ),
        )
    return grid


def as_row(name: str, one: Finding) -> list[str]:
    """The same for other programs, under COLUMNS: every number whole, what there is not left empty."""
    movement = one.movement
    moved = ["", "", "", ""] if movement is None else [movement.output, *(f"{value:.6g}" for value in (movement.mean, movement.low, movement.high))]
    instead = "" if one.change is None else _written(one.change.value)
    return [
        name,
        one.input.path,
        one.state,
        _written(one.input.value),
        instead,
        *moved,
        str(one.n),
        str(one.differing),
        one.reason,
    ]


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


def _count(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"


def _written(value: object) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
