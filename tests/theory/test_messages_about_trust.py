"""Who vouches for everybody, or for its own side, builds no trust; one with a stake and no side does."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, played, scenario
from talks import deal, paired

from sim.analysis.intervals import wilson
from sim.report.figures.style import BLUE, GREEN, MARGIN, ORANGE, Drawing, Page, in_house_style, percent_ticks
from sim.rules.messages import honesty_about_trust, trust_likelihood_ratio

CLAIM = Claim(
    title="Trust is built by a mediator with a stake and no side",
    says="A mediator that only wants an agreement would vouch for anybody, and one that is partial vouches for its side: from either, praise has a likelihood ratio of exactly 1 and moves no trust. From one with an interest in the outcome and no side it is believed, and more is signed where doubt about the other's word was what stood in the way.",
    kind="theorem of this model",
    conditions="The likelihood ratios: any stake, leaning and knowledge. The deals (a pattern): one town doubts the other's word though the other would keep it.",
    sources={
        "Kydd 2006": "Andrew H. Kydd, When can mediators build trust?, American Political Science Review 100(3), 449-462: a mediator without any commitment to honesty is credible, in a single round, only if it cares about the issue, has a moderate ideal point and does not find conflict too costly; one who only wants cooperation, or leans to one side, is not. A wish to keep a name for honesty can make up for a little bias.",
    },
    rules=(
        "sim/rules/messages.py:honesty_about_trust",
        "sim/rules/messages.py:trust_likelihood_ratio",
        "sim/model/stages/mediating.py:_tell_trust",
        "sim/model/beliefs.py:hear",
    ),
    reverses="Who can be believed must warn as well, at times by mistake. Where both trust each other enough to sign anyway, a mediator with a stake can only spoil that, and less is signed than if it had said nothing.",
)
STAKES = [0.0, 0.25, 0.5, 0.75, 1.0]
LEANINGS = [-1.0, -0.5, 0.0, 0.5, 1.0]
UNIT, SIDES, KNOWING = st.floats(0, 1), st.floats(-1, 1), st.floats(0.01, 0.99)
GOOD = np.array([True])


def praise(stake, leaning, knowledge=0.8):
    """How much likelier praise of another's word is if the other keeps it than if not."""
    return trust_likelihood_ratio(GOOD, knowledge=knowledge, honesty=honesty_about_trust(stake, leaning))[0]


@given(leaning=SIDES, stake=UNIT, knowledge=UNIT)
def test_praise_from_the_partial_or_the_indifferent_says_nothing(leaning, stake, knowledge):
    """Without a stake, or fully on one side, praise is exactly as likely whether or not the other keeps its word."""
    assert praise(0.0, leaning, knowledge) == praise(stake, 1.0, knowledge) == praise(stake, -1.0, knowledge) == 1.0


@given(stake=st.floats(0.01, 1), more=st.floats(0.01, 0.5), leaning=st.floats(-0.9, 0.9), knowledge=KNOWING)
def test_praise_counts_for_more_the_higher_the_stake(stake, more, leaning, knowledge):
    """The ratio is above 1 and rises with the stake."""
    assert 1.0 < praise(stake, leaning, knowledge) <= praise(min(stake + more, 1.0), leaning, knowledge)


@given(stake=st.floats(0.01, 1), leaning=UNIT, further=UNIT, knowledge=KNOWING)
def test_praise_counts_for_less_the_further_the_mediator_leans(stake, leaning, further, knowledge):
    """The ratio falls with any leaning, alike to either side."""
    near, far = leaning, leaning + further * (1.0 - leaning)
    assert praise(stake, near, knowledge) >= praise(stake, far, knowledge) == praise(stake, -far, knowledge)


def mediated(stake, leaning, messages=("trust",), **settings):
    """Talks after their last day, with a mediator that leans to South and as far away from North."""
    hill = {"label": "Hill", "independent_signal": 0.8, "stake": stake, "messages": list(messages), "bias": {"south": leaning, "north": -leaning}}
    return played(scenario("messages_about_trust", mediators__hill=hill, **settings), blocks=2)


@cache
def measured(stake, leaning, *, told=True):
    """Where a deal came into force, and North's trust in South at the end, both (R,)."""
    if stake and not told:
        return measured(0.0, leaning, told=False)  # a stake counts by what is told alone
    model = mediated(stake, leaning, ("trust",) if told else ())
    return deal(model), model.party["north"].trust["south"].mean


def test_no_deal_comes_of_the_word_of_the_partial_or_the_indifferent():
    """Messages from one without a stake, or fully on one side, leave trust where it was and the share signed as it was."""
    for stake, leaning in ((0.0, 0.0), (0.75, 1.0), (0.75, -1.0)):
        told, untold = measured(stake, leaning), measured(stake, leaning, told=False)
        assert np.allclose(told[1], untold[1], rtol=0, atol=1e-9)
        assert np.array_equal(told[0], untold[0])


def test_a_moderate_mediator_with_a_stake_builds_trust_and_brings_deals():
    """Told by one with a stake and no side, North trusts South more and more is signed than without messages."""
    for stake in STAKES[2:]:
        told, untold = measured(stake, 0.0), measured(stake, 0.0, told=False)
        assert paired(told[1], untold[1]).up
        assert paired(told[0], untold[0]).up


def test_a_leaning_to_either_side_takes_from_what_its_word_brings():
    """With the same stake, what messages add to North's trust is smaller the further the mediator leans."""
    added = {leaning: measured(0.75, leaning)[1] - measured(0.75, leaning, told=False)[1] for leaning in LEANINGS}
    for less, more in ((0.0, 0.5), (0.5, 1.0), (0.0, -0.5), (-0.5, -1.0)):
        assert paired(added[more], added[less]).down


def doubted(trust):
    """Whether a deal came into force with an honest word and without, each (R,), where both towns trust each other so far."""
    both = {"parties__north__trust__south__mean": trust, "parties__south__trust__north__mean": trust}
    return deal(mediated(0.75, 0.0, **both)), deal(mediated(0.75, 0.0, (), **both))


def test_between_two_who_doubt_each_other_an_honest_word_brings_deals():
    """Where each would keep its word and doubts the other's, with messages more is signed."""
    assert paired(*doubted(0.5)).up


def test_where_doubt_is_no_obstacle_a_warning_can_only_cost():
    """Where both trust enough to sign anyway, warnings, at times mistaken, leave less signed than silence."""
    assert paired(*doubted(0.7)).down


@in_house_style
def draw() -> Drawing:
    """Likelihood ratio of praise and share signed, by the mediator's stake and by its leaning."""
    key = [
        Line2D([], [], color=GREEN, marker="^", label="likelihood ratio of praise (above)"),
        Line2D([], [], color=BLUE, marker="o", label="share signed, with messages"),
        Line2D([], [], color=ORANGE, marker="s", markerfacecolor="white", linestyle="--", label="share signed, without"),
    ]
    page = Page(
        "A word for the other side: 500 histories a point, seed 1; bars are 95 % intervals",
        "Praise is believed from a mediator with a stake and no side",
        "North doubts South's word, South does not doubt North's. Left: by the mediator's stake, without leaning. Right: by how far it leans to South and away from North, at a stake of 0.75.",
        4.1,
        key,
    )
    rows, shares = [], {}
    sides = [("stake", STAKES, [(stake, 0.0) for stake in STAKES]), ("leaning to South", LEANINGS, [(0.75, leaning) for leaning in LEANINGS])]
    for place, (what, points, mediators) in enumerate(sides):
        above, below = (page.axes(MARGIN + 0.55 + 3.85 * place, top, 3.0, height) for top, height in ((0.05, 1.45), (1.75, 1.95)))
        ratios = [praise(*mediator) for mediator in mediators]
        finely = np.linspace(points[0], points[-1], 41)
        above.plot(finely, [praise(at, 0.0) if what == "stake" else praise(0.75, at) for at in finely], color=GREEN, clip_on=False)
        above.plot(points, ratios, "^", color=GREEN, clip_on=False)
        above.set_ylim(1, 9.5)
        above.set_xticks(points, [])
        above.set_yticks([1, 3, 5, 7, 9])
        for told, look in ((True, {"color": BLUE, "marker": "o"}), (False, {"color": ORANGE, "marker": "s", "markerfacecolor": "white", "linestyle": "--"})):
            found = [wilson(int(signed.sum()), len(signed)) for signed, _ in (measured(*mediator, told=told) for mediator in mediators)]
            spread = [[one.share - one.low for one in found], [one.high - one.share for one in found]]
            below.errorbar(points, [one.share for one in found], yerr=spread, **look)
            shares[what, told] = [one.share for one in found]
        rows += [
            {"by": what, "point": point, "likelihood_ratio": float(one), "signed_told": two, "signed_untold": three}
            for point, one, two, three in zip(points, ratios, shares[what, True], shares[what, False], strict=True)
        ]
        below.set_yticks(*percent_ticks(1.0))
        below.set_ylim(0, 1.03)
        below.set_xticks(points)
        below.set_xlabel(f"The mediator's {what}")
    stakes, leanings = shares["stake", True], shares["leaning to South", True]
    alt = (
        f"Left, the likelihood ratio of praise rises from 1 without a stake to {praise(1.0, 0.0):.1f} at full stake; with messages {stakes[0]:.0%} sign without a stake and {stakes[3]:.0%} at a stake of 0.75, "
        f"without messages {shares['stake', False][3]:.0%}. Right, the ratio is {praise(0.75, 0.0):.1f} without leaning and falls to 1 at either end; the share signed with messages, {leanings[2]:.0%} in the middle, "
        f"is {leanings[0]:.0%} and {leanings[-1]:.0%} at the ends, where messages change nothing and what is left is what a partial text does."
    )
    return Drawing(page.figure, page.title, alt, rows)
