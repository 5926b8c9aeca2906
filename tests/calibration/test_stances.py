"""The measurement model and its fit."""

import datetime as dt
from dataclasses import replace

import numpy as np
import pytest
import yaml

from sim.calibration.assumptions import Assumptions
from sim.calibration.checking import check, drawn, once_coded, one_chain
from sim.calibration.evidence import evidence
from sim.calibration.records import read_case
from sim.calibration.stance_file import name_of, stances
from sim.calibration.stances import Diagnostics, fit, points, prior_variance
from sim.shipped import CASES

GIVEN = Assumptions()
AUGUST = dt.date(2024, 8, 15)
EARLY = dt.date(2024, 3, 1)
SHIPPED = sorted((CASES / "gaza" / "stances").glob("*.yaml"))


@pytest.fixture(scope="module")
def gaza():
    """The record as shipped."""
    return read_case("gaza")


def test_a_fit_is_used_only_if_its_chains_agree():
    """R-hat of 1.01 or more, a bulk ESS of 400 or less, or a single divergence is too bad."""
    assert Diagnostics(1.009, 401.0, (0, 0)).good
    assert not Diagnostics(1.01, 401.0, (0, 0)).good
    assert not Diagnostics(1.009, 400.0, (0, 0)).good
    assert not Diagnostics(1.009, 401.0, (0, 1)).good


def test_the_variance_of_the_prior():
    """What contraction is measured against is the variance of draws from the prior, in points of the scale."""
    luck = np.random.default_rng(1)
    assert prior_variance(GIVEN) == pytest.approx(points(GIVEN.position_sd * luck.standard_normal(400_000)).var(), rel=0.01)


def test_names_of_stances():
    """A file is named for its day and for what sets it apart."""
    assert name_of(AUGUST, "middle", ()) == "2024-08-15"
    assert name_of(AUGUST, "high", ("The Hindu", "CBC")) == "2024-08-15-bias-high-without-CBC-without-The_Hindu"


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_stances_are_whole(path, gaza):
    """Every principal has a number on every issue, from reports of that day at the latest, labelled judgement where they say little; the fit was good."""
    data = yaml.safe_load(path.read_text(encoding="utf-8"))
    days = {row.statement_id: row.date for row in gaza.statements}
    assert Diagnostics(data["fit"]["rhat"], data["fit"]["ess"], tuple(data["fit"]["divergences"])).good
    assert list(data["parties"]) == list(gaza.setting.principals)
    for party, known in data["parties"].items():
        assert set(known) == {issue for issue, scale in gaza.negotiable.items() if party in scale["wants"]}
        for stance in known.values():
            assert all(days[report] <= data["as_of"] for report in stance["reports"])
            assert (stance["label"] == "judgement") == (stance["contraction"]["position"] < 0.2)
    matrix = data["together"]["correlation"]
    whole = np.array([row + [0.0] * (len(matrix) - len(row)) for row in matrix])
    assert np.linalg.eigvalsh(whole + np.tril(whole, -1).T).min() > 0


def test_the_more_demands_overstate_the_less_is_wanted():
    """The more public demands are taken to overstate, the nearer to the middle each side is put, on average over the issues that reports place."""
    low, high = (
        yaml.safe_load((CASES / "gaza" / "stances" / f"2024-08-15-bias-{name}.yaml").read_text(encoding="utf-8"))["parties"] for name in ("low", "high")
    )
    for party, known in low.items():
        reported = {issue: 1 if stance["wants"] == "more" else -1 for issue, stance in known.items() if stance["label"] == "reported"}
        moved = [sign * (high[party][issue]["position"]["mean"] - known[issue]["position"]["mean"]) for issue, sign in reported.items()]
        assert np.mean(moved) < -2.0, party


@pytest.mark.slow
def test_shipped_stances_can_be_made_again(gaza):
    """A fit with another seed gives the shipped numbers within Monte Carlo error, and its chains agree."""
    found = fit(evidence(gaza, AUGUST, gaza.setting.measurement), gaza.setting.measurement, seed=2)
    assert found.diagnostics.good
    again = stances(found, case="gaza", without=(), seed=2)
    shipped = yaml.safe_load((CASES / "gaza" / "stances" / "2024-08-15.yaml").read_text(encoding="utf-8"))
    for party, known in shipped["parties"].items():
        for issue, stance in known.items():
            here = again["parties"][party][issue]
            assert here["position"]["mean"] == pytest.approx(stance["position"]["mean"], abs=4 * stance["position"]["sd"] / 20), (party, issue)
            assert here["position"]["sd"] == pytest.approx(stance["position"]["sd"], rel=0.15), (party, issue)
            assert here["label"] == stance["label"]


@pytest.mark.long
def test_the_computation_is_calibrated(gaza):
    """In eight data sets drawn from the prior at the size of an early record, 90 % intervals of positions cover the truth about so often."""
    record = once_coded(evidence(gaza, EARLY, GIVEN))
    sampler = one_chain(record, GIVEN, "middle")
    covered = np.concatenate([check(record, GIVEN, "middle", seed, sampler=sampler).covered for seed in range(500, 508)])
    assert 0.8 < covered.mean() < 0.98


@pytest.mark.long
def test_known_stances_are_found_again(gaza):
    """From statements made up for known stances the positions are found; if speakers overstate more than assumed, the sides are put too far apart."""
    record = once_coded(evidence(gaza, AUGUST, GIVEN))
    truth, honest = drawn(record, GIVEN, "low", 7)
    told = replace(honest, low=honest.low + record.directions[record.of], high=honest.high + record.directions[record.of])  # a unit of log-odds too much
    placed = np.unique(record.of)
    errors = []
    for data in (honest, told):
        found = fit(data, GIVEN, bias="low", chains=2)
        errors.append((found.position[:, placed, -1].mean(axis=0) - truth["last"][placed]) * record.directions[placed])
    assert abs(errors[0].mean()) < 0.35
    assert errors[1].mean() > errors[0].mean() + 0.2  # answers to texts hold back the rest of the unit
