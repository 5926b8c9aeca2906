"""What the figure of terms says of every scenario that comes with the simulator."""

import re

import pytest

from sim.ensemble import simulate
from sim.report.figures import FIGURES
from sim.report.summary import summarise
from sim.report.words import one_line
from sim.scenario import load
from sim.scenario.naming import files

BASES = {name: path for _, name, path in files() if "/" not in name}


@pytest.mark.slow
@pytest.mark.parametrize("name", BASES)
def test_deals_lie_where_the_figure_says_there_was_room(name):
    """At the median deal at least half as many histories had room for all as at the best point, or the figure says that ranges had moved by then."""
    run = simulate(load(BASES[name]).scenario, name=name, n=250, seed=1, workers=1)
    summary = summarise(run)
    alt = FIGURES["terms"](run, summary).alt
    for k, issue in enumerate(run.issues):
        settled, shares = summary.terms[issue].p50, run.series["common"][k]
        if settled is not None and shares[round(settled)] < shares.max() / 2:
            label = one_line(run.scenario.issues[issue].label)
            assert re.search(rf"{re.escape(label)}: ranges meet in [^;]*; by the time of the deals they had moved", alt), issue
