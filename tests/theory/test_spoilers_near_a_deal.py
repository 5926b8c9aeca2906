"""Attacks that come when a signature is near stop more deals than as many attacks spread evenly."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, scenario
from talks import deal, paired

from sim.analysis.intervals import wilson
from sim.model import Journal, TalksModel, forget
from sim.report.figures.style import BLUE, GREY, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="Spoilers who strike when a deal is near stop more deals",
    says="Where attacks are likelier when a signature is near, they cluster in the days on which a signed text waits for consent at home. They then stop more deals than as many attacks spread evenly over the talks.",
    kind="pattern",
    conditions="As many attacks a history on average before a deal comes into force; a signed text waits twenty days; the party that was attacked thinks the other able to stop attacks, and its own side decides by what it then expects of the deal.",
    sources={
        "Stedman 1997": "Stephen John Stedman, Spoiler problems in peace processes, International Security 22(2), 5-53: the greatest danger to a peace process are leaders and parties who think that the peace which comes out of it threatens their power, outlook and interests, and who use violence to stop it.",
        "Kydd & Walter 2002": "Andrew Kydd and Barbara F. Walter, Sabotaging the peace: the politics of extremist violence, International Organization 56(2), 263-296: extremist violence is not indiscriminate but timed to major events in a peace process.",
    },
    rules=(
        "sim/rules/escalation.py:chance",
        "sim/model/stages/taking_stock.py:take_stock",
        "sim/model/stages/attacks.py:act_from_outside",
        "sim/model/faction.py:consider",
    ),
    reverses="Where a deal comes into force on the day it is signed there is no such wait: with few attacks (one in every third history) the two kinds then do not differ beyond their interval.",
)
EVENLY, NEARBY = {"rate_per_day": 0.0, "when_deal_near": 0.0}, {"rate_per_day": 0.0, "when_deal_near": 3.0}
RATES = {0.005: 0.00075, 0.01: 0.0019, 0.02: 0.0042}
"""Rate a day of attacks spread evenly -> base rate of attacks that come twenty times as often at a signature: as many on average before a deal."""
AT_ONCE = {0.005: 0.0022}
"""The same where nothing has to wait for consent."""
AROUND = 20
"""Days before and after the first signature in the figure."""


class Attacks(Journal):
    """A journal that keeps nothing but where there was an attack today."""

    def __init__(self, histories):
        super().__init__(0)
        self.today = np.zeros(histories, bool)

    def note(self, _day, kind, where, _who, _facts):
        """Keep where it was an attack."""
        if kind == "attack":
            self.today = where


class Counted:
    """Talks after their last day, with what was counted while no deal was in force: attacks and days, waiting for consent or not, and by day."""

    def __init__(self, rate, hazard, lag=20):
        talks = scenario("spoilers_near_a_deal", outside_actors__ridge__spoils={**hazard, "rate_per_day": rate}, parties__north__factions__guard__lag=lag)
        self.model = model = TalksModel(talks, seed=1, blocks=range(2))
        model.journal = journal = Attacks(model.R)
        self.attacks, self.open, self.waiting = (np.zeros((model.days, model.R), bool) for _ in range(3))
        self.signed_on = np.full(model.R, -1)
        while model.running:
            day = model.day
            self.open[day], self.waiting[day] = model.deal.first_day < 0, model.deal.signed
            model.step()
            self.attacks[day] = journal.today & self.open[day]
            self.signed_on = np.where((self.signed_on < 0) & (model.tally.signatures > 0), day, self.signed_on)
        forget(model)

    @property
    def number(self):
        """Attacks before a deal came into force, (R,)."""
        return self.attacks.sum(axis=0)

    def rates(self):
        """Attacks a day while a signed text waits, and while none does."""
        free = self.open & ~self.waiting
        return self.attacks[self.waiting].mean(), self.attacks[free].mean()

    def around(self, first, last):
        """Attacks, and days without a deal in force, from day `first` to day `last` after the first signature, over all histories."""
        signed = np.flatnonzero(self.signed_on >= 0)
        days = self.signed_on[signed] + np.arange(first, last + 1)[:, None]
        inside = (days >= 0) & (days < len(self.open))
        at = np.clip(days, 0, len(self.open) - 1), signed
        return int((self.attacks[at] & inside).sum()), int((self.open[at] & inside).sum())


@cache
def evenly(rate, lag=20):
    return Counted(rate, EVENLY, lag)


@cache
def nearby(rate, lag=20):
    return Counted(rate, NEARBY, lag)


def test_attacks_cluster_where_a_signature_is_near():
    """Attacks drawn by a deal come at least five times as often while a signed text waits as at other times; others come as often either way."""
    waiting, free = nearby(RATES[0.02]).rates()
    assert waiting > 5.0 * free
    waiting, free = evenly(0.02).rates()
    assert 0.7 < waiting / free < 1.4


def test_the_number_of_attacks_is_the_same():
    """What is compared are as many attacks a history: the difference in number lies within its interval, and within a tenth."""
    for rate, base in RATES.items():
        difference = paired(nearby(base).number, evenly(rate).number)
        assert not difference.up
        assert not difference.down
        assert abs(difference.mean) < 0.1 * evenly(rate).number.mean()


def test_attacks_near_a_deal_stop_more_deals():
    """With one attack a history, and with two, fewer deals come into force where they cluster near a signature."""
    for rate in (0.01, 0.02):
        assert paired(deal(nearby(RATES[rate]).model), deal(evenly(rate).model)).down


def test_signed_texts_are_stopped_at_home_more_often():
    """That is how: of the texts signed, a larger share is then refused by North's guard."""
    shares = [spoilt.model.tally.stopped_at_home.sum() / spoilt.model.tally.signatures.sum() for spoilt in (nearby(RATES[0.02]), evenly(0.02))]
    assert shares[0] > 1.5 * shares[1]


def test_without_a_wait_few_attacks_do_as_much_whenever_they_come():
    """Where a deal comes into force on the day it is signed, few attacks stop as many deals, within the interval, whenever they come."""
    for rate, base in AT_ONCE.items():
        difference = paired(deal(nearby(base, 0).model), deal(evenly(rate, 0).model))
        assert not difference.down
        assert difference.mean > paired(deal(nearby(RATES[rate]).model), deal(evenly(rate).model)).mean


@in_house_style
def draw() -> Drawing:
    """When attacks come around a signature, and share of deals by the number of attacks."""
    looks = {"near a deal": {"color": BLUE, "marker": "o"}, "spread evenly": {"color": ORANGE, "marker": "s", "linestyle": "--"}}
    key = [
        *(Line2D([], [], label=f"attacks {name}", **look) for name, look in looks.items()),
        Line2D([], [], color=GREY, linestyle=":", label="no attacks (right); day of the signature (left)"),
    ]
    page = Page(
        "Twenty days to wait: 500 histories a point, seed 1; bars are 95 % intervals",
        "As many attacks stop more deals when they come near a signature",
        "Left: attacks a day, by five days before and after the first signature of a history, while no deal is in force (about two attacks a history). Right: share of histories with a deal, by the mean number of attacks before it.",
        2.6,
        key,
    )
    rows = []
    left = page.axes(MARGIN + 0.55, 0.05, 3.0, 2.1)
    starts = list(range(-AROUND, AROUND, 5))
    for (name, look), spoilt in zip(looks.items(), (nearby(RATES[0.02]), evenly(0.02)), strict=True):
        found = [wilson(*spoilt.around(start, start + 4)) for start in starts]
        spread = [[one.share - one.low for one in found], [one.high - one.share for one in found]]
        left.errorbar([start + 2 for start in starts], [one.share for one in found], yerr=spread, **look)
        rows += [{"what": f"attacks a day, {name}", "at": start, "value": one.share} for start, one in zip(starts, found, strict=True)]
    left.axvline(0, color=GREY, linestyle=":")
    left.set_ylim(0, None)
    left.set_xlabel("Days after the first signature")
    left.set_ylabel("Attacks a day")
    right = page.axes(MARGIN + 4.4, 0.05, 3.0, 2.1)
    kinds = {"near a deal": [nearby(base) for base in RATES.values()], "spread evenly": [evenly(rate) for rate in RATES]}
    shares = {}
    for name, look in looks.items():
        found = [wilson(int(deal(spoilt.model).sum()), spoilt.model.R) for spoilt in kinds[name]]
        numbers, shares[name] = [spoilt.number.mean() for spoilt in kinds[name]], [one.share for one in found]
        spread = [[one.share - one.low for one in found], [one.high - one.share for one in found]]
        right.errorbar(numbers, shares[name], yerr=spread, **look)
        rows += [{"what": f"deals, {name}", "at": float(number), "value": share} for number, share in zip(numbers, shares[name], strict=True)]
    quiet = float(deal(evenly(0.0).model).mean())
    right.axhline(quiet, color=GREY, linestyle=":")
    right.set_yticks(*percent_ticks(1.0))
    right.set_ylim(0, 1.03)
    right.set_xlim(0, None)
    right.set_xlabel("Mean number of attacks before a deal")
    waiting, free = nearby(RATES[0.02]).rates()
    alt = (
        f"Left, before the first signature attacks of both kinds are rare, for histories with attacks seldom come as far; after it those drawn by a deal come four to five times as often as those spread evenly. "
        f"While a signed text waits they come {waiting:.3f} times a day, at other times {free:.3f} times. "
        f"Right, without attacks {quiet:.0%} of histories see a deal; with {kinds['spread evenly'][0].number.mean():.1f} attacks on average {shares['spread evenly'][0]:.0%} if they are spread evenly and {shares['near a deal'][0]:.0%} if they come near a signature, "
        f"with {kinds['spread evenly'][-1].number.mean():.1f} attacks {shares['spread evenly'][-1]:.0%} and {shares['near a deal'][-1]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
