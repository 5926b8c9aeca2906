"""Beliefs: Bayes' rule, forgetting, and what a refusal teaches."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.special import expit
from scipy.stats import beta, norm

from sim.model.beliefs import Audience, Estimates, Objection, TrustBelief
from sim.reference.preference import Preference

R = 6
ALL = np.arange(R)
COUNTS = arrays(float, R, elements=st.floats(0, 20))
MEANS, STRENGTHS = st.floats(0.05, 0.95), st.floats(1, 40)


def trust(mean=0.7, strength=8.0, half_life=180.0):
    """A fresh belief about another's word."""
    return TrustBelief(mean, strength, 1.0, half_life, R)


# --- trust ---------------------------------------------------------------------------------------------------------------


@given(MEANS, STRENGTHS, COUNTS, COUNTS)
def test_trust_is_the_mean_of_the_beta_posterior(mean, strength, kept, broken):
    """After words kept and broken, trust is what a Beta prior and so many observations give."""
    belief = trust(mean, strength)
    belief.observe(kept=kept, broken=broken)
    assert np.allclose(belief.mean, beta.mean(mean * strength + kept, (1 - mean) * strength + broken))


@given(MEANS, STRENGTHS, COUNTS, COUNTS)
def test_all_is_forgotten_in_the_end(mean, strength, kept, broken):
    """Without news trust goes back to the prior, half of what was learnt in each half-life, never past it."""
    belief = trust(mean, strength, half_life=30.0)
    belief.observe(kept=kept, broken=broken)
    before = belief.mean - mean
    belief.forget(30)
    assert np.allclose(belief.kept, kept / 2)
    assert np.allclose(belief.broken, broken / 2)
    assert np.all(np.abs(belief.mean - mean) <= np.abs(before) + 1e-12)
    belief.forget(3000)
    assert np.allclose(belief.mean, mean)


@given(COUNTS, st.integers(0, 400))
def test_forgetting_day_by_day_is_forgetting_at_once(kept, days):
    """So many days in one step are as many steps of a day."""
    at_once, daily = trust(), trust()
    for belief in (at_once, daily):
        belief.observe(kept=kept)
    at_once.forget(days)
    for _ in range(days):
        daily.forget()
    assert np.allclose(at_once.kept, daily.kept)


@given(MEANS, STRENGTHS, COUNTS, arrays(float, R, elements=st.floats(0.01, 100)), arrays(bool, R))
def test_a_message_is_taken_in_by_bayes(mean, strength, kept, ratio, told):
    """Hearing multiplies the odds of the mean by the likelihood ratio, keeps the strength, and leaves those who were not told alone."""
    belief = trust(mean, strength)
    belief.observe(kept=kept, broken=1.0)
    before, total = belief.mean, belief.kept + belief.broken
    belief.hear(told, ratio)
    odds = before / (1 - before) * ratio
    assert np.allclose(belief.mean, np.where(told, odds / (1 + odds), before))
    assert np.allclose(belief.kept + belief.broken, total)


@given(MEANS, arrays(float, R, elements=st.floats(0.01, 100)), arrays(float, R, elements=st.floats(0.01, 100)))
def test_two_messages_are_as_one(mean, one, two):
    """Two messages in a row move trust as one with the product of their likelihood ratios, in any order."""
    everybody = np.ones(R, bool)
    beliefs = [trust(mean) for _ in range(3)]
    for belief, ratios in zip(beliefs, ([one, two], [two, one], [one * two]), strict=True):
        for ratio in ratios:
            belief.hear(everybody, ratio)
    assert np.allclose(beliefs[0].mean, beliefs[1].mean)
    assert np.allclose(beliefs[0].mean, beliefs[2].mean)


def test_what_was_heard_is_forgotten_too():
    """A message fades like an observation."""
    belief = trust(0.6, half_life=10.0)
    belief.hear(np.ones(R, bool), np.full(R, 0.1))
    assert np.all(belief.mean < 0.2)
    belief.forget(500)
    assert np.allclose(belief.mean, 0.6)


# --- what another wants and expects ----------------------------------------------------------------------------------------


def estimates(expectation=0.5, sd=0.08, position=60.0, position_sd=10.0, wants=("more", "less")):
    """What somebody believes about a party in all histories alike."""
    where = np.full((len(wants), R), position)
    preference = Preference.of(wants, where, np.ones_like(where))
    return Estimates(preference, where, position_sd, np.full(R, expectation), sd)


def by_integration(mean, sd, likelihood):
    """Mean and variance of the posterior of a normal belief, by summing over a fine grid."""
    points = mean + sd * np.linspace(-10, 10, 40_001)
    weight = norm.pdf(points, mean, sd) * likelihood(points)
    weight /= weight.sum()
    found = weight @ points
    return found, weight @ (points - found) ** 2


@settings(deadline=None)
@given(st.floats(0, 0.9), st.floats(0.01, 0.1), st.floats(-1.5, 1.5), st.booleans())
def test_learning_from_an_answer_is_bayes(expectation, sd, surprise, accepted):
    """Posterior mean and spread of what another expects are those of numerical integration, to a hundredth of the spread."""
    cutoff = expectation + surprise * sd

    def likelihood(value):
        chance = expit(15.0 * (cutoff - value))
        return chance if accepted else 1.0 - chance

    believed = estimates(expectation, sd)
    believed.learn(ALL, likelihood)
    mean, variance = by_integration(expectation, sd, likelihood)
    assert np.allclose(believed.expectation, mean, rtol=0, atol=0.01 * sd)
    assert np.allclose(believed.variance, variance, rtol=0.02)


def test_an_acceptance_speaks_of_poor_prospects_and_a_refusal_of_good_ones():
    """One who accepts is thought to expect less without a deal than one who refuses, and both leave the reader surer."""
    yes, no = estimates(), estimates()
    yes.learn(ALL, lambda value: expit(15.0 * (0.5 - value)))
    no.learn(ALL, lambda value: expit(15.0 * (value - 0.5)))
    assert np.all(yes.expectation < 0.5)
    assert np.all(no.expectation > 0.5)
    assert np.all(yes.variance < 0.08**2)


def test_news_that_fits_any_expectation_teaches_nothing():
    """A likelihood that is the same whatever the other expects leaves belief where it was."""
    believed = estimates()
    believed.learn(ALL, lambda value: np.full_like(value, 0.3))
    assert np.allclose(believed.expectation, 0.5, rtol=0, atol=1e-12)
    assert np.allclose(believed.variance, 0.08**2, rtol=1e-9)


def test_only_those_who_heard_learn():
    """Learning in some histories leaves every other as it was, to the last bit."""
    believed, some = estimates(), np.array([4, 1])
    believed.learn(some, lambda value: expit(15.0 * (0.3 - value)))
    others = np.setdiff1d(ALL, some)
    assert np.all(believed.expectation[others] == 0.5)
    assert np.all(believed.expectation[some] != 0.5)


def hear(believed, objection):
    """Have the one reader of these estimates hear it everywhere."""
    Audience([believed]).hear(objection, np.ones((1, len(objection.histories)), bool))


def test_each_of_an_audience_learns_as_it_would_alone():
    """Two readers side by side learn to the bit what each learns by itself, and one who did not hear keeps its belief."""
    alone, first, second, deaf = estimates(0.4), estimates(0.4), estimates(0.6), estimates(0.5)
    audience, some = Audience([first, second, deaf]), np.array([1, 3])
    heard = np.array([[True], [True], [False]]) & np.ones(2, bool)

    def likelihood(value):
        return expit(15.0 * (0.3 - value))

    alone.learn(some, likelihood)
    audience.learn(some, heard, likelihood)
    audience.hear(Objection(some, np.zeros(2, int), np.full(2, 80.0), np.full(2, 5.0), np.zeros(2, bool), np.zeros(2, bool)), heard)
    assert np.all(first.expectation == alone.expectation)
    assert np.all(first.variance == alone.variance)
    assert np.all(second.position[0, some] > 60.0)
    assert np.all(deaf.expectation == 0.5)
    assert np.all(deaf.position == 60.0)


def said(point, *, issue=0, noise=6.0, limit=False, lower=False):
    """The same words of a refusal in every history."""
    return Objection(np.arange(R), np.full(R, issue), np.full(R, float(point)), np.full(R, noise), np.full(R, limit), np.full(R, lower))


@given(st.floats(5, 95), st.floats(1, 15), st.floats(0, 100), st.floats(2, 15))
def test_hearing_what_is_wanted_is_a_gaussian_update(position, position_sd, point, noise):
    """The estimate of the named issue is the precision-weighted mean of belief and statement; the other issue stays."""
    believed = estimates(position=position, position_sd=position_sd)
    hear(believed, said(point, noise=noise))
    precision = 1 / position_sd**2 + 1 / noise**2
    assert np.allclose(believed.position[0], np.clip((position / position_sd**2 + point / noise**2) / precision, 0, 100))
    assert np.allclose(believed.position_variance[0], 1 / precision)
    assert np.all(believed.position[1] == position)
    assert np.all(believed.position_variance[1] == position_sd**2)


def test_the_preference_follows_the_estimate():
    """Texts are weighed by what was heard: the estimated position costs nothing."""
    believed = estimates()
    hear(believed, said(90))
    assert np.all(believed.preference.loss(believed.position)[0] == 0.0)
    assert np.all(believed.preference.position[0] > 60.0)


@pytest.mark.parametrize("lower", [True, False])
def test_a_limit_is_kept_in_mind(lower):
    """A declared limit bounds its issue from its own side, teaches nothing about positions, and a looser one later does not lift it."""
    believed = estimates()
    for point in (40, 35, 45) if lower else (60, 65, 55):
        hear(believed, said(point, limit=True, lower=lower))
    assert np.all(believed.lower[0] == (45 if lower else 0))
    assert np.all(believed.upper[0] == (100 if lower else 55))
    assert np.all(believed.lower[1] == 0.0)
    assert np.all(believed.upper[1] == 100.0)
    assert np.all(believed.position == 60.0)


def test_doubt_grows_with_time():
    """Drift adds variance where it is due, and only there."""
    believed, when = estimates(sd=0.03), np.arange(R) < 2
    Audience([believed]).drift(0.04, when)
    assert np.allclose(np.sqrt(believed.variance), np.where(when, 0.05, 0.03))
