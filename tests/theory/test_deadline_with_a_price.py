"""A deadline that is believed in, or that costs something to miss, brings deals at its last sessions."""

from functools import cache

import numpy as np
from claims import Claim, played, scenario
from curves import panel, share

from sim.analysis.intervals import shares_paired
from sim.report.figures.style import Drawing, in_house_style

CLAIM = Claim(
    title="A deadline brings deals at the last where it is believed in, or costs something to miss",
    says=(
        "Many deals come at the last sessions before a deadline after which talks are over. The more parties doubt that it is the last "
        "occasion, the fewer come then; unless it costs something to miss it, which makes up for doubts."
    ),
    kind="pattern",
    conditions=(
        "Two parties who weigh what they hold out for, three issues, a mediator, a session every five days, a deadline after two months that is "
        "never put off and with which the window closes. Doubt is how likely parties think a later occasion."
    ),
    sources={
        "Roth, Murnighan & Schoumaker 1988": (
            "Alvin E. Roth, J. Keith Murnighan and Françoise Schoumaker, The deadline effect in bargaining: some experimental evidence, "
            "American Economic Review 78(4), 806-823: a large share of agreements is reached in the last seconds."
        ),
    },
    rules=("sim/modules/deadlines.py:watch", "sim/model/stages/demanding.py:demanded_by"),
    reverses="Where missing the deadline costs much, it makes hardly any difference how far it is believed in.",
)
DOUBTS = [0.0, 0.3, 0.6, 0.9]
COSTS = {0.0: "missing it costs nothing", 0.02: "it costs 0.02 of value (the default)", 0.1: "it costs 0.1 of value"}
DEADLINE, LAST = 60, 5
"""Its day, and for how many days before it deals count as made at the last."""


@cache
def day(cost, doubt):
    """On which day the first deal of 500 histories comes, -1 for none; (R,)."""
    return played(scenario("deadline_with_a_price", deadlines__missed_costs=cost, behaviour__deadline_doubted=doubt), blocks=2).deal.first_day


def at_the_last(cost, doubt):
    """Where the first deal comes in the last days before the deadline or as it passes, (R,)."""
    return day(cost, doubt) > DEADLINE - LAST


def test_more_deals_come_at_the_last_than_in_any_other_time_as_long():
    """Where the deadline is believed in, no other stretch of the same length has nearly as many deals."""
    days = day(0.0, 0.0)
    before = [np.mean((days > end - LAST) & (days <= end)) for end in range(LAST, DEADLINE - LAST + 1)]
    assert share(at_the_last(0.0, 0.0))[0] > max(before)


def test_doubt_takes_deals_from_the_last_days():
    """Where missing it costs nothing, fewer deals come at the last the more it is doubted."""
    shares = [at_the_last(0.0, doubt).mean() for doubt in DOUBTS]
    assert shares == sorted(shares, reverse=True)
    assert shares_paired(at_the_last(0.0, DOUBTS[-1]), at_the_last(0.0, DOUBTS[0])).low > 0.0


def test_a_price_makes_up_for_doubt():
    """Where it is much doubted, the dearer it is to miss the more deals come at the last; where it costs most, doubt takes hardly any."""
    shares = [at_the_last(cost, DOUBTS[-1]).mean() for cost in COSTS]
    assert shares == sorted(shares)
    assert shares_paired(at_the_last(0.0, DOUBTS[-1]), at_the_last(0.1, DOUBTS[-1])).low > 0.0
    assert abs(at_the_last(0.1, DOUBTS[-1]).mean() - at_the_last(0.1, DOUBTS[0]).mean()) < 0.02


def test_a_deadline_that_nobody_doubts_needs_no_price():
    """Where it is believed in, what it costs to miss it changes hardly anything."""
    shares = [at_the_last(cost, 0.0).mean() for cost in COSTS]
    assert max(shares) - min(shares) < 0.02


@in_house_style
def draw() -> Drawing:
    """Share of histories with a deal at the last, by how far the deadline is doubted."""
    words = {
        "about": "A deadline after two months: 500 histories a point, seed 1; bars are 95 % intervals",
        "title": CLAIM.title,
        "note": "Share of histories with a first deal in the last five days before the deadline or as it passes, by how far it is doubted.",
        "along": "how likely parties think a later occasion",
        "up": "share of histories with a deal at the last",
    }
    low, middle, high = share(at_the_last(0.0, 0.9))
    alt = (
        f"One panel. Where nobody doubts the deadline, {share(at_the_last(0.0, 0.0))[1]:.0%} of histories have a deal at the last, whatever it costs to miss; "
        f"where a later occasion is thought nine tenths likely, {middle:.0%} (interval {low:.0%} to {high:.0%}) if missing it costs nothing, "
        f"{at_the_last(0.02, 0.9).mean():.0%} at the default cost and {at_the_last(0.1, 0.9).mean():.0%} at the highest."
    )
    return panel(words, COSTS, DOUBTS, at_the_last, alt)
