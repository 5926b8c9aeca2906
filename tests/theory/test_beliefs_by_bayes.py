"""What an answer tells of the other's no-deal value is what Bayes' rule says, and the next text follows it."""

import sys
from copy import deepcopy
from functools import cache
from itertools import dropwhile
from pathlib import Path

import numpy as np
import pytest
from claims import Claim, scenario
from hypothesis import given
from hypothesis import strategies as st
from matplotlib.lines import Line2D
from scipy.special import expit

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from talks import paired

from sim.model import TalksModel, forget
from sim.model.beliefs import Audience, Estimates, Objection
from sim.model.presence import ACCEPTED, NO_ANSWER, REFUSED
from sim.model.stages.answering import answer
from sim.model.stages.drafting import _text_of
from sim.reference.preference import Preference
from sim.report.figures.style import BLUE, GREY, MARGIN, ORANGE, Drawing, Page, in_house_style

CLAIM = Claim(
    title="What an answer tells is what Bayes' rule says",
    says="Whoever hears a text refused or accepted updates what it believes of the other's no-deal value by Bayes' rule on the stated likelihood of that answer. A refusal never lowers the believed value, an acceptance never raises it, and the text that a mediator drafts after a refusal gives more to the one who refused.",
    kind="theorem of this model",
    conditions="Beliefs are kept normal by their first two moments and integrated at nine points. Against sums over a fine grid one update of the mean errs by at most 0.03 of the standard deviation with the constants as they are and 0.15 anywhere in their stated ranges, ten in a row by 0.1. What the next text gives is a pattern.",
    sources={
        "Zeng & Sycara 1998": "Dajun Zeng and Katia Sycara, Bayesian learning in negotiation, International Journal of Human-Computer Studies 48(1), 125-141: learning in negotiation as a Bayesian update of beliefs about the other, and that it is of use.",
        "Minka 2001": "Thomas P. Minka, A family of algorithms for approximate Bayesian inference, PhD thesis, Massachusetts Institute of Technology: assumed-density filtering, which keeps a simple distribution close to the true posterior, as a filter that extends Kalman's.",
    },
    rules=("sim/model/beliefs.py:posterior", "sim/model/learning.py:learn_from_answer", "sim/model/stages/drafting.py:_text_of"),
    reverses="Readers take the others' demands to fall evenly to the deadline, and answers to be blunter than they are: that is the stated likelihood, not the truth about each party. On the first day, when all are taken to hold out for everything, an answer tells next to nothing of what a party can live with.",
)
SHARPNESS, ERROR = 15.0, 0.08
"""Constants as they are: how sharply answers are read, and how wrong first guesses are."""
VALUES, SHARES, BESTS = st.floats(0.02, 0.98), st.floats(0, 0.95), st.floats(0.0, 0.4)
DAYS = list(range(15, 90, 10))
SURPRISES = np.linspace(-2.5, 2.5, 11)


def chance_of_yes(expectation, seen, best, holding_out, sharpness=SHARPNESS):
    """The stated likelihood of a yes: logistic in what the text is worth beyond no deal and the share of the gain held out for."""
    no_deal = np.clip(expectation, 0.0, 1.0)
    return expit(sharpness * (seen - no_deal - holding_out * np.maximum(best - no_deal, 0.0)))


def by_grid(mean, sd, likelihood):
    """The mean of the posterior of normal beliefs (R,), by summing over 2,001 points each."""
    points = mean + sd * np.linspace(-8, 8, 2001)[:, None]
    weight = np.exp(-0.5 * ((points - mean) / sd) ** 2) * likelihood(points)
    return (weight * points).sum(axis=0) / weight.sum(axis=0)


def view(mean, sd):
    """A belief about a party's no-deal value in one history a mean."""
    nowhere = np.full((1, len(mean)), 50.0)
    return Estimates(Preference.of(("more",), nowhere, np.ones_like(nowhere)), nowhere, 10.0, mean.copy(), sd)


def after(mean, sd, accepted, **reading):
    """What is believed after an answer, by the model and by the grid, both (R,)."""

    def likelihood(expectation):
        yes = chance_of_yes(expectation, **reading)
        return np.where(accepted, yes, 1.0 - yes)

    believed = view(mean, sd)
    believed.learn(np.arange(len(mean)), likelihood)
    return believed.expectation, by_grid(mean, sd, likelihood)


@given(mean=VALUES, surprise=st.floats(-3, 3), best=BESTS, holding_out=SHARES, accepted=st.booleans())
def test_an_update_is_that_of_bayes(mean, surprise, best, holding_out, accepted):
    """With the constants as they are, the mean after an answer is that of summing over a grid, to 0.03 of the standard deviation."""
    seen = mean + surprise * ERROR
    model, grid = after(np.array([mean]), ERROR, accepted, seen=seen, best=seen + best, holding_out=holding_out)
    assert np.abs(model - grid) < 0.03 * ERROR


@given(sd=st.floats(0.03, 0.15), sharpness=st.floats(8, 30), mean=VALUES, surprise=st.floats(-3, 3), best=BESTS, holding_out=SHARES, accepted=st.booleans())
def test_the_error_stays_small_anywhere_in_the_stated_ranges(sd, sharpness, mean, surprise, best, holding_out, accepted):
    """Wherever sharpness and error lie in their ranges, one update errs by less than 0.15 of the standard deviation."""
    seen = mean + surprise * sd
    model, grid = after(np.array([mean]), sd, accepted, seen=seen, best=seen + best, holding_out=holding_out, sharpness=sharpness)
    assert np.abs(model - grid) < 0.15 * sd


@given(mean=VALUES, sd=st.floats(0.01, 0.2), surprise=st.floats(-4, 4), best=BESTS, holding_out=st.floats(0, 1), accepted=st.booleans())
def test_a_refusal_never_lowers_and_an_acceptance_never_raises_what_is_believed(mean, sd, surprise, best, holding_out, accepted):
    """Whatever the text and however long the time, a refusal moves the believed no-deal value up or not at all, an acceptance down or not at all."""
    seen = mean + surprise * sd
    moved = after(np.array([mean]), sd, accepted, seen=seen, best=seen + best, holding_out=holding_out)[0] - mean
    assert moved <= 1e-12 if accepted else moved >= -1e-12


def test_errors_do_not_pile_up():
    """After ten answers in a row the belief kept normal errs by less than 0.1 of the first standard deviation, and by 0.02 on average."""
    luck, R = np.random.default_rng(1), 250
    points = np.linspace(-0.2, 1.2, 1401)[:, None]
    density = np.exp(-0.5 * ((points - 0.55) / ERROR) ** 2) * np.ones(R)
    believed, truth = view(np.full(R, 0.55), ERROR), luck.normal(0.55, ERROR, R)
    for k in range(10):
        reading = {"seen": luck.normal(0.6, 0.05, R), "holding_out": 1.0 - k / 10}
        reading["best"] = reading["seen"] + 0.15
        accepted = luck.random(R) < chance_of_yes(truth, **reading)

        def likelihood(expectation, reading=reading, accepted=accepted):
            yes = chance_of_yes(expectation, **reading)
            return np.where(accepted, yes, 1.0 - yes)

        believed.learn(np.arange(R), likelihood)
        density *= likelihood(points)
    errors = np.abs(believed.expectation - (density * points).sum(axis=0) / density.sum(axis=0))
    assert errors.max() < 0.1 * ERROR
    assert np.sqrt((errors**2).mean()) < 0.02 * ERROR


@given(mean=st.floats(40, 60), sd=st.floats(2, 6), away=st.floats(-8, 8), noise=st.floats(2, 15))
def test_what_a_refusal_says_of_a_position_is_taken_in_by_bayes(mean, sd, away, noise):
    """Away from the ends of the scale the estimate of a named position is that of summing over a grid."""
    believed = Estimates(Preference.of(("more",), np.full((1, 1), mean), np.ones((1, 1))), np.full((1, 1), mean), sd, np.array([0.5]), 0.1)
    nothing = np.zeros(1, bool)
    objection = Objection(np.array([0]), np.zeros(1, int), np.array([mean + away]), np.array([noise]), nothing, nothing)
    Audience([believed]).hear(objection, np.ones((1, 1), bool))
    grid = by_grid(np.array([mean]), sd, lambda position: np.exp(-0.5 * ((mean + away - position) / noise) ** 2))
    assert np.allclose(believed.position[0], grid, rtol=0, atol=1e-6)


class Session:
    """One session of the model: what the mediator believed and would have drafted before the answers, and after them."""

    def __init__(self, model):
        model.step_until("answering")
        hill, everywhere = model.mediators[0], np.arange(model.R)
        before = {name: (believed.expectation.copy(), np.sqrt(believed.variance), deepcopy(believed.preference)) for name, believed in hill.estimates.items()}
        asked = {party.name: model.table.exists & (party.answer == NO_ANSWER) for party in model.parties}
        drafted = _text_of(model, hill, everywhere)
        answer(model)
        self.answer = {party.name: np.where(asked[party.name], party.answer, NO_ANSWER) for party in model.parties}
        self.model_says = {name: believed.expectation.copy() for name, believed in hill.estimates.items()}
        self.grid_says = {party.name: self.summed(model, party, *before[party.name]) for party in model.parties}
        self.believed = {name: mean for name, (mean, _, _) in before.items()}
        redrafted = _text_of(model, hill, everywhere)
        self.given = {party.name: party.preference.utility(redrafted) - party.preference.utility(drafted) for party in model.parties}
        for stage in dropwhile(lambda stage: stage.name != "signing", model.stages):
            stage.run(model)
        model.day += 1

    def summed(self, model, party, mean, sd, preference):
        """What the mediator should believe of a party after its answer, by the stated likelihood, on a grid."""
        constant, shares = party.open_worth
        best = constant + shares.sum(axis=0)
        seen = constant + (shares * (1.0 - preference.loss(model.table.package))).sum(axis=0)
        answer, holding_out = self.answer[party.name], max(1.0 - model.day / model.deadline[0], 0.0)

        def likelihood(expectation):
            yes = chance_of_yes(expectation - party.burden, seen, best, holding_out)
            return np.where(answer == NO_ANSWER, 1.0, np.where(answer == ACCEPTED, yes, 1.0 - yes))

        return by_grid(mean, sd, likelihood)


@cache
def sessions():
    """The sessions of every tenth day, by day."""
    model, held = TalksModel(scenario("beliefs_by_bayes"), seed=1, blocks=range(2)), {}
    while model.day <= DAYS[-1]:
        day = model.day
        if day in DAYS:
            held[day] = Session(model)
        else:
            model.step()
    forget(model)
    return held


@pytest.mark.parametrize("name", ["north", "south"])
def test_mediators_learn_so_in_the_talks(name):
    """In every session and history the mediator's belief after an answer is that of the grid, to 0.003 in units of value, and refusals never lower it."""
    for session in sessions().values():
        assert np.all(np.abs(session.model_says[name] - session.grid_says[name]) < 0.003)
        moved = session.model_says[name] - session.believed[name]
        assert np.all(moved[session.answer[name] == REFUSED] >= -1e-12)
        assert np.all(moved[session.answer[name] == ACCEPTED] <= 1e-12)


def drawn_to(refuser, day):
    """What the next text gives the one who refused, and the one who accepted, beyond the text that was refused, in the histories where just one refused."""
    other, session = {"north": "south", "south": "north"}[refuser], sessions()[day]
    here = (session.answer[refuser] == REFUSED) & (session.answer[other] == ACCEPTED)
    return session.given[refuser][here], session.given[other][here]


@pytest.mark.parametrize("refuser", ["north", "south"])
def test_the_next_text_moves_to_the_one_who_refused(refuser):
    """In every session, where one side refused and the other accepted, what is drafted next is worth more to the one and less to the other."""
    for day in DAYS:
        gained, lost = drawn_to(refuser, day)
        assert paired(gained, 0.0 * gained).up
        assert paired(lost, 0.0 * lost).down


@in_house_style
def draw() -> Drawing:
    """What is believed after an answer, by the model and on a grid, and what the next text gives whom."""
    page = Page(
        "What an answer tells: left 0.08 for the spread of belief before; right 500 histories, seed 1; bars are 95 % intervals",
        "Answers are read by Bayes' rule, and the next text follows them",
        "Left: the believed no-deal value after an answer at half time, by what the text is thought to be worth to the one who answers; before it 0.55 is believed. Right: what the mediator's next draft gives North and South beyond the last one, where South refused and North accepted.",
        2.6,
        [
            Line2D([], [], color=ORANGE, marker="s", label="after a refusal; to South, which refused"),
            Line2D([], [], color=BLUE, marker="o", linestyle="--", label="after an acceptance; to North, which accepted"),
            Line2D([], [], color=GREY, marker="o", linestyle="None", label="markers (left): the model; lines: sums over a grid"),
        ],
    )
    left, right = page.axes(MARGIN + 0.5, 0.05, 3.0, 2.1), page.axes(MARGIN + 4.4, 0.05, 3.0, 2.1)
    looks = {False: {"color": ORANGE, "marker": "s"}, True: {"color": BLUE, "marker": "o", "linestyle": "--"}}
    rows, ends = [], {}
    left.axhline(0.55, color=GREY, linewidth=0.7)
    for accepted, look in looks.items():
        fine, few = (0.55 + ERROR * surprises for surprises in (np.linspace(-2.5, 2.5, 101), SURPRISES))
        for worth, show in ((fine, "line"), (few, "markers")):
            model, grid = after(np.full(len(worth), 0.55), ERROR, accepted, seen=worth, best=worth + 0.15, holding_out=0.5)
            if show == "line":
                left.plot(worth, grid, **{**look, "marker": ""})
            else:
                left.plot(worth, model, **{**look, "linestyle": "None"})
                ends[accepted] = float(model[0]), float(model[-1]), float(np.abs(model - grid).max())
                what = "accepted" if accepted else "refused"
                rows += [{"what": f"belief after it {what}", "at": float(at), "value": float(value)} for at, value in zip(worth, model, strict=True)]
    left.set_xlabel("What the text is thought to be worth")
    left.set_ylabel("Believed no-deal value")
    right.axhline(0, color=GREY, linewidth=0.7)
    means = {}
    for place, accepted in enumerate(looks):
        found = [drawn_to("south", day)[place] for day in DAYS]
        means[accepted] = [float(given.mean()) for given in found]
        right.errorbar(DAYS, means[accepted], yerr=[1.96 * given.std(ddof=1) / np.sqrt(len(given)) for given in found], **looks[accepted])
        rows += [
            {"what": f"next text gives {'north' if accepted else 'south'}", "at": day, "value": value} for day, value in zip(DAYS, means[accepted], strict=True)
        ]
    right.set_xlabel("Day of the session")
    right.set_ylabel("Change of value in the next text")
    alt = (
        f"Left, markers lie on lines. A refusal raises the believed value from 0.55, to {ends[False][0]:.3f} if the text was thought poor and to {ends[False][1]:.3f} if it was thought good; "
        f"an acceptance lowers it, to {ends[True][1]:.3f} if the text was thought good and to {ends[True][0]:.3f} if poor; the model is nowhere off by more than {max(ends[False][2], ends[True][2]):.4f}. "
        f"Right, after South refused what North accepted, the next draft gives South {means[False][0]:+.3f} on day {DAYS[0]} and {means[False][-1]:+.3f} on day {DAYS[-1]}, and North {means[True][0]:+.3f} and {means[True][-1]:+.3f}."
    )
    return Drawing(page.figure, page.title, alt, rows)
