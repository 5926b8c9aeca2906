"""The schema of scenario files for editors: JSON Schema, draft 2020-12."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from sim.rules.registry import available, first_sentence, own_settings, usual

from .ruled import foreign
from .shape import SCENARIO, Group, Items, Kind, Leaf, Member, Named, Shape

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_DRAFT = "https://json-schema.org/draft/2020-12/schema"
_ID = "urn:proximity-talks:schema:"
"""What the schemas are called wherever they lie: a name and no address, since they come with the program."""

_EXTENDS = {
    "title": "Extends",
    "description": "The scenario that this file changes: a file as seen from the folder of this one, or a name that `list` shows. "
    "Write the difference and nothing else.",
    "type": "string",
}
_FROM_A_CASE = {"Stance": {"position", "salience"}}
"""What a file need not give where it takes its stances from a case; the command says where the case has none."""
_WITHOUT_A_CASE = {
    "if": {"properties": {"stances_from": {"type": "null"}}},
    "then": {
        "properties": {"parties": {"additionalProperties": {"properties": {"stances": {"additionalProperties": {"required": ["position", "salience"]}}}}}}
    },
}
_POINT = r"^0*([0-9]{1,2}(\.[0-9]+)?(e-[0-9]+)?|100(\.0+)?)$"
_PARTS = {
    "mean": "The middle of the spread.",
    "sd": "The standard deviation: about two thirds of histories lie within one of these of the mean.",
    "low": "No history draws less than this.",
    "mode": "The most likely value.",
    "high": "No history draws more than this.",
    "at": "Where the line lies.",
    "firm": "The chance that the line is real: else crossing it has a price, and is not ruled out. 1 if left out.",
}


def json_schema(*, overlay: bool) -> dict[str, Any]:
    """The schema of whole files, or that of overlays, in which nothing is required and null deletes."""
    root: dict[str, Any] = {
        "$schema": _DRAFT,
        "$id": f"{_ID}scenario",
        "title": "Scenario",
        "description": f"{SCENARIO.description} A file that `extends` another says only what it changes.",
    }
    if overlay:
        words = {"title": "Overlay", "description": "What a scenario changes in the one that it extends, and nothing else."}
        root = {"$schema": _DRAFT, "$id": f"{_ID}overlay", **_group(SCENARIO, overlay=True), **words}
    else:
        root |= {"if": {"required": ["extends"]}, "then": {"$ref": "#/$defs/ScenarioOverlay"}, "else": {"$ref": "#/$defs/Scenario"}}
    definitions: dict[str, Any] = {}
    _define(definitions, root, _groups(SCENARIO))
    return {**root, "$defs": definitions}


def write_schemas(folder: Path) -> None:
    """Write both schemas to a folder, for editors."""
    for name, overlay in (("scenario", False), ("overlay", True)):
        (folder / f"{name}.schema.json").write_text(_text(overlay=overlay), encoding="utf-8")


def schema_beside(folder: Path) -> str | None:
    """The name of the file in a folder that holds the schema of scenarios, written or brought up to date; None where somebody else's file bears it."""
    path, text = folder / "scenario.schema.json", _text(overlay=False)
    if path.exists():
        before = path.read_text(encoding="utf-8", errors="replace")
        if f'"$id": "{_ID}scenario"' not in before:
            return None
        if before == text:
            return path.name
    partial = path.with_suffix(".partial")
    try:
        partial.write_text(text, encoding="utf-8")
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)
    return path.name


def _text(*, overlay: bool) -> str:
    return json.dumps(json_schema(overlay=overlay), indent=1, ensure_ascii=False) + "\n"


def _groups(shape: Shape) -> dict[str, Group]:
    """Every group inside a shape by its title."""
    match shape:
        case Group():
            inside = [_groups(member.shape) for member in shape.members.values()]
            return {shape.title: shape, **{title: group for found in inside for title, group in found.items()}}
        case Items() | Named():
            return _groups(shape.of)
        case Leaf():
            return {}


def _define(definitions: dict[str, Any], part: Any, groups: dict[str, Group]) -> None:
    """Add a definition of whatever `part` refers to."""
    if isinstance(part, dict):
        title = str(part.get("$ref", "")).removeprefix("#/$defs/")
        if title and title not in definitions:
            definitions[title] = _group(groups[title.removesuffix("Overlay")], overlay=title.endswith("Overlay"))
            _define(definitions, definitions[title], groups)
    for inside in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        _define(definitions, inside, groups)


def _group(group: Group, *, overlay: bool) -> dict[str, Any]:
    members = {name: _member(name, member, overlay=overlay) for name, member in group.members.items()}
    schema: dict[str, Any] = {
        "title": re.sub(r"(?<=[a-z])(?=[A-Z])", " ", group.title).capitalize(),
        "description": group.description,
        "type": "object",
        "properties": {"extends": _EXTENDS, **members} if group == SCENARIO else members,
        "additionalProperties": False,
    }
    required = [name for name, member in group.members.items() if member.required and name not in _FROM_A_CASE.get(group.title, ())]
    return schema if overlay else {**schema, "required": required, **group.rule, **_of_rules(group), **(_WITHOUT_A_CASE if group == SCENARIO else {})}


def _member(name: str, member: Member, *, overlay: bool) -> dict[str, Any]:
    schema = _schema(member.shape, overlay=overlay)
    if overlay or member.may_be_null:
        schema = _or_null(schema)
    words = {"title": name.replace("_", " ").capitalize(), "description": member.description}
    has_default = not (member.required or overlay or member.default is None or isinstance(member.default, BaseModel))
    return {**words, **schema, "default": member.default} if has_default else {**words, **schema}


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    return {"anyOf": [schema, {"type": "null"}]}


def _schema(shape: Shape, *, overlay: bool) -> dict[str, Any]:
    match shape:
        case Leaf():
            return _leaf(shape)
        case Items():  # a list is replaced whole, so its entries are whole
            bounds = {"minItems": shape.at_least} if shape.at_least else {}
            return {"type": "array", "items": _schema(shape.of, overlay=False), **bounds, **({"uniqueItems": True} if shape.once else {})}
        case Group():
            return {"$ref": f"#/$defs/{shape.title}{'Overlay' if overlay else ''}"}
        case Named():
            entry = _schema(shape.of, overlay=overlay)
            names = _leaf(shape.keys) if shape.keys.kind in {"text", "choice"} else {"pattern": "^[1-9]$" if shape.keys.kind == "whole" else _POINT}
            schema: dict[str, Any] = {"type": "object", "propertyNames": names, "additionalProperties": _or_null(entry) if overlay else entry}
            if shape.keys.kind == "number" and not overlay:  # one anchor makes no scale
                schema["anyOf"] = [{"maxProperties": 0}, {"minProperties": 2}]
            return {**schema, "minProperties": shape.at_least} if shape.at_least and not overlay else schema


def _leaf(leaf: Leaf) -> dict[str, Any]:
    schemas: dict[Kind, dict[str, Any]] = {
        "text": {"type": "string", "pattern": leaf.pattern} if leaf.pattern else {"type": "string"},
        "flag": {"type": "boolean"},
        "choice": _words(leaf),
        "number": {"anyOf": [_number(leaf), _words(leaf)]} if leaf.choices else _number(leaf),
        "whole": _number(leaf),
        "spread": {"oneOf": [_number(leaf), *_spreads(leaf)]},
    }
    schema = leaf.as_json or schemas[leaf.kind]
    none_at_all = {"anyOf": [{"const": 0}, {"type": "string", "pattern": r"^\s*0+\s"}]}
    return {"allOf": [schema, {"not": none_at_all}]} if leaf.kind == "duration" and leaf.without_low else schema


def _spreads(leaf: Leaf) -> Iterator[dict[str, Any]]:
    for form in leaf.forms:
        parts = {name: {"title": name.capitalize(), "description": _PARTS[name], **_number(part)} for name in form.names if (part := leaf.part(name))}
        yield {"type": "object", "properties": parts, "required": [*form.needed], "additionalProperties": False}


def _words(leaf: Leaf) -> dict[str, Any]:
    said = {} if leaf.rules is None else {"enumDescriptions": [first_sentence(rule) for rule in available(leaf.rules)]}
    return {"type": "string", "enum": list(leaf.choices), **said}


def _of_rules(group: Group) -> dict[str, Any]:
    """What each rule that a part may name needs beside it, and what may not stand there, rule by rule."""
    if group.ruled is None:
        return {}
    usual_one, conditions = usual(group.ruled.kind).name, []
    for rule in available(group.ruled.kind):
        named = {"properties": {"rule": {"const": rule.name}}, **({} if rule.name == usual_one else {"required": ["rule"]})}
        needed = [name for name, field in own_settings(rule).items() if field.is_required()]
        refused = sorted(foreign(group.ruled, rule.name))
        then = {"required": needed, "properties": {name: {"not": {"type": "null"}} for name in needed}} if needed else {}
        then |= {"not": {"anyOf": [{"required": [name]} for name in refused]}} if refused else {}
        conditions += [{"if": named, "then": then}] if then else []
    return {"allOf": conditions} if conditions else {}


def _number(leaf: Leaf) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "integer" if leaf.kind == "whole" else "number"}
    if leaf.low is not None:
        schema["exclusiveMinimum" if leaf.without_low else "minimum"] = leaf.low
    if leaf.high is not None:
        schema["maximum"] = leaf.high
    return schema
