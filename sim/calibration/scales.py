"""The scales of a case, as its issues.yaml gives them: every word of the file checked before anything is worked out from it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from sim.errors import ScenarioError
from sim.scenario.reading import Document, Keys, as_key, read

Words = Annotated[str, StringConstraints(min_length=1, strict=True)]
Point = Annotated[float, BeforeValidator(lambda key: float(key) if isinstance(key, str) else key), Field(ge=0, le=100, allow_inf_nan=False)]


class _Part(BaseModel):
    """A part of the file: no other names than its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Anchor(_Part):
    """What a point of a scale means, and what that rests on."""

    text: Words
    basis: Literal["document", "public record", "judgement"]
    from_: tuple[Words, ...] = Field(default=(), alias="from")
    worded_after: dt.date | None = None


class Process(_Part):
    """A scale on which somebody may be placed, and nothing is bargained over."""

    label: Words
    unit: Words
    counts: Words
    anchors: dict[Point, Anchor]


class Negotiable(Process):
    """A scale that is bargained over, and which way each principal is reported to pull on it."""

    wants: dict[Words, Literal["more", "less"]]
    anchors: dict[Point, Anchor] = Field(min_length=2)


class Scales(_Part):
    """Everything in an issues.yaml."""

    negotiable: dict[Words, Negotiable] = Field(min_length=1)
    process: dict[Words, Process]


_SCALES = TypeAdapter(Scales)


def read_scales(path: Path, principals: Collection[str]) -> dict[str, dict[str, Any]]:
    """The scales of a case as plain data, points being numbers and days dates; `principals` are those who may want something.

    Raises ValueError with every mistake found, a line each, as `file:line:column: where: found what, allowed: what`.
    """
    document, mistakes = settings_in(path), list[str]()
    try:
        scales = _SCALES.validate_python(document.data)
    except ValidationError as error:
        mistakes += [f"{_place(document, detail['loc'])}: {_wrong(detail, document.data)}" for detail in error.errors()]
    else:
        for name, scale in scales.negotiable.items():
            mistakes += [
                f"{_place(document, ('negotiable', name, 'wants', party))}: found {party!r}, allowed: a principal of case.yaml ({', '.join(principals)})"
                for party in scale.wants
                if party not in principals
            ]
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return scales.model_dump(by_alias=True, exclude_unset=True)


def settings_in(path: Path) -> Document:
    """A YAML file of a case as plain data, with the places of all in it; raises ValueError with what keeps it from being read."""
    if not path.is_file():
        raise ValueError(f"{path}: found no such file, allowed: the files that the codebook lists")
    try:
        document = read(path)
    except ScenarioError as error:
        raise ValueError(str(error)) from None
    if document.mistakes:
        raise ValueError("\n".join(document.mistakes))
    return document


def line_of(document: Document, loc: tuple[str | int, ...]) -> str:
    """The place in the file of a finding, or of the nearest thing around it."""
    keys = _keys(loc)
    return next(document.places[keys[:k]] for k in range(len(keys), -1, -1) if keys[:k] in document.places)


def _place(document: Document, loc: tuple[str | int, ...]) -> str:
    """Where a finding lies, in the file and in its settings."""
    return f"{line_of(document, loc)}: {'.'.join(map(str, _keys(loc)))}"


def _keys(loc: tuple[str | int, ...]) -> Keys:
    return tuple(as_key(key) if isinstance(key, float) else key for key in loc if key != "[key]")


def _wrong(detail: Any, data: Any) -> str:
    """What was found and what is allowed there."""
    match detail["type"]:
        case "missing":
            return "found nothing, allowed: it is required"
        case "extra_forbidden":
            around: Any = data
            for key in detail["loc"][:-1]:
                around = around[key] if isinstance(around, list) else around.get(str(key), {})
            known = next((part.model_fields for part in (Anchor, Negotiable, Scales) if set(around) & _names(part)), {})
            names = [field.alias or name for name, field in known.items()]
            near = get_close_matches(str(detail["loc"][-1]), names, 1)
            return f"found an unknown name, allowed: {', '.join(names)}" + (f" (did you mean {near[0]!r}?)" if near else "")
        case "literal_error":
            return f"found {detail['input']!r}, allowed: {detail['ctx']['expected']}"
    return f"found {detail['input'] if not isinstance(detail['input'], dict) else '{' + ', '.join(detail['input']) + '}'!r}, allowed: {_asked(detail['msg'])}"


def _asked(message: str) -> str:
    return message.removeprefix("Input should be ").removeprefix("a ")


def _names(part: type[BaseModel]) -> set[str]:
    return {field.alias or name for name, field in part.model_fields.items()}
