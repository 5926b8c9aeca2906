"""Why histories come to no deal: each has one cause, found where it is known what the cause is."""

import itertools
import sys
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from broad_priors import drawn
from talks import merged, played, two_towns

from sim.endings import CAUSES
from sim.ensemble.record import rows_of
from sim.model import reasons
from sim.model.why import _groups
from sim.scenario import load

A_LINE = {"stances": {"a": {"red_line": 60}}}
GUARD = {"factions": {"guard": {"label": "Guard", "veto": True}}}
STUBBORN = {"demand": {"rule": "fixed", "share": 1.0}, "acceptance": "threshold"}


POOR = {"north": {"expected": 0.4}, "south": {"expected": 0.4}}
"""No deal is worth little to either, so that there is ample room."""


def each(party):
    """The same for both towns."""
    return {"parties": {"north": party, "south": party}}


def north(**own):
    return {"parties": {"north": merged(GUARD, {"factions": {"guard": own}})}}


KNOWN = {
    "lines": (two_towns(parties={"north": A_LINE, "south": {"stances": {"a": {"red_line": 40}}}}), "a", "north + south"),
    "lines, one of them at home": (
        two_towns(
            modules=("ratification",),
            **merged(north(stances={"a": {"red_line": 60}}, limits_known_to="party"), {"parties": {"south": {"stances": {"a": {"red_line": 40}}}}}),
        ),
        "a",
        "north.guard + south",
    ),
    "home": (two_towns(modules=("ratification",), **POOR, **north(no_deal_add=0.9)), "", "north.guard"),
    "late": (two_towns(modules=("ratification",), days=60, **POOR, **north(lag=80)), "", ""),
    "prices": (two_towns(north={"expected": 0.9}, south={"expected": 0.9}), "", ""),
    "doubt": (two_towns(north={"trust": {"mean": 0.05}}, south={"trust": {"mean": 0.05}}), "", "north + south"),
    "nobody": (two_towns(parties={"south": {"attendance": {"cost_of_being_seen": 40}}}, **POOR), "", "south"),
    "ended": (two_towns(modules=("mediation",), mediators={"hill": {"patience": 10}}, **POOR, **each(STUBBORN)), "", "hill"),
    "held_out": (two_towns(**POOR, **each(STUBBORN)), "", ""),
}


@pytest.mark.parametrize("case", KNOWN)
def test_the_cause_is_found_where_it_is_known(case):
    """Of scenarios made for one cause, nearly all histories come to no deal, nearly all of them for that cause, over that issue, by those concerned."""
    scenario, issue, whose = KNOWN[case]
    rows = rows_of(played(scenario, blocks=1))
    without = ~rows["any_deal"]
    found = Counter(zip(*(rows[name][without].tolist() for name in ("why_no_deal", "why_issue", "why_whose")), strict=True))
    assert without.mean() > 0.9
    assert found[case.partition(",")[0], issue, whose] / without.sum() > 0.9, found.most_common(4)


@pytest.mark.parametrize(
    ("name", "cause"), [("no-overlap", "prices"), ("commitment-problem", "doubt"), ("spoiler", "home"), ("deadline", "held_out"), ("doha-2024-08", "lines")]
)
def test_the_commonest_cause_of_shipped_scenarios(name, cause):
    """What a scenario was made to show is why most of its histories without a deal have none."""
    rows = rows_of(played(load(name).scenario, blocks=1))
    assert Counter(rows["why_no_deal"][~rows["any_deal"]].tolist()).most_common(1)[0][0] == cause


@pytest.mark.parametrize("case", [1, 5, 9, 21, 36])
def test_every_history_without_a_deal_has_one_cause(case):
    """And none with a deal has any, whatever the scenario."""
    rows = rows_of(played(drawn(case), blocks=1))
    assert np.array_equal(rows["why_no_deal"] == "", rows["any_deal"])
    assert set(rows["why_no_deal"][~rows["any_deal"]]) <= set(CAUSES)


@pytest.mark.parametrize("case", ["deadline", "no-overlap"])
def test_room_for_a_deal_is_found_where_there_is_any(case):
    """On a fine grid of texts of two issues, no text suits all where the cause says that none does, with doubts and without."""
    model = played(load(case).scenario, blocks=1)
    found, (group,) = reasons(model), _groups(model)
    sure, doubted = np.full(model.R, -1.0), np.full(model.R, -1.0)
    outlooks = [party.outlook() for party in group]
    for point in itertools.product(np.linspace(0.0, 1.0, 41), repeat=2):
        text = group[0].lower + (group[0].upper - group[0].lower) * np.array(point)[:, None]
        gains = [party.preference.utility(text) + party.payment - party.no_deal for party in group]
        sure = np.maximum(sure, np.minimum.reduce(gains))
        doubted = np.maximum(doubted, np.minimum.reduce([one.value(text) - one.no_deal for one in outlooks]))
    prices, doubt = (found.cause == CAUSES.index(cause) for cause in ("prices", "doubt"))
    assert (prices | doubt).sum() > 10
    assert (sure[prices] < 0.0).all()
    assert (doubted[doubt] < 0.0).all()
    assert (sure[doubt] > -0.01).all()


def test_the_lag_of_a_channel_does_not_shift_the_blame():
    """Who refused last moves with how long a channel takes; why there was no deal does not: lines that clash, clash."""
    quick, slow = (rows_of(played(load("doha-2024-08", [f"constants.channel_lag={days}"]).scenario, blocks=1)) for days in (1, 8))
    neither = ~quick["any_deal"] & ~slow["any_deal"]
    for column in ("why_issue", "why_whose"):
        lines = neither & (quick["why_no_deal"] == "lines")
        assert np.array_equal(quick[column][lines], slow[column][lines])
    shares = [Counter(rows["why_no_deal"][neither].tolist())["lines"] / neither.sum() for rows in (quick, slow)]
    blamed = [np.mean(rows["refused_last"][neither] == "hamas") for rows in (quick, slow)]
    assert shares[0] == shares[1] > 0.8
    assert abs(blamed[0] - blamed[1]) > 0.05
