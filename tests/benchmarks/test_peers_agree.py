"""The peers that the engine is timed against play the same game: what becomes of their histories is distributed alike."""

import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from scipy import stats

from sim.ensemble.record import rows_of
from sim.model import TalksModel
from sim.scenario import load, with_changes

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))

import plain_mesa

BASE = {}
OTHERS = [
    {"parties.lowmere.demand.beta": 4.0, "parties.highfold.demand.share": 0.8},
    {"mediators.judge.channel_to": ["lowmere"], "constants.attendance_readiness": -1.0, "constants.channel_lag": 6.0},
    {"parties.highfold.trust.lowmere.mean": 0.6, "constants.temptation": 8.0, "calendar.sessions": "every 3 days"},
    {"constants.truthful_naming": 0.4, "constants.statement_noise": 12.0, "constants.resolve_error": 0.15, "mediators.judge.estimate_error": 5.0},
]
UNLIKELY = 1e-4  # below this a difference is none of chance, over some fifty comparisons


def scenario(changes):
    return with_changes(load("textbook/one-mediator").scenario, changes)


def engine(changes, n):
    """Columns of so many histories by the engine, with what the rows of a run leave out."""
    model = TalksModel(scenario(changes), seed=1, blocks=range(n // 250))
    while model.running:
        model.step()
    rows = rows_of(model)
    for party in model.parties:
        rows[f"misjudged.{party.name}"] = party.no_deal_if(model.mediator["judge"].estimates[party.name].expectation) - party.no_deal
        rows |= {f"demanded.{party.name}.{issue}": points for issue, points in zip(model.issue_names, party.demanded, strict=True)}
    return rows


base_by_engine = cache(lambda: engine(BASE, 2_000))


@cache
def base_by_plain_mesa():
    rows = plain_mesa.run(scenario(BASE), 600)
    return {column: np.array([np.nan if row[column] is None else row[column] for row in rows]) for column in rows[0]}


def differences(first, second):
    """Columns that are not distributed alike: endings by their shares, all else by mean and by quantiles."""
    found = {}
    endings = sorted({*first["ending"], *second["ending"]})
    shares = [[np.count_nonzero(rows["ending"] == ending) for ending in endings] for rows in (first, second)]
    chances = {"ending": [stats.chi2_contingency(shares).pvalue if len(endings) > 1 else 1.0]}
    for column in first.keys() & second.keys() - {"ending"}:
        one, two = (rows[column][~np.isnan(rows[column])] for rows in (first, second))
        if np.ptp(np.concatenate([one, two])) > 0.0:
            chances[column] = [stats.ttest_ind(one, two, equal_var=False).pvalue, stats.ks_2samp(one, two).pvalue]
    for column, values in chances.items():
        if min(values) < UNLIKELY:
            found[column] = min(values)
    return found


def test_a_plain_mesa_model_agrees_with_the_engine():
    """Endings, days, terms, gains, sessions, texts, attendance, demands and beliefs of the plain Mesa model are those of the engine."""
    plain = base_by_plain_mesa()
    assert set(plain) - set(base_by_engine()) == set()
    assert differences(plain, base_by_engine()) == {}


@pytest.mark.parametrize("change", [{"constants.temptation": 1.0}, {"constants.reading_sharpness": 8.0}], ids=", ".join)
def test_the_comparison_notices_another_rule(change):
    """If the engine followed one number that differs from the plain model's, the comparison would find them apart."""
    assert differences(base_by_plain_mesa(), engine(change, 2_000)) != {}


def test_a_plain_history_stops_at_the_signature():
    """The plain model does no work after a deal, when nothing can happen any more."""
    model = plain_mesa.PlainTalks(scenario({"parties.lowmere.no_deal.expected": 0.2, "parties.highfold.no_deal.expected": 0.2}), luck=3)
    while model.running:
        model.step()
    assert model.outcome["ending"] == "agreement"
    assert model.steps == model.outcome["deal_day"] + 1 < model.days


@pytest.mark.slow
@pytest.mark.parametrize("changes", [BASE, *OTHERS], ids=lambda changes: ", ".join(changes) or "as it is")
def test_the_compiled_kernel_agrees_with_the_engine(changes):
    """Whatever its numbers, the scenario goes alike in the compiled kernel and in the engine."""
    import numba_kernel

    compiled = numba_kernel.run(scenario(changes), 10_000)
    by_engine = engine(changes, 5_000)
    assert set(compiled) - set(by_engine) == set()
    assert differences(compiled, by_engine) == {}


@pytest.mark.slow
@pytest.mark.parametrize(
    "change",
    [
        {"constants.answer_sharpness": 30.0},
        {"constants.truthful_naming": 0.6},
        {"constants.attendance_gain": 7.0},
        {"parties.lowmere.demand.beta": 0.8},
        {"parties.lowmere.estimate_error": 30.0},
        {"mediators.judge.estimate_error": 1.0},
        {"mediators.judge.bridging.rule": "equal_gains"},
    ],
    ids=", ".join,
)
def test_the_comparison_of_many_notices_finer_differences(change):
    """With many histories the comparison of kernel and engine finds the effect of any of these rules."""
    import numba_kernel

    assert differences(numba_kernel.run(scenario(BASE), 20_000), engine(change, 5_000)) != {}


@pytest.mark.slow
@pytest.mark.parametrize("changes", OTHERS, ids=", ".join)
def test_the_peers_agree_with_each_other(changes):
    """Whatever its numbers, the scenario goes alike in the plain Mesa model and in the compiled kernel."""
    import numba_kernel

    rows = plain_mesa.run(scenario(changes), 1_500)
    plain = {column: np.array([np.nan if row[column] is None else row[column] for row in rows]) for column in rows[0]}
    assert set(plain) == set(numba_kernel.columns_of(scenario(changes)))
    assert differences(plain, numba_kernel.run(scenario(changes), 10_000)) == {}
