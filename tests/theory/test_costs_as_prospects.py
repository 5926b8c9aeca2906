"""Costs already borne change nothing; what going on is still expected to cost does."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, played, scenario
from talks import paired

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREY, MARGIN, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="Costs count as prospects: what is past is sunk",
    says="The value of going on without a deal does not fall because days pass without one, however much each of them has cost: on the last day it is what it was on the first, to the last bit, and the same talks a year later are the same histories. It falls by what further days are expected to cost, and the share signed rises with that.",
    kind="exact",
    conditions="No drift, news, escalation, pressure or events that change what is expected; each of these may move the no-deal value, and the passing of days does not. The share signed by prospective cost is a pattern.",
    sources={
        "Fearon 1995": "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: what a side gets from fighting is what it expects of the contest less its cost, so that both would rather have some settlement than a costly fight.",
        "Slantchev 2003": "Branislav L. Slantchev, The principle of convergence in wartime negotiations, American Political Science Review 97(4), 621-632: where war comes of disagreement about strength, it ends when the opponents have learnt enough of each other, at the table and in the field, before either has won.",
        "McAfee, Mialon & Mialon 2010": "R. Preston McAfee, Hugo M. Mialon and Sue H. Mialon, Do sunk costs matter?, Economic Inquiry 48(2), 323-336: that sunk costs should not count is taken for a basic principle of choice; there are reasons, such as what they tell, reputation and constraints, for which it can still be rational to react to them.",
    },
    rules=("sim/model/party.py:update_no_deal", "sim/model/party.py:no_deal_if"),
    reverses="Leaders who have to justify what has been spent, or who learn from it what is still to come, are not modelled of themselves: an event or a drift of what is expected has to say so.",
)
COSTS = [0.0, 0.0005, 0.001, 0.0015, 0.002]
"""What each further day costs each side; both expect a hundred of them."""
DAYS = 100
NAMES = ("north", "south")
LATER = {"calendar__start": "2001-01-01", "calendar__end": "2001-04-30"}
"""As many days, a year on."""


def changed(cost, **settings):
    """The talks with another cost of each further day for both sides."""
    return scenario("costs_as_prospects", **{f"parties__{name}__no_deal__cost_per_day": cost for name in NAMES}, **settings)


@cache
def measured(cost):
    """Talks after their last day, and the no-deal value of both sides on every day, (days, 2, R)."""
    model = TalksModel(changed(cost), seed=1, blocks=range(2))
    values = []
    while model.running:
        model.step()
        values.append([model.party[name].no_deal for name in NAMES])
    forget(model)
    return model, np.array(values)


@pytest.mark.parametrize("cost", COSTS[1:4:2])
def test_days_that_have_cost_change_nothing(cost):
    """On every day, for both sides and in every history, the no-deal value is what it was on the first, to the last bit."""
    _, values = measured(cost)
    assert np.all(values == values[0])


def test_the_same_talks_a_year_later_are_the_same():
    """When talks take place does not matter: with the calendar moved on, every text, answer and deal is the same, to the last bit."""
    now, later = played(changed(0.001)), played(changed(0.001, **LATER))
    assert now.days == later.days
    assert np.array_equal(now.table.package, later.table.package)
    assert np.array_equal(now.deal.first_day, later.deal.first_day)
    assert np.array_equal(now.deal.terms, later.deal.terms, equal_nan=True)
    for name in NAMES:
        assert np.array_equal(now.party[name].no_deal, later.party[name].no_deal)
        assert np.array_equal(now.party[name].answer, later.party[name].answer)


@given(expected=st.floats(0, 1), cost=st.floats(0, 0.01), more=st.floats(1e-4, 0.01))
def test_the_no_deal_value_is_expectation_less_prospective_cost(expected, cost, more):
    """It is what is expected less cost a day times the days expected, kept in [0, 1], and never rises with the cost of a day."""
    party = eve().party["north"]
    values = []
    for each in (cost, cost + more):
        party.cost_per_day, party.expectation = np.full(eve().R, each), np.full(eve().R, expected)
        party.update_no_deal()
        values.append(party.no_deal)
        assert np.allclose(party.no_deal, np.clip(expected - each * DAYS, 0.0, 1.0), rtol=0, atol=1e-12)
    assert np.all(values[1] <= values[0])


@cache
def eve():
    """The talks on the eve of their first day."""
    model = TalksModel(changed(0.001), seed=1, blocks=range(1))
    forget(model)
    return model


def signed(cost):
    """Where a text was signed, (R,)."""
    return measured(cost)[0].tally.signatures > 0


def test_the_more_going_on_will_cost_the_more_is_signed():
    """From each cost to the next more is signed."""
    for less, more in pairwise(COSTS[:4]):
        assert paired(signed(more), signed(less)).up


@in_house_style
def draw() -> Drawing:
    """The no-deal value by day, and the share signed, for several prospective costs."""
    page = Page(
        "What going on will cost: 500 histories a line or point, seed 1; bars are 95 % intervals",
        "What lowers the no-deal value is cost ahead, not cost borne",
        "Left: mean no-deal value of North, day by day, for three costs of each further day (thick), and what it would be if costs borne were taken off as well (thin, not the model). Right: share of histories in which a text is signed, by what going on is expected to cost each side.",
        2.6,
        [
            Line2D([], [], color=BLUE, linewidth=2.5, label="the model"),
            Line2D([], [], color=GREY, linestyle=":", label="if costs borne counted too (left)"),
        ],
    )
    left = page.axes(MARGIN + 0.5, 0.05, 2.75, 2.1)
    rows, ends = [], {}
    for cost in COSTS[::2]:
        values = measured(cost)[1][:, 0].mean(axis=1)
        days = np.arange(len(values))
        left.plot(days, values, color=BLUE, linewidth=2.5)
        left.plot(days, values[0] - cost * days, color=GREY, linestyle=":")
        left.text(len(values) + 1, values[-1], f"{cost:g}\na day", va="center", fontsize=8.5)
        ends[cost] = float(values[0]), float(values[-1])
        rows += [{"what": f"no-deal value at {cost:g} a day", "at": int(day), "value": float(value)} for day, value in zip(days, values, strict=True)]
    left.set_xlim(0, 119)
    left.set_ylim(0.2, 0.75)
    left.set_xlabel("Day")
    left.set_ylabel("No-deal value")
    right = page.axes(MARGIN + 4.4, 0.05, 3.0, 2.1)
    found = [wilson(int(signed(cost).sum()), len(signed(cost))) for cost in COSTS]
    prospects, shares = [cost * DAYS for cost in COSTS], [one.share for one in found]
    right.errorbar(prospects, shares, yerr=[[one.share - one.low for one in found], [one.high - one.share for one in found]], color=BLUE, marker="o")
    right.set_yticks(*percent_ticks(1.0))
    right.set_ylim(-0.02, 1.03)
    right.set_xticks(prospects)
    right.set_xlabel("Expected cost of going on, each side")
    rows += [{"what": "share signed", "at": prospect, "value": share} for prospect, share in zip(prospects, shares, strict=True)]
    alt = (
        f"Left, three level lines: the no-deal value is {ends[0.0][0]:.2f} on the first and on the last day without costs, {ends[0.001][0]:.2f} and {ends[0.001][1]:.2f} at 0.001 a day, {ends[0.002][0]:.2f} and {ends[0.002][1]:.2f} at 0.002; "
        f"dotted lines that fall show what it would be if costs borne counted too. Right, the share signed rises from {shares[0]:.0%} without costs to {shares[2]:.0%} at an expected cost of 0.1 and {shares[-1]:.0%} at 0.2."
    )
    return Drawing(page.figure, page.title, alt, rows)
