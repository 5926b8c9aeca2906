"""The kinds of value a scenario file holds: numbers within bounds, spreads, dates and durations as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, Literal, Self, TypeVar, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PlainSerializer, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

WIDE = "a wide range"
"""Marks a range that is far wider than any scenario needs (assumption), and narrow enough that no arithmetic overflows inside it; nothing is measured by it."""
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Point = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Side = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]
Weight = Annotated[float, Field(ge=0, le=1000, allow_inf_nan=False), WIDE]
"""How much something counts beside others of its kind, or in observations."""
Deviation = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), WIDE]
"""A standard deviation: at most the width of the widest scale."""
LogOdds = Annotated[float, Field(ge=-100, le=100, allow_inf_nan=False), WIDE]
"""What shifts a chance or a rate, in log-odds or log-hazard; beyond 30 nothing is left to chance."""
Strength = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), WIDE]
"""The same, of what works one way only, and multiples."""
Steepness = Annotated[float, Field(ge=0, le=10_000, allow_inf_nan=False), WIDE]
"""Log-odds per unit of value; 0: what is at stake does not matter."""
Rate = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False), WIDE]
"""How often something happens a day."""
Factor = Annotated[float, Field(ge=0.01, le=100, allow_inf_nan=False), WIDE]
"""A multiple or an exponent that must not be 0."""
Sharpness = Annotated[float, Field(ge=0.01, le=10_000, allow_inf_nan=False), WIDE]
"""The same where it must not be 0; from about 1000 on as good as exact."""
SomeDays = Annotated[float, Field(ge=0.01, le=36_500, allow_inf_nan=False), WIDE]
"""A length of time in days or sessions that need not be whole: up to a hundred years."""
Bit = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False), WIDE]
"""What a single day brings or takes, in units of value."""
Drift = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False), WIDE]
"""The same, either way."""
Positive = Annotated[float, Field(ge=0.001, le=1_000_000, allow_inf_nan=False), WIDE]
"""A size that must not be 0: wide enough for troops, or for product in billions."""
Change = Annotated[float, Field(ge=-36_500, le=36_500, allow_inf_nan=False), WIDE]
"""What a quantity is set to or moved by; what it comes to is kept inside the quantity's own range."""
Length = Annotated[float, Field(ge=0, le=36_500, allow_inf_nan=False), WIDE]
"""A length of time in days that may be none."""

NAME = r"^[a-z][a-z0-9_]*$"
PART_OF_A_FILE_NAME = r"^[^/\\\s]{1,100}$"
TEXT_LIKE = {NAME: "a name of small letters, digits and _ that starts with a letter", PART_OF_A_FILE_NAME: "a name without blanks, / and \\"}
"""What a text must be that has to match a pattern, in words."""

N = TypeVar("N")


class Strict(BaseModel):
    """A part of a scenario: unknown settings are mistakes, values are never converted in silence, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Sourced(Strict):
    """Something with numbers, and where they come from."""

    reports: list[str] = Field([], description="Ids of the reports (statements or events of the case) that the numbers beside this rest on.")
    cites: list[str] = Field([], description="Names of published sources (under information.sources) that the numbers beside this rest on.")
    judgement: str | None = Field(None, description="Why these numbers, where no report fixes them: the word of whoever wrote the file.")


COERCIVE: dict[str, Any] = {"coercive": True}
"""Marks a setting that stands for violence, threats or what is withheld: no search for levers ever moves it."""


LeverKind = Literal["positions", "assurances", "guarantees", "sequencing", "mediation effort", "inclusion"]
"""The kinds of diplomatic acts that a search for levers tries."""

LEVER_KINDS: tuple[LeverKind, ...] = get_args(LeverKind)


def lever(kind: LeverKind) -> dict[str, Any]:
    """Mark a setting that a diplomatic act of that kind can change."""
    return {"lever": kind}


def stated(default: Any, unit: str, source: str, description: str, **more: Any) -> Any:
    """A setting that states its unit and where its value comes from (a source, or the word `assumption`)."""
    return Field(default, description=description, json_schema_extra={**more, "unit": unit, "source": source})


def measured(default: Any, low: float, high: float, unit: str, source: str, description: str) -> Any:
    """A setting that states, beside its unit and source, the range that a reasonable modeller might have chosen from instead."""
    return stated(default, unit, source, description, range=[low, high])


NAMES_A_PARTY = "names a party"
"""Marks a text that must be the name of a party of the scenario."""
PartyName = Annotated[str, NAMES_A_PARTY]


class Normal(Strict, Generic[N]):
    """A spread around a middle: about two thirds of histories lie within one `sd` of `mean`."""

    mean: N = Field(description="The middle of the spread.")
    sd: Deviation = Field(description="The standard deviation: about two thirds of histories lie within one of these of the mean.")


class Triangle(Strict, Generic[N]):
    """A spread between two ends with a most likely value."""

    low: N = Field(description="No history draws less than this.")
    mode: N = Field(description="The most likely value.")
    high: N = Field(description="No history draws more than this.")

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        low, mode, high = (float(value) for value in (self.low, self.mode, self.high))  # type: ignore[arg-type]
        if not low <= mode <= high:
            raise PydanticCustomError("order", "low, mode and high must not fall, found {low}, {mode}, {high}", {"low": low, "mode": mode, "high": high})
        return self


_FIRM: Any = Field(1.0, description="The chance that the line is real: else crossing it has a price, and is not ruled out.")


class NormalLine(Normal[Point]):
    """A red line around a middle."""

    firm: Share = _FIRM


class TriangleLine(Triangle[Point]):
    """A red line between two ends with a most likely value."""

    firm: Share = _FIRM


class PointLine(Strict):
    """A red line at a point, drawn on its own."""

    at: Point = Field(description="Where the line lies.")
    firm: Share = _FIRM


SPREADS: tuple[tuple[str, ...], ...] = tuple(tuple(kind.model_fields) for kind in (Normal, Triangle))
"""The names of the numbers of each kind of spread."""

PARTS_OF_SPREADS = tuple(name for names in SPREADS for name in names)

LINES: tuple[tuple[str, ...], ...] = tuple(tuple(kind.model_fields) for kind in (NormalLine, TriangleLine, PointLine))
"""The names that each kind of red line may hold."""


def kind_of_spread(value: Any) -> str:
    """Which of the three ways of writing a spread `value` is meant to be."""
    if isinstance(value, Normal):
        return "normal"
    if isinstance(value, Triangle):
        return "triangle"
    if isinstance(value, dict):
        return "triangle" if Triangle.model_fields.keys() & value.keys() else "normal"
    return "number"


def kind_of_line(value: Any) -> str:
    """Which of the four ways of writing a red line `value` is meant to be."""
    if isinstance(value, PointLine) or (isinstance(value, dict) and "at" in value):
        return "point"
    if isinstance(value, dict) and value.keys() <= {"firm"}:
        return "point"
    return kind_of_spread(value)


AnySpread = float | Normal[float] | Triangle[float]
AnyLine = float | NormalLine | TriangleLine | PointLine


def firmness(line: AnyLine) -> float:
    """The chance that a red line is real; 1 where it says nothing of that."""
    return float(line.firm) if isinstance(line, NormalLine | TriangleLine | PointLine) else 1.0


def centre(spread: AnySpread | AnyLine) -> float:
    """The mean of a spread."""
    if isinstance(spread, PointLine):
        return float(spread.at)
    if isinstance(spread, Normal):
        return float(spread.mean)
    if isinstance(spread, Triangle):
        return (float(spread.low) + float(spread.mode) + float(spread.high)) / 3.0
    return float(spread)


def width(spread: AnySpread | AnyLine) -> float:
    """How wide a spread is, by its standard deviation or from end to end; 0 where every history draws the same."""
    if isinstance(spread, Normal):
        return float(spread.sd)
    if isinstance(spread, Triangle):
        return float(spread.high) - float(spread.low)
    return 0.0


def deviation(spread: AnySpread | AnyLine) -> float:
    """The standard deviation of a spread; 0 where every history draws the same."""
    if isinstance(spread, Normal):
        return float(spread.sd)
    if isinstance(spread, Triangle):
        low, mode, high = (float(value) for value in (spread.low, spread.mode, spread.high))
        return float(((low**2 + mode**2 + high**2 - low * mode - low * high - mode * high) / 18.0) ** 0.5)
    return 0.0


PointSpread = Annotated[
    Annotated[Point, Tag("number")] | Annotated[Normal[Point], Tag("normal")] | Annotated[Triangle[Point], Tag("triangle")], Discriminator(kind_of_spread)
]
ShareSpread = Annotated[
    Annotated[Share, Tag("number")] | Annotated[Normal[Share], Tag("normal")] | Annotated[Triangle[Share], Tag("triangle")], Discriminator(kind_of_spread)
]
WeightSpread = Annotated[
    Annotated[Weight, Tag("number")] | Annotated[Normal[Weight], Tag("normal")] | Annotated[Triangle[Weight], Tag("triangle")], Discriminator(kind_of_spread)
]
SideSpread = Annotated[
    Annotated[Side, Tag("number")] | Annotated[Normal[Side], Tag("normal")] | Annotated[Triangle[Side], Tag("triangle")], Discriminator(kind_of_spread)
]

RedLine = Annotated[
    Annotated[Point, Tag("number")] | Annotated[NormalLine, Tag("normal")] | Annotated[TriangleLine, Tag("triangle")] | Annotated[PointLine, Tag("point")],
    Discriminator(kind_of_line),
]

LONGEST = 36_500
"""Days in the longest duration: a hundred years."""
_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
FIRST_YEAR, LAST_YEAR = 1000, 2999
"""The years of dates, so that days can be counted from any to any; `_CALENDAR` and `_LEAP` say the same."""
DATE = re.compile(r"^\s*([0-9]{4})-[0-9]{2}-[0-9]{2}\s*$")
_DURATION = re.compile(r"^([0-9]{1,40})\s+(day|week|month|year)s?$")


def _as_whole_number(value: Any) -> Any:
    """A whole number, though it be written 3.0, as JSON has it."""
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _days(value: Any) -> Any:
    """Days in `60 days`, `2 weeks`, `3 months` (of 30 days), `1 year` (of 365) or a whole number."""
    if isinstance(value, str) and (match := _DURATION.match(value.strip())):
        return int(match[1]) * _DAYS_IN[match[2]]
    value = _as_whole_number(value)
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("duration", "must be a duration such as '60 days', '2 weeks' or a whole number of days")


def _date(value: Any) -> Any:
    """The date in `2024-08-15`, between the years 1000 and 2999, so that days can be counted from any to any."""
    text = value.isoformat() if isinstance(value, date) else value
    if isinstance(text, str) and (match := DATE.match(text)) and FIRST_YEAR <= int(match[1]) <= LAST_YEAR:
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            pass
    raise PydanticCustomError("date", "must be a date between the years 1000 and 2999, written as year-month-day, such as 2024-08-15")


def _keys(convert: Callable[[str], Any], what: str) -> Callable[[Any], Any]:
    """Read the keys of a mapping, which a file gives as words, as numbers."""

    def read(value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        try:
            return {convert(str(key)): entry for key, entry in value.items()}
        except ValueError:
            raise PydanticCustomError("keys", "must have {what} as keys, found {found}", {"what": what, "found": ", ".join(map(repr, value))}) from None

    return read


def _up_to(highest: int) -> str:
    """A pattern of the whole numbers from 0 to `highest`."""
    digits = str(highest)
    last = len(digits) - 1
    lower = [f"{digits[:k]}[{int(k == 0)}-{int(digit) - 1}][0-9]{{{last - k}}}" for k, digit in enumerate(digits) if int(digit) > int(k == 0)]
    return f"0*({'|'.join([f'[0-9]{{1,{last}}}', *lower, digits])})"


_SPAN = "|".join(rf"{_up_to(LONGEST // days)}\s+{unit}s?" for unit, days in _DAYS_IN.items())
_LEAP = "([12][0-9](0[48]|[2468][048]|[13579][26])|(12|16|20|24|28)00)-02-29"
_CALENDAR = "[12][0-9]{3}-((0[13578]|1[02])-(0[1-9]|[12][0-9]|3[01])|(0[469]|11)-(0[1-9]|[12][0-9]|30)|02-(0[1-9]|1[0-9]|2[0-8]))"
_DURATION_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0, "maximum": LONGEST}, {"type": "string", "pattern": rf"^\s*({_SPAN})\s*$"}]}
Whole = Annotated[int, BeforeValidator(_as_whole_number)]
Days = Annotated[int, Field(ge=0, le=LONGEST), BeforeValidator(_days), WithJsonSchema(_DURATION_SCHEMA)]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date", "pattern": rf"^\s*({_CALENDAR}|{_LEAP})\s*$"})]
Anchors = Annotated[
    dict[Point, str],
    BeforeValidator(_keys(float, "points of the scale from 0 to 100")),
]
PHASE_KEYS = BeforeValidator(_keys(int, "numbers of phases"))

_SESSIONS = re.compile(r"^every\s+([0-9]{1,40}\s+(?:day|week|month|year)s?|day|week)$")


class Sessions(BaseModel):
    """When sessions are called: every so many days, or when the mediators judge the moment ripe."""

    model_config = ConfigDict(frozen=True)
    every: int | None

    def __str__(self) -> str:
        return "when ripe" if self.every is None else "every day" if self.every == 1 else f"every {self.every} days"


def _sessions(value: Any) -> Any:
    if isinstance(value, Sessions):
        return value
    if isinstance(value, str):
        words = " ".join(value.split())
        if words == "when ripe":
            return Sessions(every=None)
        if match := _SESSIONS.match(words):
            every = _days(match[1] if match[1][0].isdigit() else f"1 {match[1]}")
            if 0 < every <= LONGEST:
                return Sessions(every=every)
    raise PydanticCustomError("sessions", "must be 'every 7 days' (or another duration) or 'when ripe'")


SessionsText = Annotated[
    Sessions,
    BeforeValidator(_sessions),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": rf"^\s*(when\s+ripe|every\s+((?!0+\s)({_SPAN})|day|week))\s*$"}),
]
