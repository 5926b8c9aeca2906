"""The runs behind the page on bands: what becomes of deals, and what mediators and guarantees do, in a made-up population of crises."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import numpy as np
from bases import any_constants
from deals import fates
from population import YEAR, crisis

from sim.scenario import from_resolved, resolved

WORLDS, CRISES = 8, 5
PAIRS = 80
FOLLOW_UP = 5 * YEAR
DAYS = (30, 90, 180, 365, 545, 730, 1095, 1460, 1825)
"""Days after entry into force at which failures are counted."""

Row = dict[str, Any]
Over = Callable[..., list[Any]]


class Kind(NamedTuple):
    """How a crisis is played: with a guarantee or without, and in how many stages."""

    name: str
    guaranteed: bool
    stages: int


KINDS = (Kind("full", False, 1), Kind("full, guaranteed", True, 1), Kind("partial", False, 2))


def chance_of_mediator(hardness: float) -> float:
    """The rule of selection: the easiest crises find a mediator in 5 % of cases, the hardest in 60 %, evenly between."""
    return 0.05 + 0.55 * hardness


def followed(over: Over) -> Iterator[Row]:
    """Every crisis of every world with luck of its own, the same in each kind; its deals are followed for five years; constants differ by world."""
    tasks = []
    for world in range(WORLDS):
        constants = any_constants(np.random.default_rng([8, world]))
        for k in range(CRISES):
            seed = world * CRISES + k
            one = crisis(seed, constants)
            for kind in KINDS:
                scenario = one.played(follow_up=FOLLOW_UP, guaranteed=kind.guaranteed, stages=kind.stages)
                tasks.append(({"world": world, "crisis": k, "hardness": one.hardness, "kind": kind.name}, resolved(scenario), one.window, seed))
    yield from over(outcome, tasks)


def paired(over: Over) -> Iterator[Row]:
    """Every crisis with luck of its own, the same with a mediator and without."""
    tasks = []
    for seed in range(1000, 1000 + PAIRS):
        one = crisis(seed)
        for mediated in (False, True):
            about = {"crisis": seed, "hardness": one.hardness, "window": one.window, "mediated": int(mediated)}
            tasks.append((about, resolved(one.played(follow_up=1, mediated=mediated)), one.window, seed))
    yield from ({key: row[key] for key in (*list(row)[:4], "deals", "days")} for row in over(outcome, tasks))


def outcome(task: tuple[Row, dict[str, Any], int, int]) -> Row:
    """A row of what came of one scenario: share of deals, mean days until one (the window where there is none), share of deals failed by so many days."""
    about, scenario, window, seed = task
    found = fates(from_resolved(scenario), talks=window, seed=seed)
    failed = {f"failed_{days}": found.failed_within(days) for days in DAYS}
    return {**about, "deals": float(found.any_deal.mean()), "days": float(np.minimum(found.signed, window).mean()), **failed}
