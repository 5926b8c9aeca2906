"""Predictions of a class, scored when the results are seen (Brier 1950)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.endings import ENDINGS
from sim.errors import InputError
from sim.report.words import ENDING_LABELS
from sim.tables import read_table

_SLACK = 0.01  # part of the whole by which a forecast may miss it and is still read as meant, scaled to the whole


@dataclass(frozen=True)
class Forecast:
    """Who expected what: probabilities of the five endings, which sum to 1."""

    who: str
    chances: Mapping[str, float]


@dataclass(frozen=True)
class Score:
    """The mean Brier score of a forecast over all histories, and against what happened where that is known; 0 is best, 2 worst."""

    who: str
    brier: float
    against_history: float | None


def forecasts(path: Path) -> tuple[list[Forecast], list[str]]:
    """The forecasts in a table with the columns who and the five endings, in chances of 100 or of 1, and what was passed over, in words.

    Raises InputError, of all cells and rows that are wrong at once.
    """
    given, found = read_table(path, ("who", *ENDINGS), filled_in=ENDINGS), list[Forecast]()
    for row in given.rows:
        chances = {ending: given.number(row[ending], ENDING_LABELS[ending], 0, 100) if row[ending].text else 0.0 for ending in ENDINGS}
        sound = {ending: chance for ending, chance in chances.items() if chance is not None}
        total = sum(sound.values())
        if len(sound) == len(ENDINGS) and not any(abs(total - whole) <= _SLACK * whole for whole in (1.0, 100.0)):
            given.wrong(row[ENDINGS[0]], f"the chances of the five endings must make 100 (or 1), found {total:g} in all")
        elif len(sound) == len(ENDINGS):
            name = row["who"].text or f"line {row['who'].line}"
            found.append(Forecast(name, {ending: chance / total for ending, chance in sound.items()}))
    given.check()
    if not found:
        raise InputError(f"{path}: holds no prediction; write a line for each person: who,{','.join(ENDINGS)}")
    return found, given.notes()


def scored(given: Sequence[Forecast], shares: Mapping[str, float], ended: str | None = None) -> list[Score]:
    """Brier scores against the shares of histories that end in each way, and against the ending that is on record, if any.

    The score of one history is the sum over endings of (chance - occurred)^2; its mean over histories has a closed form.
    """
    return [Score(one.who, _mean(one.chances, shares), _mean(one.chances, {ended: 1.0}) if ended else None) for one in given]


def best(shares: Mapping[str, float]) -> float:
    """The score of one who had expected just the shares that came: nobody can do better."""
    return _mean(shares, shares)


def _mean(chances: Mapping[str, float], shares: Mapping[str, float]) -> float:
    return sum(chances.get(ending, 0.0) ** 2 for ending in ENDINGS) - 2 * sum(chances.get(ending, 0.0) * shares.get(ending, 0.0) for ending in ENDINGS) + 1.0
