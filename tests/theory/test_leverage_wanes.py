"""Leverage brings more deals, and less lasting ones as it wanes: those it alone made possible; it never shortens the life of the same text."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import shares_apart, wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREEN, INNER, MARGIN, ORANGE, PURPLE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import paired

CLAIM = Claim(
    title="Leverage brings agreement now, and less lasting deals as it wanes",
    says=(
        "A mediator that can make going on costly, for a time, brings many more deals, and a smaller share of them lasts: when the leverage has worn off, a side that signed under it is better off without the deal. "
        "The heavier the leverage, the more is signed and the less of it lasts; the longer the leverage itself lasts, the more lasting the deals. Two things lie under this. The deals "
        "that only leverage made possible are the ones that fail; those that would have been made anyway last as long with it as without. And while leverage is on a side it holds it to its word: the same "
        "text in force is never left earlier with leverage than without, nor earlier the longer its half-life."
    ),
    kind="pattern",
    conditions=(
        "Little room for a deal without leverage, so that it is mostly leverage that makes them; leverage on both sides, applied to whoever refuses, and gone (half-life 15 days) well before the time over which deals are followed. "
        "For the same text the statement is exact, in force from the first day, for leverage by pressure."
    ),
    sources={
        "Beardsley 2008": (
            "Kyle Beardsley, Agreement without peace? International mediation and time inconsistency problems, American Journal of Political Science 52(4), 723-740: mediation helps to find "
            "a settlement in the short run; as the mediator's influence wanes the incentives it made go, and what was agreed is less durable than without it; crises 1918-2001."
        ),
        "Beardsley, Quinn, Biswas & Wilkenfeld 2006": (
            "Kyle C. Beardsley, David M. Quinn, Bidisha Biswas and Jonathan Wilkenfeld, Mediation style and crisis outcomes, Journal of Conflict Resolution 50(1), 58-86: manipulation does most for "
            "formal agreement and for ending a crisis, facilitation most for a lasting fall of tension."
        ),
    },
    rules=("sim/model/stages/mediating.py:_press", "sim/model/mediator.py:wear_off", "sim/rules/carrying_out.py:breach_rate"),
    reverses=(
        "Leverage that lasts as long as the deal does not lower durability: with a half-life of a year deals last as often as without a mediator's leverage, at three times their number. And counted over all histories, not over deals, "
        "more stand at the end with leverage than without, even leverage that wanes in weeks: what it adds in deals outweighs what it loses in those that fail."
    ),
)
STRENGTHS = [0.0, 0.4, 0.8]
HALF_LIVES = [15, 60, 365]
STRONG, SHORT, LONG = 0.8, 15, 365
LASTS = 150
"""Days in force after which a deal counts as having lasted."""
DAYS = 240


def leverage(strength, half_life):
    return {name: {"strength": strength, "half_life": half_life} for name in ("north", "south")} if strength else {}


@cache
def measured(strength, half_life=SHORT):
    """When the first deal came into force, when it was left (infinite: not), and where a deal stands at the end, in 1000 histories."""
    model = TalksModel(scenario("leverage_wanes", mediators__harbour__leverage=leverage(strength, half_life)), seed=1, blocks=range(4))
    left = np.full(model.R, np.inf)
    while model.running:
        model.step()
        left = np.where(model.deal.last_broken, np.minimum(left, model.day), left)
    forget(model)
    return np.where(model.deal.first_day >= 0, model.deal.first_day, np.inf), left, model.deal.standing


def signed(*means):
    return np.isfinite(measured(*means)[0])


def lasts(*means):
    """1 where the first deal is in force for so many days, 0 where it is not, nan where none began early enough to tell; (R,)."""
    begun, left, _ = measured(*means)
    known = begun + LASTS < DAYS
    return np.where(known, left > np.where(known, begun, 0.0) + LASTS, np.nan)


def fates(*means, among=None):
    """Of the deals whose fate is known, whether each lasts."""
    fate = lasts(*means)
    return fate[~np.isnan(fate) & (True if among is None else among)] == 1.0


def lasting(*means, among=None):
    """The share of deals of known fate that last, with its interval."""
    fate = fates(*means, among=among)
    return wilson(int(fate.sum()), len(fate))


def test_leverage_brings_deals():
    """The heavier the leverage, the more histories see a deal come into force."""
    assert paired(signed(0.4), signed(0.0)).up
    assert paired(signed(STRONG), signed(0.4)).up


def test_deals_under_leverage_last_less_often():
    """Of the deals made with leverage that wanes, a smaller share lasts than of those made without any; with the heavier leverage smaller by more."""
    without, some, much = (fates(strength) for strength in STRENGTHS)
    for fate in (some, much):
        assert shares_apart(without, fate).high < 0
    assert much.mean() < some.mean()


def test_longer_leverage_makes_more_lasting_deals():
    """A longer half-life makes deals more lasting; of a year's, no less lasting than without leverage."""
    for shorter, longer in pairwise(HALF_LIVES):
        assert shares_apart(fates(STRONG, shorter), fates(STRONG, longer)).low > 0
    assert shares_apart(fates(0.0), fates(STRONG, LONG)).noise


def test_it_is_the_deals_that_leverage_made_which_fail():
    """Under the same leverage the deals that would not have been made without it last less often than the others, which last as without it."""
    made, anyway = (fates(STRONG, SHORT, among=among) for among in (~signed(0.0), signed(0.0)))
    assert shares_apart(made, anyway).low > 0
    same = paired(lasts(STRONG, SHORT), lasts(0.0))
    assert same.low < 0 < same.high


def test_more_stands_at_the_end_all_the_same():
    """Over all histories more deals stand at the end with leverage than without, even with leverage that wanes in weeks."""
    for half_life in HALF_LIVES:
        assert paired(measured(STRONG, half_life)[2], measured(0.0)[2]).up


def in_force_at_once(text, strength, half_life, days=3):
    """The day on which each history leaves a text that is in force, under fresh leverage, from the first day on; infinite where it does not."""
    means = leverage(strength, half_life) if strength else {}
    model = TalksModel(scenario("leverage_wanes", constants__breach_rate=0.3, mediators__harbour__leverage=means), seed=1, blocks=range(1))
    model.deal.enter_into_force(np.full(model.R, True), np.array(text)[:, None] + np.zeros((1, model.R)), 0)
    for name in means:
        model.mediators[0].leverage[name] = np.full(model.R, strength)
    left = np.full(model.R, np.inf)
    for _ in range(days):
        model.step()
        left = np.where(model.deal.last_broken, np.minimum(left, model.day), left)
    forget(model)
    return left


@settings(max_examples=15, deadline=None)
@given(text=st.tuples(st.floats(0, 100), st.floats(0, 100)), strength=st.floats(0.1, 1), short=st.integers(1, 5), more=st.integers(0, 100))
def test_leverage_never_shortens_the_life_of_the_same_text(text, strength, short, more):
    """Whatever the text, no history leaves it earlier with leverage than without, nor earlier with leverage that lasts longer."""
    without, fading, lasting_on = (in_force_at_once(text, *means) for means in ((0.0, 1), (strength, short), (strength, short + more)))
    assert np.all(fading >= without)
    assert np.all(lasting_on >= fading)


@in_house_style
def draw() -> Drawing:
    """Deals made, standing and lasting, by strength and by half-life of leverage."""
    key = [
        Line2D([], [], color=BLUE, marker="o", label="histories: a deal comes into force"),
        Line2D([], [], color=ORANGE, marker="s", linestyle="--", label="histories: a deal stands at the end"),
        Line2D([], [], color=GREEN, marker="D", linestyle="-.", label=f"deals: in force for {LASTS} days"),
        Line2D([], [], color=PURPLE, marker="^", linestyle=":", label="of these, deals made only with leverage"),
    ]
    page = Page(
        "The market and the harbour: 1000 histories a point, seed 1; lines: 95 % intervals",
        "Leverage brings more deals; the ones it made last less, unless it lasts itself",
        f"Left: leverage with a half-life of {SHORT} days, by its strength. Right: leverage of strength {STRONG}, by its half-life.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    panels = [
        ("Strength of leverage", STRENGTHS, [(strength, SHORT) for strength in STRENGTHS]),
        ("Half-life in days", HALF_LIVES, [(STRONG, half_life) for half_life in HALF_LIVES]),
    ]
    looks = {
        "deals": (BLUE, "o-", lambda *means: wilson(int(signed(*means).sum()), len(signed(*means)))),
        "standing": (ORANGE, "s--", lambda *means: wilson(int(measured(*means)[2].sum()), len(signed(*means)))),
        "lasting": (GREEN, "D-.", lasting),
        "lasting, made by leverage": (PURPLE, "^:", lambda *means: lasting(*means, among=~signed(0.0)) if means[0] else None),
    }
    rows = []
    for k, (label, ticks, cases) in enumerate(panels):
        axes = page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.1, width, 2.3)
        for what, (colour, style, look) in looks.items():
            points = [(place, means, look(*means)) for place, means in zip(range(len(ticks)), cases, strict=True)]
            drawn = [(place, means, share) for place, means, share in points if share is not None]
            error = [[share.share - share.low for *_, share in drawn], [share.high - share.share for *_, share in drawn]]
            axes.errorbar([place for place, *_ in drawn], [share.share for *_, share in drawn], error, fmt=style, color=colour, elinewidth=1)
            rows += [
                {"what": what, "strength": means[0], "half_life": means[1], "share": share.share, "low": share.low, "high": share.high}
                for _, means, share in drawn
            ]
        axes.set_xticks(range(len(ticks)), [f"{tick:g}" for tick in ticks])
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.05)
        axes.set_xlabel(label, fontsize=SMALL)
    of = {(row["what"], row["strength"], row["half_life"]): row["share"] for row in rows}
    alt = (
        f"Two panels. With stronger leverage deals rise from {of['deals', 0.0, SHORT]:.0%} of histories without any to {of['deals', STRONG, SHORT]:.0%}, while the share of deals that last {LASTS} days falls from "
        f"{of['lasting', 0.0, SHORT]:.0%} to {of['lasting', STRONG, SHORT]:.0%}, and to {of['lasting, made by leverage', STRONG, SHORT]:.0%} of those made only with leverage. With a longer half-life more lasts: "
        f"{of['lasting', STRONG, 60]:.0%} of deals at 60 days, {of['lasting', STRONG, LONG]:.0%} at a year. Deals standing at the end rise from {of['standing', 0.0, SHORT]:.0%} of histories without leverage to "
        f"{of['standing', STRONG, SHORT]:.0%} with a half-life of {SHORT} days."
    )
    return Drawing(page.figure, page.title, alt, rows)
