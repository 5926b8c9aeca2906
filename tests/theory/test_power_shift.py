"""A side whose prospects without a deal rise by more than a deal leaves to share signs nothing any more; what was signed before is left the sooner, the faster."""

from datetime import date, timedelta
from functools import cache
from types import SimpleNamespace

import numpy as np
from claims import Claim, played, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREY, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="A power shift larger than the surplus ends a deal, and the faster it comes the sooner",
    says=(
        "The surplus is what a deal leaves to share: the value of what is divided, less what both sides would have without a deal. Once the prospects of one side have risen by more than the "
        "surplus, nothing is signed on any later day. So a leap of that size on the first day leaves no deal at all, while a slow rise of the same size leaves time to sign. A deal that stands "
        "becomes a temptation to leave it as one side outgrows it; under the same luck a fast shift never lets a deal live longer than a slow one of the same size, and breaks more of them. "
        "What a side hands over itself in an early phase it does foresee: it signs only if what it would lose, should the next phase never be agreed, is less than its gain."
    ),
    kind="theorem of this model",
    conditions=(
        "One side rises and the other does not fall; what one gains of the terms the other loses; nobody guarantees; for survival, the same text is in force when the shift begins. Shares in between "
        "depend on how early the towns would sign."
    ),
    sources={
        "Powell 2004": (
            "Robert Powell, The inefficient use of power: costly conflict with complete information, American Political Science Review 98(2), 231-241: an inefficiency condition; large and rapid "
            "changes of relative power, measured by what each side can secure by itself, can make every equilibrium inefficient, though nothing is hidden."
        ),
        "Powell 2006": (
            "Robert Powell, War as a commitment problem, International Organization 60(1), 169-203: preventive war, first-strike advantages and bargaining over what changes later bargaining "
            "power share one mechanism, large and rapid shifts in the distribution of power."
        ),
        "Fearon 1995": (
            "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: a side that will be stronger cannot commit itself not to use its strength later."
        ),
    },
    rules=(
        "sim/model/stages/news.py:let_news_arrive",
        "sim/model/worth.py:worth",
        "sim/rules/carrying_out.py:breach_rate",
        "sim/rules/acceptance/__init__.py:Answering",
    ),
    reverses=(
        "Powell's theorem is stronger than what is shown here: there a foreseen shift beyond the surplus leaves no equilibrium without a fight, however slow the deal. Here what a side foresees of the "
        "other's rise lowers the chance that it gives a deal to be kept, by the constant `temptation`; so a slow rise still lets many deals be signed, some of which are then outgrown."
    ),
)
SIZES = [0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6]
DAYS = 90
BEGINS = 45


def rise(size, begins, lasts):
    """Settings that raise South's expectation by `size` in equal daily steps: by drift if all days see one, else by events."""
    if (begins, lasts) == (0, DAYS):
        return {"parties__south__no_deal__drift_per_day": size / DAYS}
    effect = {"target": "parties.south.no_deal.expected", "add": size / lasts}
    days = {f"step_{k}": {"on": str(date(2000, 1, 1) + timedelta(days=begins + k)), "effects": [effect]} for k in range(lasts)}
    return {"parties__south__no_deal__drift_per_day": 0.0, "events": days}


@cache
def measured(size, begins, lasts):
    """What happened under a rise of that size: `gone_by` is how much of it had come on each day."""
    model = TalksModel(scenario("power_shift", **rise(size, begins, lasts)), seed=1, blocks=range(2))
    found = SimpleNamespace(
        at_first=sum(party.no_deal for party in model.parties), signed_at=np.full(model.R, -np.inf), breaks_on=np.full(model.R, np.inf), model=model
    )
    while model.running:
        before = model.tally.signatures.copy()
        gone_by = size * np.clip((model.day - begins + 1) / lasts, 0.0, 1.0)
        model.step()
        found.signed_at = np.where(model.tally.signatures > before, gone_by, found.signed_at)
        found.breaks_on = np.where(model.deal.last_broken, np.minimum(found.breaks_on, model.day), found.breaks_on)
    forget(model)
    return found


def leap(size):
    return measured(size, 0, 1)


def drift(size):
    return measured(size, 0, DAYS)


def surplus(found):
    """What a deal leaves to share on the first day at most, (R,): a kept deal is worth 1 to both together, a betrayed one less."""
    trust, betrayed = 0.99, 0.1
    return trust + 2 * (1 - trust) * betrayed - found.at_first


def test_nothing_is_signed_once_the_shift_exceeds_the_surplus():
    """On no day and in no history is a text signed after South's prospects have risen by more than the surplus, fast or slow."""
    for size in SIZES:
        for found in (leap(size), drift(size)):
            assert np.all(found.signed_at <= surplus(found) + 1e-9)


def test_a_leap_beyond_the_surplus_kills_what_a_slow_rise_allows():
    """A leap on the first day that exceeds the surplus in every history leaves no deal; in most histories a slow rise of that size sees one come into force."""
    size = 0.5
    assert np.all(surplus(leap(size)) < size)
    assert not leap(size).model.tally.signatures.any()
    assert in_force(drift(size)).mean() > 0.5


def test_the_smaller_leap_is_no_obstacle():
    """Well below the surplus a leap does not prevent deals: what counts is its size beside the surplus, not that it comes at once."""
    assert np.all(surplus(leap(0.1)) > 0.1)
    assert in_force(leap(0.1)).mean() > 0.75


def in_force(found):
    return found.model.deal.first_day >= 0


@cache
def after_signing(lasts):
    """A rise of 0.5 that begins when deals are in force, and the histories in which the first came before it."""
    found = measured(0.5, BEGINS, lasts)
    return found, in_force(found) & (found.model.deal.first_day < BEGINS)


def test_a_fast_shift_never_lets_a_deal_live_longer():
    """Of deals in force before the shift begins none is left later if it comes in a day than if it takes 45 days, and more are left."""
    (fast, one), (slow, other) = after_signing(1), after_signing(DAYS - BEGINS)
    assert np.array_equal(one, other)
    assert one.mean() > 0.9
    assert np.all(fast.breaks_on[one] <= slow.breaks_on[one])
    assert np.mean(fast.breaks_on[one] < DAYS) > np.mean(slow.breaks_on[one] < DAYS) + 0.02


def test_a_declining_side_foresees_the_drift():
    """North's value of a text falls with the drift that it sees coming, the more the less South is left once it has risen; South's own does not change."""
    even, rising = (TalksModel(scenario("power_shift", parties__south__no_deal__drift_per_day=drift), seed=1, blocks=range(1)) for drift in (0.0, 0.002))
    lost = []
    for text in (20.0, 50.0, 80.0):
        gains = [[model.party[name].gain(np.full((2, model.R), text)) for model in (even, rising)] for name in ("north", "south")]
        assert np.array_equal(*gains[1])
        lost.append(gains[0][0] - gains[0][1])
    assert np.all(lost[0] > 0.0)
    assert np.all(lost[0] < lost[1])
    assert np.all(lost[1] < lost[2])
    for model in (even, rising):
        forget(model)


def handing_over(amount, next_agreed=0.5, lasts=30, **more):
    """South hands over so much of its no-deal value in the first phase, and the second is not yet agreed."""
    beliefs = {"north": next_agreed, "south": next_agreed}
    phases = {1: {"lasts": lasts, "hands_over": {"south": amount}, "next_agreed": beliefs}, 2: {"lasts": lasts}}
    return scenario("power_shift", parties__south__no_deal__drift_per_day=0.0, issues__upkeep__phase=2, carrying_out__phases=phases, **more)


@settings(max_examples=25, deadline=None)
@given(amount=st.floats(0.0, 1.0), next_agreed=st.floats(0.0, 1.0), text=st.tuples(st.floats(0, 100), st.floats(0, 100)))
def test_what_a_side_hands_over_counts_against_its_gain(amount, next_agreed, text):
    """Handing over lowers the value of a text by the chance that it is in vain times what it leaves South without, so beyond the gain it kills the deal."""
    plain, costly = (TalksModel(handing_over(handed, next_agreed), seed=1, blocks=range(1)) for handed in (0.0, amount))
    package = np.array(text)[:, None] + np.zeros((1, plain.R))
    south = plain.party["south"]
    in_vain = south.outlook().holds(package) * 0.5 * (1.0 - next_agreed)
    lost = in_vain * (south.no_deal - np.clip(south.no_deal - amount, 0.0, 1.0))
    assert np.allclose(costly.party["south"].gain(package), south.gain(package) - lost, atol=1e-12)
    assert not np.any(costly.party["south"].consider(package).acceptable & (south.gain(package) < lost - 1e-12))
    for model in (plain, costly):
        forget(model)


def test_handing_over_ends_deals_with_little_to_gain():
    """Where the surplus is small, a first phase that hands over much is signed in few histories, one that hands over nothing in many."""
    small = {f"parties__{name}__no_deal__expected__mean": 0.46 for name in ("north", "south")}
    nothing, much = ((played(handing_over(amount, **small)).tally.signatures > 0).mean() for amount in (0.0, 0.4))
    assert nothing > 0.25
    assert much < 0.05


@in_house_style
def draw() -> Drawing:
    """Share of histories with a deal in force at any time, and with one that still stands at the end, by size and speed of the shift."""
    looks = {"leap": (leap, BLUE, "o-", "all at once, on the first day"), "drift": (drift, ORANGE, "s--", f"little by little, over {DAYS} days")}
    key = [Line2D([], [], color=colour, marker=line[0], linestyle=line[1:], label=label) for _, colour, line, label in looks.values()]
    page = Page(
        "The pass and the new road: 500 histories a point, seed 1; lines: 95 % intervals",
        "A leap beyond the surplus leaves no deal; a slow rise leaves time to sign, and deals that are outgrown",
        "Share of histories, by how much South's prospects without a deal rise in all; dotted: what a deal leaves to share, on average.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    panels = {
        "in force": ("A deal comes into force", in_force),
        "standing": (f"It still stands after {DAYS} days", lambda found: found.model.deal.standing),
    }
    rows = [{"size": size, "speed": speed} for speed in looks for size in SIZES]
    middle = float(surplus(leap(0.0)).mean())
    for k, (name, (heading, where)) in enumerate(panels.items()):
        axes = page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.3, width, 2.1)
        for speed, (find, colour, line, _) in looks.items():
            shares = [wilson(int(where(find(size)).sum()), find(size).model.R) for size in SIZES]
            error = [[one.share - one.low for one in shares], [one.high - one.share for one in shares]]
            axes.errorbar(SIZES, [one.share for one in shares], error, fmt=line, color=colour, elinewidth=1)
            for row, one in zip([row for row in rows if row["speed"] == speed], shares, strict=True):
                row.update({name: one.share, f"{name} low": one.low, f"{name} high": one.high})
        axes.axvline(middle, color=GREY, linewidth=1, linestyle=":")
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.05)
        axes.set_xlabel("Rise of South's prospects")
        axes.set_title(heading, fontsize=SMALL, loc="left")
    of = {(row["speed"], row["size"]): row for row in rows}
    alt = (
        f"Two panels. A rise all at once by 0.1 leaves deals in {of['leap', 0.1]['in force']:.0%} of histories, by 0.2 in {of['leap', 0.2]['in force']:.0%}, by 0.4 in none; what is left to share is "
        f"{middle:.2f} on average. A slow rise of 0.4 in all still sees a deal come into force in {of['drift', 0.4]['in force']:.0%} of histories, and stand at the end in {of['drift', 0.4]['standing']:.0%}; "
        f"one of 0.6 in {of['drift', 0.6]['in force']:.0%} and {of['drift', 0.6]['standing']:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
