"""The schema as a plain tree: which settings there are and what each may hold; messages, lists and editor schemas are made from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from pydantic import BaseModel, Discriminator, WithJsonSchema
from pydantic.fields import FieldInfo

from sim.rules.registry import Rule, available, own_settings, owners, rules, state
from sim.values import DATE, FIRST_YEAR, LAST_YEAR, TEXT_LIKE, WIDE, Normal, PointLine, Sessions, Sourced

from .reading import Keys, as_key
from .ruled import ByName, Ruled, foreign, rule_named
from .schema import ONCE, OfModules, Scenario

Kind = Literal["number", "whole", "spread", "text", "choice", "flag", "date", "duration", "sessions"]

_NOUNS: dict[Kind, str] = {
    "number": "a number",
    "whole": "a whole number",
    "spread": "a number, {mean, sd} or {low, mode, high}",
    "text": "text",
    "flag": "true or false",
    "date": "a date such as 2024-08-15",
    "duration": "a duration such as '60 days', '2 weeks' or a whole number of days",
    "sessions": "'every 7 days' (or another duration) or 'when ripe'",
}


@dataclass(frozen=True)
class Form:
    """A way of writing a spread beside a plain number: the names it must hold, and those that it may hold beside them."""

    needed: tuple[str, ...]
    beside: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All its names."""
        return (*self.needed, *self.beside)


@dataclass(frozen=True)
class Leaf:
    """A single value: its kind, its bounds, the words it may be, and its JSON Schema if the values say it themselves."""

    kind: Kind
    low: float | None = None
    high: float | None = None
    without_low: bool = False
    words: tuple[str, ...] = ()
    """The words that it may be; `choices` has the names of rules too."""
    pattern: str | None = None
    as_json: dict[str, Any] | None = None
    wide: bool = False
    """Whether its range says no more than where arithmetic ends, so that no step is measured by it."""
    rules: type[Rule] | None = None
    """The kind of rule that it names, if it names one."""
    forms: tuple[Form, ...] = ()
    """Of a spread, the ways of writing it beside a plain number."""

    @property
    def choices(self) -> tuple[str, ...]:
        """The words that it may be; where it names a rule, the names of those that are registered."""
        return self.words if self.rules is None else tuple(rule.name for rule in available(self.rules))

    @property
    def bounds(self) -> str:
        """The bounds in words, such as `between 0 and 100`; empty if there are none."""
        if self.low is None or self.high is None:
            return ""
        low, high = (f"{bound:,.6f}".rstrip("0").rstrip(".") for bound in (self.low, self.high))
        if self.without_low:
            return f"more than {low} and at most {high}"
        return f"between {low} and {high}"

    def must_be(self, found: Any) -> str:
        """What the value must be, said to somebody who wrote `found`."""
        if self.kind == "choice":
            return f"one of {', '.join(map(repr, self.choices))}" if len(self.choices) > 1 else repr(self.choices[0])
        if self.bounds and self.kind in {"number", "whole", "spread"} and isinstance(found, float | int) and not isinstance(found, bool):
            whole = self.kind == "whole" and isinstance(found, float)
            return f"a whole number {self.bounds}" if whole else self.bounds
        noun = TEXT_LIKE.get(self.pattern or "", "text") if self.kind == "text" and isinstance(found, str) else self._noun
        if self.kind == "date" and DATE.match(str(found)):
            return f"a day of the calendar between the years {FIRST_YEAR} and {LAST_YEAR}"
        if self.kind == "duration":
            return f"{noun}, {self.bounds} days"
        if self.bounds:
            noun += f"{' ' if self.bounds.startswith('between') and self.kind != 'spread' else ', '}{self.bounds}"
        return f"{noun} or one of {', '.join(map(repr, self.choices))}" if self.choices else noun

    @property
    def _noun(self) -> str:
        """What it holds, in a word or two; of a spread, the ways of writing it."""
        if self.kind != "spread" or not self.forms:
            return _NOUNS[self.kind]
        *ways, last = ["a number", *(f"{{{', '.join(form.needed)}}}" for form in self.forms)]
        beside = self.forms[0].beside
        return f"{', '.join(ways)} or {last}" + (f", with or without {' and '.join(beside)}" if beside else "")

    @property
    def allowed(self) -> str:
        """What the value may be, for a table of settings."""
        bounds = self.bounds.removeprefix("between ").replace(" and ", " to ", 1) if self.bounds.startswith("between") else self.bounds
        words = [f"one of {', '.join(self.choices)}"] if self.choices else []
        if self.kind == "number":
            words = [bounds or "a number", *words]
        elif self.kind == "spread":
            words = [f"a point or spread from {bounds}" if self.high == 100 else f"a number or spread, {bounds}"]
            words = [f"{words[0]}, with or without {' and '.join(self.forms[0].beside)}"] if self.forms and self.forms[0].beside else words
        elif self.kind == "duration":
            words = [f"a duration, {bounds} days" if self.without_low else f"a duration up to {self.high:,} days"]
        elif self.kind == "whole" and bounds:
            words = [f"a whole number, {bounds}"]
        elif self.kind == "date":
            words = [f"a date between the years {FIRST_YEAR} and {LAST_YEAR}"]
        elif self.kind != "choice":
            words = [_NOUNS[self.kind].split(" such as ")[0]]
        return " or ".join(words)

    def part(self, name: str) -> Leaf | None:
        """The number under one of the names of a spread (`mean`, `sd`, `low`, `mode`, `high`), if this is one."""
        if self.kind != "spread" or not any(name in form.names for form in self.forms):
            return None
        kinds: dict[str, type[BaseModel]] = {"sd": Normal, "firm": PointLine}
        of_its_own = kinds.get(name)
        if of_its_own is not None:
            return _leaf(float, of_its_own.model_fields[name].metadata)
        return Leaf("number", self.low, self.high, wide=self.wide)


@dataclass(frozen=True)
class Items:
    """A list; `once`: nothing may stand in it twice."""

    of: Shape
    at_least: int = 0
    once: bool = False


@dataclass(frozen=True)
class Named:
    """Entries under names that the file chooses."""

    keys: Leaf
    of: Shape
    at_least: int = 0

    def key(self, word: str | float) -> str:
        """The name under which the entry for `word` is kept: points and phases, which are numbers, in their shortest form."""
        try:
            return as_key(float(word)) if self.keys.kind in {"number", "whole"} else str(word)
        except ValueError:
            return str(word)


@dataclass(frozen=True)
class Member:
    """One setting of a group: what it holds, whether it must be given, what it is called in words."""

    shape: Shape
    required: bool
    may_be_null: bool
    default: Any
    description: str
    unit: str = ""
    source: str = ""
    lever: str = ""
    """The kind of diplomatic act that changes it, if one does."""
    coercive: bool = False
    """Whether it stands for violence, threats or what is withheld; then no search for levers ever moves it."""


@dataclass(frozen=True)
class Group:
    """Settings under fixed names."""

    title: str
    description: str
    fixed: dict[str, Member]
    rule: dict[str, Any] = field(default_factory=dict)
    """What must hold between its settings, as JSON Schema says it."""
    ruled: type[Ruled] | None = None
    """The part of the schema, where a rule that it names has settings of its own."""

    @property
    def members(self) -> dict[str, Member]:
        """Its settings by name, with those of every rule that it may name."""
        return self.fixed if self.ruled is None else {**self.fixed, **_of_rules(self.ruled, state())}

    def members_of(self, data: dict[str, Any]) -> dict[str, Member]:
        """Its settings, without those that may not stand beside the rule that `data` names."""
        if self.ruled is None:
            return self.fixed
        others = foreign(self.ruled, rule_named(self.ruled, data))
        return {name: member for name, member in self.members.items() if name not in others}

    @property
    def own_members(self) -> list[str]:
        """Names of its settings, without those that every part has for its sources."""
        return [name for name in self.members if name not in Sourced.model_fields]

    @property
    def required(self) -> frozenset[str]:
        """Names of the settings that must be given."""
        return frozenset(name for name, member in self.members.items() if member.required)


Shape = Leaf | Items | Named | Group


def step(shape: Shape | None, key: str | int) -> Shape | None:
    """What lies under one name (or item) of a shape; None if nothing can."""
    match shape:
        case Group():
            member = shape.members.get(str(key))
            return member.shape if member else None
        case Named():
            return shape.of
        case Items():
            return shape.of if isinstance(key, int) else None
        case Leaf():
            return shape.part(str(key))
    return None


def shape_at(keys: Keys) -> Shape | None:
    """What a scenario may hold under a path; None if there is no such setting."""
    found: Shape | None = SCENARIO
    for key in keys:
        found = step(found, key)
    return found


def leaves(shape: Shape, data: Any, keys: Keys = ()) -> Iterator[tuple[Keys, Shape, Member | None]]:
    """Every setting of `data`, given or not, with what it may hold; lists of values and empty mappings count as one setting."""
    yield from _leaves(shape, data, keys, None)


def _leaves(shape: Shape, data: Any, keys: Keys, member: Member | None) -> Iterator[tuple[Keys, Shape, Member | None]]:
    match shape:
        case Group():
            given = data if isinstance(data, dict) else {}
            for name, inner in shape.members_of(given).items():
                yield from _leaves(inner.shape, given.get(name), (*keys, name), inner)
        case Named() if isinstance(data, dict) and data:
            for name, entry in data.items():
                yield from _leaves(shape.of, entry, (*keys, as_key(name)), member)
        case Items(of=Group()) if isinstance(data, list) and data:
            for i, entry in enumerate(data):
                yield from _leaves(shape.of, entry, (*keys, i), member)
        case _:
            yield keys, shape, member


def _unwrap(annotation: Any) -> tuple[Any, list[Any]]:
    """A type without its Annotated layers, and all that these say."""
    said: list[Any] = []
    while get_origin(annotation) is Annotated:
        annotation, *layers = get_args(annotation)
        for layer in layers:
            said.extend([*layer.metadata] if isinstance(layer, FieldInfo) else [layer])
    return annotation, said


def _shape(annotation: Any, said: list[Any]) -> Shape:
    annotation, more = _unwrap(annotation)
    said = [*said, *more]
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin in {Union, UnionType}:
        return _one_of([option for option in inside if option is not NoneType], said)
    if origin is list:
        return Items(_shape(inside[0], []), _said(said, "min_length") or 0, ONCE in said)
    if origin is dict:
        keys = _shape(inside[0], [])
        return Named(keys if isinstance(keys, Leaf) else Leaf("text"), _shape(inside[1], []), _said(said, "min_length") or 0)
    if origin is not Literal and issubclass(annotation, BaseModel) and annotation is not Sessions:
        return group(annotation)
    return _leaf(annotation, said)


def _one_of(options: list[Any], said: list[Any]) -> Shape:
    if len(options) == 1:
        return _shape(options[0], said)
    shapes = [shape for option in options if isinstance(shape := _shape(option, []), Leaf)]
    if any(isinstance(item, Discriminator) for item in said):  # the only unions told apart by a function are spreads
        return Leaf("spread", shapes[0].low, shapes[0].high, wide=shapes[0].wide, forms=tuple(filter(None, map(_form, options))))
    number = next(shape for shape in shapes if shape.kind == "number")
    return replace(number, words=tuple(word for shape in shapes for word in shape.words))


def _form(option: Any) -> Form | None:
    """The way of writing a spread that a model stands for; None of a plain number."""
    kind: Any = _unwrap(option)[0]
    if kind is float:
        return None
    needed = tuple(name for name, field in kind.model_fields.items() if field.is_required())
    return Form(needed, tuple(name for name in kind.model_fields if name not in needed))


_KINDS: dict[Any, Kind] = {date: "date", Sessions: "sessions", bool: "flag"}


def _leaf(annotation: Any, said: list[Any]) -> Leaf:
    if get_origin(annotation) is Literal:
        return Leaf("choice", words=get_args(annotation))
    as_json = next((item.json_schema for item in said if isinstance(item, WithJsonSchema)), None)
    if annotation in _KINDS:
        return Leaf(_KINDS[annotation], as_json=as_json)
    if kind_of_rule := next((item.kind for item in said if isinstance(item, ByName)), None):
        return Leaf("choice", rules=kind_of_rule)
    if annotation is str:
        return Leaf("text", pattern=_said(said, "pattern"))
    low, above, high = (_said(said, name) for name in ("ge", "gt", "le"))
    kind: Kind = "duration" if annotation is int and as_json else "whole" if annotation is int else "number"
    return Leaf(kind, low if above is None else above, high, above is not None, as_json=as_json, wide=WIDE in said)


def _said(said: list[Any], name: str) -> Any:
    return next((value for item in said if (value := getattr(item, name, None)) is not None), None)


@cache
def group(model: type[BaseModel]) -> Group:
    """The shape of one part of the schema."""
    fields = sorted(model.model_fields.items(), key=lambda item: model is Scenario and item[0] in OfModules.model_fields)  # those of modules last
    members = {setting.alias or name: _member(setting) for name, setting in fields}
    rule = model.model_config.get("json_schema_extra")
    ruled = model if issubclass(model, Ruled) else None
    return Group(model.__name__, (model.__doc__ or "").split("\n", maxsplit=1)[0], members, rule if isinstance(rule, dict) else {}, ruled)


def _member(setting: FieldInfo) -> Member:
    extra = setting.json_schema_extra if isinstance(setting.json_schema_extra, dict) else {}
    return Member(
        shape=_shape(setting.annotation, setting.metadata),
        required=setting.is_required(),
        may_be_null=NoneType in get_args(setting.annotation),
        default=None if setting.is_required() else setting.default,
        description=setting.description or "",
        unit=str(extra.get("unit", "")),
        source=str(extra.get("source", "")),
        lever=str(extra.get("lever", "")),
        coercive=bool(extra.get("coercive", False)),
    )


@lru_cache(maxsize=16)
def _of_rules(part: type[Ruled], _state: int) -> dict[str, Member]:
    """The settings that the rules known by now have of their own; each says which rules it is for."""
    found: dict[str, Member] = {}
    for rule in rules(part.kind):
        for name, setting in own_settings(rule).items():
            member = _member(setting)
            words = f"For {', '.join(owners(part.kind, name))}: {member.description[:1].lower()}{member.description[1:]}"
            found[name] = replace(member, required=False, may_be_null=member.may_be_null or member.required, description=words)
    return found


SCENARIO = group(Scenario)
