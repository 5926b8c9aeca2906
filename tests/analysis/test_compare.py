"""Runs beside the first of them."""

import json
from functools import cache

import numpy as np
import pytest

from sim.analysis.compare import as_document, compare
from sim.endings import ENDINGS
from sim.ensemble import simulate
from sim.scenario import load, with_changes

TALKS = load("one-mediator").scenario
DEAR = with_changes(TALKS, {"parties.highfold.no_deal.cost_per_day": 0.002, "parties.lowmere.no_deal.cost_per_day": 0.002})


def run(talks=TALKS, n=300, **how):
    return simulate(talks, name="talks", n=n, **how)


@cache
def base():
    return run()


@cache
def dear():
    return run(DEAR)


@pytest.fixture(scope="module")
def found():
    """Talks beside talks in which waiting is dearer."""
    return compare(base(), [dear()], ["dear"])


def test_differences_are_those_of_the_shares(found):
    """Each difference is the variant's share less the baseline's; over all endings they sum to nothing."""
    (variant,) = found.variants
    for ending in ENDINGS:
        one, other = ((ran.histories["ending"] == ending).mean() for ran in (found.baseline, variant.run))
        assert variant.endings[ending].difference == pytest.approx(other - one)
    assert sum(entry.difference for entry in variant.endings.values()) == pytest.approx(0)
    assert not variant.any_deal.noise
    assert variant.any_deal.difference > 0


def test_settings_that_differ_are_named(found):
    """Both costs, what they were and are, and nothing else."""
    assert [(change.path, change.before, change.after) for change in found.variants[0].changed] == [
        ("parties.highfold.no_deal.cost_per_day", 0.001, 0.002),
        ("parties.lowmere.no_deal.cost_per_day", 0.001, 0.002),
    ]


def test_flips_are_real_and_the_commonest_first(found):
    """Each history that is named ends as is said in both, as many more do as is said, and the commonest way to flip comes first."""
    (variant,) = found.variants
    before, after = found.baseline.histories["ending"], variant.run.histories["ending"]
    assert len(variant.flips) == 3
    assert variant.flipped == (before != after).mean()
    for flip in variant.flips:
        assert (before[flip.history], after[flip.history]) == (flip.before, flip.after)
        assert flip.alike == ((before == flip.before) & (after == flip.after)).sum()
    assert variant.flips[0].alike == max(flip.alike for flip in variant.flips)
    assert len({flip.history for flip in variant.flips}) == 3


def test_a_run_beside_itself_differs_in_nothing():
    """No flip, no difference, and every interval holds zero."""
    (same,) = compare(base(), [run()]).variants
    assert (same.flipped, same.flips, same.changed) == (0.0, [], [])
    for entry in (*same.endings.values(), same.any_deal, same.deal_day, *same.terms.values()):
        assert entry.difference == 0
        assert entry.noise


def renamed():
    """The scenario with its parties under luck ids of their own."""
    return with_changes(TALKS, {f"parties.{name}.luck_id": f"new_{name}" for name in TALKS.parties})


@pytest.mark.parametrize(
    ("other", "why"),
    [
        (lambda: run(seed=2), "their seeds differ (1 and 2)"),
        (lambda: run(n=250), "they have 300 and 250 histories"),
        (lambda: run(with_changes(TALKS, {"calendar.end": "2025-08-31"})), "their calendars differ (2025-04-01 to 2025-09-30, and 2025-04-01 to 2025-08-31)"),
        (lambda: run(renamed()), "they have no party in common, and luck goes by names (luck_id keeps it where something is renamed)"),
    ],
    ids=["seed", "number", "calendar", "names"],
)
def test_without_shared_luck_runs_are_compared_as_strangers(other, why):
    """The reason is told, no history is called flipped, and the interval is wider than that of pairs."""
    (found,) = compare(base(), [other()]).variants
    assert found.unpaired == why
    assert (found.flipped, found.flips) == (None, [])
    (twin,) = compare(base(), [dear()]).variants
    assert found.any_deal.high - found.any_deal.low > twin.any_deal.high - twin.any_deal.low


def test_the_document_is_strict_json(found):
    """The document survives JSON without nan, and says what it promises."""
    document = json.loads(json.dumps(as_document(found, None), allow_nan=False))
    assert (document["schema"], document["baseline"], document["paired"]) == (1, "talks", True)
    (variant,) = document["variants"]
    assert variant["changed"][0].keys() == {"path", "from", "to"}
    assert variant["endings"].keys() == set(ENDINGS)
    assert variant["any_deal"].keys() >= {"baseline", "variant", "difference", "low", "high"}
    assert np.isclose(variant["flipped"], found.variants[0].flipped)
