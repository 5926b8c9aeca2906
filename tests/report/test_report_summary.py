"""The numbers that tables and figures show."""

import json
import subprocess
import sys
from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from synthetic_run import a_run, with_columns

from sim.analysis.intervals import wilson
from sim.endings import CAUSES, ENDINGS
from sim.report.quantiles import quantiles_of_counts
from sim.report.summary import Cause, Concern, as_document, spread, stated_mean, stated_median, summarise
from sim.scenario import load
from sim.scenario.schema import Scenario
from sim.values import Normal, Triangle, centre


@given(st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_interval_is_that_of_scipy(counted):
    """The interval of any share is the score interval without continuity correction, and holds the share."""
    count, n = counted
    found, known = wilson(count, n), binomtest(count, n).proportion_ci(0.95, method="wilson")
    assert (found.low, found.high) == pytest.approx((known.low, known.high), abs=1e-12)
    assert 0 <= found.low <= found.share <= found.high <= 1


def test_wilson_interval_by_hand():
    """Eighty of a hundred: Wilson's own kind of example, 0.711 to 0.867."""
    found = wilson(80, 100)
    assert (round(found.low, 3), round(found.high, 3)) == (0.711, 0.867)


def test_quantiles_leave_out_what_is_no_number():
    """Only numbers count, and no number at all gives none."""
    found = spread(np.array([np.nan, 0.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 80.0, 90.0, 100.0]))
    assert (found.n, found.p10, found.p50, found.p90) == (11, 10.0, 50.0, 90.0)
    assert spread(np.array([np.nan])).p50 is None


@given(st.lists(st.integers(0, 100), min_size=1, max_size=60), st.floats(0.01, 0.99))
def test_quantiles_of_counts_are_those_of_the_values(values, share):
    """Quantiles read off the bins are the values themselves at that rank."""
    bins = np.bincount(values, minlength=101)
    assert quantiles_of_counts(bins, (share,))[0] == np.quantile(values, share, method="inverted_cdf")


def test_quantiles_of_nothing_are_no_numbers():
    """Bins without a count have no quantile, whatever the others have."""
    bins = np.zeros((2, 101), dtype=int)
    bins[1, 40] = 3
    assert np.array_equal(quantiles_of_counts(bins, (0.5,)), [[np.nan, 40.0]], equal_nan=True)


def test_shares_sum_to_one():
    """Endings, attendance, and refusals with the histories in which nobody refused."""
    run = a_run()
    summary = summarise(run)
    assert list(summary.endings) == list(ENDINGS)
    assert sum(ending.share for ending in summary.endings.values()) == pytest.approx(1)
    assert sum(ending.count for ending in summary.endings.values()) == run.n
    for shares in summary.attendance.values():
        assert shares.in_person + shares.channel + shares.absent == pytest.approx(1)
    without = ~run.histories["any_deal"]
    nobody = np.mean(run.histories["refused_last"][without] == "")
    assert sum(share for over in summary.last_refusal.values() for share in over.values()) + nobody == pytest.approx(1)


def test_last_refusal_is_a_share_of_histories_without_a_deal():
    """Who refused last before a deal came does not count."""
    run = with_columns(
        a_run(n=4, issues=1),
        any_deal=[True, False, False, False],
        refused_last=["p0", "p0", "p1", ""],
        refused_over=["i0", "i0", "i0", ""],
    )
    assert summarise(run).last_refusal == {"p0": {"i0": 1 / 3}, "p1": {"i0": 1 / 3}}


def test_causes_are_shares_of_histories_without_a_deal():
    """Each cause with its share and whom it concerns, the commonest first; all causes are listed, and their shares sum to one."""
    run = with_columns(
        a_run(n=5, issues=1),
        any_deal=[True, False, False, False, False],
        why_no_deal=["", "lines", "lines", "lines", "held_out"],
        why_issue=["", "i0", "i0", "i0", ""],
        why_whose=["", "p0 + p1", "p0 + p1.council", "p0 + p1", ""],
    )
    found = summarise(run).why_no_deal
    assert list(found) == list(CAUSES)
    assert found["lines"] == Cause(0.75, [Concern("i0", ["p0", "p1"], 0.5), Concern("i0", ["p0", "p1.council"], 0.25)])
    assert found["held_out"] == Cause(0.25, [])
    assert sum(cause.share for cause in found.values()) == 1.0
    assert summarise(with_columns(run, any_deal=[True] * 5)).why_no_deal == {}


def test_attendance_pools_sessions_over_histories():
    """A history with many sessions weighs as much as its sessions."""
    run = with_columns(a_run(n=2), in_person__p0=[9, 0], channel__p0=[0, 0], absent__p0=[0, 1])
    assert summarise(run).attendance["p0"].in_person == 0.9


def test_nothing_to_count_is_none():
    """Without a session, a deal or terms there are no shares and no quantiles, and nothing fails."""
    summary = summarise(a_run(n=5, sessions=False))
    assert summary.attendance["p0"].in_person is None
    assert (summary.deal_day.n, summary.deal_day.p50) == (0, None)
    assert summary.terms["i0"].p50 is None


def weighed(*parties):
    """A scenario with an issue, and another that only the first party cares about, of parties (capability, salience, position)."""
    return Scenario.model_validate(
        {
            "title": "Weights",
            "calendar": {"start": date(2025, 1, 1), "end": date(2025, 2, 28), "sessions": "every 7 days"},
            "issues": {"quota": {"label": "Quota"}, "other": {"label": "Other"}},
            "parties": {
                f"p{k}": {
                    "label": f"P{k}",
                    "capability": capability,
                    "no_deal": {"expected": 0.2},
                    "stances": {
                        "quota": {"wants": "peak", "position": position, "salience": salience},
                        "other": {"wants": "more", "position": 50.0, "salience": 0.0 if k else 5.0},
                    },
                }
                for k, (capability, salience, position) in enumerate(parties)
            },
        }
    )


def test_weighted_mean_is_the_published_one():
    """Capability times salience as stated: one that cares nine times as much counts nine times as much, whatever else it cares about."""
    assert stated_mean(weighed((1.0, 0.9, 0.0), (1.0, 0.1, 100.0)), "quota") == pytest.approx(10.0)
    assert stated_mean(weighed((2.0, 0.5, 10.0), (1.0, 1.0, 40.0), (1.0, 2.0, 70.0)), "quota") == pytest.approx((10 + 40 + 140) / 4)


def test_weighted_median_halves_the_weights():
    """Half of the weight lies on either side; where two positions halve it, in the middle of them, so neither end of a scale is favoured."""
    assert stated_median(weighed((1.0, 0.9, 0.0), (1.0, 0.1, 100.0)), "quota") == 0.0
    assert stated_median(weighed((1.0, 1.0, 10.0), (1.0, 1.0, 40.0), (1.0, 1.5, 70.0)), "quota") == 40.0
    assert stated_median(weighed((1.0, 1.0, 10.0), (1.0, 1.0, 70.0)), "quota") == 40.0


def test_baselines_of_the_published_table():
    """Car emissions: 7.39 years by the mean and 7 by the median, of a scale that begins at 4 years and is 6 years long."""
    scenario = load("ec-car-emissions").scenario
    (issue,) = scenario.issues
    assert stated_mean(scenario, issue) == pytest.approx((7.389955686853767 - 4) / 6 * 100)
    assert stated_median(scenario, issue) == pytest.approx((7.0 - 4) / 6 * 100)


def test_baselines_do_without_weights():
    """Where nobody cares there is neither mean nor median."""
    scenario = weighed((1.0, 0.0, 10.0), (1.0, 0.0, 70.0))
    assert stated_mean(scenario, "quota") is None
    assert stated_median(scenario, "quota") is None


def test_weighted_mean_is_the_same_to_the_last_digit_in_any_order():
    """Sums are rounded once, so neither the order of the parties nor the version of Python matters."""
    parties = [(1.0 + 0.1 * k, 0.3 + 0.07 * k, 0.1 * k * k) for k in range(12)]
    assert stated_mean(weighed(*parties), "quota") == stated_mean(weighed(*reversed(parties)), "quota")


def test_centre_of_a_spread_is_its_mean():
    """A number, a normal and a triangle."""
    assert centre(3) == 3.0
    assert centre(Normal[float](mean=2.0, sd=1.0)) == 2.0
    assert centre(Triangle[float](low=0.0, mode=10.0, high=20.0)) == 10.0


@pytest.mark.parametrize("run", [a_run(), a_run(n=1), a_run(n=30, sessions=False, as_of=False)], ids=["usual", "one history", "nothing happens"])
def test_document_is_strict_json(run):
    """Every key of the contract, and null where there is no number."""
    document = as_document(summarise(run), run, out=None, elapsed_s=0.5)
    again = json.loads(json.dumps(document, allow_nan=False))
    assert again == document
    assert list(document) == [
        *("schema", "scenario", "title", "as_of", "histories", "seed", "endings", "any_deal", "escalation"),
        *("deal_day", "terms", "weighted_mean", "weighted_median", "attendance", "why_no_deal", "last_refusal", "explained_by", "out", "elapsed_s"),
    ]
    assert set(document["endings"]["partial"]) == {"count", "share", "low", "high"}
    assert set(document["any_deal"]) == {"share", "low", "high"}
    assert set(document["terms"]) == {"i0", "i1", "i2"}


def test_numbers_and_table_do_without_matplotlib():
    """A run that draws nothing does not wait for the drawing library."""
    code = "import sys, sim.report.summary, sim.report.table; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
