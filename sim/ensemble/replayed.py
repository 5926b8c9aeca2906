"""One history simulated again, with all that is written down of it."""

from __future__ import annotations

from dataclasses import dataclass

from sim.endings import ENDINGS
from sim.errors import InputError
from sim.model import BLOCK, Entry, Journal, TalksModel, forget
from sim.scenario.schema import Scenario

Trust = tuple[str, str, float]
"""A party, another, and how likely the first thinks it that the second would keep its word."""


@dataclass(frozen=True)
class Replayed:
    """One history simulated again: what was written down of it, how it ended, what the parties thought on its eve, and the model in which it is a column."""

    history: int
    entries: list[Entry]
    ending: str
    trust: list[Trust]
    model: TalksModel
    column: int


def replayed(scenario: Scenario, seed: int, history: int) -> Replayed:
    """Simulate one history again.

    Raises InputError where the history's number is below 0.
    """
    if history < 0:
        raise InputError(f"history {history}: histories are numbered from 0")
    block, column = divmod(history, BLOCK)
    journal = Journal(BLOCK, only=column)
    model = TalksModel(scenario, seed=seed, blocks=range(block, block + 1), journal=journal)
    trust = trust_in(model, column)
    while model.running:
        model.step()
    forget(model)
    return Replayed(history, journal.entries[column], ENDINGS[int(model.endings()[column])], trust, model, column)


def trust_in(model: TalksModel, column: int) -> list[Trust]:
    """What each party of a history thinks of each other's word as it stands."""
    return [(party.name, other.name, float(party.trust[other.name].mean[column])) for party in model.parties for other in party.others]
