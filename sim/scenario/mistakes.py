"""Mistakes in plain words: what was found, what is allowed, the nearest valid name."""

from __future__ import annotations

import re
from dataclasses import replace
from difflib import get_close_matches
from typing import TYPE_CHECKING, Any, NamedTuple

from sim.rules.registry import find, own_settings, owners

from .reading import Keys, dotted, value_at
from .ruled import rule_named
from .shape import SCENARIO, Group, Items, Leaf, Named, Shape, shape_at, step
from .synonyms import KEYS, in_words, meant_by

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pydantic_core import ErrorDetails

OF_ONES_OWN = " (a rule of your own comes with --plugin FILE)"
"""What is said where nobody knows a rule, and none is named like it."""
_SPREAD_TAGS = {"number", "normal", "triangle", "point"}


class Mistake(NamedTuple):
    """What is wrong with the setting at a path."""

    keys: Keys
    text: str


def near(name: str, names: Iterable[str]) -> str:
    """A hint such as ` (did you mean 'beta'?)`; empty if no name is close."""
    folded = {known.casefold(): known for known in names}
    found = get_close_matches(name.casefold(), folded, 1)
    return f" (did you mean '{folded[found[0]]}'?)" if found else ""


def plain_name(name: str) -> str:
    """A name in the letters that names may have."""
    return re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_")


def one_of(names: Iterable[str]) -> str:
    """The valid names in words, as far as they fit on a line."""
    names = list(names)
    some = ", ".join(names[:8])
    return f"{some} and {len(names) - 8} more" if len(names) > 8 else some or "none"


def written(value: Any) -> str:
    """A value as messages quote it."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case dict():
            return f"{{{', '.join(map(str, value))}}}"[:60] if value else "{}"
        case list():
            return f"[{', '.join(map(written, value[:4]))}{', ...' if len(value) > 4 else ''}]"[:60]
        case str():
            return repr(value if len(value) <= 60 else value[:57] + "...")
    return str(value)


def located(mistakes: Iterable[Mistake], places: dict[Keys, str]) -> list[str]:
    """Each mistake as `place: path: text`, its place that of the setting or of the nearest one around it."""
    lines = []
    for keys, text in mistakes:
        place = next((places[keys[:i]] for i in range(len(keys), -1, -1) if keys[:i] in places), "")
        lines.append(": ".join(filter(None, [place, dotted(keys), text])))
    return lines


def sorted_by_place(lines: Iterable[str], files: list[str]) -> list[str]:
    """Lines sorted by where they point, each once: first what the command line set, then file by file from top to bottom."""

    def where(line: str) -> tuple[int, int, int]:
        for i, file in enumerate(files):
            if match := re.match(rf"{re.escape(file)}:(\d+):(\d+):", line):
                return i, int(match[1]), int(match[2])
        return -1, 0, 0

    return sorted(dict.fromkeys(lines), key=where)


def translated(errors: Iterable[ErrorDetails], data: Any) -> list[Mistake]:
    """The findings of the schema about `data` in plain words, one for each setting that is wrong."""
    found: dict[Keys, str] = {}
    missing: list[Keys] = []
    meant: set[Keys] = set()
    for error in errors:
        at = _locate(error["loc"])
        if at.spread is not None and error["type"] in {"missing", "extra_forbidden"}:
            found.setdefault(at.spread, _wrong_parts(value_at(data, at.spread), shape_at(at.spread)))
        elif error["type"] == "missing":
            missing.append(at.keys)
        elif error["type"] == "extra_forbidden":
            hint = _of_another_rule(at.keys, data) or _hint(at.keys)
            found.setdefault(at.keys, f"unknown setting{hint}")
            meant.update((*at.keys[:-1], name) for name in re.findall("did you mean '(.*)'", hint))
        else:
            found.setdefault(at.keys, _wrong_name(error["input"], at.named) if at.named else _wrong(error, at.shape))
    absent = (Mistake(keys, f"is required{_by_its_rule(keys, data)}") for keys in missing if keys not in meant)
    return [*(Mistake(keys, text) for keys, text in found.items()), *absent]


class _Located(NamedTuple):
    keys: Keys
    shape: Shape | None
    spread: Keys | None = None
    named: Named | None = None


def _locate(loc: Keys) -> _Located:
    """The path in the file of a finding of the schema, without the names of the alternatives that the schema tried."""
    keys: Keys = ()
    shape: Shape | None = SCENARIO
    around: Shape | None = None
    spread: Keys | None = None
    for key in loc:
        if key == "[key]" and isinstance(around, Named):
            return _Located(keys, shape, named=around)
        if isinstance(shape, Leaf):
            if shape.kind == "spread":
                spread = keys
            if shape.kind == "spread" and key in _SPREAD_TAGS:
                continue
            if shape.part(str(key)) is None:
                break
        around, shape = shape, step(shape, key)
        keys = (*keys, around.key(key) if isinstance(around, Named) else key)
    return _Located(keys, shape, spread)


def _wrong(error: ErrorDetails, shape: Shape | None) -> str:
    value, text = error["input"], error["msg"]
    match shape, error["type"]:
        case Leaf(), kind if kind != "order":
            text = f"must be {shape.must_be(value)}, found {written(value)}{_remedy(shape, value)}"
        case Group(), "model_type":
            text = f"must hold settings such as {one_of(sorted(shape.required) or shape.own_members)}; found {written(value)}"
        case Named(), "too_short":
            text = f"must have at least {shape.at_least} entries, found {len(value)}"
        case Named(), "dict_type":
            text = f"must hold names, each with what belongs to it; found {written(value)}"
        case Named(), "keys":
            number = r"\d+" if shape.keys.kind == "whole" else r"-?\d+(\.\d+)?"
            wrong = [repr(name) for name in value if not re.fullmatch(number, name)]
            text = f"must have {error['ctx']['what']} as names, found {', '.join(wrong)}"
        case Items(), "list_type":
            text = f"must be a list, found {written(value)}" + (f" (write [{value}])" if isinstance(value, str) else "")
    return text


def _remedy(leaf: Leaf, value: Any) -> str:
    if not isinstance(value, str):
        return " (put it in quotes)" if leaf.kind == "text" and isinstance(value, int | float) else ""
    if re.fullmatch(r"-?\d+,\d+", value) and leaf.kind in {"number", "spread"}:
        return f" (write {value.replace(',', '.')})"
    if re.fullmatch(r"-?\d+(\.\d+)?", value) and leaf.kind in {"number", "whole", "spread"}:
        return " (write it without quotes)"
    return near(value, leaf.choices) or (OF_ONES_OWN if leaf.rules else "")


def _wrong_parts(value: dict[str, Any], shape: Shape | None) -> str:
    leaf = shape if isinstance(shape, Leaf) else Leaf("spread")
    parts = [name for form in leaf.forms for name in form.names]
    hints = [near(name, parts) for name in value if name not in parts]
    return f"must be {replace(leaf, low=None).must_be(value)}, found {written(value)}{next(filter(None, hints), '')}"


def _wrong_name(name: Any, named: Named) -> str:
    match named.keys.kind:
        case "choice":
            return f"must be {named.keys.must_be(name)}, found {written(name)}{near(str(name), named.keys.choices)}"
        case "text":
            plain = plain_name(str(name))
            hint = f" (did you mean '{plain}'?)" if plain[:1].isalpha() else ""
            return f"a name starts with a small letter and has only small letters, digits and _{hint}"
    return f"a point of the scale must be {named.keys.must_be(name)}"


def _hint(keys: Keys) -> str:
    """What the unknown setting at `keys` may have been meant to be: a name of its group, or one that belongs elsewhere."""
    name = str(keys[-1])
    around: Shape | None = SCENARIO
    for key in keys[:-1]:
        around = step(around, key)
    if name.isdecimal():
        return " (decimals are written with a point: 0.5)"
    members = around.members if isinstance(around, Group) else {}
    if KEYS.get(name) in members:
        return f" (did you mean '{KEYS[name]}'?)"
    if meant := [path for path in meant_by(name) if "." in path]:
        return in_words(sorted(meant, key=lambda path: not path.startswith(f"{keys[0]}.")))
    if home := next((home for home in _homes(SCENARIO, ()) if home[-1] == name), None):
        return f" (it belongs to {dotted(home)})"
    return near(name, members)


def _of_another_rule(keys: Keys, data: Any) -> str:
    """Which rules the setting at `keys` belongs to, where the one that is named beside it has none of that name."""
    around, name = shape_at(keys[:-1]), str(keys[-1])
    if not isinstance(around, Group) or around.ruled is None or name not in around.members:
        return ""
    kind = around.ruled.kind
    return f" of the rule '{rule_named(around.ruled, value_at(data, keys[:-1]))}': it belongs to {one_of(owners(kind, name))}"


def _by_its_rule(keys: Keys, data: Any) -> str:
    """Which rule needs the setting at `keys`, and for what, where only some do."""
    around, name = shape_at(keys[:-1]), str(keys[-1])
    if not isinstance(around, Group) or around.ruled is None or name in around.fixed:
        return ""
    found = find(around.ruled.kind, rule_named(around.ruled, value_at(data, keys[:-1])))
    words = own_settings(found)[name].description if found else ""
    return f" by the rule '{found.name}': {words[0].lower()}{words[1:]}" if found and words else ""


def _homes(shape: Shape, keys: Keys) -> Iterator[Keys]:
    match shape:
        case Group():
            for name, member in shape.members.items():
                yield (*keys, name)
                yield from _homes(member.shape, (*keys, name))
        case Named():
            yield from _homes(shape.of, (*keys, "NAME"))
        case Items():
            yield from _homes(shape.of, (*keys, "0"))
