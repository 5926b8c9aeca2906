"""Refusals that are all taken for a matter of price make beliefs worse and surer; read by their reasons they do not."""

from functools import cache
from itertools import pairwise

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.report.figures.style import BLUE, MARGIN, ORANGE, Drawing, Page, in_house_style

CLAIM = Claim(
    title="A no that is always taken for a matter of price misleads; one that is read by its reason does not",
    says=(
        "Where red lines stand in the way, whoever takes every refusal for a matter of price comes to believe that the parties expect far more "
        "without a deal than they do, and is the surer for it. Bayes' rule over reasons leaves beliefs as good as they were, even where reasons are often misread."
    ),
    kind="pattern",
    conditions=(
        "Two issues, parties who do not haggle, one mediator, real lines on one issue that clash by 20 points, so that no history has a deal. "
        "Error: root mean square of what the mediator believes of both no-deal values, less the truth, on the last day."
    ),
    sources={
        "Holmes & Walker 2017": (
            "Chris C. Holmes, Stephen G. Walker, Assigning a value to a power likelihood in a general Bayesian model, Biometrika 104(2), 497-503: "
            "evidence counts less where the model of it may be wrong."
        ),
        "Raiffa 1982": (
            "Howard Raiffa, The Art and Science of Negotiation, Harvard University Press: parties refuse for reasons that they do not tell, and "
            "a mediator's craft is to find out which."
        ),
    },
    rules=("sim/rules/refusals.py:chances", "sim/model/learning.py:learn_from_reasons"),
    reverses="Where price is the only reason, both readings bring beliefs nearer to the truth.",
)
READ = [0.25, 0.5, 0.75, 1.0]


@cache
def errors(read):
    """What the mediator believes of both no-deal values, less the truth, at the start and at the end, (parties, R), and its stated deviation at the end.

    `read`: how often it reads a reason rightly; None where all are taken for a matter of price.
    """
    changes = {"modules": []} if read is None else {"reasons__read_by_mediators": read}
    talks = scenario("reading_of_reasons", **changes)
    model = played(talks, blocks=2)
    beliefs = {party: model.mediator["hill"].estimates[party.name] for party in model.parties}
    assert (model.deal.first_day < 0).all()
    wrong = np.stack([party.no_deal_if(one.expectation) - party.no_deal for party, one in beliefs.items()])
    return wrong, np.sqrt(np.stack([one.variance for one in beliefs.values()])), model.constants.resolve_error


def rough(read):
    """Root mean square error at the end with its 95 % interval: low, middle, high."""
    squares = (errors(read)[0] ** 2).ravel()
    middle, half = squares.mean(), 1.96 * squares.std() / np.sqrt(len(squares))
    return tuple(float(np.sqrt(max(one, 0.0))) for one in (middle - half, middle, middle + half))


def beyond(read):
    """Share of beliefs that lie further than two stated deviations from the truth."""
    wrong, spread, _ = errors(read)
    return float((np.abs(wrong) > 2.0 * spread).mean())


def test_reading_every_no_as_price_makes_beliefs_worse_and_surer():
    """Errors grow to more than twice what they were at first, and most lie beyond two stated deviations."""
    first = errors(None)[2]
    assert rough(None)[0] > 2.0 * first
    assert beyond(None) > 0.5


def test_reading_reasons_leaves_beliefs_no_worse():
    """However often reasons are misread, errors end within what they were at first, and few lie beyond two stated deviations."""
    for read in READ:
        assert rough(read)[1] < 1.15 * errors(read)[2]
        assert beyond(read) < 0.1


def test_better_reading_never_makes_beliefs_much_worse():
    """From one chance of reading rightly to the next, errors do not grow beyond their intervals."""
    for worse, better in pairwise(READ):
        assert rough(better)[0] <= rough(worse)[2]


@in_house_style
def draw() -> Drawing:
    """Error of beliefs by how often reasons are read rightly, beside that of one who takes all for a matter of price."""
    key = [
        Line2D([], [], color=BLUE, marker="o", ls="-", label="reads reasons"),
        Line2D([], [], color=ORANGE, ls="--", label="takes every no for a matter of price"),
    ]
    page = Page(
        "Real lines that leave no room: 500 histories a point, seed 1; bars are 95 % intervals",
        CLAIM.title,
        "Error of what the mediator believes of no-deal values on the last day, by how often it reads a reason rightly. Dotted: the error on the first day.",
        2.5,
        key,
    )
    axes = page.axes(MARGIN + 0.55, 0.3, 5.6, 1.7)
    page.write(MARGIN + 0.55, 0.0, "error, in units of value", fontsize=8.5)
    found = np.array([rough(read) for read in READ])
    axes.errorbar(READ, found[:, 1], [found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]], color=BLUE, marker="o", ms=4.5, lw=1.2)
    plain, first = rough(None), errors(None)[2]
    axes.axhline(plain[1], color=ORANGE, ls="--", lw=1.2)
    axes.axhspan(plain[0], plain[2], color=ORANGE, alpha=0.2, lw=0)
    axes.axhline(first, color="0.4", ls=":", lw=1.0)
    axes.set_xlabel("chance that a reason is read rightly")
    axes.set_ylim(0.0, 1.1 * plain[2])
    rows = [{"read": read, "low": low, "mean": mean, "high": high} for read, (low, mean, high) in zip(READ, found.tolist(), strict=True)]
    rows.append({"read": "as price", "low": plain[0], "mean": plain[1], "high": plain[2]})
    low, middle, high = rough(0.75)
    alt = (
        f"One panel. Whoever takes every no for a matter of price errs by {plain[1]:.2f} at the end, {first:.2f} at first; whoever reads reasons rightly "
        f"three times in four errs by {middle:.3f} (interval {low:.3f} to {high:.3f}), and one who guesses by {found[0, 1]:.3f}."
    )
    return Drawing(page.figure, page.title, alt, rows)
