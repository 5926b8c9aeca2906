"""Which numbers matter, and how much is luck."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.factors import factors, fixed, quantile
from sim.analysis.sensitivity import as_document, sensitivity
from sim.scenario import load, with_changes
from sim.scenario.constants import Constants

PIE = with_changes(
    load("split-the-pie").scenario,
    {
        "protocol.offers": "concession",
        "parties.alder.demand.rule": "time_dependent",
        "parties.birch.demand.rule": "time_dependent",
        "parties.alder.no_deal.expected": {"mean": 0.5, "sd": 0.2},
        "parties.birch.no_deal.expected": {"mean": 0.5, "sd": 0.2},
    },
)


@pytest.mark.parametrize("name", ["doha-2024-08", "one-mediator"])
def test_factors_are_the_spreads_and_the_constants(name):
    """Every spread of the scenario once, every constant once, and both ends of each are allowed together."""
    scenario = load(name).scenario
    found = factors(scenario)
    assert {factor.path for factor in found if factor.kind == "constant"} == {f"constants.{constant}" for constant in Constants.model_fields}
    assert len({factor.path for factor in found}) == len(found)
    for place in (0.0, 0.5, 1.0):
        still = fixed(scenario, found, [place] * len(found))
        assert [factor for factor in factors(still) if factor.kind == "stance"] == []


@given(st.floats(0.01, 0.99), st.floats(0, 100), st.floats(0, 50), st.floats(0, 50))
def test_quantiles_are_those_of_the_spreads(probability, low, to_mode, to_high):
    """A quantile of a triangle lies within it and has as much below it as it says; that of a normal is symmetric."""
    spread = {"low": low, "mode": low + to_mode, "high": low + to_mode + to_high}
    at = quantile(spread, probability)
    assert spread["low"] - 1e-9 <= at <= spread["high"] + 1e-9
    drawn = {"mean": low, "sd": to_mode}
    assert quantile(drawn, probability) + quantile(drawn, 1 - probability) == pytest.approx(2 * low)


def test_what_matters_is_told_from_what_does_not():
    """Where both hope for what they have without a deal, those hopes matter most, downwards; what the scenario does not use matters not at all."""
    found = sensitivity(PIE, "any_deal", walks=2, sets=3, workers=1)
    by_path = {effect.factor.path: effect for effect in found.effects}
    hopes = {"parties.alder.no_deal.expected", "parties.birch.no_deal.expected"}
    assert found.effects[0].factor.path in hopes
    assert all(by_path[path].mean < 0.0 for path in hopes)
    assert by_path["constants.leverage_full"].size == 0
    assert sum(part.share for part in found.parts.values()) == pytest.approx(1, abs=0.3)
    document = json.loads(json.dumps(as_document(found, "pie", 1, None), allow_nan=False))
    assert len(document["effects"]) == len(by_path)


@pytest.mark.slow
def test_the_largest_are_taken_apart():
    """Sobol's indices are given for as many as were asked for, and those of the two hopes take up most of the variance; the same seed repeats it all."""
    one, other = (sensitivity(PIE, "any_deal", walks=2, sets=2, sobol=2, workers=1) for _ in range(2))
    assert all(effect.total is not None for effect in one.effects[:2])
    assert one.effects[2].total is None
    assert sum(effect.total for effect in one.effects[:2]) > 0.8
    assert [(effect.size, effect.total) for effect in one.effects] == [(effect.size, effect.total) for effect in other.effects]
