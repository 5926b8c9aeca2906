"""How many histories are stepped side by side: blocks of them, in batches."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sim.bounds import BLOCK
from sim.scenario.schema import Scenario

from .size import most_blocks

WIDEST = 20  # blocks stepped side by side at most; any width gives the same bits, wide ones are fast, and take memory
WORTH_WORKERS = 6_000  # histories below which starting worker processes costs more than it saves


class Batch(NamedTuple):
    """Some blocks that are stepped side by side: the first, how many, and how many of their histories count."""

    first: int
    blocks: int
    keep: int


def batches(n: int, width: int | None = None, start: int = 0) -> Iterator[Batch]:
    """The batches of `width` blocks that make up n histories, or those from `start` on, which is a whole number of blocks."""
    blocks, width = -(-n // BLOCK), width or blocks_a_batch(n)
    for first in range(start // BLOCK, blocks, width):
        count = min(width, blocks - first)
        yield Batch(first, count, min(count * BLOCK, n - first * BLOCK))


def blocks_a_batch(n: int, shares: int = 2, widest: int | None = None) -> int:
    """How many blocks of n histories to step side by side: the fastest batch width (`WIDEST` at most, if nothing is said), one size for so many workers."""
    blocks = -(-n // BLOCK)
    shares = 1 if n < WORTH_WORKERS else shares
    return -(-blocks // (shares * -(-blocks // (shares * (widest or WIDEST)))))


def blocks_at_once(scenario: Scenario, n: int) -> int:
    """How many blocks of n histories of a scenario are stepped side by side: the batch width that is fastest and fits in memory."""
    return min(blocks_a_batch(n), most_blocks(scenario))
