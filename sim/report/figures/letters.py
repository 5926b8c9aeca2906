"""Which font draws a letter: the one that comes with matplotlib, else one that is installed, else none."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl
from matplotlib import ft2font
from matplotlib.font_manager import FontEntry, fontManager, get_font

from sim.report.words import listed
from sim.scenario.isolates import CLOSE, OPEN

if TYPE_CHECKING:
    from sim.ensemble.run import Run

FAMILY = "DejaVu Sans"
"""The family that comes with matplotlib, so that every machine draws the same."""
STAND_IN = "\u25a1"
"""What stands for a letter that no font has."""
_SHAPES = bool(getattr(ft2font, "__libraqm_version__", None))
"""Whether this matplotlib puts letters in the order and shapes of their script."""
_SIDE_BY_SIDE = (range(0x20, 0x300), range(0x370, 0x483), range(0x48A, 0x530), range(0x2010, 0x2028), range(0x2030, 0x205F), range(0x20A0, 0x2300))
"""Letters that stand side by side as they come: Latin, Greek, Cyrillic, marks between words, signs of money and of mathematics, arrows."""
_NAMED = 8
"""So many letters are named one by one."""


@dataclass
class _Known:
    """What is known of the letters of the figures being drawn."""

    fonts: dict[str, str] = field(default_factory=dict)
    """The family for each letter that is not of FAMILY but can be drawn."""
    lacking: list[str] = field(default_factory=list)


_known = _Known()
_NOT_DRAWN: set[str] = set()


@contextmanager
def drawn_for(words: Iterable[str]) -> Iterator[None]:
    """Draw figures in which these words from files occur: fonts for all of their letters are found beforehand, those without one are noted."""
    letters = sorted({letter for word in words if not word.isascii() for letter in word} - _own_letters(bold=False))
    before = vars(_known).copy()
    found = {letter: _elsewhere(letter) for letter in letters if not _invisible(letter)}
    _known.fonts = {letter: font.name for letter, font in found.items() if font}
    _NOT_DRAWN.update(letter for letter, font in found.items() if font is None)
    _known.lacking = [letter for letter, font in found.items() if font is None]
    try:
        yield
    finally:
        vars(_known).update(before)


def families() -> list[str]:
    """The families of fonts to draw with, in the order in which they are tried."""
    return [FAMILY, *sorted(set(_known.fonts.values()))]


def note() -> str:
    """A sentence for the small print on letters that stand-ins are drawn for; empty where there are none."""
    return _said(_known.lacking, f"No installed font has {{}}: a name from the file or {STAND_IN} stands instead.")


def forget_not_drawn() -> None:
    """Start anew with what could not be drawn: other figures are no matter of those to come."""
    _NOT_DRAWN.clear()


def not_drawn() -> str:
    """A sentence for the person on letters that could not be drawn since they were last forgotten; empty where there are none."""
    return _said(
        _NOT_DRAWN, "No installed font has {}: figures show names from the file, or empty boxes. A font that has them, such as one of Noto, mends that."
    )


def _said(letters: Iterable[str], sentence: str) -> str:
    found = sorted(letters)
    if not found:
        return ""
    named = [f"U+{ord(letter):04X} ({unicodedata.name(letter, 'a letter without a name').lower()})" for letter in found[:_NAMED]]
    return sentence.format(listed([*named, f"{len(found) - _NAMED} more letters"] if len(found) > _NAMED else named))


def drawable(words: str) -> bool:
    """Whether some font has every letter of the words."""
    return words.isascii() or not any(_is_lacking(letter) for letter in words)


def shown(words: str) -> str:
    """The words as they can be drawn: a stand-in for each letter that no font has, no invisible marks where matplotlib would draw them."""
    if words.isascii():
        return words
    if not _SHAPES:
        words = words.replace(OPEN, "").replace(CLOSE, "")
    odd = {letter for letter in set(words) - _own_letters(bold=False) if _is_lacking(letter)}
    return "".join(STAND_IN if letter in odd else letter for letter in words) if odd else words


def side_by_side(words: str) -> bool:
    """Whether letters of FAMILY stand side by side in these words as they come, and none changes its shape or its place beside another."""
    return words.isascii() or _side_by_side().issuperset(words)


@cache
def _side_by_side() -> frozenset[str]:
    own = _own_letters(bold=False) & _own_letters(bold=True)
    return frozenset(letter for letter in own if any(ord(letter) in letters for letters in _SIDE_BY_SIDE))


@cache
def advance(letter: str, bold: bool) -> float:
    """Width of a letter, in units of the size of the font; none of what is invisible."""
    if _invisible(letter):
        return 0.0
    if letter in _own_letters(bold):
        font = _own(bold)
    else:
        found = _elsewhere(letter)
        font, letter = (_own(bold), STAND_IN) if found is None else (_opened(found), letter)
    font.set_size(100, 72.0)
    return float(font.load_char(ord(letter)).linearHoriAdvance / 65536 / 100)


def words_of(run: Run) -> list[str]:
    """The words of a run that its figures may show."""
    scenario = run.scenario
    labels = [*(party.label for party in scenario.parties.values()), *(issue.label for issue in scenario.issues.values())]
    return [run.name, scenario.title, *labels, *(words for issue in scenario.issues.values() for words in issue.scale.values())]


def legible(run: Run) -> Run:
    """The run, with the names that the file gives its parties and issues for labels that cannot be drawn."""
    scenario = run.scenario
    parties, issues = (
        {name: agent if drawable(agent.label) else agent.model_copy(update={"label": name}) for name, agent in agents.items()}
        for agents in (scenario.parties, scenario.issues)
    )
    if parties == scenario.parties and issues == scenario.issues:
        return run
    return replace(run, scenario=scenario.model_copy(update={"parties": parties, "issues": issues}))


def _own(bold: bool) -> Any:
    return get_font(str(Path(mpl.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"))


@cache
def _own_letters(bold: bool) -> frozenset[str]:
    return frozenset(map(chr, _own(bold).get_charmap()))


def _invisible(letter: str) -> bool:
    return unicodedata.category(letter) in {"Cf", "Cc"}


def _is_lacking(letter: str) -> bool:
    return letter not in _own_letters(bold=False) and not _invisible(letter) and letter not in _known.fonts


@cache
def _elsewhere(letter: str) -> FontEntry | None:
    """An installed font that has a letter, None if there is none; those without serifs first."""
    for entry in installed():
        if ord(letter) in _letters_of(entry.fname):
            return entry
    return None


def installed() -> list[FontEntry]:
    """Upright fonts of this machine in the order in which they are tried; none that draws boxes for everything."""
    upright = (entry for entry in fontManager.ttflist if entry.style == "normal" and "lastresort" not in entry.name.replace(" ", "").lower())
    return sorted(upright, key=lambda entry: ("sans" not in entry.name.lower(), "mono" in entry.name.lower(), entry.weight != 400, entry.name, entry.fname))


@cache
def _letters_of(file: str) -> frozenset[int]:
    """The letters that a font can draw; none if it cannot be read, or has pictures of a fixed size only."""
    try:
        font = get_font(file)
        font.set_size(100, 72.0)
        letters = frozenset(font.get_charmap())
        if letters:
            font.load_char(min(letters & {32, 65} or letters))
    except (OSError, RuntimeError, ValueError):
        return frozenset()
    return letters


def _opened(entry: FontEntry) -> Any:
    return get_font(entry.fname)
