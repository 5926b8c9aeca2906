"""A file of the first format rewritten to the newest: its text is edited in place, so that comments and layout stay."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.errors import InputError, ScenarioError
from sim.values import Triangle

from .formats import NEWEST, format_of, news
from .loading import Loaded, load
from .reading import Keys, dotted, shown

if TYPE_CHECKING:
    from collections.abc import Sequence

_LINE = re.compile(r"(red_line\s*:\s*)(\d+(?:\.\d+)?)(?=\s*(?:[,}#\n]|$))")
_FORMAT = re.compile(r"^format\s*:.*$", re.MULTILINE)
_FIRST_KEY = re.compile(r"^[a-z][a-z_]*\s*:", re.MULTILINE)


@dataclass(frozen=True)
class Upgrade:
    """What became of a file: its new text, None where it stays as it is, and what changed, a sentence each."""

    file: str
    text: str | None
    changes: tuple[str, ...]


def upgrade(path: Path) -> Upgrade:
    """Rewrite a file of an older format in place; raises ScenarioError where it has mistakes, now or then, and InputError where it is none of one's own."""
    if not path.is_file():
        raise InputError(f"--upgrade rewrites a file, so it takes its path; there is no file {shown(path.absolute())}")
    loaded, file = load(path), shown(path.absolute())
    before = format_of(loaded.data)
    if before == NEWEST:
        return Upgrade(file, None, (f"is of format {NEWEST} already",))
    if loaded.chain:
        base = shown(loaded.chain[-1])
        return Upgrade(file, None, (f"has the format of what it extends: upgrade {base}",))
    text, changes = path.read_text(encoding="utf-8"), [f"names its format: {NEWEST}"]
    text, moved = _with_lines(text, loaded)
    text = _named(text)
    _replace(path, text)
    return Upgrade(file, text, (*changes, *moved, *news(before)))


def _named(text: str) -> str:
    """The text with its format, before the first setting."""
    if _FORMAT.search(text):
        return _FORMAT.sub(f"format: {NEWEST}", text, count=1)
    first = _FIRST_KEY.search(text)
    at = first.start() if first else 0
    return f"{text[:at]}format: {NEWEST}\n{text[at:]}"


def _with_lines(text: str, loaded: Loaded) -> tuple[str, list[str]]:
    """The text with each line that varied along with its position made a spread as wide as that position's, and a sentence for each."""
    rows, told = text.split("\n"), list[str]()
    for keys, line, position in _hanging(loaded.data):
        place = re.search(r":(\d+):(\d+)$", loaded.places.get(keys, ""))
        spread = _as_wide(line, position)
        if place is None or spread is None:
            continue
        row, column = int(place[1]) - 1, int(place[2]) - 1
        found = _LINE.match(rows[row], column)
        if found:
            rows[row] = f"{rows[row][:column]}{found[1]}{spread}{rows[row][found.end() :]}"
            told.append(f"{dotted(keys)} was {line:g} and varied along with the position; now it is {spread}, as wide, drawn on its own")
    return "\n".join(rows), told


def _hanging(data: dict[str, Any]) -> Iterator[tuple[Keys, float, Any]]:
    """Every line that is a plain number, with its path and the position that it hangs on, in the order in which files name them."""
    for name, party in data["parties"].items():
        stances = party["stances"]
        yield from _of(("parties", name, "stances"), stances, {})
        for faction, settings in (party.get("factions") or {}).items():
            yield from _of(("parties", name, "factions", faction, "stances"), (settings or {}).get("stances") or {}, stances)


def _of(keys: Keys, stances: dict[str, Any], shared: dict[str, Any]) -> Iterator[tuple[Keys, float, Any]]:
    for issue, stance in stances.items():
        line = (stance or {}).get("red_line")
        if isinstance(line, int | float):
            yield (*keys, issue, "red_line"), float(line), stance.get("position", shared.get(issue, {}).get("position"))


def _as_wide(line: float, position: Any) -> str | None:
    """A spread around a line as wide as that of a position, as a file writes it; None where the position has none."""
    if not isinstance(position, dict):
        return None
    if "sd" in position:
        return f"{{mean: {line:g}, sd: {position['sd']:g}}}" if position["sd"] else None
    middle = sum(position.values()) / 3.0
    low, mode, high = (min(max(line + position[part] - middle, 0.0), 100.0) for part in Triangle.model_fields)
    return f"{{low: {low:.4g}, mode: {mode:.4g}, high: {high:.4g}}}" if low < high else None


def _replace(path: Path, text: str) -> None:
    """Put a new text in the place of a file, once it is known to hold no mistake; raises ScenarioError, the file unchanged."""
    partial = path.with_name(f"{path.stem}.partial.yaml")
    try:
        partial.write_text(text, encoding="utf-8")
        try:
            load(partial)
        except ScenarioError as error:
            raise ScenarioError(_of_the_file(error.mistakes, partial, path)) from None
        partial.replace(path)
    except OSError as error:
        raise InputError(f"{shown(path.absolute())} cannot be rewritten: {error.strerror}") from None
    finally:
        partial.unlink(missing_ok=True)


def _of_the_file(mistakes: Sequence[str], partial: Path, path: Path) -> list[str]:
    return [line.replace(shown(partial.absolute()), shown(path.absolute())) for line in mistakes]
