"""How texts are answered, at the table and at home."""

from functools import partial

import numpy as np
import pytest
from contracts import SHARES, VALUES, AcceptanceContract, R
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.rules.acceptance import Answering, acceptance_rule, exact, noisy
from sim.rules.ratification import loss_of_face
from sim.scenario.schema import Party


class TestNoisy(AcceptanceContract):
    """Acceptance with some noise around the aspiration."""

    rule = staticmethod(partial(noisy, sharpness=40.0))

    @pytest.mark.parametrize(("above", "share"), [(0.0, 0.5), (0.025, 1 / (1 + np.exp(-1.0))), (-0.05, 1 / (1 + np.exp(2.0)))])
    def test_how_often_a_text_is_accepted(self, above, share):
        """Exactly at the aspiration every other time, and with the log-odds of `sharpness` for each unit above it."""
        luck = (np.arange(100_000) + 0.5) / 100_000
        value = np.full(luck.shape, 0.6)
        accepted = self.rule(Answering(value, value - 0.5, value - above, np.ones(luck.shape, bool)), luck)
        assert accepted.mean() == pytest.approx(share, abs=1e-5)

    @given(SHARES, SHARES, SHARES)
    def test_without_noise_it_is_the_exact_rule(self, value, aspiration, luck):
        """At a sharpness beyond all doubt it accepts what the exact rule accepts, but for ties."""
        clear = np.abs(value - aspiration) > 1e-3
        answering = Answering(value, np.zeros(R), aspiration, np.ones(R, bool))
        inside = np.clip(luck, 1e-6, 1 - 1e-6)
        assert np.array_equal(noisy(answering, inside, sharpness=1e6)[clear], exact(answering, inside)[clear])


class TestExact(AcceptanceContract):
    """Acceptance just at the aspiration."""

    rule = staticmethod(exact)

    @given(SHARES, SHARES, SHARES)
    def test_luck_plays_no_part(self, value, aspiration, luck):
        """The answer is the same whatever is drawn, and yes just where the text is worth what is held out for."""
        answering = Answering(value, np.zeros(R), aspiration, np.ones(R, bool))
        assert np.array_equal(exact(answering, luck), value >= aspiration - 1e-9)


def test_every_rule_that_a_scenario_can_name_exists():
    """The words of the schema lead to the rules they name."""
    rules = {name: acceptance_rule(name, 40.0) for name in Party.model_fields["acceptance"].annotation.__args__}
    assert rules.keys() == {"logistic", "threshold"}
    assert rules["threshold"] is exact
    assert rules["logistic"].func is noisy


@given(VALUES, VALUES, arrays(bool, R), st.floats(0, 1), st.floats(0, 1))
def test_face_is_lost_by_falling_short_only(claimed, granted, by_mediator, weight, relief):
    """A text that grants what was claimed costs nothing; a mediator's authorship takes its share off the rest."""
    lost = loss_of_face(claimed, granted, by_mediator, weight=weight, relief=relief)
    own = loss_of_face(claimed, granted, np.zeros(R, bool), weight=weight, relief=relief)
    assert np.all(lost[granted >= claimed] == 0.0)
    assert np.all((lost >= 0.0) & (lost <= own))
    assert np.allclose(lost[by_mediator], (1.0 - relief) * own[by_mediator])
    assert np.allclose(own, weight * np.clip(claimed - granted, 0.0, None))
