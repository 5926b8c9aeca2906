"""The same letter works only through what its receiver takes it for."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from matplotlib.lines import Line2D

sys.path.insert(0, str(Path(__file__).parents[1] / "mechanisms"))

from claims import Claim, scenario
from talks import deal, paired

from sim.model import TalksModel, forget
from sim.report.figures.style import BLUE, GREY, MARGIN, ORANGE, SKY, VERMILLION, Drawing, Page, in_house_style

CLAIM = Claim(
    title="An ambiguous act counts as its receiver reads it",
    says="Letters that call themselves clarifications and letters that put new conditions make the same talks, to the last bit, where they are read alike; the same letters read differently move trust in opposite directions.",
    kind="exact",
    conditions="Letters from one party to another on given days. Whether two histories are the same is asked of all that is done and of the trust of every day.",
    sources={
        "Jervis 1968": "Robert Jervis, Hypotheses on misperception, World Politics 20(3), 454-479: those who decide fit what reaches them into the images they hold, the more so the more ambiguous it is; a message that comes out of other concerns than its receiver's is likely to be misunderstood, and its authors tend to think that what they mean is plain.",
    },
    rules=("sim/model/party.py:observe", "sim/scenario/schema.py:reads"),
    reverses="How a party reads is stated, not derived: that a distrustful receiver reads the worse into the same words is what Jervis says, and what the author of a scenario has to put in.",
)
LETTERS = ("first_letter", "second_letter", "third_letter")
OTHER = {"clarification": "new_condition", "new_condition": "clarification"}
AS_READ = [(worded, read) for read in OTHER for worded in OTHER]
"""Every wording with every reading."""


@cache
def measured(worded, read):
    """Talks after their last day with letters worded and read so, or without any (None), and North's trust in South on every day, (days, R)."""
    letters = {f"events__{letter}__effects": [{"target": "parties.north.trust.south", "act": worded or "clarification"}] for letter in LETTERS}
    reads = {"parties__north__reads": {} if worded == read else {worded: read}}
    model = TalksModel(scenario("framing", **letters, **reads, **({} if worded else {"modules": []})), seed=1, blocks=range(1))
    trust = []
    while model.running:
        model.step()
        trust.append(model.party["north"].trust["south"].mean)
    forget(model)
    return model, np.array(trust)


@pytest.mark.parametrize("read", OTHER)
def test_letters_read_alike_make_the_same_talks_however_they_are_worded(read):
    """Two wordings with one reading: the same trust on every day, the same texts, answers and deals in every history, to the last bit."""
    (one, trust), (other, other_trust) = measured(read, read), measured(OTHER[read], read)
    assert np.array_equal(trust, other_trust)
    assert np.array_equal(one.table.package, other.table.package)
    assert np.array_equal(one.deal.first_day, other.deal.first_day)
    assert np.array_equal(one.deal.terms, other.deal.terms, equal_nan=True)
    for name, party in one.party.items():
        assert np.array_equal(party.answer, other.party[name].answer)
        assert np.array_equal(party.demanded, other.party[name].demanded)


@pytest.mark.parametrize("worded", OTHER)
def test_letters_worded_alike_move_trust_as_they_are_read(worded):
    """One wording with two readings: above what trust is without letters as a clarification, below it as a new condition, from the first letter on."""
    kind, harsh, quiet = (measured(*case)[1] for case in ((worded, "clarification"), (worded, "new_condition"), (None, None)))
    first = int(np.flatnonzero((kind != quiet).any(axis=1))[0])
    assert np.array_equal(kind[:first], quiet[:first])
    assert np.array_equal(harsh[:first], quiet[:first])
    assert np.all(kind[first:] > quiet[first:])
    assert np.all(harsh[first:] < quiet[first:])


def test_reading_decides_over_deals():
    """Read as new conditions, the same letters leave fewer deals than read as clarifications."""
    kind, harsh = (deal(measured("clarification", read)[0]) for read in OTHER)
    assert paired(harsh, kind).down


@in_house_style
def draw() -> Drawing:
    """North's trust in South day by day, for every wording and reading."""
    looks = {
        ("clarification", "clarification"): {"color": SKY, "linewidth": 5, "alpha": 0.6},
        ("new_condition", "clarification"): {"color": BLUE, "linewidth": 1.5, "linestyle": "--"},
        ("clarification", "new_condition"): {"color": ORANGE, "linewidth": 5, "alpha": 0.6},
        ("new_condition", "new_condition"): {"color": VERMILLION, "linewidth": 1.5, "linestyle": ":"},
    }
    words = {name: name.replace("_", " ") for name in OTHER}
    key = [Line2D([], [], label=f"worded as {words[worded]}, read as {words[read]}", **look) for (worded, read), look in looks.items()]
    key.append(Line2D([], [], color=GREY, linewidth=0.8, label="no letters"))
    shares = {case: float(deal(measured(*case)[0]).mean()) for case in [*AS_READ, (None, None)]}
    page = Page(
        "Three letters: 250 histories a line, seed 1",
        "What moves trust is how a letter is read, not how it is worded",
        "North's trust in South on every day; South writes on days 17, 42 and 67. Lines of one reading lie upon each other.",
        2.7,
        key,
    )
    axes = page.axes(MARGIN + 0.6, 0.05, 5.0, 2.2)
    rows = []
    for case, look in looks.items():
        trust = measured(*case)[1].mean(axis=1)
        axes.plot(trust, **look)
        rows += [{"worded": case[0], "read": case[1], "day": day, "trust": float(one)} for day, one in enumerate(trust)]
    quiet = measured(None, None)[1].mean(axis=1)
    axes.plot(quiet, color=GREY, linewidth=0.8)
    axes.set_ylim(0.5, 0.9)
    axes.set_xlim(0, len(quiet) - 1)
    axes.set_xlabel("Day")
    axes.set_ylabel("Trust")
    ends = {read: float(measured("clarification", read)[1][-1].mean()) for read in OTHER}
    for read in OTHER:
        share = shares["clarification", read]
        right = MARGIN + 5.75
        page.write(right, 0.05 + 2.2 * (0.9 - ends[read]) / 0.4, f"a deal in {share * 100:.0f} %\nof histories", fontsize=8.5, va="center")
    alt = (
        f"Two pairs of lines that start at {quiet[0]:.2f} and part at the first letter. Both wordings read as clarifications end at {ends['clarification']:.2f}, with a deal in {shares['clarification', 'clarification']:.0%} of histories; "
        f"both read as new conditions end at {ends['new_condition']:.2f}, with a deal in {shares['new_condition', 'new_condition']:.0%}. Without letters trust stays at {quiet[-1]:.2f}, with a deal in {shares[None, None]:.0%}."
    )
    return Drawing(page.figure, page.title, alt, rows)
