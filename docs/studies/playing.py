"""Many scenarios played side by side, each with its seed, over the processors of the machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np
from bases import shares

from sim.ensemble.executors import executor_for, processors
from sim.scenario import from_resolved, resolved
from sim.scenario.schema import Scenario


def played(task: tuple[dict[str, Any], int]) -> np.ndarray:
    """Shares of outcomes of one resolved scenario with one seed; (6,)."""
    return shares(from_resolved(task[0]), seed=task[1])


@contextmanager
def players(workers: int | None = None) -> Iterator[Callable[..., list[Any]]]:
    """A `map` over so many processes (as many as there are processors if none is said); the results do not depend on their number."""
    with executor_for(workers or processors()) as found:
        yield lambda work, tasks: [found for _, found in sorted(found.each(work, list(tasks)), key=lambda done: done[0])]


def play_all(over: Callable[..., list[Any]], tasks: list[tuple[Scenario, int]]) -> np.ndarray:
    """Shares of outcomes of each scenario with its seed; (scenarios, 6)."""
    return np.array(over(played, [(resolved(scenario), seed) for scenario, seed in tasks]))
