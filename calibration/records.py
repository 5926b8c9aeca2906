"""The record of a case, as read from its files: sources, statements, dated events, every row checked."""

from __future__ import annotations

import csv
import datetime as dt
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints, ValidationError, ValidationInfo, field_validator
from pydantic_core import ErrorDetails

CASES = Path(__file__).parent
RECORD_ENDS = dt.date(2025, 7, 25)  # no row is dated later

Precision = Literal["day", "days", "week", "month", "unknown"]
Party = Literal[
    "hamas", "israel", "united_states", "qatar", "egypt", "mediators", "iran", "hezbollah", "turkey", "un", "europe", "canada",
    "gaza_health_officials", "expert", "press", "unstated",
]  # fmt: skip
Issue = Literal[
    "hostage_release", "prisoner_exchange", "withdrawal", "border_presence", "returnee_screening", "permanence", "guarantees", "aid", "arms_and_government",
    "reference_text", "attendance", "us_engagement", "regional_linkage", "blame", "direct_talks", "un_track", "war_aim", "deadline",
    "internal_israel", "internal_hamas", "context",
]  # fmt: skip
ReferenceText = Literal["july_2_text", "us_bridging_text", "doha_2025_text"]
Kind = Literal["position", "demand", "commitment", "refusal", "threat", "accusation", "attendance", "assessment", "event", "context"]
Attribution = Literal["on_record", "paraphrase", "anonymous", "third_party", "adversary", "newsroom"]
Origin = Literal["document", "public record", "unverified"]
EventType = Literal[
    "absence", "acceptance_disputed", "agreement", "aid", "attendance", "collapse", "counterproposal", "deadline", "demand", "direct_talks", "expiry",
    "extension", "framework", "hostages_found", "implementation_dispute", "internal", "interpretation", "invitation", "killing", "leadership", "mediation",
    "mediator_exit", "points_disputed", "proposal", "recall", "refusal", "regional", "release", "reply", "reply_disputed", "round", "statement", "truce",
    "un_vote", "walkout_disputed", "war",
]  # fmt: skip


def _iso_day(cell: str) -> dt.date:
    """Read a day written as YYYY-MM-DD, and nothing else that Python would take for one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        raise ValueError("a day as YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a day that the calendar has") from None


def _within_record(day: dt.date) -> dt.date:
    """Refuse a day after the end of the record."""
    if day > RECORD_ENDS:
        raise ValueError(f"a day up to {RECORD_ENDS}, where the record ends")
    return day


def _parts(cell: str) -> list[str]:
    """Split a cell that holds several names."""
    return cell.split(";") if cell else []


Text = Annotated[str, StringConstraints(min_length=1)]
Place = Annotated[float, Field(ge=0, le=100, allow_inf_nan=False)]
Day = Annotated[dt.date, BeforeValidator(_iso_day)]
RecordDay = Annotated[Day, AfterValidator(_within_record)]


class Row(BaseModel):
    """One row of a file: no other columns than its own, not to be changed once read."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Source(Row):
    """One report: where it stood, when, and what to be careful about."""

    source_id: Text
    outlet: Text
    headline: Text
    date: RecordDay | None = None
    date_precision: Precision
    cautions: str = ""

    @field_validator("date_precision")
    @classmethod
    def _unknown_means_no_date(cls, precision: Precision, info: ValidationInfo) -> Precision:
        if "date" in info.data and (precision == "unknown") != (info.data["date"] is None):
            raise ValueError("unknown where the date is empty, and only there")
        return precision


class Statement(Row):
    """One thing said or done, as one report gives it and one coder placed it."""

    statement_id: Text
    date: RecordDay
    date_precision: Precision
    event_date: RecordDay | None = None
    party: Party
    about_party: Party | None = None
    speaker: Text
    speaker_role: Text
    issue: Issue
    reference_text: ReferenceText | None = None
    pos: Place | None = None
    pos_lo: Place | None = None
    pos_hi: Place | None = Field(default=None, validate_default=True)
    kind: Kind
    attribution: Attribution
    conditional: Literal["yes", "no"]
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: Literal["1", "2", "3", "4", "5", "6"]
    source_id: Text
    report_of: Text | None = None
    claim: Text
    coder: Text
    coded_at: Day
    codebook_version: Literal["1"]
    note: str = ""

    @field_validator("pos_hi")
    @classmethod
    def _point_or_interval(cls, high: float | None, info: ValidationInfo) -> float | None:
        if not {"pos", "pos_lo"} <= info.data.keys():
            return high
        point, low = info.data["pos"], info.data["pos_lo"]
        if (low is None) != (high is None):
            raise ValueError("pos_lo and pos_hi together, or neither")
        if point is not None and low is not None:
            raise ValueError("a point in pos or an interval, not both")
        if low is not None and high is not None and low > high:
            raise ValueError(f"at least pos_lo, {low:g}")
        return high


class Event(Row):
    """One dated event and where it is known from."""

    event_id: Text
    date: RecordDay
    end_date: RecordDay | None = None
    date_precision: Precision
    event: Text
    type: EventType
    parties: Annotated[tuple[Party, ...], BeforeValidator(_parts)]
    numbers: str = ""
    origin: Origin
    source_ids: Annotated[tuple[Text, ...], BeforeValidator(_parts)] = Field(default=(), validate_default=True)
    note: str = ""

    @field_validator("end_date")
    @classmethod
    def _ends_after_it_starts(cls, end: dt.date | None, info: ValidationInfo) -> dt.date | None:
        start = info.data.get("date")
        if end is not None and start is not None and end < start:
            raise ValueError(f"a day from {start} on")
        return end

    @field_validator("source_ids")
    @classmethod
    def _sources_unless_unverified(cls, sources: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        if "origin" in info.data and (info.data["origin"] == "unverified") != (not sources):
            raise ValueError("empty where the origin is unverified, and only there")
        return sources


@dataclass(frozen=True)
class Case:
    """The whole record of one case, its rows in the order of the files."""

    name: str
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    events: tuple[Event, ...]


AnyRow = TypeVar("AnyRow", bound=Row)


def read_case(name: str, cases: Path = CASES) -> Case:
    """Read and check the files of the case `name`.

    Raises:
        ValueError: every mistake found, a line each, as `file:line: column: found what, allowed: what`.
    """
    folder = cases / name
    if not (folder / "statements.csv").is_file():
        known = ", ".join(sorted(file.parent.name for file in cases.glob("*/statements.csv")))
        raise ValueError(f"{folder}: no such case, allowed: {known or 'none here'}")
    sources = _read(folder / "sources.csv", Source)
    statements = _read(folder / "statements.csv", Statement)
    events = _read(folder / "events.csv", Event)

    source_ids = {row.source_id for row in sources.values()}
    statement_ids = {row.statement_id for row in statements.values()}
    mistakes = [
        *_repeated(folder / "sources.csv", "source_id", {line: row.source_id for line, row in sources.items()}),
        *_repeated(folder / "statements.csv", "statement_id", {line: row.statement_id for line, row in statements.items()}),
        *_repeated(folder / "events.csv", "event_id", {line: row.event_id for line, row in events.items()}),
        *_unknown(folder / "statements.csv", "source_id", {line: (row.source_id,) for line, row in statements.items()}, source_ids, "sources.csv"),
        *_unknown(
            folder / "statements.csv", "report_of", {line: (row.report_of,) for line, row in statements.items() if row.report_of}, statement_ids, "this file"
        ),
        *_unknown(folder / "events.csv", "source_ids", {line: row.source_ids for line, row in events.items()}, source_ids, "sources.csv"),
    ]
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return Case(name, tuple(sources.values()), tuple(statements.values()), tuple(events.values()))


def _read(path: Path, model: type[AnyRow]) -> dict[int, AnyRow]:
    """Read the rows of one file by line."""
    rows: dict[int, AnyRow] = {}
    mistakes: list[str] = []
    columns = list(model.model_fields)
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.reader(file)
        header = next(lines, [])
        if header != columns:
            raise ValueError(f"{path}:1: header: found {','.join(header)!r}, allowed: {','.join(columns)!r}")
        for cells in lines:
            if len(cells) != len(columns):
                mistakes.append(f"{path}:{lines.line_num}: row: found {len(cells)} cells, allowed: {len(columns)}")
                continue
            try:
                rows[lines.line_num] = model.model_validate({column: cell for column, cell in zip(columns, cells, strict=True) if cell})
            except ValidationError as error:
                mistakes += [f"{path}:{lines.line_num}: {_mistake(detail)}" for detail in error.errors()]
    if mistakes:
        raise ValueError("\n".join(mistakes))
    return rows


def _mistake(detail: ErrorDetails) -> str:
    """Say what a cell holds and what it may hold."""
    column = detail["loc"][0]
    found = detail["input"]
    context = detail.get("ctx", {})
    if detail["type"] == "missing":
        return f"{column}: found nothing, allowed: a value"
    allowed = context.get("expected") or context.get("error") or detail["msg"].removeprefix("Input should be ")
    return f"{column}: found {'nothing' if found in (None, '', (), []) else repr(found)}, allowed: {allowed}"


def _repeated(path: Path, column: str, ids: dict[int, str]) -> list[str]:
    """Name every id that an earlier line has already."""
    first: dict[str, int] = {}
    for line, name in ids.items():
        first.setdefault(name, line)
    return [f"{path}:{line}: {column}: found {name!r} as in line {first[name]}, allowed: each id once" for line, name in ids.items() if first[name] != line]


def _unknown(path: Path, column: str, used: dict[int, tuple[str, ...]], known: set[str], where: str) -> list[str]:
    """Name every id that leads nowhere."""
    return [f"{path}:{line}: {column}: found {name!r}, allowed: an id in {where}" for line, names in used.items() for name in names if name not in known]
