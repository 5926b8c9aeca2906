"""Offers by turns: the split that backward induction gives, at once, and Rubinstein's as rounds are added."""

from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style

CLAIM = Claim(
    title="Offers by turns end at once, with the split that backward induction gives",
    says=(
        "Two parties who offer by turns and know everything sign the first offer. It gives the responder just what waiting a round would be worth to it, worked out from the last round back. "
        "As rounds are added the first proposer's share tends to (1 - b) / (1 - ab), where a and b are what is left to it and to the other of a gain that comes a round later: 1 / (1 + d) if both lose alike. "
        "If a coin decides in each round who offers, who offers keeps 1 - d / 2, and on average each gets half."
    ),
    kind="exact",
    conditions=(
        "Offers `equilibrium`, two parties, one issue with a position at either end, no deal worth nothing, trust near 1, answers without noise, nobody absent. "
        "The plan is solved beforehand with true values: nothing is hidden. A round is a session."
    ),
    sources={
        "Stahl 1972": "Ingolf Stahl, Bargaining Theory, Stockholm: Economic Research Institute at the Stockholm School of Economics: bargaining over a known number of rounds, solved from the last back.",
        "Rubinstein 1982": "Ariel Rubinstein, Perfect equilibrium in a bargaining model, Econometrica 50(1), 97-109: without a last round, and with fixed discount factors, the one perfect equilibrium gives the first proposer (1 - b) / (1 - ab).",
        "Baron & Ferejohn 1989": "David P. Baron and John A. Ferejohn, Bargaining in legislatures, American Political Science Review 83(4), 1181-1206: offers by a proposer drawn at random, here for two.",
    },
    rules=("sim/reference/backward_induction.py:plan", "sim/model/equilibrium.py:EquilibriumOffers"),
    reverses="With few rounds the one who speaks last has the better of it: with two rounds the first proposer gets 1 - d, less than half where d is above one half.",
)
PATIENCE = st.floats(0.05, 0.99)
NUMBERS = range(1, 31)
SHOWN = (0.9, 0.6)


def by_hand(rounds, mine, yours, proposes=None):
    """The first side's share if it proposes first and if the other does, by recursion over rounds that are left; `proposes`: chance of it in each."""
    if rounds == 0:
        return 0.0, 0.0
    if rounds == 1:
        return 1.0, 0.0
    later = by_hand(rounds - 1, mine, yours, proposes)
    if proposes is None:  # turns: who answers now proposes next
        return 1.0 - yours * (1.0 - later[1]), mine * later[0]
    expected = proposes * later[0] + (1.0 - proposes) * later[1]
    return 1.0 - yours * (1.0 - expected), mine * expected


def after_one_day(rounds, mine, yours, **settings):
    """The model after its first day, in talks of so many rounds; discounts are those of North and South."""
    every = settings.pop("every", 1)
    end = date(2000, 1, 1) + timedelta(days=every * (rounds - 1))
    settings |= {"calendar__end": end, "calendar__sessions": f"every {every} days", "protocol__discount": {"north": mine, "south": yours}}
    model = TalksModel(scenario("alternating_offers", **settings), seed=1, blocks=range(1))
    forget(model)
    model.step()
    return model


def share(model):
    """North's share in each history, (R,); nan where nothing is signed."""
    return model.deal.terms[0] / 100.0


@settings(deadline=None, max_examples=40)
@given(rounds=st.integers(1, 60), mine=PATIENCE, yours=PATIENCE, every=st.integers(1, 3))
def test_the_first_offer_is_that_of_backward_induction(rounds, mine, yours, every):
    """Whatever the patience and the number of rounds, every history signs on the first day, on the split of the recursion."""
    assert np.allclose(share(after_one_day(rounds, mine, yours, every=every)), by_hand(rounds, mine, yours)[0], rtol=0.0, atol=1e-9)


@settings(deadline=None, max_examples=15)
@given(rounds=st.integers(1, 30), mine=PATIENCE, yours=PATIENCE)
def test_it_does_not_matter_who_is_called_north(rounds, mine, yours):
    """If South begins, South gets what North would have got with South's patience and South with North's."""
    south_first = share(after_one_day(rounds, yours, mine, protocol__first="south"))
    assert np.allclose(1.0 - south_first, by_hand(rounds, mine, yours)[0], rtol=0.0, atol=1e-9)


@pytest.mark.parametrize(("mine", "yours"), [(0.9, 0.9), (0.6, 0.6), (0.95, 0.8), (0.5, 0.9)])
def test_the_share_tends_to_rubinsteins(mine, yours):
    """The more rounds, the nearer to (1 - b) / (1 - ab): within a thousandth of a thousandth after 300."""
    limit = (1.0 - yours) / (1.0 - mine * yours)
    distances = [abs(share(after_one_day(rounds, mine, yours))[0] - limit) for rounds in (4, 12, 36, 300)]
    assert distances == sorted(distances, reverse=True)
    assert distances[-1] < 1e-6
    if mine == yours:
        assert limit == pytest.approx(1.0 / (1.0 + mine))


@settings(deadline=None, max_examples=15)
@given(rounds=st.integers(2, 40), patience=PATIENCE)
def test_a_coin_favours_nobody(rounds, patience):
    """With a coin and equal patience, who offers keeps 1 - d / 2, so that each expects half."""
    shares = share(after_one_day(rounds, patience, patience, protocol__proposer="random", protocol__first=None))
    north_offers = shares > 0.5
    assert np.allclose(shares[north_offers], 1.0 - patience / 2.0, rtol=0.0, atol=1e-9)
    assert np.allclose(shares[~north_offers], patience / 2.0, rtol=0.0, atol=1e-9)
    assert abs(north_offers.mean() - 0.5) < 3.0 * 0.5 / np.sqrt(250)


@settings(deadline=None, max_examples=15)
@given(rounds=st.integers(1, 40), mine=PATIENCE, yours=PATIENCE)
def test_a_coin_and_unequal_patience(rounds, mine, yours):
    """With a coin and unequal patience both possible splits are those of the recursion."""
    shares = share(after_one_day(rounds, mine, yours, protocol__proposer="random", protocol__first=None))
    one, other = by_hand(rounds, mine, yours, proposes=0.5)
    nearer = np.where(np.abs(shares - one) < np.abs(shares - other), one, other)
    assert np.allclose(shares, nearer, rtol=0.0, atol=1e-9)
    assert len(np.unique(nearer)) == 2


def test_who_speaks_last_has_the_better_of_few_rounds():
    """With two rounds at a discount of 0.9 the first proposer gets a tenth; with three, almost all of it."""
    assert share(after_one_day(2, 0.9, 0.9))[0] == pytest.approx(0.1)
    assert share(after_one_day(3, 0.9, 0.9))[0] == pytest.approx(0.91)


@cache
def measured():
    """For each discount, the first proposer's share by number of rounds."""
    return {patience: np.array([share(after_one_day(rounds, patience, patience))[0] for rounds in NUMBERS]) for patience in SHOWN}


@in_house_style
def draw() -> Drawing:
    """Share of the first proposer by number of rounds, and where it tends."""
    looks = {SHOWN[0]: (BLUE, "o", "-"), SHOWN[1]: (ORANGE, "s", "--")}
    key = [
        Line2D([], [], color=colour, marker=marker, ls=line, label=f"{patience:g} of a gain is left after a round")
        for patience, (colour, marker, line) in looks.items()
    ]
    page = Page(
        "Offers by turns: two towns, all known, no luck",
        "The more rounds there are, the less it matters who speaks last",
        "What the first proposer gets, by the number of rounds; every history signs at once. Thin lines: the split without a last round (Rubinstein).",
        2.6,
        key,
    )
    axes = page.axes(MARGIN + 0.6, 0.05, 6.1, 2.1)
    for patience, shares in measured().items():
        colour, marker, line = looks[patience]
        limit = 1.0 / (1.0 + patience)
        axes.axhline(limit, color=colour, lw=0.8)
        axes.text(30.8, limit, f"{limit:.3f}", color=colour, va="center", fontsize=8.5)
        axes.plot(NUMBERS, shares, marker=marker, color=colour, ls=line, lw=1, ms=4.5)
    axes.set_xlim(0, 30.5)
    axes.set_ylim(0, 1.03)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["none", "a quarter", "half", "", "all"])
    axes.set_xlabel("number of rounds")
    rows = [
        {"discount": patience, "rounds": rounds, "share": float(one)}
        for patience, shares in measured().items()
        for rounds, one in zip(NUMBERS, shares, strict=True)
    ]
    one, other = (measured()[patience] for patience in SHOWN)
    alt = (
        "Two zigzag lines that calm down. With an odd number of rounds the first proposer speaks last too and gets more, with an even number less. "
        f"Where nine tenths of a gain are left after a round, its share is {one[0]:.2f} with one round, {one[1]:.2f} with two, {one[2]:.2f} with three, and {one[-2]:.3f} and {one[-1]:.3f} with {NUMBERS[-2]} and {NUMBERS[-1]}, around {1 / 1.9:.3f}; "
        f"where six tenths are left, {other[1]:.2f} with two, {other[2]:.2f} with three and {other[-1]:.3f} with {NUMBERS[-1]}."
    )
    return Drawing(page.figure, page.title, alt, rows)
