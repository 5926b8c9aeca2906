"""Predictions of a class, scored when the results are seen (Brier 1950)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.endings import ENDINGS
from sim.errors import InputError

from .coding import table

_SLACK = 1.0  # chances in 100 by which a forecast may miss 100 and is still read as meant, scaled to 100


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


def forecasts(path: Path) -> list[Forecast]:
    """The forecasts in a table with the columns who and the five endings, in chances of 100; raises InputError."""
    found = []
    for line, row in table(path, ("who", *ENDINGS)):
        try:
            chances = {ending: float(row[ending] or 0) for ending in ENDINGS}
        except ValueError:
            raise InputError(f"{path}:{line}: chances are numbers from 0 to 100, found {', '.join(row[ending] or '-' for ending in ENDINGS)}") from None
        total = sum(chances.values())
        if min(chances.values()) < 0 or not abs(total - 100) <= _SLACK:
            raise InputError(f"{path}:{line}: the chances of the five endings must not be negative and make 100, found {total:g} in all")
        found.append(Forecast(row["who"] or f"line {line}", {ending: chance / total for ending, chance in chances.items()}))
    if not found:
        raise InputError(f"{path}: holds no prediction; write a line for each person: who,{','.join(ENDINGS)}")
    return found


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
