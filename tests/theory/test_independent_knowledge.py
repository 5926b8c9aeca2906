"""A go-between that knows no more than was said in the talks changes nothing; one with knowledge of its own does."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, played, scenario
from talks import paired

from sim.model import TalksModel, forget
from sim.model.stages.mediating import mediate
from sim.report.figures.style import BLUE, GREEN, MARGIN, ORANGE, Drawing, Page, in_house_style
from sim.rules.messages import chance_signal_is_high, likelihood_of_message, trust_likelihood_ratio

CLAIM = Claim(
    title="Without knowledge of its own a go-between adds nothing",
    says="What a mediator tells that knows no more than was said in the talks changes nothing, whatever its bias or its stake: every history is the same, to the last bit, as if it had said nothing. With knowledge of its own its messages move beliefs, the more so the more it knows.",
    kind="exact",
    conditions="Any leaning, stake and kind of message. The same mediator drafts the texts in both cases: only what it tells is left out.",
    sources={
        "Fey & Ramsay 2010": "Mark Fey and Kristopher W. Ramsay, When is shuttle diplomacy worth the commute? Information sharing through mediation, World Politics 62(4), 529-560: whatever equilibrium outcome a mediator can bring about that learns all it knows from the disputants, direct talk can bring about too, at any preferences or bias of the mediator.",
    },
    rules=(
        "sim/rules/messages.py:chance_signal_is_high",
        "sim/rules/messages.py:trust_likelihood_ratio",
        "sim/model/stages/mediating.py:_messages",
        "sim/model/beliefs.py",
    ),
)
KNOWLEDGE = [0.0, 0.2, 0.4, 0.6, 0.8, 0.95]
CASES = [(-0.8, 1.0), (0.0, 0.0), (0.0, 1.0), (0.8, 0.5)]
"""Leaning to North and stake."""
UNIT = st.floats(0, 1)
SAID = {"high": np.array([True]), "low": np.array([False])}


@given(no_deal=UNIT, cutoff=UNIT, honesty=UNIT, high=st.booleans())
def test_without_knowledge_a_message_is_as_likely_whatever_is_true(no_deal, cutoff, honesty, high):
    """At knowledge 0 the likelihood of a message is exactly the same for any no-deal value and for any word kept or not."""
    said = np.array([high])
    chances = [chance_signal_is_high(np.array([value]), np.array([cutoff]), knowledge=0.0, width=0.05) for value in (no_deal, cutoff)]
    one, other = (likelihood_of_message(said, chance, honesty) for chance in chances)
    assert one == other
    assert trust_likelihood_ratio(said, knowledge=0.0, honesty=honesty) == 1.0


@given(knowledge=st.floats(0, 0.9), more=st.floats(0.01, 0.09), honesty=st.floats(0.05, 1))
def test_a_message_says_more_the_more_its_sender_knows(knowledge, more, honesty):
    """Praise counts for more, and a warning against more, the more its sender knows."""
    less, further = ({name: trust_likelihood_ratio(said, knowledge=k, honesty=honesty) for name, said in SAID.items()} for k in (knowledge, knowledge + more))
    assert further["high"] > less["high"] >= 1.0
    assert further["low"] < less["low"] <= 1.0 + 1e-12


def what_happened(model):
    """All that was done, by name: sessions, texts, answers, signatures, deals."""
    deal, table, parties = model.deal, model.table, model.parties
    done = {"sessions": model.sessions.held, "texts": table.package, "signatures": model.tally.signatures, "day": deal.first_day, "terms": deal.terms}
    return done | {f"{party.name} {what}": getattr(party, what) for party in parties for what in ("answer", "presence", "demanded", "claim")}


def what_is_believed(model):
    """All that anybody believes, by name."""
    readers = [*model.parties, *model.mediators]
    views = {(reader.name, of): view for reader in readers for of, view in reader.estimates.items()}
    beliefs = {f"{reader} of {of}, {what}": getattr(view, what) for (reader, of), view in views.items() for what in ("position", "expectation", "variance")}
    return beliefs | {f"{one.name} trusts {of}": trust.mean for one in model.parties for of, trust in one.trust.items()}


@cache
def talks(leaning, stake, *, told):
    """Talks after their last day with a mediator that knows nothing of its own."""
    hill = {"label": "Hill", "independent_signal": 0.0, "stake": stake, "bias": {"north": leaning, "south": -leaning}}
    return played(scenario("independent_knowledge", mediators__hill={**hill, "messages": ["resolve", "trust"] if told else []}))


@pytest.mark.parametrize(("leaning", "stake"), CASES)
@pytest.mark.parametrize("look", [what_happened, what_is_believed])
def test_without_knowledge_every_history_is_the_same_to_the_last_bit(leaning, stake, look):
    """With messages or without, all that is done and all that is believed is the same, whatever the mediator's bias and stake."""
    told, untold = look(talks(leaning, stake, told=True)), look(talks(leaning, stake, told=False))
    assert [name for name in told if not np.array_equal(told[name], untold[name], equal_nan=True)] == []


@cache
def moved(knowledge):
    """How far messages on the first day move North's belief about South's prospects, either way, and raise its trust in South; each (R,)."""
    model = TalksModel(scenario("independent_knowledge", mediators__hill__independent_signal=knowledge), seed=1, blocks=range(4))
    model.step_until("mediating")
    north = model.party["north"]
    expectation, trust = north.estimates["south"].expectation.copy(), north.trust["south"].mean
    mediate(model)
    forget(model)
    return np.abs(north.estimates["south"].expectation - expectation), north.trust["south"].mean - trust


@pytest.mark.parametrize("what", [0, 1], ids=["resolve", "trust"])
def test_messages_move_beliefs_the_further_the_more_their_sender_knows(what):
    """From one step of knowledge to the next the belief about prospects moves further, and trust in South, which deserves it, rises further."""
    for less, more in pairwise(KNOWLEDGE):
        assert paired(moved(more)[what], moved(less)[what]).up


@in_house_style
def draw() -> Drawing:
    """Likelihood ratio of praise, and how far messages move beliefs, by what the mediator knows."""
    key = [
        Line2D([], [], color=GREEN, marker="^", label="likelihood ratio of praise (left)"),
        Line2D([], [], color=BLUE, marker="o", label="belief about prospects (right)"),
        Line2D([], [], color=ORANGE, marker="s", linestyle="--", label="trust (right)"),
    ]
    page = Page(
        "The go-between: 1,000 histories a point, seed 1; bars are 95 % intervals",
        "A go-between's messages count for what it knows itself",
        "Left: how much likelier praise of South's word is if South keeps it than if not. Right: how far messages move North's belief about South's no-deal value, either way, and raise its trust in South, which would keep its word; means.",
        2.6,
        key,
    )
    ratios = [float(trust_likelihood_ratio(SAID["high"], knowledge=share, honesty=0.75 * 0.75)[0]) for share in KNOWLEDGE]
    left = page.axes(MARGIN + 0.45, 0.05, 3.0, 2.1)
    left.plot(KNOWLEDGE, ratios, "^-", color=GREEN, clip_on=False)
    left.set_ylim(1, None)
    left.set_ylabel("Likelihood ratio (1: says nothing)")
    right = page.axes(MARGIN + 4.35, 0.05, 3.0, 2.1)
    found = {}
    for what, look in enumerate(({"color": BLUE, "marker": "o"}, {"color": ORANGE, "marker": "s", "linestyle": "--"})):
        moves = [moved(share)[what] for share in KNOWLEDGE]
        found[what] = [float(move.mean()) for move in moves]
        right.errorbar(KNOWLEDGE, found[what], yerr=[1.96 * move.std(ddof=1) / np.sqrt(len(move)) for move in moves], clip_on=False, **look)
    right.set_ylim(0, None)
    right.set_ylabel("Mean move")
    for axes in (left, right):
        axes.set_xlim(0, 1)
        axes.set_xlabel("What the mediator knows beyond the talks")
    columns = zip(KNOWLEDGE, ratios, found[0], found[1], strict=True)
    rows = [{"knowledge": one, "likelihood_ratio": two, "belief_moved": three, "trust_moved": four} for one, two, three, four in columns]
    alt = (
        f"All three lines start where a message says nothing. Left, the likelihood ratio of praise rises from 1 to {ratios[-1]:.2f} at a knowledge of {KNOWLEDGE[-1]:.0%}. "
        f"Right, the mean move rises with knowledge from 0 to {found[0][-1]:.3f} in the believed no-deal value and to {found[1][-1]:.3f} in deserved trust."
    )
    return Drawing(page.figure, page.title, alt, rows)
