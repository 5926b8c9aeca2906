"""What a deal carried out stays carried out in the next."""

from collections import Counter

import numpy as np
import pytest

from sim.model import Journal, TalksModel, forget
from sim.model.stages.carrying_out import _end_deal
from sim.scenario import load

OFTEN = ["constructive-ambiguity", "doha-2025-07"]  # here a second deal follows a first in more than one history of ten


def watched(name):
    """A model that has run, and what was written down of its histories."""
    journal = Journal(250)
    model = TalksModel(load(name).scenario, seed=1, blocks=range(1), journal=journal)
    while model.running:
        model.step()
    forget(model)
    return model, journal.entries


@pytest.mark.parametrize("name", OFTEN)
def test_no_phase_is_carried_out_twice(name):
    """Over many histories, no phase runs to its end under two deals, however many there are."""
    model, entries = watched(name)
    ends = [Counter(entry.facts["phase"] for entry in history if entry.kind in ("phase_done", "lapsed")) for history in entries.values()]
    assert max(max(times.values(), default=0) for times in ends) == 1
    second = [history for history in entries.values() if sum(entry.kind == "in_force" for entry in history) > 1]
    assert second
    assert (model.deal.count > 1).sum() == len(second)


def test_leverage_is_spent_once():
    """However many deals there were, a party has spent what the phases hand over, by the share that has changed hands, and no more."""
    model, _ = watched("doha-2025-07")
    assert (model.deal.count > 1).any()
    for party in model.parties:
        amounts = np.array([[phase.hands_over.get(party.name, 0.0)] for phase in model.phase_plans])
        assert party.spent == pytest.approx((amounts * model.deal.handed).sum(axis=0))


def test_a_second_deal_is_worth_what_is_left():
    """Where half of a phase has been carried out, it counts for half its weight beside the phases to come."""
    model = TalksModel(load("doha-2025-07").scenario, seed=1, blocks=range(1))
    forget(model)
    model.deal.handed[0] = 0.5
    model.deal.current[:], nobody = 0, np.full(model.R, -1)
    _end_deal(model, np.arange(model.R) < 100, nobody)
    for party in model.parties:
        share = party.preference.salience[model.phase_of_issue == 0].sum(axis=0)
        assert party.phases.own[0][:100] == pytest.approx((share / 2 / (share / 2 + 1 - share))[:100])
        assert party.phases.own[0][100:] == pytest.approx(share[100:])
