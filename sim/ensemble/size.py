"""What a run will take: seconds and bytes, by a simple model of cost, so that nobody waits for minutes or runs out of memory unwarned.

Memory follows from the shapes of arrays. Seconds were fitted to thirteen runs of 2 to 40 parties on 2 to 100 issues (within a third; one core of a
server of 2024): a batch takes `days x pairs x 40 us`, and a session `pairs x 1.5 ms`, `issues^2 x parties x 17 us` for paths of offers and, where a
mediator drafts for more than two, `issues x 20 ms` for the search; all times `1 + width / 2,000` for so many histories side by side.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.bounds import BLOCK
from sim.errors import InputError
from sim.scenario.schema import Scenario

from .series import POINTS

_PROGRAM = 150_000_000  # bytes of the program itself, with what it imports (measured)
_A_BATCH = 400_000_000  # bytes that the histories stepped side by side should not exceed, where fewer of them can be (assumption)
_FOLLOWED = 40  # histories of which every day is kept
_WORTH_SAYING = (120.0, 1_000_000_000)  # seconds and bytes from which on a person is told beforehand
_MOST = (7 * 86_400.0, 16_000_000_000)  # seconds and bytes that are refused: a week, and more memory than most machines have


@dataclass(frozen=True)
class Size:
    """What a run will take in all, in seconds of one processor and in bytes of memory at once."""

    seconds: float
    memory: float

    @property
    def worth_saying(self) -> bool:
        """Whether it will take minutes, or a gigabyte."""
        return self.seconds >= _WORTH_SAYING[0] or self.memory >= _WORTH_SAYING[1]

    def __str__(self) -> str:
        return f"about {_spoken(self.seconds)} of one processor and {max(self.memory / 1e9, 0.1):,.1f} GB of memory"


def size(scenario: Scenario, n: int, times: int = 1) -> Size:
    """What `n` histories of a scenario will take, so many times over; raises InputError where that cannot be done."""
    blocks = -(-n // BLOCK)
    width = min(blocks, 20, most_blocks(scenario)) * BLOCK
    seconds = times * -(-blocks * BLOCK // width) * _seconds(scenario, width)
    found = Size(seconds, _PROGRAM + _of_batch(scenario, width) + 2 * _of_record(scenario) + _of_rows(scenario, n))
    if found.seconds > _MOST[0] or found.memory > _MOST[1]:
        parties, issues = len(scenario.parties), len(scenario.issues)
        raise InputError(
            f"{parties:,} parties on {issues:,} issues over {scenario.days:,} days, {n:,} histories: this would take {found}, which is more than can be done "
            f"({_spoken(_MOST[0])}, {_MOST[1] / 1e9:.0f} GB); take fewer parties, issues, days or histories"
        )
    return found


def most_blocks(scenario: Scenario) -> int:
    """How many blocks of histories may be stepped side by side before they take too much memory; one at least."""
    return max(1, int(_A_BATCH // _of_batch(scenario, BLOCK)))


def _of_batch(scenario: Scenario, width: int) -> float:
    """Bytes of the histories stepped side by side: what everybody believes of everybody, and paths of offers through all issues."""
    parties, issues = len(scenario.parties), len(scenario.issues)
    pairs = parties * (parties - 1 + len(scenario.mediators))
    return 8.0 * width * (pairs * (6 * issues + 10) + issues * (3 * (issues + 1) + max(issues + 1, 9)))


def _of_record(scenario: Scenario) -> float:
    """Bytes of what is kept of the days: counts in bins, and the histories that are followed closely."""
    parties, issues = len(scenario.parties), len(scenario.issues)
    return 4.0 * scenario.days * (POINTS * (issues * (1 + parties) + 1) + _FOLLOWED * (issues * (1 + parties) + 1 + 2 * parties))


def _of_rows(scenario: Scenario, n: int) -> float:
    return 8.0 * n * (20 + 6 * len(scenario.parties) + len(scenario.issues))


def _seconds(scenario: Scenario, width: int) -> float:
    """Seconds of one batch."""
    parties, issues, days = len(scenario.parties), len(scenario.issues), scenario.days
    sessions = -(-days // (scenario.calendar.sessions.every or 2))
    search = 0.02 * issues if parties > 2 and scenario.mediators else 0.0
    once = days * parties**2 * 4e-5 + sessions * (parties**2 * 1.5e-3 + issues**2 * parties * 1.7e-5 + search)
    return once * (1.0 + width / 2000.0)


def _spoken(seconds: float) -> str:
    """A length of time in the largest unit that leaves a whole number."""
    for unit, length in (("day", 86_400), ("hour", 3600), ("minute", 60)):
        if seconds >= 1.5 * length:
            return f"{seconds / length:.0f} {unit}s"
    return f"{max(round(seconds), 1)} second{'' if round(seconds) <= 1 else 's'}"
