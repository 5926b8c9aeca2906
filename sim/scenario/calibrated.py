"""Stances that a scenario takes from a case: what its own file leaves open is filled in from the case's stances file."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError, model_validator
from pydantic_core import PydanticCustomError

from sim.errors import ScenarioError
from sim.values import Change, Day, Normal, Point, Share, Side, Weight

from .cases import folder_of, lacks
from .mistakes import Mistake, located, one_of, written
from .reading import Keys, read, shown
from .schema import StancesFrom

Filled = tuple[dict[str, Any], dict[Keys, str], list[Mistake]]


class _Known(BaseModel):
    """What a stances file says of one party on one issue, as far as scenarios take it."""

    model_config = ConfigDict(strict=True)

    wants: Literal["more", "less"]
    position: Normal[Point]
    salience: Normal[Weight]
    contraction: dict[Literal["position", "salience"], Change]
    label: Literal["reported", "judgement"]
    reports: dict[str, Share]

    @model_validator(mode="after")
    def _contracts(self) -> Self:
        if "position" not in self.contraction:
            raise PydanticCustomError("contraction", "must have position")
        return self


class _CorrelatedDraws(BaseModel):
    """How far the positions of a stances file are correlated: the lower triangle of a matrix, row by row."""

    model_config = ConfigDict(strict=True)

    of: list[str]
    correlation: list[list[Side]]

    @model_validator(mode="after")
    def _is_a_triangle(self) -> Self:
        if [len(row) for row in self.correlation] != list(range(1, len(self.of) + 1)):
            raise PydanticCustomError("triangle", "must have a row for each name, each one longer than the one before")
        return self


class _Stances(BaseModel):
    """A stances file, as far as scenarios take it."""

    model_config = ConfigDict(strict=True)

    as_of: str
    bias: str
    parties: dict[str, dict[str, _Known]]
    together: _CorrelatedDraws


def filled(data: dict[str, Any], places: dict[Keys, str], case_folders: Sequence[Path]) -> Filled:
    """The data with positions and saliences that it leaves open, and what goes together, taken from the case named in `stances_from`."""
    source, open_stances = _source(data), _left_open(data)
    day = source and (source.as_of or _day(data.get("as_of")))
    if source is None or day is None or not open_stances or lacks(source.case, case_folders):
        return data, places, []  # whatever is wrong is said by the schema and the checks
    path = (folder_of(source.case, case_folders) or Path()) / "stances" / f"{day}{f'-{source.variant}' if source.variant else ''}.yaml"
    if not path.is_file():
        there = sorted(file.stem for file in path.parent.glob("*.yaml"))
        remedy = f"there are stances {one_of(there)}" if there else "none are there yet; `calibrate` writes them"
        return data, places, [Mistake(("stances_from",), f"leaves positions to {shown(path)}, which is not there; {remedy}")]
    try:
        stances = _read(path, path.stat().st_mtime_ns)
    except (ScenarioError, OSError) as error:
        why = error.mistakes[0] if isinstance(error, ScenarioError) else f"{shown(path)}: {error.strerror}"
        return data, places, [Mistake(("stances_from",), f"leaves positions to a stances file that cannot be used; `calibrate` writes it anew. {why}")]
    parties, places, mistakes, taken = {name: _copied(party) for name, party in data["parties"].items()}, dict(places), list[Mistake](), []
    for party, issue in open_stances:
        known = stances["parties"].get(party, {}).get(issue)
        if known is None:
            mistakes.append(Mistake(("parties", party, "stances", issue), f"leaves its numbers to {shown(path)}, which has none for it"))
            continue
        own = parties[party]["stances"][issue]
        if "position" not in own:
            taken.append(f"{party}.{issue}")
        _take(own, known, stances)
        places |= {("parties", party, "stances", issue, *part): shown(path) for part in _taken_parts(data["parties"][party]["stances"][issue], known)}
    together = _correlation_of(stances["together"], taken)
    more = {"together": together} if together and "together" not in data else {}
    return {**data, "parties": parties, **more}, places, mistakes


def _source(data: dict[str, Any]) -> StancesFrom | None:
    """The case that a scenario names, if it names one as the schema allows: a name, never a path."""
    try:
        return StancesFrom.model_validate(data.get("stances_from"))
    except ValidationError:
        return None  # said by the schema


def _day(value: Any) -> date | None:
    try:
        return TypeAdapter(Day).validate_python(value)
    except ValidationError:
        return None


def _left_open(data: dict[str, Any]) -> list[tuple[str, str]]:
    """Party and issue of the stances without position or salience."""
    parties, issues = data.get("parties"), data.get("issues")
    return [
        (party, issue)
        for party, settings in (parties.items() if isinstance(parties, dict) else ())
        if isinstance(settings, dict) and isinstance(settings.get("stances"), dict)
        for issue, stance in settings["stances"].items()
        if isinstance(stance, dict) and isinstance(issues, dict) and issue in issues and not {"position", "salience"} <= stance.keys()
    ]


_OFFERED = ("wants", "position", "salience")


def _take(own: dict[str, Any], known: dict[str, Any], stances: dict[str, Any]) -> None:
    """Fill a stance in with what it leaves open; what is wrong in it stays, for the schema to say so."""
    for name in _OFFERED:
        own.setdefault(name, known[name])
    reports, judgement = own.get("reports", []), own.get("judgement")
    if isinstance(reports, list):
        own["reports"] = [*reports, *(report for report in known["reports"] if report not in reports)]
    if judgement is None or isinstance(judgement, str):
        own["judgement"] = " ".join(filter(None, [judgement, _said(known, stances)]))


def _taken_parts(own: dict[str, Any], known: dict[str, Any]) -> Iterator[Keys]:
    """The paths inside a stance that come from the case."""
    for name in _OFFERED:
        if name not in own:
            yield (name,)
            yield from ((name, part) for part in known[name]) if isinstance(known[name], dict) else ()


@lru_cache(maxsize=16)
def _read(path: Path, _changed: int) -> dict[str, Any]:
    """A stances file; scenarios of one case share it. Raises ScenarioError, each line with its place, where it is not what `calibrate` writes."""
    document = read(path)
    try:
        _Stances.model_validate(document.data)
    except ValidationError as error:
        found = [Mistake(one["loc"], f"is not what `calibrate` writes there, found {written(one['input'])}") for one in error.errors()]
        raise ScenarioError([*document.mistakes, *located(found, document.places)]) from None
    if document.mistakes:
        raise ScenarioError(document.mistakes)
    return document.data


def _said(known: dict[str, Any], stances: dict[str, Any]) -> str:
    """Where a number comes from, in words."""
    narrower = known["contraction"]["position"]
    what = f"Worked out from the reports up to {stances['as_of']}, with a {stances['bias']} bias of public demands"
    if known["label"] == "judgement":
        return f"{what}; they hardly say anything of it (contraction {narrower:.2f}), so the number is judgement."
    return f"{what} (contraction {narrower:.2f}). The salience is judgement: how often it speaks of the issue is weak evidence."


def _copied(party: Any) -> Any:
    """A party whose stances may be changed."""
    if not isinstance(party, dict) or not isinstance(party.get("stances"), dict):
        return party
    return {**party, "stances": {issue: dict(stance) if isinstance(stance, dict) else stance for issue, stance in party["stances"].items()}}


def _correlation_of(given: dict[str, Any], taken: list[str]) -> dict[str, Any] | None:
    """What goes together among the positions that were taken; None where that is one or none."""
    kept = [k for k, name in enumerate(given["of"]) if name in taken]
    if len(kept) < 2:
        return None
    paths = [f"parties.{given['of'][k].replace('.', '.stances.', 1)}.position" for k in kept]
    return {"of": paths, "correlation": [[given["correlation"][row][column] for column in kept if column <= row] for row in kept]}
