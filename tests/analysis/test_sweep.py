"""The same talks over ranges of settings."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.sweep import as_document, as_rows, sweep
from sim.analysis.varied import MOST_POINTS, Varied, parse
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


@pytest.mark.parametrize("path", ["a.b", "constants.seen_window", "calendar.sessions", "modules"])
@pytest.mark.parametrize("spelt", ["0,0", "false,false", "0.5,0.50", "2,2.0", "1e0,1", "nash,equal_gains,nash", "{mean: 1, sd: 2},{mean: 1.0, sd: 2}"])
def test_a_value_named_twice_is_refused_however_it_is_written(path, spelt):
    """Zero and false too, which are as good as nothing to a careless test."""
    with pytest.raises(InputError, match="twice"):
        parse(f"{path}={spelt}")


@pytest.mark.parametrize("spelt", ["0,false", "1,true", "1,'1'", "false,true"])
def test_what_python_takes_for_equal_may_be_two_values(spelt):
    """A flag is no number, and a word no number either."""
    assert len(parse(f"a.b={spelt}").values) == 2


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("carrying_out.phases.1.tranches=1:5:5", (1, 2, 3, 4, 5)),
        ("carrying_out.phases.1.tranches=1:4:3", (1, 3, 4)),
        ("carrying_out.phases.1.lasts=30 days:90 days:3", (30, 60, 90)),
        ("carrying_out.phases.1.lasts=1 week:4 weeks:4", (7, 14, 21, 28)),
        ("mediators.m.leverage.a.half_life=7:28:4", (7, 14, 21, 28)),
        ("calendar.sessions=7:28:4", ("every 7 days", "every 14 days", "every 21 days", "every 28 days")),
        ("calendar.sessions=every week:every 4 weeks:2", ("every 7 days", "every 28 days")),
        ("calendar.end=2025-01-31:2025-03-31:3", ("2025-01-31", "2025-03-02", "2025-03-31")),
        ("parties.a.demand.beta=1:5:5", (1.0, 2.0, 3.0, 4.0, 5.0)),
    ],
)
def test_whole_values_stay_whole_in_a_range(text, values):
    """Whole numbers, durations, sessions and dates; what falls between goes to the nearest."""
    found = parse(text).values
    assert found == values
    assert [type(value) for value in found] == [type(value) for value in values]


@given(low=st.integers(0, 400), width=st.integers(1, 400), count=st.integers(2, MOST_POINTS))
def test_a_range_of_whole_numbers_holds_as_many_as_it_names(low, width, count):
    """All different, from end to end, or refused in words that say how many there are."""
    text = f"carrying_out.phases.1.tranches={low}:{low + width}:{count}"
    if count > width + 1:
        with pytest.raises(InputError, match=f"only {width + 1} whole values"):
            parse(text)
    else:
        values = parse(text).values
        assert len(set(values)) == count
        assert (values[0], values[-1]) == (low, low + width)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("carrying_out.phases.1.tranches=1.5:5:3", "two whole numbers"),
        ("calendar.end=2025-01-31:soon:3", "two dates"),
        ("calendar.end=2025-01-31:2025-03-31", "with how many values"),
        ("carrying_out.phases.1.lasts=30 days:90 days", "with how many values"),
        ("carrying_out.phases.1.lasts=14,2 weeks", "twice"),
        ("calendar.sessions=every 2 weeks,every 14 days", "twice"),
        ("mediators.m.bridging.rule=1:5:5", "takes words"),
    ],
)
def test_a_range_says_which_values_it_takes(text, said):
    """The kind of value that the setting holds is named."""
    with pytest.raises(InputError, match=said):
        parse(text)


STEPS = """
title: Steps
modules: [carrying_out]
calendar: {start: 2025-01-01, end: 2025-02-28, sessions: every 7 days}
protocol: {kind: mediated_text}
issues: {water: {label: Water}}
parties:
  a: {label: A, stances: {water: {wants: more, position: 80, salience: 1}}, no_deal: {expected: 0.2}}
  b: {label: B, stances: {water: {wants: less, position: 20, salience: 1}}, no_deal: {expected: 0.2}}
mediators:
  m: {label: M}
carrying_out: {phases: {1: {lasts: 60 days, tranches: 2}}}
"""


@pytest.mark.parametrize(
    "text",
    [
        "carrying_out.phases.1.tranches=1:5:5",
        "carrying_out.phases.1.lasts=30 days:90 days:3",
        "calendar.sessions=7:28:4",
        "calendar.deadline=2025-01-15:2025-02-15:2",
    ],
)
def test_a_scenario_takes_every_value_of_a_range(tmp_path, text):
    """What stands between the ends of a range of whole values is a value that the setting takes."""
    (tmp_path / "steps.yaml").write_text(STEPS, encoding="utf-8")
    varied = parse(text)
    for value in varied.values:
        with_changes(load(tmp_path / "steps.yaml").scenario, {varied.path: value})


def some_number(talks):
    """The path of a number of the first party."""
    return f"parties.{next(iter(talks.parties))}.no_deal.expected"


def test_each_point_is_the_scenario_with_that_setting():
    """A point of a sweep has the endings of the scenario run alone with its values, and the luck of all others."""
    path, values = some_number(TALKS), (0.1, 0.5)
    found = sweep(TALKS, [Varied(path, values)], n=300, seed=4)
    for point in found.points:
        alone = simulate(with_changes(TALKS, {path: point.values[0]}), name="alone", n=300, seed=4)
        assert point.shares["any_deal"].count == alone.histories["any_deal"].sum()
        assert {ending: point.shares[ending].count for ending in ENDINGS} == {ending: int((alone.histories["ending"] == ending).sum()) for ending in ENDINGS}
    as_it_is = simulate(TALKS, name="as it is", n=300, seed=4)
    assert found.as_it_is.shares["any_deal"].count == as_it_is.histories["any_deal"].sum()


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
