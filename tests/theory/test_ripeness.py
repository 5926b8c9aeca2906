"""Sessions are called earlier and more often where going on will hurt both sides than where it will hurt one, if there is a way out."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from claims import Claim, scenario
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from talks import deal, paired

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREEN, GREY, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="The moment is ripe when a stalemate hurts both and there is a way out",
    says="Where mediators call the parties when they judge the moment ripe, they do so earlier and more often if going on will hurt both sides than if it will hurt one of them as much as both together; and more is signed. Without a way out, the stalemate may hurt as it will: nothing is signed, and once the mediators know the limits of both sides they call nobody.",
    kind="pattern",
    conditions="Sessions `when ripe`; the first is always called on the first day, so what is counted are those after it. The hurt is what further days are expected to cost. No way out: red lines that exclude each other.",
    sources={
        "Zartman 2001": "I. William Zartman, The timing of peace initiatives: hurting stalemates and ripe moments, The Global Review of Ethnopolitics 1(1), 8-18: parties settle when they are ready, which they are when they find themselves in a deadlock that is painful to both, though not necessarily alike, and see a way out.",
        "Zartman 2000": "I. William Zartman, Ripeness: the hurting stalemate and beyond, in Paul C. Stern and Daniel Druckman (eds.), International conflict resolution after the Cold War, National Academy Press, 225-250: what is proposed is fruitless until the moment is ripe.",
    },
    rules=("sim/rules/sessions.py:chance_when_ripe", "sim/model/stages/convening.py:_finds_ripe", "sim/model/party.py:no_deal_if"),
    reverses="The pain of both need not be alike, and a great pain on one side alone brings sessions too, if fewer: what counts is the side that gains least from a deal. Before mediators have heard the limits that shut the way out they call sessions in vain.",
)
HURTS = [0.0, 0.1, 0.2, 0.3, 0.4]
"""What going on is expected to cost both sides together, in units of value."""
SHARED = {"both": (0.5, 0.5), "north": (1.0, 0.0), "south": (0.0, 1.0)}
"""Which share of it falls on North and on South."""
SHUT = {"parties__north__stances__water__red_line": 70.0, "parties__south__stances__water__red_line": 30.0}
EARLY = 20
"""Days over which sessions are counted: hardly any talks are over by then."""


class Called:
    """Talks after their last day: sessions called after the first day, early and in all, the day of the first of them (the horizon if none), and where nobody could have signed."""

    def __init__(self, hurt, shared, *, shut=False):
        costs = {f"parties__{name}__no_deal__cost_per_day": hurt * share / 100.0 for name, share in zip(("north", "south"), shared, strict=True)}
        self.model = model = TalksModel(scenario("ripeness", **costs, **(SHUT if shut else {})), seed=1, blocks=range(2))
        called, known = [], []
        while model.running:
            views = model.mediators[0].estimates
            known.append((np.maximum(views["north"].lower, views["south"].lower) > np.minimum(views["north"].upper, views["south"].upper)).any(axis=0))
            model.step()
            called.append(model.sessions.called)
        forget(model)
        self.called, self.known = np.array(called[1:]), np.array(known[1:])
        self.early = self.called[: EARLY - 1].sum(axis=0)
        self.next = np.where(self.called.any(axis=0), self.called.argmax(axis=0) + 1, model.days)
        north, south = model.party["north"], model.party["south"]
        self.no_room = np.any(np.maximum(north.lower, south.lower) > np.minimum(north.upper, south.upper), axis=0)


@cache
def talks(hurt, whom, *, shut=False):
    return Called(hurt, SHARED[whom], shut=shut)


@pytest.mark.parametrize("one", ["north", "south"])
def test_sessions_are_called_earlier_and_more_often_where_both_are_hurt(one):
    """With the same total cost, a stalemate that hurts both brings the next session sooner, and more sessions early on, than one that hurts one side."""
    assert paired(talks(0.4, "both").next, talks(0.4, one).next).down
    assert paired(talks(0.4, "both").early, talks(0.4, one).early).up


def test_more_is_signed_where_both_are_hurt():
    """With the same total cost more deals are made where it falls on both."""
    for one in ("north", "south"):
        assert paired(deal(talks(0.4, "both").model), deal(talks(0.4, one).model)).up


def test_the_more_it_hurts_both_the_sooner_sessions_are_called():
    """From no cost to a middling one, and from that to the highest, the next session comes sooner."""
    for less, more in ((0.0, 0.2), (0.2, 0.4)):
        assert paired(talks(more, "both").next, talks(less, "both").next).down


def test_without_a_way_out_nothing_is_signed():
    """Where red lines exclude each other nothing is ever signed, though the stalemate hurts both; it is so in nearly all histories."""
    stuck = talks(0.4, "both", shut=True)
    assert stuck.no_room.mean() > 0.99
    assert np.all(stuck.model.tally.signatures[stuck.no_room] == 0)


def test_without_a_way_out_that_is_known_nobody_is_called():
    """From the day on which the mediator knows that the limits of both sides exclude each other it calls no session."""
    stuck = talks(0.4, "both", shut=True)
    assert stuck.known[-1].mean() > 0.5
    assert not np.any(stuck.called & stuck.known)


@in_house_style
def draw() -> Drawing:
    """Sessions called early on, and share of deals, by what going on costs both sides together."""
    looks = {
        ("both", False): ("hurts both alike", {"color": BLUE, "marker": "o"}),
        ("north", False): ("hurts North alone", {"color": ORANGE, "marker": "s", "linestyle": "--"}),
        ("south", False): ("hurts South alone", {"color": GREEN, "marker": "^", "linestyle": "-."}),
        ("both", True): ("hurts both, no way out", {"color": GREY, "marker": "X", "linestyle": ":"}),
    }
    page = Page(
        "When the moment is ripe: 500 histories a point, seed 1; bars are 95 % intervals",
        "Talks are called where a stalemate will hurt both",
        f"By what going on is expected to cost both sides together. Left: sessions called after the first day, by day {EARLY - 1}. Right: share of histories with a deal.",
        2.6,
        [Line2D([], [], label=label, **look) for label, look in looks.values()],
    )
    left, right = page.axes(MARGIN + 0.45, 0.05, 3.0, 2.1), page.axes(MARGIN + 4.4, 0.05, 3.0, 2.1)
    rows, sessions, shares = [], {}, {}
    for (whom, shut), (label, look) in looks.items():
        found = [talks(hurt, whom, shut=shut) for hurt in HURTS]
        sessions[label] = [float(one.early.mean()) for one in found]
        left.errorbar(HURTS, sessions[label], yerr=[1.96 * one.early.std(ddof=1) / np.sqrt(one.model.R) for one in found], **look)
        signed = [wilson(int(deal(one.model).sum()), one.model.R) for one in found]
        shares[label] = [one.share for one in signed]
        right.errorbar(HURTS, shares[label], yerr=[[one.share - one.low for one in signed], [one.high - one.share for one in signed]], **look)
        rows += [
            {"stalemate": label, "cost": hurt, "sessions": one, "deals": two} for hurt, one, two in zip(HURTS, sessions[label], shares[label], strict=True)
        ]
    left.set_ylim(0, None)
    left.set_ylabel("Sessions called")
    right.set_yticks(*percent_ticks(1.0))
    right.set_ylim(-0.02, 1.03)
    for axes in (left, right):
        axes.set_xticks(HURTS)
        axes.set_xlabel("Cost of going on, both sides together")
    both, north, south, stuck = (label for label, _ in looks.values())
    alt = (
        f"Left, sessions called rise with the cost of going on, from {sessions[both][0]:.1f} without any. At 0.2 they are {sessions[both][2]:.1f} where it falls on both, {sessions[north][2]:.1f} on North alone, {sessions[south][2]:.1f} on South alone; "
        f"at 0.4 {sessions[both][4]:.1f}, {sessions[north][4]:.1f} and {sessions[south][4]:.1f}, and where it falls on both but red lines exclude each other {sessions[stuck][4]:.1f}. "
        f"Right, the shares of deals at 0.4 are, in the same order, {shares[both][4]:.0%}, {shares[north][4]:.0%}, {shares[south][4]:.0%} and {shares[stuck][4]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
