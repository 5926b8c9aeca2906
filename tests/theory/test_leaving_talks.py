"""Leaving: who hopes for less of going on leaves more often, the more so the wearier it is of talks that are stuck."""

from functools import cache

from claims import Claim, played, scenario
from curves import panel, share

from sim.analysis.intervals import shares_paired
from sim.modules.leaving import left_last
from sim.report.figures.style import Drawing, in_house_style

CLAIM = Claim(
    title="Who hopes for less leaves the talks, and more often the wearier it is",
    says=("A party that expects much without a deal hopes for little from going on, and leaves more often. Weariness of talks that are stuck adds to it."),
    kind="pattern",
    conditions=(
        "Two parties who weigh what they hold out for, three issues, a mediator, half a year without a deadline. "
        "Both expect the same without a deal; how much is varied, and so is weariness. Whoever has left and come back is not counted."
    ),
    sources={
        "Slantchev 2003": (
            "Branislav L. Slantchev, The principle of convergence in wartime negotiations, American Political Science Review 97(4), 621-632: "
            "sides go on as long as they expect more of it than of the alternative."
        ),
        "Zartman 2000": (
            "I. William Zartman, Ripeness: the hurting stalemate and beyond, in Stern and Druckman (eds.), International Conflict Resolution "
            "after the Cold War, 225-250: a stalemate hurts the more the longer it lasts."
        ),
    },
    rules=("sim/modules/leaving.py:leave",),
    reverses="Where both expect little without a deal, deals come so soon that weariness adds little.",
)
EXPECTED = [0.45, 0.55, 0.65, 0.75]
WEARY = {0.0: "not weary", 1.0: "weary (1, the default)", 2.0: "very weary (2)"}


@cache
def left(weariness, expected):
    """Where a party has left and not come back, of 250 histories, (R,)."""
    lives = {f"parties__{name}__no_deal__expected__mean": expected for name in ("north", "south")}
    return left_last(played(scenario("leaving_talks", leaving__weariness=weariness, **lives)).kept["leaving"]) >= 0


def test_who_hopes_for_less_leaves_more_often():
    """From what is least to what is most without a deal, beyond chance, however weary; step by step no fewer leave."""
    for weariness in WEARY:
        shares = [left(weariness, expected).mean() for expected in EXPECTED]
        assert shares == sorted(shares)
        assert shares_paired(left(weariness, EXPECTED[0]), left(weariness, EXPECTED[-1])).low > 0.1


def test_weariness_makes_more_leave():
    """At every level of what no deal is worth the very weary leave more often than those who are not, beyond chance."""
    for expected in EXPECTED:
        assert shares_paired(left(0.0, expected), left(2.0, expected)).low > 0.0


@in_house_style
def draw() -> Drawing:
    """Share of histories in which a party has left, by what both expect without a deal."""
    words = {
        "about": "Leaving talks: 250 histories a point, seed 1; bars are 95 % intervals",
        "title": CLAIM.title,
        "note": "By what both expect without a deal: the further right, the less they hope for from going on.",
        "along": "value of no deal to both",
        "up": "share of histories that a party has left",
    }
    low, middle, high = share(left(1.0, 0.65))
    alt = (
        f"One panel. Where both expect 0.65 without a deal, a party leaves in {middle:.0%} of histories (interval {low:.0%} to {high:.0%}) at the default "
        f"weariness, in {left(0.0, 0.65).mean():.0%} without and in {left(2.0, 0.65).mean():.0%} at twice the default; "
        f"where both expect 0.45, in {left(1.0, 0.45).mean():.0%}, {left(0.0, 0.45).mean():.0%} and {left(2.0, 0.45).mean():.0%}."
    )
    return panel(words, WEARY, EXPECTED, left, alt)
