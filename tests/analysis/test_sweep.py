"""The same talks over ranges of settings."""

import json

import numpy as np
import pytest

from sim.analysis.sweep import MOST_POINTS, Varied, as_document, as_rows, parse, sweep
from sim.endings import ENDINGS
from sim.ensemble import simulate
from sim.errors import InputError
from sim.scenario import load, with_changes

TALKS = load("split-the-pie").scenario


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("a.b=0:1:3", (0.0, 0.5, 1.0)),
        ("a.b=1,2.5,7", (1, 2.5, 7)),
        ("a.b=nash,equal_gains", ("nash", "equal_gains")),
        ("a.b={mean: 1, sd: 2},3", ({"mean": 1, "sd": 2}, 3)),
    ],
)
def test_values_are_spelt_as_a_range_or_a_list(text, values):
    """Evenly spaced numbers, or whatever stands between commas, spreads too."""
    assert parse(text) == Varied("a.b", values)


@pytest.mark.parametrize("text", ["a.b", "=1,2", "a.b=", "a.b=0:1", "a.b=0:1:1", "a.b=0:one:3", "a.b=0:1:9999", "a.b={mean: 1"])
def test_slips_are_named(text):
    """What is no range and no list is refused with an example."""
    with pytest.raises(InputError, match=r"a\.b|PATH"):
        sweep(TALKS, [parse(text)], n=1)


def some_number(talks):
    """The path of a number of the first party."""
    return f"parties.{next(iter(talks.parties))}.no_deal.expected"


def test_each_point_is_the_scenario_with_that_setting():
    """A point of a sweep has the endings of the scenario run alone with its values, and the luck of all others."""
    path, values = some_number(TALKS), (0.1, 0.5)
    found = sweep(TALKS, [Varied(path, values)], n=300, seed=4)
    for point in found.points:
        alone = simulate(with_changes(TALKS, {path: point.values[0]}), name="alone", n=300, seed=4)
        assert point.shares["any_deal"].count == alone.replicates["any_deal"].sum()
        assert {ending: point.shares[ending].count for ending in ENDINGS} == {ending: int((alone.replicates["ending"] == ending).sum()) for ending in ENDINGS}
    as_it_is = simulate(TALKS, name="as it is", n=300, seed=4)
    assert found.as_it_is.shares["any_deal"].count == as_it_is.replicates["any_deal"].sum()


def test_a_value_that_is_that_of_the_scenario_changes_nothing():
    """The paired difference is exactly none."""
    path = "protocol.discount"
    found = sweep(TALKS, [Varied(path, (dict(TALKS.protocol.discount),))], n=250)
    assert all(change.difference == 0 for change in found.points[0].differences.values())


def test_two_settings_are_combined_in_full():
    """Every combination once, the last setting moving fastest."""
    path, other = some_number(TALKS), "constants.shape"
    found = sweep(TALKS, [Varied(path, (0.1, 0.2)), Varied(other, (1.0, 1.5, 2.0))], n=10)
    assert [point.values for point in found.points] == [(a, b) for a in (0.1, 0.2) for b in (1.0, 1.5, 2.0)]
    assert len(as_rows(found)) == 6


def test_a_slip_does_not_run_for_a_week():
    """More combinations than a limit are refused."""
    many = tuple(np.linspace(0.1, 0.9, 30).tolist())
    with pytest.raises(InputError, match=f"900 combinations are more than {MOST_POINTS}"):
        sweep(TALKS, [Varied(some_number(TALKS), many), Varied("constants.shape", many)], n=1)


def test_the_document_is_strict_json():
    """Numbers or null, no nan."""
    found = sweep(TALKS, [Varied(some_number(TALKS), (0.1, 0.9))], n=10)
    document = json.loads(json.dumps(as_document(found, "talks", None), allow_nan=False))
    assert [point["values"] for point in document["points"]] == [[0.1], [0.9]]
