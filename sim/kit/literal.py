"""Every word of a scenario as text: what a file says is printed as it stands there, and never read as markup, in Markdown or in HTML."""

from __future__ import annotations

import re
from typing import Any

from pydantic import BaseModel

from sim.report.words import one_line
from sim.scenario.schema import Scenario

_MARKUP = re.compile(r"[\\`*\[\]<>&|~]|(?<![^\W_])_|_(?![^\W_])")
_AT_A_START = re.compile(r"^(?:[#+=-]|\d{1,9}(?=[.)](?:\s|$)))")
_NAME = re.compile(r"[a-z][a-z0-9_.]*")
_TYPED = frozenset({"command", "instead", "stream_id"})
"""Settings that are typed at a keyboard, and then stand between marks of code, or that luck hangs on."""


def literal(words: str) -> str:
    """Words of a file as Markdown that shows just these words, on one line (CommonMark, with the tables and strokes of GitHub)."""
    text = one_line(words)
    if _NAME.fullmatch(text):  # no markup in any place, and perhaps the name of something in the file
        return text
    told = _MARKUP.sub(r"\\\g<0>", text)
    return _AT_A_START.sub(_held_back, told)


def _held_back(start: re.Match[str]) -> str:
    """The start of words that would begin a heading, a list or a quotation, with a backslash that takes that meaning away."""
    return f"{start[0]}\\" if start[0].isdecimal() else f"\\{start[0]}"


def code(words: str) -> str:
    """Words between marks of code, which they cannot close; in a table, too, if they hold no stroke."""
    text = one_line(words)
    marks = "`" * (1 + max(map(len, re.findall("`+", text)), default=0))
    space = " " if "`" in text else ""
    return f"{marks}{space}{text}{space}{marks}"


def in_literal_words(scenario: Scenario) -> Scenario:
    """The same scenario with all its words for readers made literal; its names, numbers and commands are as they were."""
    told: Scenario = _told(scenario, "")
    return told


def _told(value: Any, setting: str) -> Any:
    match value:
        case BaseModel():
            changes = {name: told for name in type(value).model_fields if (told := _told(inner := getattr(value, name), name)) is not inner}
            return value.model_copy(update=changes) if changes else value
        case dict():
            return {key: _told(inner, setting) for key, inner in value.items()}
        case list():
            return [_told(inner, setting) for inner in value]
        case str() if setting not in _TYPED:
            return literal(value)
    return value
