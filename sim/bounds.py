"""What may be asked for, the same in Python and at the command line."""

from __future__ import annotations

from operator import index
from typing import Any

from .errors import InputError

MOST_HISTORIES = 10_000_000
MOST_WORKERS = 64
BLOCK = 250
"""Histories that share a set of random streams; part of the format of results, never tuned."""
LARGEST_SEED = 2**63 - 1
AUTO_WORKERS = 0
"""Instead of a number of workers: all processors of this machine where there is work enough for them, else this process."""


def whole_number(name: str, value: Any, low: int, high: int) -> int:
    """The whole number that was given as `name`, within bounds that are both allowed; raises InputError."""
    try:
        number = low - 1 if isinstance(value, bool) else index(value)
    except TypeError:
        number = low - 1
    if not low <= number <= high:
        raise InputError(f"{name} must be a whole number from {low:,} to {high:,}; found {value!r}")
    return number
