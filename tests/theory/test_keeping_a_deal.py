"""Who means to use a deal leaves it early; so deals fail as often as their signers doubted, and mostly soon."""

from functools import cache
from itertools import pairwise

import numpy as np
import pytest
from claims import Claim, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREEN, INNER, MARGIN, ORANGE, PALE, SMALL, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="Deals fail as often as their signers doubt each other, and mostly soon",
    says=(
        "A party may sign a deal to use it: to gain time, to take what is handed over first. Such a party leaves early, so that the danger to "
        "a deal falls with every month that it stands. Where beliefs are right on average, deals between parties that trust each "
        "other little fail often and deals between parties that trust each other seldom do, and each step that is carried out tells both sides that the other is rather one that keeps."
    ),
    kind="pattern",
    conditions=(
        "Two towns with much to gain, a truce of a year in twelve steps, no guarantor. Each town means to keep deals, or to use them, with the chance that the other believes of it on the first day."
    ),
    sources={
        "Stedman 1997": (
            "Stephen John Stedman, Spoiler problems in peace processes, International Security 22(2), 5-53: some who sign "
            "an agreement do so for what it brings them and do not fulfil it."
        ),
        "Joshi & Quinn 2017": (
            "Madhav Joshi, Jason Michael Quinn, Implementing the peace, British Journal of Political Science 47(4), 869-892: the more of an agreement "
            "has been implemented, the longer peace lasts (by its abstract)."
        ),
        "Nowak & Sigmund 1992": (
            "Martin A. Nowak, Karl Sigmund, Tit for tat in heterogeneous populations, Nature 355, 250-253: who answers in kind does best to forgive now and then."
        ),
    },
    rules=("sim/rules/carrying_out.py:use_hazard", "sim/model/dispositions.py:Dispositions", "sim/model/stages/violating.py:violate"),
    reverses=(
        "With a guarantor parties doubt less than they would be right to without one. A file that says how likely a party keeps deals (`keeps`) can make beliefs wrong. "
        "A party that gains by leaving may leave whatever it meant when it signed."
    ),
)
TRUSTS = {0.6: ORANGE, 0.75: GREEN, 0.9: BLUE}
MONTH, YEAR = 30, 365


@cache
def followed(trust):
    """Of the first deals of 750 histories: the days that each stood before it was left (inf: never), and what the towns believed of each other by tranche."""
    mean = {"parties__north__trust__south__mean": trust, "parties__south__trust__north__mean": trust}
    model = TalksModel(scenario("keeping_a_deal", **mean), seed=1, blocks=range(3))
    left, believed = np.full(model.R, np.inf), {0: trust}
    while model.running:
        model.step()
        deal = model.deal
        left = np.where((deal.ended_on >= 0) & np.isinf(left), deal.ended_on - deal.first_day, left)
        for k in (3, 6, 9):
            here = deal.standing & (deal.handed[0] >= k / 12 - 1e-9) & np.isinf(left)
            if k not in believed and here.sum() and not (deal.standing & (deal.handed[0] < k / 12 - 1e-9) & np.isinf(left)).any() and model.day > MONTH + 1:
                believed[k] = float(model.party["north"].trust["south"].mean[here].mean())
    forget(model)
    return left[model.deal.first_day >= 0], believed


def failed(trust, days):
    """The share of deals left within so many days, with its interval."""
    left, _ = followed(trust)
    return wilson(int((left <= days).sum()), len(left))


def test_the_more_trust_the_fewer_deals_fail():
    """What was believed on the first day orders what becomes of deals after a month, a quarter and a year."""
    for days in (MONTH, 3 * MONTH, YEAR):
        shares = [failed(trust, days) for trust in TRUSTS]
        assert all(more.low > less.high for more, less in pairwise(shares)) or days == MONTH
        assert shares[0].share > shares[1].share > shares[2].share


@pytest.mark.parametrize("trust", TRUSTS)
def test_beliefs_come_true(trust):
    """As many deals are kept through their year as both towns had thought that both would keep, within a few points."""
    assert 1 - failed(trust, YEAR).share == pytest.approx(trust**2, abs=0.06)


@pytest.mark.parametrize("trust", [0.6, 0.75])
def test_danger_falls(trust):
    """Of deals that stand, less than a third as many fail in a month of the second half-year as in the first month."""
    late = (failed(trust, YEAR).share - failed(trust, 6 * MONTH).share) / (1 - failed(trust, 6 * MONTH).share) / 6
    assert late < failed(trust, MONTH).share / 3


@pytest.mark.parametrize("trust", TRUSTS)
def test_what_is_carried_out_builds_trust(trust):
    """After a quarter, a half and three quarters of the steps those whose deal stands trust each other more each time."""
    _, believed = followed(trust)
    assert sorted(believed) == [0, 3, 6, 9]
    assert all(later > before for before, later in pairwise(believed[k] for k in sorted(believed)))


@in_house_style
def draw() -> Drawing:
    """Deals that failed by the days they have stood, and what was believed beside what happened."""
    key = [Line2D([], [], color=colour, label=f"each trusts the other at {trust:.0%}") for trust, colour in TRUSTS.items()]
    page = Page(
        "A truce of a year: 750 histories a line, seed 1; bands and bars: 95 % intervals",
        "Deals fail as their signers doubted, and mostly soon",
        "Deals between two towns that may each mean to keep the truce or to use it, by how far they trusted each other at first.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    first, second = (page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.3, width, 2.1) for k in range(2))
    days, rows = list(range(0, YEAR + 1, 15)), []
    for trust, colour in TRUSTS.items():
        shares = [failed(trust, day) for day in days]
        first.plot(days, [one.share for one in shares], color=colour)
        first.fill_between(days, [one.low for one in shares], [one.high for one in shares], color=colour, alpha=0.2, linewidth=0)
        rows += [
            {"what": "failed", "trust": trust, "day": day, "share": one.share, "low": one.low, "high": one.high} for day, one in zip(days, shares, strict=True)
        ]
        kept = 1 - shares[-1].share
        second.errorbar([trust**2], [kept], [[shares[-1].high - (1 - kept)], [(1 - kept) - shares[-1].low]], fmt="o", color=colour, elinewidth=1)
        rows.append({"what": "kept", "trust": trust, "day": YEAR, "share": kept, "low": 1 - shares[-1].high, "high": 1 - shares[-1].low})
    second.plot([0, 1], [0, 1], color=PALE, linestyle="--", zorder=0)
    for axes, heading, below in ((first, "Deals left so far", "Days in force"), (second, "Deals kept for the year", "Believed at first: both keep")):
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1)
        axes.set_xlabel(below)
        axes.set_title(heading, fontsize=SMALL, loc="left")
    second.set_xlim(0, 1)
    second.set_xticks(*percent_ticks(1.0))
    low, high = min(TRUSTS), max(TRUSTS)
    alt = (
        f"Two panels. Where each town trusts the other at {low:.0%}, {failed(low, MONTH).share:.0%} of deals have been left after a month and {failed(low, YEAR).share:.0%} after a year; at "
        f"{high:.0%}, {failed(high, MONTH).share:.0%} and {failed(high, YEAR).share:.0%}. Of deals at {', '.join(f'{trust:.0%}' for trust in TRUSTS)} trust, "
        f"{', '.join(f'{1 - failed(trust, YEAR).share:.0%}' for trust in TRUSTS)} are kept for the year, where {', '.join(f'{trust**2:.0%}' for trust in TRUSTS)} was believed."
    )
    return Drawing(page.figure, page.title, alt, rows)
