"""One setting changed from outside the file: `--set parties.a.demand.beta=0.3`, or a change made in Python."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.errors import ScenarioError

from .mistakes import near
from .reading import Keys, dotted, read_value, value_at, with_value
from .ruled import foreign
from .shape import SCENARIO, Group, Items, Leaf, Named, Shape, leaves, shape_at, step
from .synonyms import fits, in_words, meant_by

if TYPE_CHECKING:
    from collections.abc import Iterator


@dataclass(frozen=True)
class Override:
    """A path, its new value (None deletes what is set there), and how messages name the change."""

    path: str
    value: Any
    label: str


def parse(text: str) -> Override:
    """Read `PATH=VALUE`; raises ScenarioError."""
    label = "--set " + "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    path, equals, value = text.partition("=")
    if not equals or not path.strip():
        raise ScenarioError([f"{label}: must be PATH=VALUE, such as parties.NAME.demand.beta=0.3"])
    if not value.strip():
        raise ScenarioError([f"{label}: a value is missing after '=' (null deletes what the file sets)"])
    return Override(path.strip(), read_value(value, label), label)


def apply(override: Override, data: dict[str, Any]) -> tuple[dict[str, Any], Keys]:
    """The data with one setting changed, and its path; raises ScenarioError if there is no such setting."""
    keys = _keys(override, data)
    around, beside = shape_at(keys[:-1]), value_at(data, keys[:-1])
    if isinstance(around, Group) and around.ruled and keys[-1] == "rule" and isinstance(beside, dict):  # what only another rule has goes with that
        for name in foreign(around.ruled, override.value) & beside.keys():
            data = with_value(data, (*keys[:-1], name), None)
    if keys[-1] == "firm" and isinstance(around, Leaf) and isinstance(beside, int | float):  # a line that is a plain number says where it lies
        return with_value(data, keys[:-1], {"at": beside, "firm": override.value}), keys
    return with_value(data, keys, override.value), keys


def _keys(override: Override, data: dict[str, Any]) -> Keys:
    """The path as keys of the data, for a setting that exists or may be added."""
    words = override.path.split(".")
    keys: Keys = ()
    shape: Shape | None = SCENARIO
    here: Any = data
    for i, word in enumerate(words):
        key = _key(shape, here, word)
        if key is None or (not _is_there(here, key) and isinstance(shape, Named) and not _may_begin(shape.of, words[i + 1 :])):
            raise ScenarioError([f"{override.label}: {_unknown(override.path, keys, word, shape, data, here)}"])
        shape = step(shape, key)
        here = here[key] if _is_there(here, key) else None
        keys = (*keys, key)
    return keys


def _key(shape: Shape | None, here: Any, word: str) -> str | int | None:
    match shape:
        case Items():
            in_list = isinstance(here, list) and word.isdecimal() and int(word) < len(here)
            return int(word) if in_list else None
        case Named():
            return shape.key(word) or None
        case Group() | Leaf():
            return word if step(shape, word) else None
    return None


def _is_there(here: Any, key: str | int) -> bool:
    return key in here if isinstance(here, dict) else isinstance(here, list) and isinstance(key, int)


def _may_begin(entry: Shape, rest: list[str]) -> bool:
    """Whether a new entry can start with the one setting that `rest` names: nothing else in it is required."""
    return not rest or not isinstance(entry, Group) or entry.required <= {rest[0]}


def _unknown(path: str, keys: Keys, word: str, shape: Shape | None, data: dict[str, Any], here: Any) -> str:
    if isinstance(shape, Items):
        entries = f"entries are counted from 0 to {len(here) - 1}" if isinstance(here, list) and here else "it is empty"
        return f"{dotted(keys)} has no entry {word!r}; {entries}"
    if meant := meant_by(word):
        return f"there is no setting {path!r}{in_words(_filled_in(meant, path, data))}"
    return f"there is no setting {path!r}{near(path, known_paths(data)) or near(word, _names(shape, here))}"


def _filled_in(patterns: list[str], path: str, data: dict[str, Any]) -> list[str]:
    """Paths in which NAME stands for names, with those of the file as far as they are there; the section that was typed comes first."""
    known, around = list(known_paths(data)), path.split(".")[:2]
    found = []
    for pattern in patterns:
        here = [one for one in known if fits(one, pattern)]
        nearest = [one for one in here if one.split(".")[:2] == around] or here
        found.append(".".join(nearest[0].split(".")[: pattern.count(".") + 1]) if nearest else pattern)
    return sorted(found, key=lambda one: one.split(".")[:1] != around[:1])


def _names(shape: Shape | None, here: Any) -> list[str]:
    if isinstance(shape, Group):
        return list(shape.members)
    return [str(name) for name in here] if isinstance(here, dict) else []


def known_paths(data: dict[str, Any]) -> Iterator[str]:
    """Every path that can be set for this data, entries with new names apart."""
    return (dotted(keys) for keys, _, _ in leaves(SCENARIO, data))
