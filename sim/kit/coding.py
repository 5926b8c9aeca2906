"""The exercise of coding: ten statements that a class places on scales, laid beside where the project placed them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from statistics import mean, stdev

from sim.errors import InputError
from sim.report.words import one_line, written
from sim.scenario.cases import Placed, placed_statements
from sim.scenario.schema import Scenario
from sim.tables import Table, read_table, shortened

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

    @property
    def when(self) -> str:
        """When it was said; a day as days are written elsewhere."""
        try:
            return written(date.fromisoformat(self.on))
        except ValueError:
            return self.on

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


def placed(scenario: Scenario, case: Path | None) -> list[Statement]:
    """Ten statements: those that the file gives, else out of the folder of the case that it rests on; none if there are none.

    Raises InputError where the tables of the case cannot be read.
    """
    given = [
        Statement(called(scenario, told.by), told.on, one_line(scenario.issues[told.issue].label), one_line(told.says), ((told.low, told.high),))
        for told in scenario.information.reported
    ]
    if given or case is None or scenario.as_of is None:
        return given[:TEN]
    known = [one for one in placed_statements(case, scenario.as_of) if one.party in scenario.parties and one.issue in scenario.issues]
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
    """What a class made of the statements, from a table with the columns who, number, low, high; nothing if no line is filled in.

    Raises InputError, of all cells that are wrong at once.
    """
    places = defaultdict[int, list[tuple[float, float]]](list)
    given = read_table(path, ("who", "number", "low", "high"), filled_in=("low", "high"))
    if not given.rows and not given.skipped and not given.mistakes:
        raise InputError(f"{path}: holds no line; write one for each person and statement: who,number,low,high")
    for number, low, high in _codings(given, len(statements)):
        places[number].append((low, high))
    given.check()
    return [_beside(statements[number - 1], places[number]) for number in sorted(places)]


def _beside(statement: Statement, intervals: Sequence[tuple[float, float]]) -> Coded:
    middles = [(low + high) / 2 for low, high in intervals]
    meets = [any(low <= top and high >= bottom for bottom, top in statement.codings) for low, high in intervals]
    return Coded(statement, len(middles), mean(middles), stdev(middles) if len(middles) > 1 else None, mean(meets))


def _codings(given: Table, count: int) -> Iterator[tuple[int, float, float]]:
    """Number, lowest and highest point of each line that is filled in and has no mistake; those that have one are noted in the table."""
    seen: dict[tuple[str, float], int] = {}
    for row in given.rows:
        number = given.number(row["number"], "number", 1, count)
        low, high = (given.number(row[name], name, 0, 100) for name in ("low", "high"))
        if number is not None and number != int(number):
            given.wrong(row["number"], f"number must be whole, found {row['number'].text!r}")
        elif low is not None and high is not None and low > high:
            given.wrong(row["low"], f"low must not be more than high, found {low:g} and {high:g}")
        elif number is not None and low is not None and high is not None:
            who, line = row["who"].text, row["who"].line
            if who and seen.setdefault((who, number), line) != line:
                given.wrong(row["who"], f"{shortened(who)} has placed statement {number:g} already, in line {seen[who, number]}")
            yield int(number), low, high
