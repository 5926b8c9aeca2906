"""The story of a history: the reasons that it gives are the reasons, and its numbers tell apart what is not equal."""

import re
from collections import Counter

import pytest

from sim.endings import CAUSES
from sim.ensemble.replayed import trust_in
from sim.model import Journal, TalksModel, forget, reasons
from sim.report.sentences import why_refused
from sim.report.story import Teller
from sim.report.words import told_apart
from sim.scenario import load

CASES = ["doha-2024-08", "two-level-game", "commitment-problem", "spoiler", "doha-2025-07"]
NUMBER = r"(\d+(?:\.\d+)?)"
WORTH = rf"worth {NUMBER} to it, no deal {NUMBER}"
SAYS = {
    "line": rf"crosses (?:its red line|the red line of .*, which it heeds,) on .*; it is at {NUMBER}, the line in this history at {NUMBER}\.",
    "doubt": rf"sure to be kept, the text would be worth {NUMBER} to it; with its doubts it is worth {NUMBER}, and no deal {NUMBER}, so",
    "loss": rf"{WORTH}, so signing would be a loss",
    "holding_out": rf"{WORTH}, but it still holds out for {NUMBER}",
    "chance": rf"{WORTH}, and it holds out for no more than {NUMBER}; it refuses by the chance of the day",
}
HOLDS = {
    "line": lambda text, line: text != line,
    "doubt": lambda kept, value, no_deal: value < no_deal <= kept,
    "loss": lambda value, no_deal: value < no_deal,
    "holding_out": lambda value, no_deal, wanted: no_deal <= value < wanted,
    "chance": lambda value, no_deal, wanted: value >= max(no_deal, wanted),
}


@pytest.fixture(scope="module", params=CASES)
def told(request):
    """A model that has run with its journal: what each of 60 histories tells, entry by entry."""
    journal = Journal(60)
    model = TalksModel(load(request.param).scenario, seed=1, blocks=range(1), journal=journal)
    tellers = {column: Teller(model, column, trust_in(model, column)) for column in journal.columns}
    while model.running:
        model.step()
    forget(model)
    return model, {column: (tellers[column], entries) for column, entries in journal.entries.items()}


def refusals(told):
    """Every refusal with its sentence."""
    for teller, entries in told[1].values():
        for entry in entries:
            if entry.kind == "refused":
                yield teller, entry, teller.sentence(entry)


def test_the_reason_of_every_refusal_fits_its_numbers_as_printed(told):
    """A line crossed, doubt, a loss, holding out, or the chance of the day: what is said is so by the numbers that stand there."""
    seen = Counter()
    for _, entry, sentence in refusals(told):
        reason = why_refused(entry)
        said = re.search(SAYS[reason], sentence)
        assert said, sentence
        assert HOLDS[reason](*map(float, said.groups())), sentence
        assert [other for other, words in SAYS.items() if re.search(words, sentence)] == [reason]
        seen[reason] += 1
    assert len(seen) > 1


def test_a_line_that_is_crossed_is_that_of_whom_the_story_names(told):
    """The point that is told is on the named one's own red line: the party's, or that of a faction that has told it."""
    model, _ = told
    holders = {party.name: (party.own_lower, party.own_upper) for party in model.parties}
    holders |= {f"{one.party.name}.{one.name}": (one.lower, one.upper) for one in model.factions}
    for teller, entry, _ in refusals(told):
        if entry.facts["crossed"]:
            ends = [end[entry.facts["over"], teller.column] for end in holders[entry.facts["line_of"]]]
            assert entry.facts["point"] in ends


def test_a_history_without_a_deal_ends_with_its_cause(told):
    """The last sentence names the cause that the table of histories has for it, and whom it concerns."""
    model, stories = told
    found, without = reasons(model), 0
    for column, (teller, _) in stories.items():
        if found.cause[column] >= 0:
            cause, _, whose = teller._cause
            assert cause == CAUSES[found.cause[column]]
            last = teller.ended("stalemate")
            assert "Why no deal: " in last
            assert all(teller.labels[name] in last for name in whose)
            without += 1
    assert without


@pytest.mark.parametrize(
    ("values", "digits", "words"),
    [((41.3, 41.1), 0, ["41.3", "41.1"]), ((40.0, 41.0), 0, ["40", "41"]), ((0.1861, 0.1863), 3, ["0.1861", "0.1863"]), ((0.5, 0.5), 3, ["0.500", "0.500"])],
)
def test_numbers_side_by_side_have_the_decimals_that_tell_them_apart(values, digits, words):
    """No more than needed, and never so few that two numbers look alike that are not."""
    assert told_apart(*values, digits=digits) == words
