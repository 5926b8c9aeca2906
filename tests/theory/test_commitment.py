"""Where being betrayed leaves less than no deal, nothing is signed without trust, whatever both would gain; small steps need less of it."""

from functools import cache

import numpy as np
import pytest
from claims import Claim, played, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREY, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks
from sim.rules.carrying_out import left_when_betrayed

CLAIM = Claim(
    title="A deal that both want is not signed if neither trusts the other to keep it",
    says=(
        "Let b be what is left to a party that keeps its word alone, and d > b what it has without a deal. However much a kept deal would bring, it signs "
        "nothing unless it believes the other to keep its word with a chance of at least (d - b) / (1 - b). So with trust near zero nothing is signed, although "
        "packages exist that both would rather see kept than have no deal. In n small steps, each waiting for the other's, a party that is betrayed has lost "
        "one step only: b rises to b + (1 - 1/n)(d - b), and some of the same deals are signed at trust so low that no deal in one leap would be."
    ),
    kind="exact",
    conditions=(
        "One phase, nobody guarantees it, and a kept deal is worth 1 at most. Small steps lower the trust that is needed, never to nothing; they cut what a "
        "betrayal costs, not the chance of one, and shares in between depend on the scenario."
    ),
    sources={
        "Fearon 1995": (
            "James D. Fearon, Rationalist explanations for war, International Organization 49(3), 379-414: even where both sides would prefer a settlement, "
            "they may fail to reach it because neither can commit itself credibly to uphold it."
        ),
        "Schelling 1960": (
            "Thomas C. Schelling, The Strategy of Conflict, Harvard University Press (its second chapter appeared as An essay on bargaining, American Economic "
            "Review 46(3), 281-306, 1956): what nobody would risk at once may be agreed when cut into small parts, so that little hangs on trust in each."
        ),
        "Walter 1997": (
            "Barbara F. Walter, The critical barrier to civil war settlement, International Organization 51(3), 335-364: talks fail less over terms than "
            "because those who lay down their arms first cannot be sure of the others."
        ),
    },
    rules=("sim/model/outlook.py:holds", "sim/model/worth.py:worth", "sim/rules/carrying_out.py:left_when_betrayed"),
)
TRUST = [0.02, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
TRANCHES = [1, 12]
EVEN = {"wall": 80.0, "toll": 80.0, "market": 50.0}
"""Each side gets nearly all it wants of what matters most to it, and half of the rest."""


def talks(trust, tranches, betrayed=0.1):
    trusts = {"parties__north__trust__south__mean": trust, "parties__south__trust__north__mean": trust}
    left = {"parties__north__no_deal__betrayed": betrayed, "parties__south__no_deal__betrayed": betrayed}
    return scenario("commitment", **trusts, **left, carrying_out__phases__1__tranches=tranches)


@cache
def measured(trust, tranches):
    """The model of 500 histories after its last day."""
    return played(talks(trust, tranches), blocks=2)


def least_trust(party, tranches):
    """The chance below which no package can be worth as much as no deal to a party, (R,)."""
    left = left_when_betrayed(party.no_deal, party.settings.no_deal.betrayed, tranches)
    return (party.no_deal - left) / (1.0 - left)


@pytest.mark.parametrize("tranches", TRANCHES)
def test_nothing_is_signed_below_the_least_trust(tranches):
    """In no history in which a side trusts the other too little for any package is anything signed; and there are many such."""
    for trust in TRUST:
        model = measured(trust, tranches)
        short = np.logical_or.reduce([trust < least_trust(party, tranches) for party in model.parties])
        assert not np.any(short & (model.tally.signatures > 0))
        assert short.all() or trust > TRUST[0]


def test_without_trust_a_leap_and_steps_are_refused_alike():
    """With trust near zero no history sees a signature, in one leap or in twelve steps; with much trust nearly all do."""
    for tranches in TRANCHES:
        assert not measured(TRUST[0], tranches).tally.signatures.any()
        assert (measured(TRUST[-1], tranches).tally.signatures > 0).mean() > 0.9


def test_both_would_rather_see_a_swap_kept():
    """In every history there is a swap that beats no deal for both, if kept; without trust neither may sign it."""
    model = measured(TRUST[0], 1)
    swap = np.array([[EVEN[issue]] for issue in model.issue_names]) + np.zeros((1, model.R))
    for party in model.parties:
        assert np.all(party.preference.utility(swap) > party.no_deal + 0.1)
        assert not np.any(party.consider(swap).acceptable)


def test_small_steps_are_signed_where_a_leap_is_not():
    """At trust too low for any deal in one leap, twelve steps are signed in most histories; at no trust do fewer sign steps than a leap."""
    assert not measured(0.3, 1).tally.signatures.any()
    assert (measured(0.3, 12).tally.signatures > 0).mean() > 0.5
    for trust in TRUST:
        leap, steps = (measured(trust, tranches).tally.signatures > 0 for tranches in TRANCHES)
        assert steps.mean() >= leap.mean()


@settings(max_examples=50, deadline=None)
@given(trust=st.floats(0.001, 0.999), tranches=st.integers(1, 30), betrayed=st.floats(0.0, 0.4), point=st.tuples(*[st.floats(0, 100)] * 3))
def test_no_package_is_worth_more_than_trust_allows(trust, tranches, betrayed, point):
    """Whatever the package, its value is at most what betrayal leaves plus trust times the rest, so below the least trust it is refused."""
    model = TalksModel(talks(trust, tranches, betrayed), seed=1, blocks=range(1))
    forget(model)
    for party in model.parties:
        answering = party.consider(np.array(point)[:, None] + np.zeros((1, model.R)))
        left = left_when_betrayed(party.no_deal, betrayed, tranches)
        assert np.all(answering.value <= left + trust * (1.0 - left) + 1e-12)
        assert not np.any(answering.acceptable & (trust < least_trust(party, tranches) - 1e-12))


@in_house_style
def draw() -> Drawing:
    """Share of histories with a signature by trust, in one leap and in twelve steps."""
    looks = {1: (BLUE, "o-", "all at once"), 12: (ORANGE, "s--", "in 12 steps, each waiting for the other's")}
    key = [Line2D([], [], color=colour, marker=line[0], linestyle=line[1:], label=label) for colour, line, label in looks.values()]
    least = {tranches: float(np.mean([least_trust(party, tranches).mean() for party in measured(TRUST[0], tranches).parties])) for tranches in TRANCHES}
    page = Page(
        "The bridge and the walls: 500 histories a point, seed 1",
        "Small steps need less trust; without any, nothing is signed",
        "Share of histories in which a text is signed, by how likely each town thinks it that the other keeps its word. In all of them swaps exist that both would rather see kept than have no deal.",
        2.6,
        key,
    )
    axes = page.axes(MARGIN + 0.6, 0.05, 6.6, 2.1)
    rows = []
    for tranches, (colour, line, _) in looks.items():
        shares = [wilson(int((measured(trust, tranches).tally.signatures > 0).sum()), measured(trust, tranches).R) for trust in TRUST]
        error = [[share.share - share.low for share in shares], [share.high - share.share for share in shares]]
        axes.errorbar(TRUST, [share.share for share in shares], error, fmt=line, color=colour, elinewidth=1)
        axes.axvline(least[tranches], ymax=0.86, color=colour, linewidth=1, linestyle=":")
        axes.annotate(f"never below {least[tranches]:.2f}", (least[tranches], 1.06), ha="left", va="bottom", fontsize=SMALL, color=GREY)
        rows += [
            {"tranches": tranches, "trust": trust, "signed": one.share, "low": one.low, "high": one.high} for trust, one in zip(TRUST, shares, strict=True)
        ]
    axes.set_yticks(*percent_ticks(1.0))
    axes.set_ylim(0, 1.2)
    axes.set_xlim(0, 1)
    axes.set_xlabel("Believed chance that the other keeps its word")
    signed = {(row["tranches"], row["trust"]): row["signed"] for row in rows}
    alt = (
        f"Two rising curves. All at once, nothing is signed up to a trust of 0.5, and {signed[1, 0.7]:.0%} of histories see a signature at 0.7. In 12 steps {signed[12, 0.1]:.0%} do at "
        f"0.1, {signed[12, 0.3]:.0%} at 0.3. Dotted lines mark the trust below which no package can be worth signing: {least[1]:.2f} all at once, {least[12]:.2f} in 12 steps."
    )
    return Drawing(page.figure, page.title, alt, rows)
