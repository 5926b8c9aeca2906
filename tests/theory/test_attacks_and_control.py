"""An attack during talks costs trust in proportion to how far the other is thought able to prevent it."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, played, scenario
from talks import deal, paired

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks

CLAIM = Claim(
    title="An attack costs trust as far as the other could have stopped it",
    says="What an attack during talks counts against a party is its weight times how far the other side thinks that party in control: nothing where it is thought unable to prevent attacks, all of it where it is thought able. So the same attacks stop more deals, the stronger the moderates on the other side are believed to be.",
    kind="exact",
    conditions="Exact are the counts and that trust never rises with believed control. The share of deals is a pattern, with attacks that come as often whatever happens in the talks.",
    sources={
        "Kydd & Walter 2002": "Andrew Kydd and Barbara F. Walter, Sabotaging the peace: the politics of extremist violence, International Organization 56(2), 263-296: extremists are most likely to derail a peace process where the side they hit believes the moderates on the other side strong, and so able to rein them in; where moderates are thought too weak to crack down, violence is more likely to fail.",
    },
    rules=("sim/model/party.py:observe", "sim/model/beliefs.py:TrustBelief", "sim/model/stages/attacks.py:_blame"),
    reverses="Nothing here makes a party thought to be weak a worse partner; that one which cannot stop attacks may not be able to carry a deal out either is left out.",
)
CONTROLS = [0.0, 0.25, 0.5, 0.75, 1.0]


@cache
def measured(control):
    """Talks under attack after their last day, with North thinking South in control so far; None: no attacks."""
    if control is None:
        return played(scenario("attacks_and_control", modules=[]), blocks=2)
    return played(scenario("attacks_and_control", parties__north__trust__south__control=control), blocks=2)


def counted(control):
    """What North counts against South at the end, (R,)."""
    return measured(control).party["north"].trust["south"].broken


def trusted(control):
    """North's trust in South at the end, (R,)."""
    return measured(control).party["north"].trust["south"].mean


@cache
def eve():
    """The talks on the eve of their first day."""
    model = TalksModel(scenario("attacks_and_control"), seed=1, blocks=range(1))
    forget(model)
    return model


@given(control=st.floats(0, 1), attacks=st.integers(0, 5))
def test_an_attack_adds_its_weight_times_control(control, attacks):
    """So many attacks add so many times the weight of one, scaled by control, and nothing on the side of words kept."""
    north = eve().party["north"]
    belief, size = north.trust["south"], eve().constants.act_attack
    belief.kept, belief.broken, belief.control = np.zeros(eve().R), np.zeros(eve().R), control
    for _ in range(attacks):
        north.observe("south", "attack_during_talks", np.ones(eve().R, bool))
    assert np.allclose(belief.broken, attacks * size * control, rtol=1e-12)
    assert np.all(belief.kept == 0.0)


def test_over_whole_talks_counts_are_in_proportion_to_control():
    """With the same attacks, what is counted against South at the end is the control times what it is at full control, in every history."""
    assert counted(1.0).mean() > 0.0
    for control in CONTROLS:
        assert np.allclose(counted(control), control * counted(1.0), rtol=1e-9)


def test_trust_never_rises_with_believed_control():
    """In every history trust at the end is the lower the more control is believed, and strictly so where there was an attack."""
    for less, more in pairwise(CONTROLS):
        assert np.all(trusted(more) <= trusted(less))
        assert np.array_equal(trusted(more) < trusted(less), counted(1.0) > 0.0)


def test_attacks_nobody_could_have_stopped_change_nothing():
    """Where South is thought unable to prevent attacks, every history is as without attacks, to the last bit."""
    under_attack, quiet = measured(0.0), measured(None)
    assert np.array_equal(under_attack.deal.first_day, quiet.deal.first_day)
    assert np.array_equal(under_attack.deal.terms, quiet.deal.terms, equal_nan=True)
    assert np.array_equal(under_attack.table.package, quiet.table.package)
    assert np.array_equal(trusted(0.0), trusted(None))


def test_the_same_attacks_stop_more_deals_the_stronger_moderates_are_thought():
    """From each step of control to the next fewer deals come into force."""
    for less, more in pairwise(CONTROLS):
        assert paired(deal(measured(more)), deal(measured(less))).down


@in_house_style
def draw() -> Drawing:
    """Trust at the end and share of deals, by believed control."""
    key = [
        Line2D([], [], color=BLUE, marker="o", label="under attack"),
        Line2D([], [], color=ORANGE, linestyle="--", label="no attacks"),
    ]
    page = Page(
        "Fires on the ridge: 500 histories a point, seed 1; bars are 95 % intervals",
        "Attacks stop talks with those who are thought able to stop them",
        "Attacks come twice in a hundred days on average, whatever happens in the talks. Left: North's trust in South on the last day, in the mean; the shade holds the middle half of histories. Right: share of histories with a deal.",
        2.6,
        key,
    )
    trust = np.array([[trusted(control).mean(), *np.quantile(trusted(control), (0.25, 0.75))] for control in CONTROLS])
    left = page.axes(MARGIN + 0.55, 0.05, 3.0, 2.1)
    left.fill_between(CONTROLS, trust[:, 1], trust[:, 2], color=BLUE, alpha=0.15, linewidth=0)
    left.plot(CONTROLS, trust[:, 0], "o-", color=BLUE)
    left.axhline(trusted(None).mean(), color=ORANGE, linestyle="--")
    left.set_ylabel("Trust")
    right = page.axes(MARGIN + 4.4, 0.05, 3.0, 2.1)
    found = [wilson(int(deal(measured(control)).sum()), measured(control).R) for control in CONTROLS]
    spread = [[one.share - one.low for one in found], [one.high - one.share for one in found]]
    right.errorbar(CONTROLS, [one.share for one in found], yerr=spread, color=BLUE, marker="o")
    quiet = float(deal(measured(None)).mean())
    right.axhline(quiet, color=ORANGE, linestyle="--")
    for axes in (left, right):
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.03)
        axes.set_xticks(CONTROLS)
        axes.set_xlabel("How far North thinks South in control")
    rows = [{"control": control, "trust": float(mean), "deals": one.share} for control, mean, one in zip(CONTROLS, trust[:, 0], found, strict=True)]
    alt = (
        f"Both lines start where there are no attacks and fall. Left, North's trust in South on the last day falls from {trust[0, 0]:.2f} where South is thought to have no control to {trust[-1, 0]:.2f} "
        f"where it is thought to have all. Right, the share of histories with a deal falls from {found[0].share:.0%} to {found[-1].share:.0%}; without attacks it is {quiet:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
