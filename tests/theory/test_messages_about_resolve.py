"""A mediator that wants only peace says nothing when it calls the other side strong; one on your side is believed."""

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

from sim.model import TalksModel, forget
from sim.model.journal import Journal
from sim.model.stages.mediating import mediate
from sim.report.figures.style import BLUE, GREEN, GREY, MARGIN, ORANGE, SKY, Drawing, Page, in_house_style
from sim.rules.messages import chance_signal_is_high, honesty_about_resolve, likelihood_of_message

CLAIM = Claim(
    title="Counsel of restraint is believed from one's own side only",
    says="A mediator that wants only peace would call the other side strong in any case, so its saying so tells nothing: the likelihood ratio is exactly 1. One that leans to the receiver would admit that the other is weak, so its counsel of restraint is believed, the more so the more it leans and the more it knows.",
    kind="theorem of this model",
    conditions="Any no-deal values, any knowledge. A leaning counts by how often the mediator admits that the other side is weak: never at 0 or below, always at 1.",
    sources={
        "Kydd 2003": "Andrew Kydd, Which side are you on? Bias, credibility, and mediation, American Journal of Political Science 47(4), 597-611: where a party is to give way because its opponent is resolved, a mediator who only wants to keep conflict unlikely would say so whether or not it is true and is not believed; one who is in effect on the party's own side is.",
    },
    rules=(
        "sim/rules/messages.py:honesty_about_resolve",
        "sim/rules/messages.py:likelihood_of_message",
        "sim/model/stages/mediating.py:_tell_resolve",
        "sim/model/beliefs.py:learn",
    ),
    reverses="An admission that the other is weak is believed in full from anybody who ever makes one. Knowing the other better need not bring many more deals: in this scenario the share signed with such messages differs from that without by less than one in twenty.",
)
LEANINGS = [-1.0, -0.5, 0.0, 0.25, 0.5, 0.75, 1.0]
KNOWLEDGE = {0.4: (SKY, "^"), 0.8: (BLUE, "o"), 0.95: (GREEN, "s")}
ADVANTAGE = 0.1
"""By how much the strong side of the figure does better without a deal than the weak one."""
WIDTH = 0.05
STRONG, WEAK = 0.5 + ADVANTAGE / 2, 0.5 - ADVANTAGE / 2
PEACEMAKERS, FRIENDS = st.floats(-1, 0), st.floats(0.01, 1)
VALUES, KNOWING = st.floats(0, 1), st.floats(0.01, 0.95)


def ratio(leaning, *, knowledge, strong=STRONG, weak=WEAK, high=True, cutoff=0.5):
    """How much likelier a message is if the other is strong than if it is weak."""
    chances = chance_signal_is_high(np.array([strong, weak]), np.array([cutoff, cutoff]), knowledge=knowledge, width=WIDTH)
    if_strong, if_weak = likelihood_of_message(np.array([high, high]), chances, honesty_about_resolve(leaning))
    return if_strong / if_weak


@given(leaning=PEACEMAKERS, strong=VALUES, weak=VALUES, cutoff=VALUES, knowledge=st.floats(0, 1))
def test_counsel_of_one_who_only_wants_peace_says_nothing(leaning, strong, weak, cutoff, knowledge):
    """From a mediator that leans to nobody, or to the other side, `the other is strong` is exactly as likely whatever the other is."""
    assert ratio(leaning, knowledge=knowledge, strong=strong, weak=weak, cutoff=cutoff) == 1.0


@given(leaning=FRIENDS, more=st.floats(0.01, 0.5), strong=st.floats(0.5, 0.8), weak=st.floats(0.2, 0.49), knowledge=KNOWING)
def test_counsel_of_a_friend_is_believed_the_more_the_closer_it_is(leaning, more, strong, weak, knowledge):
    """From one's own side the same words are likelier if the other is strong; the ratio rises with the leaning, up to that of the information itself."""
    near, far = ratio(min(leaning + more, 1.0), knowledge=knowledge, strong=strong, weak=weak), ratio(leaning, knowledge=knowledge, strong=strong, weak=weak)
    all_it_knows = ratio(1.0, knowledge=knowledge, strong=strong, weak=weak)
    assert 1.0 < far <= near <= all_it_knows
    assert leaning == 1.0 or far < near


@given(leaning=FRIENDS, knowledge=KNOWING, more=st.floats(0.01, 0.04))
def test_counsel_of_a_friend_is_believed_the_more_it_knows(leaning, knowledge, more):
    """The ratio rises with what the friend knows."""
    assert ratio(leaning, knowledge=knowledge + more) > ratio(leaning, knowledge=knowledge)


@given(leaning=FRIENDS, knowledge=KNOWING)
def test_an_admission_is_believed_in_full(leaning, knowledge):
    """That the other is weak is said by one whose information says so, so it counts for all that the mediator knows, whatever its leaning."""
    assert np.isclose(ratio(leaning, knowledge=knowledge, high=False), ratio(1.0, knowledge=knowledge, high=False), rtol=1e-9)


@cache
def told(leaning, knowledge=0.8):
    """What North is told of South on the first day and how that moves its belief: (moved, error before, error after, told high, told low), each (R,)."""
    talks = scenario("messages_about_resolve", mediators__hill__bias={"north": leaning}, mediators__hill__independent_signal=knowledge)
    journal = Journal(1000)
    model = TalksModel(talks, seed=1, blocks=range(4), journal=journal)
    model.step_until("mediating")
    believed, truth = model.party["north"].estimates["south"], model.party["south"].expectation
    before = believed.expectation.copy()
    mediate(model)
    forget(model)
    words = {column: entry.facts["high"] for column in journal.columns for entry in journal.entries[column] if entry.facts.get("to") == "north"}
    high, low = (np.array([words.get(column) is said for column in journal.columns]) for said in (True, False))
    return believed.expectation - before, np.abs(before - truth), np.abs(believed.expectation - truth), high, low


def test_who_only_wants_peace_moves_nobody():
    """What a neutral or hostile mediator says leaves every belief as it was, to the last bit, though it speaks in most histories."""
    for leaning in (-1.0, -0.5, 0.0):
        moved, _, _, high, _ = told(leaning)
        assert high.mean() > 0.7
        assert np.all(moved == 0.0)


def test_counsel_raises_and_admission_lowers_what_is_believed():
    """Told by a friend that the other is strong, a party thinks more of the other's prospects in every history; told that it is weak, less."""
    for leaning in LEANINGS[3:]:
        moved, _, _, high, low = told(leaning)
        assert np.all(moved[high] > 0.0)
        assert np.all(moved[low] < 0.0)


def test_counsel_moves_belief_further_the_more_the_mediator_leans_to_the_receiver():
    """In histories where both the closer and the less close friend counsel restraint, the closer one moves belief further."""
    for less, more in pairwise(LEANINGS[2:]):
        both = told(less)[3] & told(more)[3]
        assert paired(told(more)[0][both], told(less)[0][both]).up


def test_a_friend_leaves_its_side_better_informed():
    """After a friend has spoken, North errs less about South's prospects than before."""
    _, before, after, _, _ = told(1.0)
    assert paired(after, before).down


def test_knowing_the_other_better_changes_little_in_deals_here():
    """With a friend's messages the share signed differs from that without them by less than 0.05 either way, interval included."""
    silent = played(scenario("messages_about_resolve", mediators__hill__messages=[]), blocks=2)
    difference = paired(deal(played(scenario("messages_about_resolve"), blocks=2)), deal(silent))
    assert -0.05 < difference.low <= difference.high < 0.05


def mean_move(leaning, which):
    """Mean move of belief in the histories told high (3) or low (4), and half its 95 % interval."""
    moved, said = told(leaning)[0], told(leaning)[which]
    here = moved[said]
    return (here.mean(), 1.96 * here.std(ddof=1) / np.sqrt(len(here))) if len(here) > 1 else (np.nan, np.nan)


@in_house_style
def draw() -> Drawing:
    """Likelihood ratio of a counsel of restraint, and how far it moves belief, by the mediator's leaning."""
    key = [
        *(Line2D([], [], color=colour, marker=marker, label=f"knows {share:.0%}") for share, (colour, marker) in KNOWLEDGE.items()),
        Line2D([], [], color=ORANGE, marker="v", linestyle="--", label="an admission that the other is weak (right)"),
    ]
    page = Page(
        "Counsel on the quarry: 1,000 histories a point, seed 1; bars are 95 % intervals",
        "Restraint is counselled in vain by one who only wants peace",
        "Left: how much likelier the words 'the other is strong' are if it is (no-deal value 0.55) than if it is weak (0.45). Right: how far such words, and an admission that it is weak, move North's belief about South's no-deal value, from a mediator that knows 80 %.",
        2.6,
        key,
    )
    rows, finely = [], np.linspace(-1, 1, 41)
    left = page.axes(MARGIN + 0.45, 0.05, 3.0, 2.1)
    for knowledge, (colour, _) in KNOWLEDGE.items():
        left.plot(finely, [ratio(leaning, knowledge=knowledge) for leaning in finely], color=colour)
    for knowledge, (colour, marker) in KNOWLEDGE.items():
        ratios = [ratio(leaning, knowledge=knowledge) for leaning in LEANINGS]
        left.plot(LEANINGS, ratios, marker, color=colour, clip_on=False)
        rows += [{"what": f"likelihood ratio, knows {knowledge}", "leaning": one, "value": float(two)} for one, two in zip(LEANINGS, ratios, strict=True)]
    left.set_ylim(0, None)
    left.set_ylabel("Likelihood ratio (1: says nothing)")
    right = page.axes(MARGIN + 4.35, 0.05, 3.0, 2.1)
    right.axhline(0, color=GREY, linewidth=0.7)
    looks = {3: ("counsel of restraint", {"color": BLUE, "marker": "o"}), 4: ("admission", {"color": ORANGE, "marker": "v", "linestyle": "--"})}
    for which, (what, look) in looks.items():
        means, halves = np.array([mean_move(leaning, which) for leaning in LEANINGS]).T
        right.errorbar(LEANINGS, means, yerr=halves, **look)
        rows += [{"what": f"mean move after {what}", "leaning": one, "value": float(two)} for one, two in zip(LEANINGS, means, strict=True) if np.isfinite(two)]
    right.set_ylim(-0.042, 0.042)
    right.set_ylabel("Move of belief")
    for axes in (left, right):
        axes.set_xlabel("The mediator's leaning to North")
        axes.set_xlim(-1.05, 1.05)
    friend, half = mean_move(1.0, 3)[0], mean_move(0.5, 3)[0]
    alt = (
        f"Left, three lines lie at 1 for every leaning up to 0 and then rise, with a mediator that knows 80 % to {ratio(1.0, knowledge=0.8):.1f} at full leaning. "
        f"Right, counsel of restraint moves North's belief by nothing up to a leaning of 0, by {half:.3f} at one half and by {friend:.3f} at full leaning; "
        f"an admission of weakness lowers it by {-mean_move(1.0, 4)[0]:.3f}, from any mediator that makes one."
    )
    return Drawing(page.figure, page.title, alt, rows)
