"""The more a public demand counts at home, the fewer signed texts pass; less so where a mediator wrote the text."""

import sys
from functools import cache
from itertools import pairwise
from pathlib import Path
from types import SimpleNamespace

import numpy as np
from claims import Claim, scenario
from hypothesis import given, settings
from hypothesis import strategies as st
from matplotlib.lines import Line2D

from sim.analysis.intervals import wilson
from sim.model import TalksModel, forget
from sim.model.stages.ratifying import _decide
from sim.report.figures.style import BLUE, GREEN, INNER, MARGIN, ORANGE, SMALL, Drawing, Page, in_house_style, percent_ticks

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))
from talks import deal, paired

CLAIM = Claim(
    title="The more public demands count, the fewer texts pass at home; less so a mediator's",
    says=(
        "A text that falls short of what its signer last demanded in public costs face at home. Under the same luck the first text that is signed passes with a greater weight of face only where it passes "
        "with a smaller one, and passes as a party's own text only where it passes as a mediator's. Over whole talks the more it counts, the more signed texts are stopped at home and the "
        "fewer histories see a deal; the more a mediator's name on the text excuses, the less so."
    ),
    kind="theorem of this model",
    conditions=(
        "For the first signed text: all else alike, since nobody anticipates what will be held against it. Over whole talks it is a pattern, with little room for a deal, so that councils hold the balance; where there is much to gain, face "
        "hardly matters."
    ),
    sources={
        "Leventoglu & Tarar 2005": (
            "Bahar Leventoglu and Ahmer Tarar, Prenegotiation public commitment in domestic and international bargaining, American Political Science Review 99(3), 419-433: a public demand gives leverage where "
            "backing down costs at home; where both sides face similar costs both demand what cannot be met, and both would be better off without."
        ),
        "Beardsley & Lo 2014": (
            "Kyle Beardsley and Nigel Lo, Third-party conflict management and the willingness to make concessions, Journal of Conflict Resolution 58(2), 363-392: third parties can give political cover "
            "for concessions; mediation less than legal rulings, and most in salient cases."
        ),
        "Allee & Huth 2006": (
            "Todd L. Allee and Paul K. Huth, Legitimizing dispute settlement: international legal rulings as domestic political cover, American Political Science Review 100(2), 219-234: leaders who expect "
            "costs at home for conceding turn to a third party's ruling, which makes concessions easier to justify."
        ),
    },
    rules=("sim/rules/ratification.py:loss_of_face", "sim/model/faction.py:consider"),
    reverses=(
        "The model has the cost of public demands, not their leverage: nobody demands more in order to be bound, and neither mediators nor parties foresee the loss of face, so that it improves nobody's terms beforehand; "
        "it selects among texts that are signed."
    ),
)
WEIGHTS = [0.0, 0.3, 0.6, 1.0]
RELIEFS = [0.0, 0.5, 0.9]


@cache
def measured(weight, relief):
    """Which text each of 500 histories signs first and whether it passes, and the model after its last day."""
    model = TalksModel(scenario("lost_face", constants__face_saving=weight, constants__mediator_relief=relief), seed=1, blocks=range(2))
    found = SimpleNamespace(model=model, signed=np.zeros(model.R, bool), passes=np.zeros(model.R, bool), text=np.full((2, model.R), np.nan))
    while model.running:
        model.step()
        now = ~found.signed & (model.tally.signatures > 0)
        found.text = np.where(now, model.table.package, found.text)
        found.signed |= now
        found.passes |= now & deal(model)
    forget(model)
    return found


def test_the_first_text_that_passes_with_more_weight_passes_with_less():
    """All sign the same first text whatever weighs, and none passes with a greater weight, or less relief, that does not with a smaller weight or more relief."""
    plain = measured(0.0, 0.0)
    for relief in RELIEFS:
        for lighter, heavier in pairwise(WEIGHTS):
            assert np.array_equal(measured(heavier, relief).text, plain.text, equal_nan=True)
            assert not np.any(measured(heavier, relief).passes & ~measured(lighter, relief).passes)
    for weight in WEIGHTS:
        assert not np.any(measured(weight, 0.0).passes & ~measured(weight, 0.5).passes)
        assert not np.any(measured(weight, 0.5).passes & ~measured(weight, 0.9).passes)


def test_the_weight_of_face_stops_first_texts():
    """The theorem is no idle one: with full weight and no relief far fewer first texts pass than with none, with relief fewer of them are lost."""
    none, full, relieved = (measured(*case).passes[measured(*case).signed].mean() for case in ((0.0, 0.0), (1.0, 0.0), (1.0, 0.5)))
    assert full < none - 0.15
    assert relieved > full + 0.05


@settings(max_examples=40, deadline=None)
@given(text=st.tuples(st.floats(0, 100), st.floats(0, 100)), claim=st.floats(0, 1), weights=st.tuples(st.floats(0, 2), st.floats(0, 2)), relief=st.floats(0, 1))
def test_a_council_lets_pass_no_less_with_less_face_to_lose(text, claim, weights, relief):
    """For any text and any claim a council that lets it pass with a greater weight does with a smaller, and as a party's own text does as a mediator's."""
    lighter, heavier = (
        TalksModel(scenario("lost_face", constants__face_saving=w, constants__mediator_relief=relief), seed=1, blocks=range(1)) for w in sorted(weights)
    )
    passes = {}
    for name, model in (("lighter", lighter), ("heavier", heavier)):
        package = np.array(text)[:, None] + np.zeros((1, model.R))
        for author in (0, 1):
            model.table.put(np.full(model.R, True), package, np.asarray(author))
            model.party["north"].claim = np.full(model.R, claim)
            everywhere = np.arange(model.R)
            passes[name, author] = ~_decide(model, model.vetoes[0], everywhere).where
        forget(model)
    for author in (0, 1):
        assert not np.any(passes["heavier", author] & ~passes["lighter", author])
    for name in ("lighter", "heavier"):
        assert not np.any(passes[name, 1] & ~passes[name, 0])


def test_more_weight_fewer_deals():
    """Over whole talks, with more weight fewer histories see a deal and more texts are stopped at home."""
    for lighter, heavier in ((0.0, 0.6), (0.6, 1.0)):
        assert paired(deal(measured(heavier, 0.0).model), deal(measured(lighter, 0.0).model)).down
        assert paired(measured(heavier, 0.0).model.tally.stopped_at_home, measured(lighter, 0.0).model.tally.stopped_at_home).up


def test_a_mediators_name_excuses():
    """With full weight, the more a mediator's authorship excuses the more histories see a deal."""
    for less, more in ((0.0, 0.5), (0.5, 0.9)):
        assert paired(deal(measured(1.0, more).model), deal(measured(1.0, less).model)).up


@in_house_style
def draw() -> Drawing:
    """Share of first signed texts that pass, and of histories with a deal, by the weight of face and by relief."""
    looks = {0.0: (BLUE, "o-", "nothing"), 0.5: (ORANGE, "s--", "half"), 0.9: (GREEN, "D:", "nine tenths")}
    key = [Line2D([], [], color=colour, marker=style[0], linestyle=style[1:], label=f"excuses {label}") for colour, style, label in looks.values()]
    page = Page(
        "The orchard and the public word: 500 histories a point, seed 1; lines: 95 % intervals",
        "The more a public demand counts, the fewer texts pass; a mediator's name helps",
        "By how much falling short of the last public demand counts at home; a line for what a mediator's name on the text excuses.",
        2.9,
        key,
    )
    width = (INNER - 1.35) / 2
    panels = {
        "first text passes": ("First signed texts that pass at home", lambda found: wilson(int(found.passes.sum()), int(found.signed.sum()))),
        "deals": ("Histories with a deal", lambda found: wilson(int(deal(found.model).sum()), found.model.R)),
    }
    rows = []
    for k, (what, (heading, look)) in enumerate(panels.items()):
        axes = page.axes(MARGIN + 0.6 + k * (width + 0.75), 0.3, width, 2.1)
        for relief, (colour, style, _) in looks.items():
            shares = [look(measured(weight, relief)) for weight in WEIGHTS]
            error = [[one.share - one.low for one in shares], [one.high - one.share for one in shares]]
            axes.errorbar(WEIGHTS, [one.share for one in shares], error, fmt=style, color=colour, elinewidth=1)
            rows += [
                {"what": what, "relief": relief, "weight": weight, "share": one.share, "low": one.low, "high": one.high}
                for weight, one in zip(WEIGHTS, shares, strict=True)
            ]
        axes.set_yticks(*percent_ticks(1.0))
        axes.set_ylim(0, 1.05)
        axes.set_xlabel("Weight of the public demand")
        axes.set_title(heading, fontsize=SMALL, loc="left")
    of = {(row["what"], row["relief"], row["weight"]): row["share"] for row in rows}
    alt = (
        f"Two panels of falling lines. Where a mediator's name excuses nothing, {of['first text passes', 0.0, 0.0]:.0%} of first signed texts pass at home if public demands count for nothing and "
        f"{of['first text passes', 0.0, 1.0]:.0%} if they count in full; deals fall from {of['deals', 0.0, 0.0]:.0%} to {of['deals', 0.0, 1.0]:.0%} of histories. Where it excuses half, {of['first text passes', 0.5, 1.0]:.0%} of "
        f"first texts still pass at full weight, and {of['deals', 0.5, 1.0]:.0%} of histories see a deal; where it excuses nine tenths, {of['first text passes', 0.9, 1.0]:.0%} and {of['deals', 0.9, 1.0]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
