"""What every process that does tasks goes by, whoever started it."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")
R = TypeVar("R")

First = Callable[[], object]
"""What a process does before its first task, such as importing a user's own rules; it can be pickled and compared, and is done once."""


_one_at_a_time = threading.RLock()
_done: list[First] = []


def do_task(first: Sequence[First], do: Callable[[T], R], task: T) -> R:
    """Do a task, one after the other however many threads the process has: models in one process share what Mesa keeps."""
    with _one_at_a_time:
        for one in first:
            if one not in _done:
                one()
                _done.append(one)
        return do(task)
