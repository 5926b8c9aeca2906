"""How texts are answered, at the table and at home."""

import numpy as np
import pytest
from contracts import MASKS, SHARES, VALUES, R
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.acceptance import AcceptanceRule, Answering
from sim.rules.acceptance.logistic import Logistic
from sim.rules.acceptance.threshold import Threshold
from sim.rules.ratification import loss_of_face
from sim.rules.registry import rules


class TestLogistic:
    """Acceptance with some noise around the aspiration."""

    @pytest.mark.parametrize(("above", "share"), [(0.0, 0.5), (0.025, 1 / (1 + np.exp(-1.0))), (-0.05, 1 / (1 + np.exp(2.0)))])
    def test_how_often_a_text_is_accepted(self, above, share):
        """Exactly at the aspiration every other time, and with the log-odds of `sharpness` for each unit above it."""
        luck = (np.arange(100_000) + 0.5) / 100_000
        value = np.full(luck.shape, 0.6)
        accepted = Logistic(40.0).accepts(Answering(value, value - 0.5, value - above, np.ones(luck.shape, bool)), luck)
        assert accepted.mean() == pytest.approx(share, abs=1e-5)

    @given(SHARES, SHARES, SHARES)
    def test_without_noise_it_is_the_exact_rule(self, value, aspiration, luck):
        """At a sharpness beyond all doubt it accepts what the exact rule accepts, but for ties."""
        clear = np.abs(value - aspiration) > 1e-3
        answering = Answering(value, np.zeros(R), aspiration, np.ones(R, bool))
        inside = np.clip(luck, 1e-6, 1 - 1e-6)
        assert np.array_equal(Logistic(1e6).accepts(answering, inside)[clear], Threshold(40.0).accepts(answering, inside)[clear])


class TestThreshold:
    """Acceptance just at the aspiration."""

    @given(SHARES, SHARES, SHARES)
    def test_luck_plays_no_part(self, value, aspiration, luck):
        """The answer is the same whatever is drawn, and yes just where the text is worth what is held out for."""
        answering = Answering(value, np.zeros(R), aspiration, np.ones(R, bool))
        assert np.array_equal(Threshold(40.0).accepts(answering, luck), value >= aspiration - 1e-9)


@pytest.mark.parametrize("rule", rules(AcceptanceRule), ids=lambda rule: rule.name)
class TestEveryAnswer:
    """What holds of every way of answering."""

    @given(VALUES, VALUES, VALUES, MASKS, arrays(float, R, elements=st.one_of(st.just(0.0), st.floats(0, 1, exclude_max=True))))
    def test_nothing_is_accepted_outside_the_hard_mask(self, rule, value, no_deal, aspiration, within, luck):
        """No luck makes a party sign what crosses a red line or is worth less than no deal."""
        accepted = rule(40.0).accepts(Answering(value, no_deal, aspiration, within), luck)
        assert not np.any(accepted & (~within | (value < no_deal - 1e-9)))

    @given(SHARES, SHARES, SHARES, SHARES)
    def test_a_better_text_is_accepted_where_a_worse_one_is(self, rule, value, more, no_deal, luck):
        """Under the same luck, a text worth more is accepted at least wherever one worth less is."""
        within, aspiration = np.ones(R, bool), np.full(R, 0.6)
        worse, better = (rule(40.0).accepts(Answering(worth, no_deal, aspiration, within), luck) for worth in (value, value + more))
        assert np.all(better | ~worse)


@given(VALUES, VALUES, arrays(bool, R), st.floats(0, 1), st.floats(0, 1))
def test_face_is_lost_by_falling_short_only(claimed, granted, by_mediator, weight, relief):
    """A text that grants what was claimed costs nothing; a mediator's authorship takes its share off the rest."""
    lost = loss_of_face(claimed, granted, by_mediator, weight=weight, relief=relief)
    own = loss_of_face(claimed, granted, np.zeros(R, bool), weight=weight, relief=relief)
    assert np.all(lost[granted >= claimed] == 0.0)
    assert np.all((lost >= 0.0) & (lost <= own))
    assert np.allclose(lost[by_mediator], (1.0 - relief) * own[by_mediator])
    assert np.allclose(own, weight * np.clip(claimed - granted, 0.0, None))
