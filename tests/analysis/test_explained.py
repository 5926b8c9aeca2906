"""What explains whether there is a deal, from the draws of one run."""

import io
import json

import numpy as np
import pytest
from rich.console import Console

from sim.analysis.explained import FEWEST, explained, share_explained
from sim.ensemble import simulate
from sim.report.summary import as_document, summarise
from sim.report.table import render
from sim.scenario import load, resolved, with_changes
from sim.scenario.reading import dotted, value_at
from sim.scenario.shape import SCENARIO, leaves
from sim.values import SPREADS, centre

BASE = load("one-mediator").scenario
HOPES = "parties.highfold.no_deal.expected"


def without_spreads(scenario, **but):
    """The scenario with every spread at its middle, but for those given here."""
    data = resolved(scenario)
    changes = {}
    for keys, _, _ in leaves(SCENARIO, data):
        spread = value_at(data, keys)
        if isinstance(spread, dict) and tuple(spread) in SPREADS:
            changes[dotted(keys)] = spread["mean"] if "mean" in spread else sum(spread.values()) / 3.0
    return with_changes(scenario, changes | but)


def run_of(scenario, n=500):
    return simulate(scenario, name="talks", n=n, workers=1)


def told(run):
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(render(summarise(run), run))
    return " ".join(console.export_text().split())


def test_the_one_number_that_decides_is_named():
    """Where hopes are drawn so wide that they alone decide, the table names them, with nearly all of the variance, and says that it is settled."""
    run = run_of(without_spreads(BASE, **{HOPES: {"mean": 0.5, "sd": 0.45}}))
    found = summarise(run).explained
    assert [one.path for one in found.numbers] == [HOPES]
    assert found.numbers[0].share > 0.8
    assert found.settled
    assert 0.05 < run.histories["any_deal"].mean() < 0.95
    assert HOPES in told(run)
    assert "all but settles" in told(run)
    document = json.loads(json.dumps(as_document(summarise(run), run, None, 0.0), allow_nan=False))
    assert document["explained_by"]["numbers"][0]["path"] == HOPES
    assert document["explained_by"]["settled"]


def test_of_luck_alone_nothing_is_named():
    """A scenario without a spread needs no explaining, and says so."""
    run = run_of(without_spreads(BASE))
    assert run.draws == {}
    assert "Nothing needs explaining: the file states no spread" in told(run)


def test_a_number_that_does_nothing_is_not_named():
    """Where the one number that is drawn hardly varies, it is luck."""
    run = run_of(without_spreads(BASE, **{HOPES: {"mean": centre(BASE.parties["highfold"].no_deal.expected), "sd": 1e-6}}))
    assert summarise(run).explained.numbers == ()
    assert "The one number that is drawn does not do so beyond chance" in told(run)


def test_a_run_that_kept_no_draws_says_nothing_of_it():
    """Of a run of an older version it is not told, in the table and in JSON."""
    run = run_of(BASE, 120)
    old = type(run)(run.scenario, run.name, run.seed, run.n, run.histories, run.series, run.parties, run.issues)
    assert "What explains" in told(run)
    assert "What explains" not in told(old)
    assert as_document(summarise(old), old, None, 0.0)["explained_by"] is None


def test_too_few_histories_are_said_to_be_too_few():
    """Below a hundred histories no number is named."""
    assert f"it takes {FEWEST} histories" in told(run_of(BASE, 60))


def logistic(slope, n, luck):
    """A number and an outcome that hangs on it."""
    number = luck.normal(size=n)
    return number.astype(np.float32), luck.random(n) < 1.0 / (1.0 + np.exp(-slope * number))


@pytest.mark.parametrize(("slope", "n"), [(1.0, 500), (2.0, 500), (2.0, 2000), (8.0, 1000)])
def test_shares_are_unbiased_and_their_intervals_hold_the_truth(slope, n):
    """On made-up histories the mean of many estimates is the share itself, and nine in ten intervals and more hold it."""
    luck = np.random.default_rng(7)
    many, outcome = logistic(slope, 200_000, luck)
    truth = share_explained(many.astype(float), outcome.astype(float), 20)
    found = [explained({"a": number}, flags).numbers[0] for number, flags in (logistic(slope, n, luck) for _ in range(200))]
    assert np.mean([one.share for one in found]) == pytest.approx(truth, abs=0.01)
    assert np.mean([one.low <= truth <= one.high for one in found]) > 0.9


def test_chance_is_seldom_taken_for_an_explanation():
    """Of twenty numbers that have nothing to do with the outcome one is named in about one run in twenty, not more."""
    luck = np.random.default_rng(3)
    named = [bool(explained({str(k): luck.normal(size=400).astype(np.float32) for k in range(20)}, luck.random(400) < 0.3).numbers) for _ in range(200)]
    assert np.mean(named) < 0.1


def test_two_that_settle_it_together_are_told_from_two_that_do_not():
    """Each alone explains a part; only where nothing else has a hand do they settle it."""
    luck = np.random.default_rng(5)
    draws = {name: luck.normal(size=1000).astype(np.float32) for name in "abc"}
    surely, hardly = (explained(draws, draws["a"] + draws["b"] + noise * luck.normal(size=1000) > 0.2) for noise in (0.05, 1.5))
    assert {one.path for one in surely.numbers} == {"a", "b"}
    assert surely.settled
    assert surely.together > sum(one.share for one in surely.numbers)
    assert not hardly.settled
