"""Tables that people fill in, as spreadsheets of any country save them, and words of people in tables that are written for spreadsheets."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import NamedTuple

from .errors import InputError, TableError

MOST_BYTES = 20_000_000
"""Size of a table (assumption: a hundred times the largest record that a person has typed)."""
MOST_LETTERS = 131_072
"""Letters of a cell: as many as Python's own reader of tables takes."""

_CELL = re.compile(r'(?>"(?P<quoted>[^"]*(?:""[^"]*)*)"[ ]*(?=[SEP\r\n]|\Z)|(?P<plain>[^SEP\r\n]*))(?P<end>SEP|\r\n|\r|\n|\Z)'.replace("SEP", "\0"))
_BREAK = re.compile(r"\r\n|\r|\n")
_SEPARATED_BY = re.compile(r"sep=(.)(?:\r\n|\r|\n)")
_NUMBER = re.compile(r"[+-]?(?:\d{1,15}(?:[.,]\d{0,15})?|[.,]\d{1,15})")
_BLANKS = re.compile(r"\s+")
_FORMULA = re.compile(r"[=+\-@\t\r＝＋－＠].", re.DOTALL)  # noqa: RUF001 - these begin a formula, too


class Cell(NamedTuple):
    """A cell without the blanks around it, and where it begins: line and column, both from 1."""

    text: str
    line: int
    column: int


def read_rows(path: Path) -> list[list[Cell]]:
    """The rows of a table but for blank ones; commas, semicolons or tabs between cells, UTF-8 or UTF-16.

    Raises InputError where there is no ordinary file of a readable size, or no text.
    """
    text = _text(path)
    separator = ""
    if told := _SEPARATED_BY.match(text):
        separator = told[1]
    else:
        head = re.sub(r'"[^"]*"', "", re.split(r"[\r\n]", text.lstrip("\r\n"), maxsplit=1)[0])
        separator = max(",;\t", key=head.count)
    return [row for row in _rows(path, text, separator, told.end() if told else 0) if any(cell.text for cell in row)]


def _rows(path: Path, text: str, separator: str, start: int) -> Iterable[list[Cell]]:
    cell = re.compile(_CELL.pattern.replace("\0", re.escape(separator)))
    row, line, line_start = list[Cell](), 1 + bool(start), start
    while start <= len(text):
        found = cell.match(text, start)
        if found is None:  # only the end of the text is left
            break
        quoted = found["quoted"]
        words = found["plain"] if quoted is None else quoted.replace('""', '"')
        if len(words) > MOST_LETTERS:
            at = f"{path}:{line}:{start - line_start + 1}"
            raise InputError(f"{at}: a cell holds {len(words):,} letters, more than the {MOST_LETTERS:,} that are allowed; is a quotation mark not closed?")
        row.append(Cell(words.strip(), line, start - line_start + 1))
        start, end = found.end(), found["end"]
        if quoted is not None or end in "\r\n":  # any other cell stays on its line
            breaks = len(_BREAK.findall(found[0]))
            if breaks:
                line, line_start = line + breaks, max(found[0].rfind("\n"), found[0].rfind("\r")) + 1 + found.start()
        if end != separator:
            yield row
            row = []
            if start == len(text):
                break


def _text(path: Path) -> str:
    try:
        if path.exists() and not path.is_file():
            raise InputError(f"{path}: is {'a folder' if path.is_dir() else 'no ordinary file'}; give the table that was filled in, as CSV")
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except (OSError, ValueError) as error:
        raise InputError(f"{path}: cannot be read ({getattr(error, 'strerror', None) or error})") from None
    if len(content) > MOST_BYTES:
        raise InputError(f"{path}: is larger than {MOST_BYTES // 1_000_000} MB; give the table that was filled in, as CSV")
    sixteen = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    try:
        text = content.decode("utf-16" if sixteen else "utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(f"{path}:{line}: found a byte that is not UTF-8, allowed: text saved as UTF-8 (in a spreadsheet: CSV UTF-8)") from None
    if "\0" in text:
        raise InputError(f"{path}:{text[: text.index(chr(0))].count(chr(10)) + 1}: is no text (it holds zero bytes); save the table as CSV UTF-8")
    return text


# --- tables with a head ------------------------------------------------------------------------------------------------


@dataclass
class Table:
    """The rows of a table by the columns that were asked for, and the mistakes found in it so far: line, column, what is wrong."""

    path: Path
    columns: tuple[str, ...]
    rows: list[dict[str, Cell]]
    mistakes: list[tuple[int, int, str]] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    """Lines that say nothing in the columns that are to be filled in."""

    def wrong(self, cell: Cell, text: str) -> None:
        """Note a mistake in a cell."""
        self.mistakes.append((cell.line, cell.column, text))

    def number(self, cell: Cell, name: str, low: float, high: float) -> float | None:
        """The number in a cell; None, and a mistake noted, where there is none within the bounds."""
        value = number(cell.text)
        if value is None or not low <= value <= high:
            self.wrong(cell, f"{name} must be a number from {low:g} to {high:g}, found {shortened(cell.text) if cell.text else 'nothing'}")
            return None
        return value

    def check(self) -> None:
        """Raise TableError with all mistakes from top to bottom, if there are any."""
        if self.mistakes:
            raise TableError([f"{self.path}:{line}:{column}: {text}" for line, column, text in sorted(self.mistakes)])

    def notes(self) -> list[str]:
        """What was passed over, in words."""
        if not self.skipped:
            return []
        lines = ", ".join(map(str, self.skipped[:8])) + (" and more" if len(self.skipped) > 8 else "")
        return [f"{self.path}: {len(self.skipped)} empty {'line' if len(self.skipped) == 1 else 'lines'} skipped ({lines})"]


def read_table(path: Path, columns: Sequence[str], *, filled_in: Sequence[str]) -> Table:
    """A table with these columns, in any order and beside any others; rows with nothing under `filled_in` are skipped and noted.

    Raises InputError where it cannot be read at all or lacks a column. Rows with more cells than the head are mistakes.
    """
    head, *rows = read_rows(path) or [[]]
    place = {cell.text.casefold(): k for k, cell in reversed(list(enumerate(head)))}
    if missing := [column for column in columns if column not in place]:
        close = get_close_matches(missing[0], place, 1)
        hint = f" (is it {close[0]!r}?)" if close else ""
        raise InputError(f"{path}:1: has no column {missing[0]!r}{hint}; it needs {', '.join(columns)}")
    table = Table(path, tuple(columns), [])
    for row in rows:
        end = row[-1]
        cells = {column: row[place[column]] if place[column] < len(row) else Cell("", end.line, end.column + len(end.text)) for column in columns}
        if extra := next((cell for cell in row[len(head) :] if cell.text), None):
            table.wrong(extra, f"the row has more cells than the head ({len(head)}); between cells with decimal commas write semicolons")
        elif any(cells[column].text for column in filled_in):
            table.rows.append(cells)
        else:
            table.skipped.append(row[0].line)
    return table


def number(text: str) -> float | None:
    """The number that somebody wrote, with a point or a comma, with or without a sign for per cent behind it; None if it is none."""
    plain = _BLANKS.sub("", text).replace("−", "-").removesuffix("%")  # noqa: RUF001 - the sign that word processors write
    return float(plain.replace(",", ".")) if _NUMBER.fullmatch(plain) else None


def shortened(words: str) -> str:
    """Words of a table as a message quotes them."""
    return repr(words if len(words) <= 40 else f"{words[:37]}...")


# --- tables for spreadsheets -------------------------------------------------------------------------------------------


def guarded(value: object) -> object:
    """A value for a cell of a table: words that a spreadsheet would take for a formula get an apostrophe before them, which it then takes for words."""
    if isinstance(value, str) and _FORMULA.match(value) and number(value) is None:
        return f"'{value}"
    return value
