"""How long work will take, from a trial of it on this machine."""

from __future__ import annotations

import time

from sim.ensemble.batches import Batch
from sim.ensemble.executors import worker_count
from sim.ensemble.run import rows_of_batch
from sim.scenario.schema import Scenario

TRIALS_A_NUMBER = 4.0
"""Times as long as 250 histories take for one number of `check --dead-inputs`, on average; measured on a scenario of two parties and six issues."""


def trial(scenario: Scenario, seed: int = 1) -> float:
    """Seconds that 250 histories of a scenario take here, now."""
    rows_of_batch(scenario, seed, Batch(0, 1, 1))  # what is loaded and worked out once does not count
    started = time.perf_counter()
    rows_of_batch(scenario, seed, Batch(0, 1, 250))
    return time.perf_counter() - started


def shared(seconds: float, workers: int | None, tasks: int) -> float:
    """Seconds that work of so many seconds, in so many tasks, takes when the processes that were asked for share it."""
    return seconds / min(worker_count(workers, worth_it=True), max(tasks, 1))
