"""Numbers at the ends of their ranges: everything inside runs without a complaint of numpy, everything outside is refused in words."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from extremes import at_the_ends, is_sound, numbers, talks

from sim.ensemble import simulate
from sim.errors import ScenarioError
from sim.scenario import from_resolved, with_changes
from sim.scenario.reading import dotted, value_at, with_value
from sim.scenario.shape import SCENARIO, Group, Items, Leaf, Named, Shape
from sim.values import LONGEST

MEASURED = {"number", "whole", "spread", "duration"}


def leaves_of(shape: Shape, path: str = "") -> list[tuple[str, Leaf]]:
    """Every value that the schema knows, by its path."""
    match shape:
        case Group():
            return [found for name, member in shape.members.items() for found in leaves_of(member.shape, f"{path}.{name}")]
        case Named():
            return [(f"{path}.KEY", shape.keys), *leaves_of(shape.of, f"{path}.NAME")]
        case Items():
            return leaves_of(shape.of, f"{path}.0")
    return [(path, shape)]


def test_every_number_of_the_schema_has_a_range():
    """No setting that takes a number takes any number; the deviation of a spread has a range too."""
    for path, leaf in leaves_of(SCENARIO):
        if leaf.kind in MEASURED and not path.endswith("phases.KEY"):
            assert leaf.low is not None, path
            assert leaf.high is not None, path
        if leaf.kind == "spread":
            deviation = leaf.part("sd")
            assert deviation is not None
            assert deviation.high is not None


def runs_clean(scenario, n=20) -> None:
    """It runs without a complaint of numpy, and its rows are numbers; what is too small to count becomes 0, as it should."""
    with warnings.catch_warnings(), np.errstate(over="raise", divide="raise", invalid="raise"):
        warnings.simplefilter("error")
        run = simulate(scenario, name="talks", n=n, workers=1)
    for name, values in run.histories.items():
        assert values.dtype.kind != "f" or not np.isinf(values).any(), name
    for issue in scenario.issues:
        terms = run.histories[f"term.{issue}"]
        assert ((terms >= 0.0) & (terms <= 100.0) | np.isnan(terms)).all()


@pytest.mark.parametrize("seed", range(3))
def test_numbers_at_the_ends_of_their_ranges_run(seed):
    """Whatever mixture of extreme numbers a scenario holds, no arithmetic overflows in it."""
    runs_clean(at_the_ends(seed, share=0.1 + 0.2 * seed))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100, 140))
def test_many_mixtures_of_extreme_numbers_run(seed):
    """The same for many mixtures."""
    runs_clean(at_the_ends(seed, share=(0.05, 0.2, 0.5, 0.9)[seed % 4]))


@pytest.mark.parametrize("number", [1e155, -(10**39)])
def test_numbers_outside_their_range_are_refused_in_words(number):
    """Each number of a scenario, set far outside, is named with what it may be."""
    data = talks()
    places = numbers(data)
    assert len(places) > 120
    for keys, leaf in places:
        with pytest.raises(ScenarioError) as caught:
            from_resolved(with_value(data, keys, number))
        assert f"{dotted(keys)}: must be" in str(caught.value)
        assert leaf.bounds in str(caught.value)


@pytest.mark.parametrize("number", [1e-300, 5e-324, -1e-300])
def test_numbers_next_to_nothing_are_refused_or_run(number):
    """What is all but 0 is refused where 0 is, and else runs as 0 does."""
    data = talks()
    for keys, leaf in numbers(data):
        changed = with_value(data, keys, number)
        if leaf.kind == "number" and is_sound(changed):
            data = changed
    runs_clean(from_resolved(data))
    assert value_at(data, ("parties", "upland", "demand", "beta")) == 0.5


def test_a_horizon_has_an_end():
    """A calendar of more than a hundred years is refused, as is a year that no calendar of the model knows."""
    scenario = from_resolved(talks())
    start = scenario.calendar.start
    with pytest.raises(ScenarioError, match=rf"calendar.end: must lie within {LONGEST:,} days \(a hundred years\) of the start"):
        with_changes(scenario, {"calendar.end": f"{start.year + 101}-01-01"})
    for year in ("9999", "0999", "3000"):
        with pytest.raises(ScenarioError, match=r"calendar\.end: must be a day of the calendar between the years 1000 and 2999"):
            with_changes(scenario, {"calendar.end": f"{year}-12-31"})


def test_what_events_move_stays_inside_its_range():
    """An event that multiplies a cost every day comes to the end of the range, not to infinity."""
    data = talks()
    always = {"rate_per_day": 100.0, "effects": [{"target": "parties.upland.no_deal.cost_per_day", "multiply": 1000.0}, {"target": "deadline", "add": 36500.0}]}
    runs_clean(from_resolved(with_value(data, ("events", "always"), always)))
