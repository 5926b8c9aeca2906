"""A line that may be a price can be called: deals come where either gives way, and those who hear refusals believe the more in the rest."""

from functools import cache
from itertools import pairwise

import numpy as np
from claims import Claim, played, scenario
from matplotlib.lines import Line2D

from sim.analysis.intervals import shares_paired, wilson
from sim.report.figures.style import (
    BLUE,
    MARGIN,
    ORANGE,
    Drawing,
    Page,
    in_house_style,
    percent_ticks,
)

CLAIM = Claim(
    title="Lines that clash end talks where both are real; a bluff can be called",
    says=(
        "Two lines that leave no room rule every deal out where both are real. Where either is a price, a mediator who lets the less "
        "believed one give way finds a deal, unless the price is too high. A line that holds out against a good text is believed the more."
    ),
    kind="pattern",
    conditions=(
        "Two issues, parties who do not haggle, one mediator, lines on one issue that clash by 20 points. Real or not is one draw a line "
        "and history; nobody but its holder knows. Prices: 0.06 of value and 0.25."
    ),
    sources={
        "Fearon 1994": (
            "James D. Fearon, Domestic political audiences and the escalation of international disputes, American Political Science "
            "Review 88(3), 577-592: backing down from a public stand costs leaders at home, and only costs tell the resolved from others."
        ),
        "Tomz 2007": (
            "Michael Tomz, Domestic audience costs in international relations: an experimental approach, International Organization "
            "61(4), 821-840: publics do punish leaders who back down."
        ),
    },
    rules=(
        "sim/model/lines.py:believed_bounds",
        "sim/model/lines.py:SoftLines",
        "sim/model/firmness.py:learn_of_lines",
    ),
    reverses="Where crossing a line costs more than the deal gains, a line that is not real stops it like a real one.",
)
FIRM = [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]
CHEAP, DEAR = 0.06, 0.25
WATER = 1  # its place among the issues


@cache
def talks(firm, price=CHEAP):
    """500 histories in which each line is real with that chance, and crossing one that is not has that price."""
    lines = {f"parties__{name}__stances__water__red_line__firm": firm for name in ("north", "south")}
    return played(scenario("soft_lines", constants__line_price=price, **lines), blocks=2)


def signed(firm, price=CHEAP):
    """Where a text is signed, (R,)."""
    return talks(firm, price).tally.signatures > 0


def both_real(firm):
    """Where both lines are real, (R,)."""
    model = talks(firm)
    return (model.party["north"].lower[WATER] > 0.0) & (model.party["south"].upper[WATER] < 100.0)


def share(firm, price=CHEAP):
    """Share of histories signed with its 95 % interval: low, middle, high."""
    where = signed(firm, price)
    found = wilson(int(where.sum()), len(where))
    return found.low, found.share, found.high


def test_no_deal_where_both_are_real():
    """Not one history is signed in which both lines are real, however firm lines are in general."""
    for firm in FIRM[1:]:
        assert both_real(firm).any()
        assert not (signed(firm) & both_real(firm)).any()


def test_the_firmer_lines_are_the_fewer_deals():
    """Signatures fall from step to step, beyond chance, to none where both lines are always real."""
    for less, more in pairwise(FIRM[1:]):
        assert shares_paired(signed(less), signed(more)).high < 0.0
    assert not signed(1.0).any()


def test_a_line_that_costs_too_much_stops_deals_like_a_real_one():
    """At the dear price fewer are signed wherever lines are ever prices."""
    for firm in FIRM[:-1]:
        assert shares_paired(signed(firm), signed(firm, DEAR)).high < 0.0


def test_a_line_that_holds_is_believed_the_more():
    """The mediator ends surer of lines that are real than of those that are not, and than the file had it think."""
    model, sure = talks(0.6), {True: [], False: []}
    for name, bound in (("north", "lower"), ("south", "upper")):
        party, firm = model.party[name], model.mediator["hill"].estimates[name].firm[WATER]
        real = (party.lower[WATER] > 0.0) if bound == "lower" else (party.upper[WATER] < 100.0)
        for kind, found in sure.items():
            found.append(firm[real == kind])
    real, price = (np.concatenate(sure[kind]) for kind in (True, False))
    assert real.mean() > 0.6 + 0.02
    assert price.mean() < 0.6 - 0.02


@in_house_style
def draw() -> Drawing:
    """Share signed by how often lines are real, at two prices."""
    looks = {
        CHEAP: (BLUE, "o", "-", f"crossing a line that is not real costs {CHEAP}"),
        DEAR: (ORANGE, "s", "--", f"it costs {DEAR}"),
    }
    key = [Line2D([], [], color=colour, marker=marker, ls=line, label=label) for colour, marker, line, label in looks.values()]
    page = Page(
        "Two lines that leave no room: 500 histories a point, seed 1; bars are 95 % intervals",
        CLAIM.title,
        "Share of histories signed, by the chance that each of two clashing lines is real. A mediator lets the less believed line give way.",
        2.5,
        key,
    )
    axes, rows = page.axes(MARGIN + 0.55, 0.3, 5.6, 1.7), []
    page.write(MARGIN + 0.55, 0.0, "share of histories signed", fontsize=8.5)
    for price, (colour, marker, line, _) in looks.items():
        found = np.array([share(firm, price) for firm in FIRM])
        bars = [found[:, 1] - found[:, 0], found[:, 2] - found[:, 1]]
        axes.errorbar(FIRM, found[:, 1], bars, color=colour, marker=marker, ls=line, ms=4.5, lw=1.2)
        rows += [
            {"price": price, "firm": firm, "low": float(low), "mean": float(mean), "high": float(high)}
            for firm, (low, mean, high) in zip(FIRM, found, strict=True)
        ]
    axes.set_xlabel("chance that a line is real (firm)")
    axes.set_yticks(*percent_ticks(1.0))
    axes.set_ylim(-0.02, 1.03)
    cheap, dear = ({firm: share(firm, price)[1] for firm in FIRM} for price in (CHEAP, DEAR))
    low, middle, high = share(0.6)
    alt = (
        f"One panel. Where no line is real {cheap[0.0]:.0%} of histories are signed at the low price and {dear[0.0]:.0%} at the high one; "
        f"where each is real six times in ten, {middle:.0%} (interval {low:.0%} to {high:.0%}) and {dear[0.6]:.0%}; where both always are, none."
    )
    return Drawing(page.figure, page.title, alt, rows)
