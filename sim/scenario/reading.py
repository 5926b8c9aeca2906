"""YAML text to plain data, with the place (file:line:column) of everything in it.

YAML as people expect it: `NO` and `on` are words, 1:30 and 2024-08-15 are text, and nothing is set twice. What a stranger
could abuse (merge keys, values inside themselves, values that swell, endless files) is refused.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from sim.errors import ScenarioError

from .composing import BOOL, FLOAT, INT, MAX_DEPTH, NULL, compose

Keys = tuple[str | int, ...]
"""The path of a setting: names, and numbers for the items of a list."""

MAX_BYTES = 500_000
MAX_VALUES = 20_000
_MAX_DIGITS = 40

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
"""What no word of a file may hold: what steers a terminal, and invisible marks that turn the order of letters around."""


@dataclass(frozen=True)
class Document:
    """One file as plain data: its settings, the place of each, and mistakes of spelling that did not stop the reading."""

    data: dict[str, Any]
    places: dict[Keys, str]
    mistakes: list[str]


def dotted(keys: Keys) -> str:
    """The path of a setting as people write it, such as `parties.a.demand.beta`."""
    return ".".join(map(str, keys))


def as_key(value: str | float) -> str:
    """The name under which an entry is kept: numbers in their shortest form, so that 50 and 50.0 are the same."""
    if isinstance(value, str) or not math.isfinite(value):
        return str(value)
    return str(int(value)) if value == int(value) else repr(value)


def value_at(data: Any, keys: Keys) -> Any:
    """What plain data holds under a path; None if nothing."""
    for key in keys:
        inside = dict(enumerate(data)) if isinstance(data, list) else data if isinstance(data, dict) else {}
        data = inside.get(key)
    return data


def with_value(data: Any, keys: Keys, value: Any) -> Any:
    """A copy of plain data in which only what lies under a path differs; None deletes it."""
    key, *rest = keys
    copy: Any = [*data] if isinstance(data, list) and isinstance(key, int) else {**data} if isinstance(data, dict) else {}
    if rest:
        copy[key] = with_value(value_at(copy, (key,)), tuple(rest), value)
    elif value is None and isinstance(copy, dict):
        copy.pop(key, None)
    else:
        copy[key] = value
    return copy


def forbidden(data: Any) -> str:
    """The first character in the words of plain data that no word may hold; empty if there is none."""
    if isinstance(data, str):
        found = _CONTROL.search(data)
        return found[0] if found else ""
    inside = [*data, *data.values()] if isinstance(data, dict) else data if isinstance(data, list) else []
    return next(filter(None, map(forbidden, inside)), "")


def shown(path: Path) -> str:
    """A file as messages name it: from the current folder if it lies there, else in full."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)


def read(path: Path) -> Document:
    """Read one file; raises ScenarioError with one message if it cannot be read as settings at all."""
    file = shown(path)

    def at(mark: yaml.Mark) -> str:
        return f"{file}:{mark.line + 1}:{mark.column + 1}"

    root = compose(_text(path, file), at)
    if root is None:
        raise ScenarioError([f"{file}:1:1: the file is empty; `new` writes one to start from"])
    if not isinstance(root, yaml.MappingNode):
        raise ScenarioError([f"{at(root.start_mark)}: the file must hold settings (name: value), found {_KINDS[type(root)]}"])
    builder = _Builder(at)
    return Document(builder.build(root, ()), builder.places, builder.mistakes)


def read_value(text: str, where: str) -> Any:
    """Read one value given outside a file; raises ScenarioError, its messages starting with `where`."""
    if found := forbidden(text):
        raise ScenarioError([f"{where}: the character {found!r} is not allowed"])
    if len(text) > MAX_BYTES:
        raise ScenarioError([f"{where}: the value is too long"])
    root = compose(text, lambda _: where)
    builder = _Builder(lambda _: where)
    value = None if root is None else builder.build(root, ())
    if builder.mistakes:
        raise ScenarioError(builder.mistakes)
    return value


def _text(path: Path, file: str) -> str:
    try:
        if path.is_dir():
            what = "a run, not a scenario file; `explain` tells its histories" if (path / "manifest.json").is_file() else "a folder, not a scenario file"
            raise ScenarioError([f"{file}:1:1: this is {what}"])
        if path.exists() and not path.is_file():
            raise ScenarioError([f"{file}:1:1: this is not an ordinary file"])
        with path.open("rb") as stream:
            content = stream.read(MAX_BYTES + 1)
    except FileNotFoundError:
        raise ScenarioError([f"{file}:1:1: there is no such file"]) from None
    except (OSError, ValueError) as error:
        raise ScenarioError([f"{file}:1:1: the file cannot be read: {getattr(error, 'strerror', None) or error}"]) from None
    if len(content) > MAX_BYTES:
        raise ScenarioError([f"{file}:1:1: the file is too large (more than {MAX_BYTES // 1000} kB)"])
    if b"\0" in content:
        raise ScenarioError([f"{file}:1:1: this is not a text file in UTF-8 (it holds zero bytes)"])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode(errors="replace")
        raise ScenarioError([f"{file}{_line_and_column(before)}: this is not text in UTF-8; save the file in that encoding"]) from None
    if found := _CONTROL.search(text):
        raise ScenarioError([f"{file}{_line_and_column(text[: found.start()])}: the character {found[0]!r} is not allowed"])
    return text


def _line_and_column(before: str) -> str:
    line, last_break = before.count("\n") + 1, before.rfind("\n")
    return f":{line}:{len(before) - last_break}"


_KINDS: dict[type, str] = {yaml.SequenceNode: "a list", yaml.MappingNode: "settings", yaml.ScalarNode: "a single value"}


@dataclass
class _Builder:
    """Turns nodes into plain data; repeated values (& and *) are written out, so what they swell to counts."""

    at: Callable[[yaml.Mark], str]
    places: dict[Keys, str] = field(default_factory=dict)
    mistakes: list[str] = field(default_factory=list)
    count: int = 0
    open: set[int] = field(default_factory=set)

    def build(self, node: yaml.Node, keys: Keys) -> Any:
        self.count += 1
        self.places.setdefault(keys, self.at(node.start_mark))
        if id(node) in self.open:
            raise ScenarioError([f"{self.at(node.start_mark)}: a value cannot contain itself (& and *)"])
        if self.count > MAX_VALUES or len(keys) > MAX_DEPTH:
            raise ScenarioError([f"{self.at(node.start_mark)}: too many values, written out or repeated by & and * (more than {MAX_VALUES})"])
        if isinstance(node, yaml.ScalarNode):
            return self.scalar(node, keys)
        self.open.add(id(node))
        built = self.mapping(node, keys) if isinstance(node, yaml.MappingNode) else [self.build(item, (*keys, i)) for i, item in enumerate(node.value)]
        self.open.discard(id(node))
        return built

    def mapping(self, node: yaml.MappingNode, keys: Keys) -> dict[str, Any]:
        built: dict[str, Any] = {}
        first_line: dict[str, int] = {}
        for key_node, value_node in node.value:
            key = self.name(key_node)
            if key is None:
                continue
            if key in built:
                self.mistakes.append(f"{self.at(key_node.start_mark)}: {dotted((*keys, key))}: is set twice (first in line {first_line[key]})")
                continue
            first_line[key] = key_node.start_mark.line + 1
            self.places[(*keys, key)] = self.at(key_node.start_mark)
            built[key] = self.build(value_node, (*keys, key))
        return built

    def name(self, node: yaml.Node) -> str | None:
        at = self.at(node.start_mark)
        if not isinstance(node, yaml.ScalarNode):
            self.mistakes.append(f"{at}: the name of a setting must be a word, found {_KINDS[type(node)]}")
        elif node.tag == NULL or not node.value:
            self.mistakes.append(f"{at}: the name of a setting is missing before ':'")
        elif node.value == "<<":
            self.mistakes.append(f"{at}: '<<' is not allowed; to share settings between files write `extends:`")
        elif not node.value.isprintable():
            self.mistakes.append(f"{at}: the name of a setting must be a word, found {node.value!r}")
        else:
            return as_key(self.scalar(node, ())) if node.tag in {INT, FLOAT} else str(node.value)
        return None

    def scalar(self, node: yaml.ScalarNode, keys: Keys) -> Any:
        text: str = node.value
        if node.tag == NULL:
            return None
        if node.tag == BOOL:
            return text.lower() == "true"
        if node.tag in {INT, FLOAT}:
            value = float(text) if node.tag == FLOAT or len(text) > _MAX_DIGITS else int(text)
            if len(text) <= _MAX_DIGITS and math.isfinite(value):
                return value
            self.mistakes.append(f"{self.at(node.start_mark)}: {dotted(keys) or text[:20]}: the number is too long or too large")
            return 0
        if found := forbidden(text):
            self.mistakes.append(f"{self.at(node.start_mark)}: {dotted(keys)}: the character {found!r} is not allowed")
            return ""
        return text
