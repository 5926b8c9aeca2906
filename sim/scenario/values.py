"""The kinds of value a scenario file holds: numbers within bounds, spreads, dates and durations as people write them."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, PlainSerializer, Tag, WithJsonSchema, model_validator
from pydantic_core import PydanticCustomError

Number = Annotated[float, Field(allow_inf_nan=False)]
Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NonNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
Point = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Side = Annotated[float, Field(ge=-1, le=1, allow_inf_nan=False)]

N = TypeVar("N")


class Strict(BaseModel):
    """A part of a scenario: unknown settings are mistakes, values are never converted in silence, nothing changes after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Normal(Strict, Generic[N]):
    """A spread around a middle: about two thirds of histories lie within one `sd` of `mean`."""

    mean: N = Field(description="The middle of the spread.")
    sd: NonNegative = Field(description="The standard deviation: about two thirds of histories lie within one of these of the mean.")


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


def kind_of_spread(value: Any) -> str:
    """Which of the three ways of writing a spread `value` is meant to be."""
    if isinstance(value, Normal):
        return "normal"
    if isinstance(value, Triangle):
        return "triangle"
    if isinstance(value, dict):
        return "triangle" if {"low", "mode", "high"} & value.keys() else "normal"
    return "number"


AnySpread = float | Normal[float] | Triangle[float]


def centre(spread: AnySpread) -> float:
    """The mean of a spread."""
    if isinstance(spread, Normal):
        return float(spread.mean)
    if isinstance(spread, Triangle):
        return (float(spread.low) + float(spread.mode) + float(spread.high)) / 3.0
    return float(spread)


def width(spread: AnySpread) -> float:
    """How wide a spread is, by its standard deviation or from end to end; 0 where every history draws the same."""
    if isinstance(spread, Normal):
        return float(spread.sd)
    if isinstance(spread, Triangle):
        return float(spread.high) - float(spread.low)
    return 0.0


PointSpread = Annotated[
    Annotated[Point, Tag("number")] | Annotated[Normal[Point], Tag("normal")] | Annotated[Triangle[Point], Tag("triangle")], Discriminator(kind_of_spread)
]
ShareSpread = Annotated[
    Annotated[Share, Tag("number")] | Annotated[Normal[Share], Tag("normal")] | Annotated[Triangle[Share], Tag("triangle")], Discriminator(kind_of_spread)
]
WeightSpread = Annotated[
    Annotated[NonNegative, Tag("number")] | Annotated[Normal[NonNegative], Tag("normal")] | Annotated[Triangle[NonNegative], Tag("triangle")],
    Discriminator(kind_of_spread),
]
SideSpread = Annotated[
    Annotated[Side, Tag("number")] | Annotated[Normal[Side], Tag("normal")] | Annotated[Triangle[Side], Tag("triangle")], Discriminator(kind_of_spread)
]

_DAYS_IN = {"day": 1, "week": 7, "month": 30, "year": 365}
_ISO = re.compile(r"^\d{4}-\d{2}-\d{2}$")
_DURATION = re.compile(r"^(\d+)\s+(day|week|month|year)s?$")


def _days(value: Any) -> Any:
    """Days in `60 days`, `2 weeks`, `3 months` (of 30 days), `1 year` (of 365) or a whole number."""
    if isinstance(value, str) and (match := _DURATION.match(value.strip())):
        return int(match[1]) * _DAYS_IN[match[2]]
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise PydanticCustomError("duration", "must be a duration such as '60 days', '2 weeks' or a whole number of days")


def _date(value: Any) -> Any:
    """The date in `2024-08-15`."""
    if isinstance(value, str) and _ISO.match(value.strip()):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    elif isinstance(value, date):
        return value
    raise PydanticCustomError("date", "must be a date written as year-month-day, such as 2024-08-15")


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


_DURATION_SCHEMA = {"anyOf": [{"type": "integer", "minimum": 0}, {"type": "string", "pattern": r"^\d+\s+(day|week|month|year)s?$"}]}
Days = Annotated[int, Field(ge=0), BeforeValidator(_days), WithJsonSchema(_DURATION_SCHEMA)]
Day = Annotated[date, BeforeValidator(_date), WithJsonSchema({"type": "string", "format": "date"})]
Anchors = Annotated[
    dict[Point, str],
    BeforeValidator(_keys(float, "points of the scale from 0 to 100")),
    WithJsonSchema({"type": "object", "additionalProperties": {"type": "string"}, "propertyNames": {"pattern": r"^\d+(\.\d+)?$"}}),
]
PHASE_KEYS = BeforeValidator(_keys(int, "numbers of phases"))

_SESSIONS = re.compile(r"^every\s+(\d+\s+(?:day|week|month|year)s?|day|week)$")


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
            if every > 0:
                return Sessions(every=every)
    raise PydanticCustomError("sessions", "must be 'every 7 days' (or another duration) or 'when ripe'")


SessionsText = Annotated[
    Sessions,
    BeforeValidator(_sessions),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "pattern": r"^(when ripe|every\s+(\d+\s+(day|week|month|year)s?|day|week))$"}),
]
