"""Deals that both sides prefer and that fail because nobody knows it: none when all is known, more the more can be hidden."""

from functools import cache

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import shares_paired, wilson
from sim.report.figures.style import BLUE, GREEN, INK, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="What is hidden can stop a deal that both prefer",
    says=(
        "When everybody knows what fighting is worth to everybody, talks with room for a deal end in one. When it is hidden they can fail all the same: a refusal may be a bluff, so it is not believed at once. "
        "The more can be hidden, the more such failures. A dearer war leaves more room and so brings fewer of them, as long as what is hidden does not grow with it."
    ),
    kind="pattern",
    conditions=(
        "Five sessions, one issue that divides a constant sum, nobody haggles, a mediator who aims for the middle. The same histories throughout: only what others believe changes. "
        "More doubt than war costs altogether adds little: a mediator who knows that it knows little learns faster from each answer."
    ),
    sources={
        "Fearon 1995": "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: costs leave settlements that both prefer to war; private information that it pays to misrepresent, or the lack of commitment, can keep states from finding them.",
        "Powell 2006": "Robert Powell, War as a commitment problem, International Organization 60(1), 169-203: explanations by private information account poorly for prolonged conflict.",
    },
    rules=("sim/model/learning.py:learn_from_answer", "sim/model/party.py:as_guessed_by", "sim/rules/acceptance/__init__.py:acceptable"),
    reverses=(
        "A dearer war does not end such failures where doubt grows in step with its cost: some deals in a hundred are still missed. Where doubt grows faster, failures grow with the cost. "
        "And where the drafter gives one side as much as it thinks the other bears, more than half fail at any cost: a wider range is asked for in full. Longer talks end most of them."
    ),
)
DOUBTS = [0.0, 0.02, 0.04, 0.07, 0.1, 0.15]
COSTS = [0.03, 0.05, 0.1, 0.15, 0.2]
TO_THE_EDGE = {"rule": "one_sided", "favours": "north"}


@cache
def found(doubt, cost=0.05, *, to_the_edge=False, **more):
    """Of 500 histories: where there is room for a deal, and where none is signed, each (R,)."""
    costs = {f"parties__{name}__no_deal__cost_per_day": cost / 100 for name in ("north", "south")}
    aim = {"mediators__hill__bridging": TO_THE_EDGE} if to_the_edge else {}
    model = played(scenario("informational_failures", constants__resolve_error=doubt, **costs, **aim, **more), blocks=2)
    north, south = model.party["north"], model.party["south"]
    trusts = min(party.trust[other].mean.min() for party, other in ((north, "south"), (south, "north")))
    return north.no_deal + south.no_deal < trusts, model.tally.signatures == 0


def failures(doubt, cost=0.05, **more):
    """Share of histories with room for a deal in which none is signed, with its 95 % interval: low, middle, high."""
    room, none = found(doubt, cost, **more)
    share = wilson(int((none & room).sum()), int(room.sum()))
    return share.low, share.share, share.high


def change(before, after):
    """The paired change of failures among histories with room in both cases, with its 95 % interval: low, middle, high."""
    (room, none), (room_after, none_after) = found(*before[0], **before[1]), found(*after[0], **after[1])
    both = room & room_after
    difference = shares_paired(none[both], none_after[both])
    return difference.low, difference.difference, difference.high


def case(doubt, cost=0.05, **more):
    """A case to be compared."""
    return (doubt, cost), more


def test_with_nothing_hidden_every_deal_that_is_possible_is_made():
    """Without doubt no history with room for a deal fails, however narrow the room."""
    for cost in (0.03, 0.05, 0.1):
        room, none = found(0.0, cost)
        assert room.sum() > 400
        assert not np.any(room & none)


def test_with_nothing_hidden_haggling_alone_stops_few():
    """With demands that fall to a deadline and noisy answers too, known values leave few failures in two months."""
    haggling = {
        f"parties__{name}__{what}": value
        for name in ("north", "south")
        for what, value in {"demand__rule": "time_dependent", "demand__share": 1.0, "acceptance": "logistic"}.items()
    }
    assert failures(0.0, 0.1, calendar__end="2000-03-01", **haggling)[2] < 0.06


def test_failures_grow_with_what_can_be_hidden():
    """From no doubt to as much as war costs both, each step brings more failures in the same histories; beyond that it hardly matters."""
    for less, more in ((0.0, 0.04), (0.02, 0.07), (0.04, 0.1)):
        assert change(case(less), case(more))[0] > 0.0, (less, more)
    assert abs(change(case(0.1), case(0.15))[1]) < 0.04


def test_a_spread_of_private_values_does_the_same():
    """Where values themselves spread as far as the doubt about them, around the same mean, deals with room fail more, the wider the spread."""
    shares = [failures(spread, **{f"parties__{name}__no_deal__expected__sd": spread for name in ("north", "south")}) for spread in (0.0, 0.02, 0.05)]
    assert shares[0][1] == 0.0
    assert shares[1][2] < shares[2][0]


def test_a_dearer_war_leaves_fewer_failures_under_the_same_doubt():
    """With doubt held fast, failures fall as war grows dearer, nearly to none."""
    for cheap, dear in ((0.03, 0.05), (0.05, 0.1), (0.1, 0.2)):
        assert change(case(0.1, cheap), case(0.1, dear))[2] < 0.0, (cheap, dear)
    assert failures(0.1, 0.2)[1] < 0.01


def test_a_dearer_war_with_more_to_hide_does_not():
    """With doubt twice the cost, failures stop falling; and with little doubt in a cheap war and much in a dear one, they grow with the cost."""
    assert failures(0.4, 0.2)[0] > 0.03
    assert abs(change(case(0.2, 0.1), case(0.4, 0.2))[1]) < 0.03
    assert change(case(0.1, 0.2), case(0.4, 0.2))[0] > 0.0
    assert change(case(0.02, 0.05), case(0.4, 0.2))[0] > 0.0


def test_a_drafter_who_goes_to_the_edge_fails_at_any_cost():
    """Where one side is given all that the other is thought to bear, dearer wars bring hardly fewer failures, and many more than with a text in the middle."""
    assert failures(0.1, 0.2, to_the_edge=True)[0] > 0.4
    assert abs(change(case(0.1, 0.05, to_the_edge=True), case(0.1, 0.2, to_the_edge=True))[1]) < 0.06


def test_longer_talks_end_most_of_them():
    """Given twelve sessions instead of five, the mediator learns where the room lies."""
    assert change(case(0.1), case(0.1, calendar__end="2000-02-25"))[2] < 0.0
    assert failures(0.1, calendar__end="2000-02-25")[1] < 0.5 * failures(0.1)[1]


@in_house_style
def draw() -> Drawing:
    """Failures by doubt, and by the cost of war in three ways."""
    lines = {
        "doubt 0.1": ([failures(0.1, cost) for cost in COSTS], BLUE, "o", "-"),
        "doubt twice the cost": ([failures(2 * cost, cost) for cost in COSTS], ORANGE, "s", "--"),
        "doubt 0.1, text at South's edge": ([failures(0.1, cost, to_the_edge=True) for cost in COSTS], GREEN, "^", ":"),
    }
    key = [Line2D([], [], color=INK, marker="D", label="left: by doubt")]
    key += [Line2D([], [], color=colour, marker=marker, ls=line, label=f"right: {label}") for label, (_, colour, marker, line) in lines.items()]
    page = Page(
        "What is hidden: 500 histories a point, seed 1; bars are 95 % intervals",
        "The more can be hidden, the more deals that both prefer are missed",
        "Share of histories with room for a deal in which none is signed in five sessions. Doubt: how far off a first guess may be about what fighting is worth to a side (standard deviation, in units of value).",
        2.5,
        key,
    )
    by_doubt = np.array([failures(doubt) for doubt in DOUBTS])
    axes = page.axes(MARGIN + 0.55, 0.1, 2.9, 1.9)
    bars(axes, DOUBTS, by_doubt, INK, "D", "-", 0.2)
    axes.set_xticks([0, 0.05, 0.1, 0.15])
    axes.set_xlabel("doubt, with a war that costs each side 0.05")
    rows = [
        {"what": "by doubt", "at": doubt, "low": float(low), "share": float(share), "high": float(high)}
        for doubt, (low, share, high) in zip(DOUBTS, by_doubt, strict=True)
    ]
    axes = page.axes(MARGIN + 4.3, 0.1, 2.9, 1.9)
    for label, (shares, colour, marker, line) in lines.items():
        bars(axes, COSTS, np.array(shares), colour, marker, line, 0.75)
        rows += [
            {"what": label, "at": cost, "low": float(low), "share": float(share), "high": float(high)}
            for cost, (low, share, high) in zip(COSTS, shares, strict=True)
        ]
    axes.set_xticks([0.05, 0.1, 0.15, 0.2])
    axes.set_xlabel("what war costs each side")
    (fixed, grows, edge) = (np.array(shares)[:, 1] for shares, *_ in lines.values())
    alt = (
        f"Two panels. Left: with a war that costs each side 0.05, no deal is missed without doubt, {by_doubt[2, 1]:.0%} with a doubt of {DOUBTS[2]:g} and {by_doubt[4, 1]:.0%} with {DOUBTS[4]:g}, where it levels off. "
        f"Right: as war grows dearer from {COSTS[0]:g} to {COSTS[-1]:g} the share falls from {fixed[0]:.0%} to {fixed[-1]:.0%} if the doubt stays the same, but only from {grows[0]:.0%} to {grows[-1]:.0%} if it is always twice the cost; "
        f"with a text that goes to the edge of what South is thought to bear it stays between {edge.min():.0%} and {edge.max():.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)


def bars(axes, at, shares, colour, marker, line, top):
    """One line of shares with their intervals, on axes of shares."""
    below, above = np.maximum(shares[:, 1] - shares[:, 0], 0.0), np.maximum(shares[:, 2] - shares[:, 1], 0.0)
    axes.errorbar(at, shares[:, 1], [below, above], color=colour, marker=marker, ls=line, ms=4.5, lw=1.2)
    axes.set_yticks(*percent_ticks(top))
    axes.set_ylim(-0.01 * top, top)
