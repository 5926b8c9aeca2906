"""The record of a case, as read from its files: who speaks, scales, sources, statements, texts, answers, events; every row checked."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StringConstraints,
    ValidationError,
    ValidationInfo,
    field_validator,
)
from pydantic_core import ErrorDetails

from sim.errors import InputError
from sim.shipped import CASES
from sim.tables import read_rows

from .assumptions import Assumptions
from .scales import line_of, read_scales, settings_in

Precision = Literal["day", "days", "week", "month", "unknown"]
Kind = Literal["position", "demand", "commitment", "refusal", "threat", "accusation", "attendance", "assessment", "event", "context"]
Attribution = Literal["on_record", "paraphrase", "anonymous", "third_party", "adversary", "newsroom"]
Origin = Literal["document", "public record", "unverified"]
Answered = Literal["accepted", "refused", "amended", "disputed"]
EventType = Literal[
    "absence", "acceptance_disputed", "agreement", "aid", "attendance", "collapse", "counterproposal", "deadline", "demand", "direct_talks", "expiry",
    "extension", "framework", "hostages_found", "implementation_dispute", "internal", "interpretation", "invitation", "killing", "leadership", "mediation",
    "mediator_exit", "points_disputed", "proposal", "recall", "refusal", "regional", "release", "reply", "reply_disputed", "round", "statement", "truce",
    "un_vote", "walkout_disputed", "war",
]  # fmt: skip


class Setting(BaseModel):
    """What the rows of one case may name: parties, voices, issues; and the day on which its record ends."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    record_ends: dt.date
    parties: dict[str, str]
    principals: tuple[str, ...]
    voices: dict[str, str] = {}
    dissent: dict[str, tuple[str, ...]] = {}
    measurement: Assumptions = Assumptions()

    @field_validator("principals")
    @classmethod
    def _are_parties(cls, names: tuple[str, ...], info: ValidationInfo) -> tuple[str, ...]:
        known = info.data.get("parties", {})
        for name in names:
            if name not in known:
                raise ValueError(f"names among parties ({', '.join(known)})")
        return names


def _iso_day(cell: str) -> dt.date:
    """Read a day written as YYYY-MM-DD, and nothing else that Python would take for one."""
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", cell):
        raise ValueError("a day as YYYY-MM-DD")
    try:
        return dt.date.fromisoformat(cell)
    except ValueError:
        raise ValueError("a day that the calendar has") from None


def _within_record(day: dt.date, info: ValidationInfo) -> dt.date:
    """Refuse a day after the end of the record."""
    ends = _allowed(info, "record_ends")
    if ends is not None and day > ends:
        raise ValueError(f"a day up to {ends}, where the record ends")
    return day


def _allowed(info: ValidationInfo, what: str) -> Any:
    return (info.context or {}).get(what)


def _one_of(value: str, info: ValidationInfo, *, what: str) -> str:
    """Refuse a name that the case does not know."""
    names = _allowed(info, what)
    if names is not None and value not in names:
        *first, last = [repr(name) for name in names]
        raise ValueError(f"{', '.join(first)} or {last}" if first else last)
    return value


def _parts(cell: str) -> list[str]:
    """Split a cell that holds several names."""
    return cell.split(";") if cell else []


Text = Annotated[str, StringConstraints(min_length=1)]
Party = Annotated[Text, AfterValidator(partial(_one_of, what="parties"))]
Issue = Annotated[Text, AfterValidator(partial(_one_of, what="issues"))]
Negotiable = Annotated[Text, AfterValidator(partial(_one_of, what="negotiable"))]
TextId = Annotated[Text, AfterValidator(partial(_one_of, what="texts"))]
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


class Placed(Row):
    """A row that may place somebody or something on an issue's scale, at a point or in an interval."""

    pos: Place | None = None
    pos_lo: Place | None = None
    pos_hi: Place | None = Field(default=None, validate_default=True)

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

    @property
    def span(self) -> tuple[float, float] | None:
        """The lowest and the highest point that the row allows; None where it places nobody."""
        if self.pos is not None:
            return self.pos, self.pos
        return None if self.pos_lo is None or self.pos_hi is None else (self.pos_lo, self.pos_hi)


class Statement(Placed):
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
    reference_text: TextId | None = None
    kind: Kind
    attribution: Attribution
    conditional: Literal["yes", "no"]
    reliability: Literal["A", "B", "C", "D", "E", "F"]
    credibility: Literal["1", "2", "3", "4", "5", "6"]
    source_id: Text
    origin: Origin
    report_of: Text | None = None
    claim: Text
    coder: Text
    coded_at: Day
    codebook_version: Text
    note: str = ""


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


class Recoding(Placed):
    """The same statement as a further coder placed it, who had the report and the codebook only."""

    statement_id: Text
    issue: Issue
    kind: Kind
    attribution: Attribution
    conditional: Literal["yes", "no"]
    coder: Text
    coded_at: Day
    codebook_version: Text
    note: str = ""


class KnownText(Row):
    """One proposal that was on the table, as far as it is known."""

    text_id: Text
    date: RecordDay
    date_precision: Precision
    label: Text
    author: Annotated[tuple[Party, ...], BeforeValidator(_parts)]
    source_ids: Annotated[tuple[Text, ...], BeforeValidator(_parts)]
    note: str = ""


class Term(Placed):
    """What a known text says on one issue, as far as reported."""

    text_id: TextId
    issue: Negotiable
    source_ids: Annotated[tuple[Text, ...], BeforeValidator(_parts)]
    note: str = ""


class Answer(Row):
    """How a party answered a known text; `over` names the issues given as reasons. Disputed: reports contradict each other."""

    text_id: TextId
    party: Party
    date: RecordDay
    date_precision: Precision
    answer: Answered
    over: Annotated[tuple[Negotiable, ...], BeforeValidator(_parts)] = ()
    conditional: Literal["yes", "no"]
    attribution: Attribution
    source_ids: Annotated[tuple[Text, ...], BeforeValidator(_parts)]
    note: str = ""


@dataclass(frozen=True)
class Case:
    """The whole record of one case, its rows in the order of the files; `issues` holds the scales as their file gives them."""

    name: str
    setting: Setting
    issues: Mapping[str, Mapping[str, Any]]
    sources: tuple[Source, ...]
    statements: tuple[Statement, ...]
    recodings: tuple[Recoding, ...]
    texts: tuple[KnownText, ...]
    terms: tuple[Term, ...]
    answers: tuple[Answer, ...]
    events: tuple[Event, ...]

    @property
    def negotiable(self) -> Mapping[str, Any]:
        """The issues that are bargained over, with their scales."""
        return self.issues["negotiable"]


AnyRow = TypeVar("AnyRow", bound=Row)


def case_names(cases: Path = CASES) -> list[str]:
    """Names of the cases that have a record."""
    return sorted(file.parent.name for file in cases.glob("*/case.yaml"))


def read_case(name: str, cases: Path = CASES) -> Case:
    """Read and check the files of the case `name`.

    Raises:
        ValueError: every mistake found, a line each, as `file:line: column: found what, allowed: what`.
    """
    folder = cases / name
    if not (folder / "case.yaml").is_file():
        raise ValueError(f"{folder}: no such case, allowed: {', '.join(case_names(cases)) or 'none here'}")
    setting = _setting(folder / "case.yaml")
    scales = read_scales(folder / "issues.yaml", setting.principals)
    names: dict[str, Any] = {
        "record_ends": setting.record_ends,
        "parties": [*setting.parties, *setting.voices],
        "issues": [*scales["negotiable"], *scales["process"]],
        "negotiable": list(scales["negotiable"]),
    }
    tables = _tables(folder, names)
    if mistakes := [*_repetitions(folder, tables), *_unknown_ids(folder, tables)]:
        raise ValueError("\n".join(mistakes))
    return Case(name, setting, scales, *(tuple(rows.values()) for rows in tables.values()))


def _setting(path: Path) -> Setting:
    """Who speaks in a case."""
    case = settings_in(path)
    try:
        return Setting.model_validate(case.data)
    except ValidationError as error:
        raise ValueError("\n".join(f"{line_of(case, detail['loc'])}: {_mistake(detail)}" for detail in error.errors())) from None


_ROWS: dict[str, type[Row]] = {
    "sources.csv": Source,
    "statements.csv": Statement,
    "second_coding.csv": Recoding,
    "texts.csv": KnownText,
    "text_terms.csv": Term,
    "answers.csv": Answer,
    "events.csv": Event,
}
"""The tables of a case, in the order of the fields of `Case`."""

_OPTIONAL = {"second_coding.csv"}


def _tables(folder: Path, names: dict[str, Any]) -> dict[str, dict[int, Any]]:
    """The rows of each table by line; the ids of texts, which others refer to, are added to `names`."""
    rows: dict[str, dict[int, Any]] = {}
    for file in ("texts.csv", *(file for file in _ROWS if file != "texts.csv")):
        missing = file in _OPTIONAL and not (folder / file).is_file()
        rows[file] = {} if missing else _read(folder / file, _ROWS[file], names)
        if file == "texts.csv":
            names["texts"] = [row.text_id for row in rows[file].values()]
    return {file: rows[file] for file in _ROWS}


def _repetitions(folder: Path, tables: Mapping[str, Mapping[int, Any]]) -> Iterator[str]:
    """Ids that several rows of a table bear."""
    for file, column in (("sources.csv", "source_id"), ("texts.csv", "text_id"), ("statements.csv", "statement_id")):
        yield from _repeated(folder / file, column, {line: getattr(row, column) for line, row in tables[file].items()})
    recoded = {line: f"{row.statement_id} by {row.coder}" for line, row in tables["second_coding.csv"].items()}
    yield from _repeated(folder / "second_coding.csv", "statement_id", recoded)
    yield from _repeated(folder / "events.csv", "event_id", {line: row.event_id for line, row in tables["events.csv"].items()})


def _unknown_ids(folder: Path, tables: Mapping[str, Mapping[int, Any]]) -> Iterator[str]:
    """References to rows that are not there."""
    source_ids = {row.source_id for row in tables["sources.csv"].values()}
    statement_ids = {row.statement_id for row in tables["statements.csv"].values()}
    statements, said, recoded = tables["statements.csv"].items(), folder / "statements.csv", folder / "second_coding.csv"
    yield from _unknown(said, "source_id", {line: (row.source_id,) for line, row in statements}, source_ids, "sources.csv")
    yield from _unknown(said, "report_of", {line: (row.report_of,) for line, row in statements if row.report_of}, statement_ids, "this file")
    again: dict[int, tuple[str, ...]] = {line: (row.statement_id,) for line, row in tables["second_coding.csv"].items()}
    yield from _unknown(recoded, "statement_id", again, statement_ids, "statements.csv")
    for file in ("texts.csv", "text_terms.csv", "answers.csv", "events.csv"):
        yield from _unknown(folder / file, "source_ids", {line: row.source_ids for line, row in tables[file].items()}, source_ids, "sources.csv")


def _read(path: Path, model: type[AnyRow], names: Mapping[str, Any]) -> dict[int, AnyRow]:
    """Read the rows of one file by line; `names` is what the case knows."""
    if not path.is_file():
        raise ValueError(f"{path}: found no such file, allowed: the files that the codebook lists")
    rows: dict[int, AnyRow] = {}
    mistakes: list[str] = []
    columns = list(model.model_fields)
    try:
        head, *lines = read_rows(path) or [[]]
    except InputError as error:
        raise ValueError(str(error)) from None
    header = [cell.text for cell in head]
    needed = {name for name, field in model.model_fields.items() if field.is_required()}
    if not needed <= set(header) <= set(columns) or len(set(header)) != len(header):
        raise ValueError(f"{path}:1: header: found {','.join(header)!r}, allowed: {','.join(columns)!r}")
    for cells in lines:
        line = cells[0].line
        if len(cells) != len(header):
            mistakes.append(f"{path}:{line}: row: found {len(cells)} cells, allowed: {len(header)}")
            continue
        try:
            rows[line] = model.model_validate({column: cell.text for column, cell in zip(header, cells, strict=True) if cell.text}, context=dict(names))
        except ValidationError as error:
            mistakes += [f"{path}:{line}: {_mistake(detail)}" for detail in error.errors()]
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
