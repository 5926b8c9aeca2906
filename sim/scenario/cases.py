"""The reports of a case, read as plain data: their ids and dates, so that a scenario can be held to what was reported."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

from sim.home import own_cases
from sim.shipped import CASES, SCENARIOS
from sim.tables import read_rows

_TABLES = {"statements.csv": "statement_id", "events.csv": "event_id"}


def case_folders(files: Iterable[Path]) -> tuple[Path, ...]:
    """The folders in which the case of a scenario is looked for: beside its files, then among the user's own, then among the shipped.

    A shipped scenario rests on shipped cases alone, so that it says the same wherever one stands.
    """
    beside = [file.parent for file in files]
    if not beside or beside[0].resolve().is_relative_to(SCENARIOS):
        return (CASES,)
    own = [folder for folder in beside if not folder.resolve().is_relative_to(SCENARIOS)]
    return tuple(dict.fromkeys(folder.resolve() for folder in (*own, own_cases(), CASES)))


def cases(folders: Sequence[Path]) -> list[str]:
    """Names of the cases that have reports."""
    return sorted({path.parent.name for folder in folders for path in folder.glob("*/statements.csv")})


def folders_of(case: str, folders: Sequence[Path]) -> list[Path]:
    """The folders of the cases that bear a name, the nearest first; a case is the name of a folder, never a path."""
    found = [folder / case for folder in folders if folder.is_dir() and case in {there.name for there in folder.iterdir()}]
    return [folder for folder in found if any((folder / name).is_file() for name in _TABLES)]


def folder_of(case: str, folders: Sequence[Path]) -> Path | None:
    """The folder of the nearest case that bears a name."""
    return next(iter(folders_of(case, folders)), None)


def told_twice(case: str, folders: Sequence[Path]) -> Path | None:
    """The folder of the user's own case that bears the name of a shipped one, if there is one."""
    first, *others = folders_of(case, folders) or [CASES]
    return first if first.parent != CASES and CASES / case in others else None


def lacks(case: str, folders: Sequence[Path]) -> str | None:
    """The table that a case has not got, if any."""
    folder = folder_of(case, folders)
    return next((name for name in _TABLES if folder is None or not (folder / name).is_file()), None)


def report_dates(folder: Path) -> dict[str, date | None]:
    """The first day that each report of a case may be of, by its id; None where the table gives no date. Raises OSError or InputError."""
    dates: dict[str, date | None] = {}
    for name, column in _TABLES.items():
        path = folder / name
        dates |= _read(path, column, path.stat().st_mtime_ns)
    return dates


@lru_cache(maxsize=8)
def _read(path: Path, column: str, _changed: int) -> dict[str, date | None]:
    return {row[column]: _first_day(row.get("date") or "") for row in _table(path) if row.get(column)}


@dataclass(frozen=True)
class Placed:
    """A statement of a case that was placed on a scale: what was claimed, and between which points each coder put it."""

    party: str
    issue: str
    on: str
    claim: str
    codings: tuple[tuple[float, float], ...]


def placed_statements(folder: Path, until: date) -> list[Placed]:
    """What parties of a case were reported to want up to a day, as far as it was placed on a scale, the latest first.

    Raises InputError where a table cannot be read.
    """
    second = {row["statement_id"]: row for row in _table(folder / "second_coding.csv")}
    found = []
    for row in _table(folder / "statements.csv"):
        day, first = _first_day(row["date"]), _between(row)
        if row["kind"] in {"demand", "position", "refusal", "commitment"} and first and day and day <= until:
            again = _between(second.get(row["statement_id"], {}))
            found.append((day, Placed(row["party"], row["issue"], row["date"], row["claim"], (first, again) if again else (first,))))
    return [placed for _, placed in sorted(found, key=lambda entry: entry[0], reverse=True)]


def _between(row: Mapping[str, str]) -> tuple[float, float] | None:
    """The points between which a coder put a statement; None if it was not placed."""
    low, high = row.get("pos_lo") or row.get("pos"), row.get("pos_hi") or row.get("pos")
    return (float(low), float(high)) if low and high else None


def _table(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    head, *rows = read_rows(path) or [[]]
    return [{name.text: cell.text for name, cell in zip(head, row, strict=False)} for row in rows]


def _first_day(text: str) -> date | None:
    """The day of `2024-08-15`, or the first of `2024-08` or `2024`."""
    try:
        return date.fromisoformat((text.strip() + "-01-01")[:10])
    except ValueError:
        return None
