"""The exercise of coding: ten statements that a class places on scales, laid beside where the project placed them."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean, stdev

from sim.errors import InputError
from sim.report.words import one_line
from sim.scenario.cases import Placed, placed_statements
from sim.scenario.schema import Scenario

from .literal import literal
from .wording import called

TEN = 10


@dataclass(frozen=True)
class Statement:
    """Something that was said, and between which points of the scale each of the project's coders put it."""

    by: str
    on: str
    issue: str
    says: str
    codings: tuple[tuple[float, float], ...]

    def literal(self) -> Statement:
        """The same with all its words literal."""
        return replace(self, by=literal(self.by), on=literal(self.on), issue=literal(self.issue), says=literal(self.says))


@dataclass(frozen=True)
class Coded:
    """Where a class put a statement, beside the project: middles of the intervals and their spread."""

    statement: Statement
    n: int
    middle: float
    spread: float | None
    overlap: float
    """Share of the class whose interval meets one of the project's."""


def placed(scenario: Scenario) -> list[Statement]:
    """Ten statements: those that the file gives, else out of the case that it rests on; none if there are none.

    Raises OSError where the tables of the case cannot be read.
    """
    given = [
        Statement(called(scenario, told.by), told.on, one_line(scenario.issues[told.issue].label), one_line(told.says), ((told.low, told.high),))
        for told in scenario.information.reported
    ]
    if given or scenario.stances_from is None or scenario.as_of is None:
        return given[:TEN]
    known = [one for one in placed_statements(scenario.stances_from.case, scenario.as_of) if one.party in scenario.parties and one.issue in scenario.issues]
    return [
        Statement(called(scenario, one.party), one.on, one_line(scenario.issues[one.issue].label), one_line(one.claim), one.codings)
        for one in _mixed(known)[:TEN]
    ]


def _mixed(known: Sequence[Placed]) -> list[Placed]:
    """One of each party and issue in turn, those first that two have coded."""
    by_kind = defaultdict[tuple[str, str], list[Placed]](list)
    for one in sorted(known, key=lambda one: len(one.codings), reverse=True):
        by_kind[one.party, one.issue].append(one)
    turns = max((len(some) for some in by_kind.values()), default=0)
    return [by_kind[kind][turn] for turn in range(turns) for kind in sorted(by_kind) if turn < len(by_kind[kind])]


def coded(statements: Sequence[Statement], path: Path) -> list[Coded]:
    """What a class made of the statements, from a table with the columns who, number, low, high; nothing if no line is filled in; raises InputError."""
    places = defaultdict[int, list[tuple[float, float]]](list)
    rows = list(table(path, ("who", "number", "low", "high")))
    if not rows:
        raise InputError(f"{path}: holds no line; write one for each person and statement: who,number,low,high")
    for number, low, high in _codings(path, rows, len(statements)):
        places[number].append((low, high))
    return [_beside(statements[number - 1], places[number]) for number in sorted(places)]


def _beside(statement: Statement, intervals: Sequence[tuple[float, float]]) -> Coded:
    middles = [(low + high) / 2 for low, high in intervals]
    meets = [any(low <= top and high >= bottom for bottom, top in statement.codings) for low, high in intervals]
    return Coded(statement, len(middles), mean(middles), stdev(middles) if len(middles) > 1 else None, mean(meets))


def _codings(path: Path, rows: Sequence[tuple[int, dict[str, str]]], count: int) -> Iterator[tuple[int, float, float]]:
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        if not row["low"] and not row["high"]:
            continue
        first = seen.setdefault((row["who"], row["number"]), line)
        if first != line and row["who"]:
            raise InputError(f"{path}:{line}: {row['who']} has placed statement {row['number']} already, in line {first}")
        number = _number(path, line, row["number"], 1, count)
        low, high = _number(path, line, row["low"], 0, 100), _number(path, line, row["high"], 0, 100)
        if number != int(number):
            raise InputError(f"{path}:{line}: number must be whole, found {row['number']!r}")
        if low > high:
            raise InputError(f"{path}:{line}: low must not be more than high, found {low:g} and {high:g}")
        yield int(number), low, high


def table(path: Path, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """The rows of a table that a class filled in, with their line numbers; raises InputError."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            head = file.readline()
            file.seek(0)
            rows = csv.DictReader(file, delimiter=";" if ";" in head and "," not in head else ",")  # spreadsheets of some countries write semicolons
            if missing := [column for column in columns if column not in (rows.fieldnames or [])]:
                raise InputError(f"{path}:1: has no column {missing[0]!r}; it needs {', '.join(columns)}")
            for row in rows:
                yield rows.line_num, {column: (row.get(column) or "").strip() for column in columns}
    except (OSError, UnicodeError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None


def _number(path: Path, line: int, text: str, low: float, high: float) -> float:
    try:
        value = float(text.replace(",", "."))
    except ValueError:
        value = low - 1
    if not low <= value <= high:
        raise InputError(f"{path}:{line}: must be a number from {low:g} to {high:g}, found {text!r}")
    return value
