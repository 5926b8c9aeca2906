"""The days on which a text crosses red lines are kept for the histories that are followed."""

import numpy as np

from sim.ensemble import simulate
from sim.ensemble.columns import LINE_AT_HOME, LINE_OF_ITS_OWN
from sim.ensemble.replayed import replayed
from sim.scenario import load


def test_a_refusal_for_a_line_falls_on_a_day_on_which_one_is_crossed():
    """Whenever a party refuses because of a red line, its row of that day says so, by whether the line is its own or one at home."""
    scenario = load("doha-2024-08").scenario
    run = simulate(scenario, name="doha", n=3, seed=1)
    seen = 0
    for history in range(3):
        for entry in replayed(scenario, 1, history).entries:
            if entry.kind == "refused" and entry.facts["crossed"]:
                bit = LINE_AT_HOME if "." in entry.facts["line_of"] else LINE_OF_ITS_OWN
                assert run.series["watched_crossed"][history, run.parties.index(entry.who), entry.day] & bit
                seen += 1
    assert seen
    assert np.array_equal(run.series["watched_crossed"] > 0, (run.series["watched_crossed"] > 0) & np.isfinite(run.series["watched_text"][:, :1]))
