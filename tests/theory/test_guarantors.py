"""A guarantor never shortens the life of a deal on the same text, and lets deals be signed that would not be."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREEN, INNER, MARGIN, ORANGE, PURPLE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import paired

CLAIM = Claim(
    title="A guarantor never lowers the survival of a text, and lets more be signed",
    says=(
        "Put the same text into force on the same day in the same history: with a guarantor it is never left earlier than without, and never left at all where it was not. A guarantee also makes a deal "
        "worth more to those who doubt the other, so that more is signed. Both together raise the share of histories with a deal, and of those in which it stands at the end. Among "
        "the histories with a deal either way, more deals survive with the guarantee."
    ),
    kind="theorem of this model",
    conditions=(
        "For the same text: its terms, if kept, are worth at least what a betrayed side is left with, and the guarantor stays. For shares: two towns that trust each other little, a guarantor whom both believe."
    ),
    sources={
        "Walter 1997": (
            "Barbara F. Walter, The critical barrier to civil war settlement, International Organization 51(3), 335-364: in civil wars 1940-1990 talks succeeded where an outside power agreed "
            "to enforce the terms, and usually failed where none did."
        ),
        "Walter 2002": (
            "Barbara F. Walter, Committing to Peace: The Successful Settlement of Civil Wars, Princeton University Press: three steps, to negotiate, to compromise, to carry out; "
            "guarantees by a third party matter for the last."
        ),
    },
    rules=("sim/model/mediator.py:guarantee_for", "sim/model/outlook.py:holds", "sim/rules/carrying_out.py:breach_rate"),
    reverses=(
        "One would expect the deals that only a guarantee made possible to be thinner and to live less long. In these histories they do not, beyond simulation error (right panel): what makes a side sign "
        "also makes it stay. A guarantor chooses no cases here; one who chose the hard ones would look worse than it is."
    ),
)
STRENGTHS = [0.0, 0.25, 0.5, 1.0, 2.0]
LIVES = 90
"""Days in force after which a deal counts as having survived."""


@cache
def measured(strength):
    """When the first deal came into force and when it was left, in 1000 histories; infinite where it did not happen."""
    model = TalksModel(scenario("guarantors", mediators__crown__guarantee__strength=strength), seed=1, blocks=range(4))
    left = np.full(model.R, np.inf)
    while model.running:
        model.step()
        left = np.where(model.deal.last_broken, np.minimum(left, model.day), left)
    forget(model)
    begun = np.where(model.deal.first_day >= 0, model.deal.first_day, np.inf)
    return begun, left, model.deal.standing


def signed(strength):
    return np.isfinite(measured(strength)[0])


def survives(strength):
    """1 where the first deal is in force for so many days, 0 where it is not, nan where none began early enough to tell; (R,)."""
    begun, left, _ = measured(strength)
    known = begun + LIVES < 180
    return np.where(known, left > np.where(known, begun, 0.0) + LIVES, np.nan)


def in_force_at_once(text, days, **more):
    """The day on which each history leaves a text that is in force from the first day on, infinite where it does not; (R,)."""
    model = TalksModel(scenario("guarantors", constants__breach_rate=0.2, **more), seed=1, blocks=range(1))
    model.deal.enter_into_force(np.full(model.R, True), np.array(text)[:, None] + np.zeros((1, model.R)), 0)
    fair = np.logical_and.reduce([party.preference.utility(model.deal.terms) >= party.settings.no_deal.betrayed for party in model.parties])
    left = np.full(model.R, np.inf)
    for _ in range(days):
        model.step()
        left = np.where(model.deal.last_broken, np.minimum(left, model.day), left)
    forget(model)
    return left, fair


BELIEFS = st.floats(0, 1)


@settings(max_examples=40, deadline=None)
@given(text=st.tuples(st.floats(0, 100), st.floats(0, 100)), strength=st.floats(0, 4), north=BELIEFS, south=BELIEFS, trust=st.floats(0.05, 0.95))
def test_with_a_guarantor_the_same_text_is_never_left_earlier(text, strength, north, south, trust):
    """Whatever the text, the trust and the belief in the guarantor, no history leaves a text earlier than the same history without a guarantor."""
    promise = {"strength": strength, "credible_to": {"north": north, "south": south}}
    alike = {"parties__north__trust__south__mean": trust}
    guarded, fair = in_force_at_once(text, 2, mediators__crown__guarantee=promise, **alike)
    bare, _ = in_force_at_once(text, 2, mediators__crown__guarantee=None, **alike)
    assert np.all(guarded[fair] >= bare[fair])


def test_the_same_text_lives_longer_with_a_guarantor():
    """The theorem is no idle one: of an even text in force from the first day many histories keep longer with the guarantor, and none less long."""
    guarded, bare = in_force_at_once((60.0, 40.0), 30)[0], in_force_at_once((60.0, 40.0), 30, mediators__crown__guarantee=None)[0]
    assert np.all(guarded >= bare)
    assert np.mean(guarded > bare) > 0.2


def test_more_is_signed_and_more_stands_with_a_guarantor():
    """The stronger the guarantee, the more histories see a deal in force and the more have one standing at the end."""
    for weaker, stronger in ((0.0, 0.25), (0.25, 0.5), (0.5, 1.0)):
        assert paired(signed(stronger), signed(weaker)).up
        assert paired(measured(stronger)[2], measured(weaker)[2]).up


def test_deals_made_anyway_live_longer_with_a_guarantor():
    """Of histories with a deal both with and without it, more deals survive with a strong guarantee."""
    assert paired(survives(1.0), survives(0.0)).up


def test_all_deals_together_live_no_less_long_with_a_guarantor():
    """Even the plain comparison, of all deals made with a strong guarantee with those made without any, does not reverse the claim."""
    every = np.full(len(signed(0.0)), True)
    assert survivors(1.0, every).low > survivors(0.0, every).share


def survivors(strength, among):
    """The share of deals of known fate that survive among some histories, with its interval."""
    lives = survives(strength)[among]
    lives = lives[~np.isnan(lives)]
    return wilson(int(lives.sum()), len(lives))


@in_house_style
def draw() -> Drawing:
    """Deals in force and standing, and their survival, by the strength of the guarantee."""
    key = [
        Line2D([], [], color=BLUE, marker="o", label="a deal comes into force"),
        Line2D([], [], color=ORANGE, marker="s", linestyle="--", label="it, or another, stands at the end"),
        Line2D([], [], color=GREEN, marker="D", linestyle="-", label="made without a guarantor too"),
        Line2D([], [], color=PURPLE, marker="^", linestyle=":", label="made only with the guarantor"),
    ]
    page = Page(
        "The truce and the crown: 1000 histories a point, seed 1; lines: 95 % intervals",
        "With a guarantor more is signed, and more of it lives",
        "By the strength of the guarantee, in log-odds of the belief that the deal holds. Survival: of deals, those in force for 90 days.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    total = len(signed(0.0))
    lines = {
        "in force": (0, BLUE, "o-", [(s, wilson(int(signed(s).sum()), total)) for s in STRENGTHS]),
        "standing": (0, ORANGE, "s--", [(s, wilson(int(measured(s)[2].sum()), total)) for s in STRENGTHS]),
        "survives, made anyway": (1, GREEN, "D-", [(s, survivors(s, signed(0.0))) for s in STRENGTHS]),
        "survives, made only with it": (1, PURPLE, "^:", [(s, survivors(s, ~signed(0.0))) for s in STRENGTHS[1:]]),
    }
    frames = [page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.3, width, 2.1) for k in range(2)]
    rows = []
    for what, (panel, colour, style, points) in lines.items():
        error = [[one.share - one.low for _, one in points], [one.high - one.share for _, one in points]]
        frames[panel].errorbar([s for s, _ in points], [one.share for _, one in points], error, fmt=style, color=colour, elinewidth=1)
        rows += [{"what": what, "strength": s, "share": one.share, "low": one.low, "high": one.high} for s, one in points]
    for axes, heading in zip(frames, ("Histories", "Deals that survive 90 days"), strict=True):
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.05)
        axes.set_xlabel("Strength of the guarantee")
        axes.set_title(heading, fontsize=SMALL, loc="left")
    of = {(row["what"], row["strength"]): row["share"] for row in rows}
    alt = (
        f"Two panels. Without a guarantor {of['in force', 0.0]:.0%} of histories see a deal come into force, with a guarantee of strength 0.5 {of['in force', 0.5]:.0%}, of strength 2 {of['in force', 2.0]:.0%}; "
        f"one stands at the end in {of['standing', 0.0]:.0%}, {of['standing', 0.5]:.0%} and {of['standing', 2.0]:.0%}. At strength 0.5, {of['survives, made anyway', 0.5]:.0%} of the deals that are made without a "
        f"guarantor too survive 90 days ({of['survives, made anyway', 0.0]:.0%} without it), and {of['survives, made only with it', 0.5]:.0%} of those made only with it."
    )
    return Drawing(page.figure, page.title, alt, rows)
