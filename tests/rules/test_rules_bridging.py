"""Bridging rules: which text a mediator proposes."""

import numpy as np
import pytest
from contracts import DRAFTS, BridgingContract, drafts
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.reference.bargain import Bargain
from sim.rules import bridging
from sim.rules.bridging import BRIDGING, Draft

SEEDS = st.integers(0, 10**6)


class TestNash(BridgingContract):
    """The Nash product."""

    rule = staticmethod(bridging.nash)

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_a_leaning_never_hurts_its_side(self, seed):
        """The more a drafter leans to the first side, the more that side gains by the text."""
        bargain = drafts(seed).bargain
        gained = [bargain.gains(bridging.nash(Draft(bargain, [leaning, 0.0], [1.0, 1.0], 0)))[0] for leaning in (-0.5, 0.0, 0.5)]
        some = ~bargain.hopeless
        assert np.all(np.diff(np.stack(gained), axis=0)[:, some] >= -1e-9)


class TestKalaiSmorodinsky(BridgingContract):
    """The same share of what each could hope for."""

    rule = staticmethod(bridging.kalai_smorodinsky)


class TestEqualGains(BridgingContract):
    """The largest smallest gain."""

    rule = staticmethod(bridging.equal_gains)

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_no_other_rule_leaves_the_worst_off_better_off(self, seed):
        """Between two sides the smallest gain is at least that of any other rule."""
        draft = drafts(seed)
        smallest = draft.bargain.gains(bridging.equal_gains(draft)).min(axis=0)
        for other in BRIDGING.values():
            assert np.all(draft.bargain.gains(other(draft)).min(axis=0) <= smallest + 1e-9)


class TestWeightedMean(BridgingContract):
    """The mean of positions, weighted by capability and salience."""

    rule = staticmethod(bridging.weighted_mean_text)

    @given(SEEDS, st.integers(0, 1))
    def test_capability_pulls_the_text(self, seed, strong):
        """A side as capable as a thousand of the other has its position as the text, within bounds."""
        draft = drafts(seed)
        capabilities = [1e9 if k == strong else 1e-9 for k in range(2)]
        text = bridging.weighted_mean_text(Draft(draft.bargain, draft.leanings, capabilities, 0))
        position = draft.bargain.sides[strong].preference.position
        cares = draft.bargain.sides[strong].preference.salience > 1e-6
        assert np.allclose(text[cares], np.clip(position, draft.bargain.lower, draft.bargain.upper)[cares], atol=1e-6)


class TestWeightedMedian(BridgingContract):
    """The median position on each issue."""

    rule = staticmethod(bridging.weighted_median_text)

    @pytest.mark.parametrize("heavy", [0, 1])
    def test_more_than_half_of_the_weight_decides(self, heavy):
        """A side with more than half of the weight on every issue gets its positions, as far as the bounds allow."""
        draft = drafts(3)
        capabilities = [1000.0 if k == heavy else 1.0 for k in range(2)]
        wanted = draft.bargain.sides[heavy].preference
        text = bridging.weighted_median_text(Draft(draft.bargain, draft.leanings, capabilities, 0))
        matters = wanted.salience > 0.01
        assert np.array_equal(text[matters], np.clip(wanted.position, draft.bargain.lower, draft.bargain.upper)[matters])


class TestOneSided(BridgingContract):
    """As much for one side as the others bear."""

    rule = staticmethod(bridging.one_sided)

    @settings(deadline=None, max_examples=15)
    @given(SEEDS)
    def test_no_other_rule_gives_the_favoured_more(self, seed):
        """Between two sides, no other rule under which nobody loses gives the favoured side more."""
        draft = drafts(seed)
        most = draft.bargain.gains(bridging.one_sided(draft))[draft.favoured]
        for other in BRIDGING.values():
            gained = draft.bargain.gains(other(draft))
            bearable = ~draft.bargain.hopeless & np.all(gained >= 0.0, axis=0)
            assert np.all((gained[draft.favoured] <= most + 1e-9)[bearable])


def test_every_registered_rule_holds_to_the_contract():
    """A rule that scenarios can name is one whose tests inherit the contract."""
    tested = {test.rule for test in BridgingContract.__subclasses__()}
    assert tested == set(BRIDGING.values())


@pytest.mark.parametrize("rule", ["nash", "kalai_smorodinsky", "equal_gains"])
@settings(deadline=None, max_examples=15)
@given(seed=SEEDS)
def test_fair_rules_treat_the_sides_alike(rule, seed):
    """With the sides swapped, and leanings with them, both gain what they gained before."""
    draft = drafts(seed)
    bargain = draft.bargain
    swapped = Draft(Bargain(bargain.sides[::-1], bargain.lower, bargain.upper), draft.leanings[::-1], draft.capabilities[::-1], 1 - draft.favoured)
    assert np.allclose(bargain.gains(BRIDGING[rule](swapped)), bargain.gains(BRIDGING[rule](draft)), atol=1e-6)


@settings(deadline=None, max_examples=15)
@given(DRAFTS)
def test_hopeless_texts_are_those_with_the_smallest_largest_shortfall(draft):
    """Where no text is thought acceptable to all, the rules that look for gains all propose the same one."""
    hopeless = draft.bargain.hopeless
    for rule in ("nash", "kalai_smorodinsky", "one_sided"):
        assert np.array_equal(BRIDGING[rule](draft)[:, hopeless], draft.bargain.fallback[:, hopeless])
