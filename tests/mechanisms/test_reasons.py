"""Reasons of refusals: what they are, how they are read, and what is learnt from them."""

import numpy as np
import pytest

from sim.endings import REASONS, TOLD
from sim.model import Journal, TalksModel, forget
from sim.rules.acceptance import Answering
from sim.rules.refusals import DOUBT, HOLDING_OUT, LINE, PRICE, chances, confusion, true_reason
from sim.scenario import load, with_changes


def lived(name, changes=None, *, blocks=1, watched=0, on=True):
    """A batch of a shipped scenario that has run, with the module or without, and its journal."""
    talks = load(name).scenario
    modules = [*talks.modules, *(["reasons"] if on else [])]
    journal = Journal(watched)
    model = TalksModel(with_changes(talks, {"modules": modules, **(changes or {})}), seed=1, blocks=range(blocks), journal=journal)
    while model.running:
        model.step()
    forget(model)
    return model, [entry for entries in journal.entries.values() for entry in entries]


def off_by(model):
    """By how much the drafter errs about the no-deal values of all parties, and its stated standard deviation; each (parties, R)."""
    drafter = model.mediator[model.settings.chair]
    believed = {party: drafter.estimates[party.name] for party in model.parties}
    wrong = np.stack([party.no_deal_if(held.expectation) - party.no_deal for party, held in believed.items()])
    return wrong, np.sqrt(np.stack([held.variance for held in believed.values()]))


@pytest.mark.parametrize(
    ("inside", "value", "if_kept", "reason"),
    [(False, 0.9, 0.9, LINE), (True, 0.2, 0.3, PRICE), (True, 0.3, 0.6, DOUBT), (True, 0.5, 0.6, HOLDING_OUT)],
)
def test_the_true_reason_is_the_first_that_holds(inside, value, if_kept, reason):
    """A line that is crossed comes before a price that is too high, that before doubt, and what is left is holding out."""
    basis = Answering(np.array([value]), np.array([0.4]), np.array([0.7]), np.array([inside]))
    assert true_reason(basis, np.array([if_kept])).tolist() == [reason]


def test_chances_of_all_reasons_and_a_yes_add_up_to_one():
    """Whatever no deal is worth, some reason to refuse or a yes is certain, and none is below nothing."""
    no_deal = np.linspace(0.0, 1.0, 41)
    reasons, agrees = chances(no_deal, (np.full(41, 0.6), np.full(41, 0.5), np.full(41, 0.9)), np.full(41, 0.2), np.full(41, 0.7), np.full(41, 15.0))
    assert reasons.min() >= 0.0
    assert reasons.sum(axis=0) + agrees == pytest.approx(np.ones(41))
    assert (np.diff(reasons[PRICE]) > 0.0).all()
    assert (np.diff(agrees) < 0.0).all()


@pytest.mark.parametrize(("taken_for", "moves"), [(LINE, 0), (PRICE, 1), (HOLDING_OUT, -1)])
def test_only_a_price_makes_another_seem_to_expect_more(taken_for, moves):
    """Read rightly, a refusal for price says that no deal is worth more, one that holds out that it is worth less, and one at a line nothing."""
    no_deal = np.array([0.3, 0.7])
    reasons, _ = chances(no_deal, (np.full(2, 0.55), np.full(2, 0.5), np.full(2, 0.9)), np.full(2, 0.5), np.full(2, 0.6), np.full(2, 15.0))
    right, wrong = confusion(np.array([0.999]))
    said = (reasons * np.where(np.arange(TOLD)[:, None] == taken_for, right, wrong)).sum(axis=0)
    ratio = float(np.log(said[1] / said[0]))
    assert np.sign(round(ratio, 1)) == moves


def test_mediators_read_as_rightly_as_the_setting_says():
    """The share of refusals that whoever drafts misreads is one less the setting, within chance; at 1 none is misread."""
    for right in (0.4, 1.0):
        model, _ = lived("one-mediator", {"reasons.read_by_mediators": right})
        share = model.reasons.misheard.sum() / model.reasons.heard.sum()
        assert share == pytest.approx(1.0 - right, abs=0.02)


def errs(name, *, on):
    """How far the drafter's beliefs are from the truth in histories without a deal, at the start and at the end, and how many lie beyond two sd."""
    talks = load(name).scenario
    model = TalksModel(with_changes(talks, {"modules": [*talks.modules, *(["reasons"] if on else [])]}), seed=1, blocks=range(1))
    before, _ = off_by(model)
    while model.running:
        model.step()
    forget(model)
    without = model.deal.first_day < 0
    after, spread = off_by(model)
    beyond = (np.abs(after) > 2.0 * spread)[:, without].mean()
    return *(float(np.sqrt((wrong[:, without] ** 2).mean())) for wrong in (before, after)), float(beyond)


@pytest.mark.parametrize("name", ["doha-2024-08", "doha-2025-07"])
def test_learning_from_reasons_brings_no_belief_further_from_the_truth(name):
    """Where there is no deal the drafter's belief about no-deal values ends no further off than it began, and its stated spread is honest.

    Learning as if every refusal were a matter of price makes it far worse.
    """
    first, last, beyond = errs(name, on=True)
    assert last <= 1.05 * first
    assert beyond < 0.07
    first, last, beyond = errs(name, on=False)
    assert last > 2.0 * first
    assert beyond > 0.8


def test_prices_are_still_learnt():
    """Where price and doubt decide and no line does, answers bring the drafter nearer to the truth than it began."""
    model, _ = lived("no-overlap")
    wrong, _ = off_by(model)
    assert float(np.sqrt((wrong**2).mean())) < 0.9 * model.constants.resolve_error


def test_columns_and_journal_agree_on_reasons():
    """The counts of a history are those of its refusals as they were written down, and each is one of the reasons."""
    model, entries = lived("doha-2024-08", watched=250)
    told = [entry for entry in entries if entry.kind == "refused"]
    assert {entry.facts["reason"] for entry in told} <= set(REASONS[:TOLD])
    for party in model.parties:
        for place, reason in enumerate(REASONS[:TOLD]):
            assert model.reasons.counts[party.name][place].sum() == sum(entry.who == party.name and entry.facts["reason"] == reason for entry in told)
    misread = sum(entry.facts["reason"] != entry.facts["taken_for"] for entry in told)
    assert misread == model.reasons.misheard.sum() > 0


def test_the_same_answer_to_the_same_text_teaches_once():
    """A text that is answered as before tells nothing new; another answer, or another text, does."""
    model, _ = lived("one-mediator")
    kept, party = model.reasons, model.parties[0].name
    here = np.arange(3)
    text = np.full((len(model.issue_names), 3), 40.0)
    kept.news(party, text, here, np.zeros(3, int))
    moved = text.copy()
    moved[0, 2] = 60.0
    assert kept.news(party, moved, here, np.array([0, 1, 0])).tolist() == [False, True, True]
