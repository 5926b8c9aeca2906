"""Bridging rules: which text a mediator proposes."""

from dataclasses import replace

import numpy as np
import pytest
from contracts import DRAFTS
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reference.bargain import Bargain
from sim.rules.bridging import BridgingRule
from sim.rules.bridging.equal_gains import EqualGains
from sim.rules.bridging.nash import Nash
from sim.rules.bridging.one_sided import OneSided
from sim.rules.bridging.weighted_mean import WeightedMean
from sim.rules.bridging.weighted_median import WeightedMedian
from sim.rules.registry import chosen, rules
from sim.testing import draft as made_up
from sim.testing import made_up_settings

SEEDS = st.integers(0, 10**6)


def text_by(rule, draft):
    """The text of a rule, with the first sides where it has to name some."""
    return rule(rule.Settings(**made_up_settings(rule))).text(draft)


class TestNash:
    """The Nash product."""

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_a_leaning_never_hurts_its_side(self, seed):
        """The more a drafter leans to the first side, the more that side gains by the text."""
        bargain = made_up(seed).bargain
        gained = [bargain.gains(Nash().text(replace(made_up(seed), leanings=[leaning, 0.0])))[0] for leaning in (-0.5, 0.0, 0.5)]
        some = ~bargain.no_joint_gain
        assert np.all(np.diff(np.stack(gained), axis=0)[:, some] >= -1e-9)


class TestEqualGains:
    """The largest smallest gain."""

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_no_other_rule_leaves_the_worst_off_better_off(self, seed):
        """Between two sides the smallest gain is at least that of any other rule."""
        draft = made_up(seed)
        smallest = draft.bargain.gains(EqualGains().text(draft)).min(axis=0)
        for other in rules(BridgingRule):
            assert np.all(draft.bargain.gains(text_by(other, draft)).min(axis=0) <= smallest + 1e-9)


class TestWeightedMean:
    """The mean of positions, weighted by capability and salience."""

    @given(SEEDS, st.integers(0, 1))
    def test_capability_pulls_the_text(self, seed, strong):
        """A side as capable as a thousand of the other has its position as the text, within bounds."""
        draft = made_up(seed)
        capabilities = [1e9 if k == strong else 1e-9 for k in range(2)]
        text = WeightedMean().text(replace(draft, capabilities=capabilities))
        position = draft.bargain.sides[strong].preference.position
        cares = draft.bargain.sides[strong].preference.salience > 1e-6
        assert np.allclose(text[cares], np.clip(position, draft.bargain.lower, draft.bargain.upper)[cares], atol=1e-6)


class TestWeightedMedian:
    """The median position on each issue."""

    @pytest.mark.parametrize("heavy", [0, 1])
    def test_more_than_half_of_the_weight_decides(self, heavy):
        """A side with more than half of the weight on every issue gets its positions, as far as the bounds allow."""
        draft = made_up(3)
        capabilities = [1000.0 if k == heavy else 1.0 for k in range(2)]
        wanted = draft.bargain.sides[heavy].preference
        text = WeightedMedian().text(replace(draft, capabilities=capabilities))
        matters = wanted.salience > 0.01
        assert np.array_equal(text[matters], np.clip(wanted.position, draft.bargain.lower, draft.bargain.upper)[matters])


class TestOneSided:
    """As much for one side as the others bear."""

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_no_other_rule_gives_the_favoured_more(self, seed):
        """Between two sides, no other rule under which nobody loses gives the favoured side more."""
        draft = made_up(seed)
        most = draft.bargain.gains(OneSided(OneSided.Settings(favours="south")).text(draft))[1]
        for other in rules(BridgingRule):
            gained = draft.bargain.gains(text_by(other, draft))
            acceptable = ~draft.bargain.no_joint_gain & np.all(gained >= 0.0, axis=0)
            assert np.all((gained[1] <= most + 1e-9)[acceptable])


@pytest.mark.parametrize("rule", ["nash", "kalai_smorodinsky", "equal_gains"])
@settings(deadline=None, max_examples=15)
@given(seed=SEEDS)
def test_fair_rules_treat_the_sides_alike(rule, seed):
    """With the sides swapped, and leanings with them, both gain what they gained before."""
    draft = made_up(seed)
    bargain = draft.bargain
    turned = Bargain(bargain.sides[::-1], bargain.lower, bargain.upper)
    swapped = replace(draft, bargain=turned, names=draft.names[::-1], leanings=draft.leanings[::-1], capabilities=draft.capabilities[::-1])
    assert np.allclose(bargain.gains(text_by(chosen(BridgingRule, rule), swapped)), bargain.gains(text_by(chosen(BridgingRule, rule), draft)), atol=1e-6)


@settings(deadline=None, max_examples=15)
@given(DRAFTS)
def test_no_joint_gain_texts_are_those_with_the_smallest_largest_shortfall(draft):
    """Where no text is thought acceptable to all, the rules that look for gains all propose the same one."""
    no_joint_gain = draft.bargain.no_joint_gain
    for rule in ("nash", "kalai_smorodinsky", "one_sided"):
        assert np.array_equal(text_by(chosen(BridgingRule, rule), draft)[:, no_joint_gain], draft.bargain.fallback[:, no_joint_gain])
