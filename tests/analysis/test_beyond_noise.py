"""What of many differences stands beyond noise."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm, t

from sim.analysis.beyond_noise import beyond_noise, by_chance, holm, rows_looked_at
from sim.analysis.compare import compare
from sim.analysis.intervals import Difference, as_normal, as_student, means_apart, means_paired, shares_of_apart, shares_of_paired
from sim.ensemble import simulate
from sim.ensemble.run import Run
from sim.scenario import load

chances = st.lists(st.floats(0, 1), min_size=1, max_size=40).map(np.array)


@given(chances)
def test_what_falls_is_what_holm_says(p):
    """A hypothesis falls just if it, and all that are less likely, are held against the level over the number of those left; written out as in the paper."""
    expected, left = np.zeros(len(p), bool), len(p)
    for place in sorted(range(len(p)), key=lambda k: (p[k], k)):
        if p[place] > 0.05 / left:
            break
        expected[place], left = True, left - 1
    assert holm(p).tolist() == expected.tolist()


@given(chances, st.randoms(use_true_random=False))
def test_the_order_of_rows_does_not_matter(p, luck):
    """Whatever is named in one order is named in another, ties aside, which fall together or not at all."""
    order = list(range(len(p)))
    luck.shuffle(order)
    assert sorted(p[holm(p)].tolist()) == sorted(p[order][holm(p[order])].tolist())


@given(chances, st.floats(0, 1))
def test_another_row_never_brings_one_beyond_noise(p, more):
    """To look at more names no more of what was looked at before; and what falls passes the plain level, and falls by Bonferroni's rule or better."""
    alone, among = holm(p), holm(np.append(p, more))[:-1]
    assert not (among & ~alone).any()
    assert (p[alone] <= 0.05).all()
    assert alone[p <= 0.05 / len(p)].all()


@given(st.lists(st.tuples(st.floats(-1, 1), st.floats(0.001, 1), st.integers(10, 10_000)), min_size=1, max_size=30))
def test_whatever_is_named_has_an_interval_that_leaves_out_zero(rows):
    """The words never claim what the interval beside them does not show."""
    found = [Difference(0.0, middle, middle, middle - half, middle + half, n) for middle, half, n in rows]
    assert all(not one.noise for one, named in zip(found, beyond_noise(found), strict=True) if named)


@given(st.floats(0.01, 10), st.integers(10, 10_000))
def test_an_interval_that_touches_zero_is_one_in_twenty(half, n):
    """The chance of a difference and its interval say the same."""
    assert by_chance(Difference(0.0, half, half, 0.0, 2 * half, n)) == pytest.approx(0.05)


def test_rows_without_an_interval_are_not_looked_at():
    """They are neither counted nor named."""
    some = Difference(0.0, 1.0, 1.0, 0.4, 1.6, 100)
    none = replace(some, low=None, high=None)
    assert beyond_noise([none, some, none]) == [False, True, False]
    assert rows_looked_at([none, some, none]) == 1
    assert beyond_noise([]) == []


@pytest.mark.parametrize("freedom", [5, 9, 30, 500])
def test_students_distribution_is_that_of_the_table(freedom):
    """Quantiles there and back, against SciPy."""
    for z in (1.0, 1.96, 3.0):
        exact = t.ppf(norm.cdf(z), freedom)
        assert as_student(z, freedom) == pytest.approx(exact, rel=0.03 if freedom < 9 else 0.01)
        assert as_normal(as_student(z, freedom), freedom) == pytest.approx(z)


def test_intervals_of_few_cover_what_they_say():
    """Of ten histories, too, about nineteen intervals in twenty hold the truth."""
    luck = np.random.default_rng(3)
    for means in (means_paired, means_apart):
        covered = np.mean([found.low <= 0 <= found.high for found in (means(luck.normal(size=10), luck.normal(size=10)) for _ in range(2000))])
        assert 0.94 <= covered <= 0.975


def test_a_share_of_sessions_is_that_of_all_sessions():
    """All sessions attended over all held, whatever their number in a history; its interval covers, paired and apart."""
    luck = np.random.default_rng(4)

    def drawn():
        held = luck.integers(1, 20, 200)
        return luck.binomial(held, np.where(held > 10, 0.9, 0.5)), held

    (one, of), (other, of_other) = drawn(), drawn()
    found = shares_of_paired((one, of), (other, of_other))
    assert (found.baseline, found.variant) == pytest.approx((one.sum() / of.sum(), other.sum() / of_other.sum()))
    for share in (shares_of_paired, shares_of_apart):
        covered = np.mean([found.low <= 0 <= found.high for found in (share(drawn(), drawn()) for _ in range(1000))])
        assert 0.93 <= covered <= 0.97
    assert shares_of_apart((one, 0 * of), (other, of_other)).difference is None


def _some(run, size, seed):
    """Histories of a run drawn anew, as a run of its own: what another seed would give, without simulating it."""
    chosen = np.random.default_rng(seed).integers(0, run.n, size)
    return Run(run.scenario, run.name, seed, size, {name: values[chosen] for name, values in run.histories.items()}, {}, run.parties, run.issues)


def test_a_scenario_beside_itself_under_other_luck_names_nothing():
    """In at least nineteen of twenty comparisons of a scenario with itself, unpaired, nothing stands beyond noise; row by row far more would be named."""
    run, trials = simulate(load("one-mediator").scenario, name="talks", n=2000), 200
    found = [compare(_some(run, 200, 2 * k), [_some(run, 200, 2 * k + 1)]).variants[0] for k in range(trials)]
    assert all(variant.unpaired for variant in found)
    named = sum(bool(variant.beyond) for variant in found)
    row_by_row = sum(any(not one.noise for one in variant.rows().values()) for variant in found)
    assert named <= 0.05 * trials
    assert row_by_row > 3 * named
    assert row_by_row > 0.1 * trials
