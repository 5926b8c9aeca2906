"""Models that have run are let go of."""

import gc
import weakref

from sim.ensemble import simulate
from sim.model import BLOCK, TalksModel, forget
from sim.scenario import load, with_changes


def test_400_blocks_in_one_process_leave_no_model_behind():
    """After four hundred models have run, none is alive."""
    short = with_changes(load("split-the-pie").scenario, {"calendar.end": "2025-01-02", "calendar.start": "2025-01-01", "calendar.sessions": "every 1 day"})
    alive = []
    for block in range(400):
        model = TalksModel(short, seed=1, blocks=range(block, block + 1))
        model.step()
        assert model.R == BLOCK
        alive.append(weakref.ref(model))
        forget(model)
        del model
    gc.collect()
    assert [ref for ref in alive if ref() is not None] == []


def test_days_of_talks_leave_nothing_that_holds_itself():
    """A run does not look for objects that hold each other, as days leave none; afterwards it is as before."""
    model = TalksModel(load("doha-2024-08").scenario, seed=1, blocks=range(1))
    for _ in range(8):
        model.step()
    gc.collect()
    gc.disable()
    try:
        for _ in range(15):
            model.step()
        assert gc.collect() == 0
        simulate(load("split-the-pie").scenario, name="pie", n=1)
        assert not gc.isenabled()
    finally:
        gc.enable()
    simulate(load("split-the-pie").scenario, name="pie", n=1)
    assert gc.isenabled()
    forget(model)
