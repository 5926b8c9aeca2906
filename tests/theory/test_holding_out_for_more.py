"""Holding out under uncertainty: who thinks too well of the own case, or that others will come round, signs later and fails although there is room."""

from functools import cache
from itertools import pairwise

import numpy as np
from claims import Claim, scenario
from curves import panel, share

from sim.analysis.intervals import means_paired
from sim.endings import CAUSE
from sim.ensemble import simulate
from sim.report.figures.style import Drawing, in_house_style

CLAIM = Claim(
    title="Who holds out under uncertainty signs later, and fails although there is room",
    says=(
        "Each side asks for what is worth most in expectation. The better it thinks of its own case, the later a deal comes and the more "
        "talks fail; thinking that others will come round delays deals. The less room there is, the more talks fail."
    ),
    kind="pattern",
    conditions=(
        "Two parties, three issues, a mediator, a deadline after half a year that all believe in; judgement without errors. "
        "Room is varied by what both expect without a deal; talks in which no text is worth it to all, with their doubts, are left out."
    ),
    sources={
        "Fearon 1995": (
            "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: with private information "
            "it is rational to ask for more at the risk of getting nothing."
        ),
        "Babcock & Loewenstein 1997": (
            "Linda Babcock and George Loewenstein, Explaining bargaining impasse: the role of self-serving biases, "
            "Journal of Economic Perspectives 11(1), 109-126: the larger the bias in one's own favour, the more bargains fail."
        ),
        "Yildiz 2004": (
            "Muhamet Yildiz, Waiting to persuade, Quarterly Journal of Economics 119(1), 223-248: who thinks that others will come round waits for it."
        ),
    },
    rules=("sim/rules/demand/expected_gain.py:ExpectedGain", "sim/model/stages/demanding.py:demanded_by"),
    reverses="Where there is much room, thinking that others will come round delays deals but prevents few, since it wears off towards the deadline.",
)
ROOM = [0.45, 0.5, 0.55, 0.6]
"""What both expect without a deal: the more, the less room."""
CASES = {
    ("own_favour", 0.0): "neither",
    ("own_favour", 0.2): "thinks too well of its own case (0.2)",
    ("coming_round", 0.2): "thinks that others will come round (0.2)",
}
NEITHER, FAVOUR, ROUND = CASES


@cache
def lived(case, expected):
    """The rows of 250 histories."""
    quantity, size = case
    lives = {f"parties__{name}__no_deal__expected__mean": expected for name in ("north", "south")}
    talks = scenario("holding_out_for_more", **{f"behaviour__{quantity}": size}, **lives)
    return simulate(talks, name="holding out", n=250, seed=1, workers=1).histories


def day(case, expected=0.55):
    """The day of the first deal, nan for none; (R,)."""
    return lived(case, expected)["deal_day"]


def failed(case, expected):
    """Of the histories in which there is a text worth it to all, those without a deal; (as many as have room,)."""
    why = lived(case, expected)["why_no_deal"]
    room = np.array([not cause or CAUSE[cause].room for cause in why])
    return why[room] != ""


def test_both_delay_deals():
    """Of the histories that end in a deal either way, it comes later with either hope than with neither."""
    for case in (FAVOUR, ROUND):
        assert means_paired(day(NEITHER), day(case)).low > 5.0


def test_thinking_too_well_of_the_own_case_makes_talks_fail():
    """At every size of the room more talks fail, beyond chance."""
    for expected in ROOM:
        assert share(failed(NEITHER, expected))[2] < share(failed(FAVOUR, expected))[0]


def test_the_less_room_the_more_failures():
    """Of talks with room, step by step more fail, in every case; from the most room to the least beyond chance."""
    for case in CASES:
        for more, less in pairwise(ROOM):
            assert failed(case, more).mean() <= failed(case, less).mean()
        assert share(failed(case, ROOM[0]))[2] < share(failed(case, ROOM[-1]))[0]


@in_house_style
def draw() -> Drawing:
    """Share of talks that fail by how much both expect without a deal."""
    words = {
        "about": "Holding out under uncertainty: 250 histories a point, seed 1; bars are 95 % intervals",
        "title": CLAIM.title,
        "note": "Of histories in which some text is worth it to all, the share without a deal: the further right, the less room.",
        "along": "value of no deal to both",
        "up": "share without a deal, where there is room",
    }
    low, middle, high = share(failed(FAVOUR, 0.55))
    days = [np.nanmedian(day(case)) for case in CASES]
    alt = (
        f"One panel. With neither hope {share(failed(NEITHER, 0.55))[1]:.0%} of talks with room fail where both expect 0.55 without a deal, and half of the deals "
        f"are there by day {days[0]:.0f}; where both think too well of their own case, {middle:.0%} (interval {low:.0%} to {high:.0%}) and day {days[1]:.0f}; "
        f"where both think that others will come round, {share(failed(ROUND, 0.55))[1]:.0%} and day {days[2]:.0f}. "
        f"With the least room the three shares are {', '.join(f'{failed(case, ROOM[-1]).mean():.0%}' for case in CASES)}."
    )
    return panel(words, CASES, ROOM, failed, alt)
