"""Which numbers matter, and how much is luck."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.analysis.duration import shared, trial
from sim.analysis.factors import factors, fixed, quantile
from sim.analysis.sensitivity import HISTORIES, as_document, points_of, sensitivity
from sim.ensemble.run import rows_of_many
from sim.scenario import load, with_changes
from sim.scenario.cautions import idle_constants
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
    """Every spread once, every constant that something asks for once, and both ends of each are allowed together."""
    scenario = load(name).scenario
    found = factors(scenario)
    assert {factor.path for factor in found if factor.kind == "constant"} == {
        f"constants.{constant}" for constant in Constants.model_fields.keys() - idle_constants(scenario)
    }
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
    assert "constants.leverage_full" not in by_path
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


def test_what_is_announced_is_what_is_played():
    """The number of points that is told beforehand is that of the points played, and the last word of progress is that all is done."""
    heard = []
    found = sensitivity(PIE, "any_deal", walks=2, sets=2, workers=1, tell=lambda stage, done, total: heard.append((stage, done, total)))
    points = points_of(PIE, walks=2, sets=2)
    assert found.points == points
    assert heard[-1][1:] == (points * HISTORIES, points * HISTORIES)
    assert {total for _, _, total in heard} == {points * HISTORIES}
    assert [done for _, done, _ in heard] == sorted(done for _, done, _ in heard)


def test_a_constant_that_nothing_asks_for_is_not_moved():
    """What has no effect since its module is off, or there is no reference text, costs no histories; results are the same at both its ends."""
    assert "leverage_full" in idle_constants(PIE)
    assert "agenda_tolerance" in idle_constants(PIE)
    for name in list(idle_constants(PIE))[:4]:
        low, high = Constants.model_fields[name].json_schema_extra["range"]
        played = [rows_of_many([with_changes(PIE, {f"constants.{name}": value})], n=50)[0]["ending"].tolist() for value in (low, high)]
        assert played[0] == played[1]
    assert "shape" not in idle_constants(PIE)


def test_a_trial_says_how_long_it_takes():
    """The time of 250 histories, shared by as many processes as were asked for but never by more than there are tasks."""
    assert 0.0 < trial(PIE) < 60.0
    assert shared(100.0, 4, 1000) == 25.0
    assert shared(100.0, 4, 2) == 50.0
