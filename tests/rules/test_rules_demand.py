"""Demand rules: how much of the gain a party holds out for."""

import numpy as np
import pytest
from contracts import SHARES, VALUES, R
from hypothesis import given
from hypothesis import strategies as st

from sim.rules.demand import DemandRule
from sim.rules.demand.fixed import Fixed
from sim.rules.demand.reciprocal import Reciprocal
from sim.rules.demand.time_dependent import TimeDependent
from sim.rules.registry import rules

BETAS = st.floats(0.1, 10)
NOW = np.linspace(0.0, 1.0, 50)


def late_or_early(share, beta):
    return TimeDependent(TimeDependent.Settings(share=share, beta=beta))


class TestTimeDependent:
    """By the clock."""

    @given(st.floats(0, 1), BETAS)
    def test_the_share_falls_to_nothing_at_the_deadline(self, start, beta):
        """It starts at the start share, never rises, and is 0 at the deadline and after."""
        share = late_or_early(start, beta).share(NOW, NOW, NOW)
        assert share[0] == start
        assert np.all(np.diff(share) <= 0.0)
        assert share[-1] == 0.0
        assert late_or_early(start, beta).share(NOW, NOW + 1.0, NOW).max() == 0.0

    @given(BETAS, BETAS)
    def test_a_smaller_beta_holds_out_longer(self, one, two):
        """Of two parties the one with the smaller beta (boulware) never holds out for less."""
        late, early = (late_or_early(1.0, beta).share(NOW, NOW, NOW) for beta in sorted([one, two]))
        assert np.all(late >= early - 1e-12)

    def test_beta_one_falls_evenly(self):
        """Half-way to the deadline half of the start share is left."""
        assert late_or_early(0.8, 1.0).share(NOW[:1], np.array([0.5]), NOW[:1]) == pytest.approx(0.4)


class TestReciprocal:
    """In answer to concessions."""

    @given(SHARES, VALUES, st.floats(0, 2))
    def test_it_gives_what_it_got(self, before, conceded, reciprocity):
        """It gives way by `reciprocity` for each unit conceded, and takes nothing back when the other does."""
        share = Reciprocal(Reciprocal.Settings(reciprocity=reciprocity)).share(before, before, conceded)
        gave_way = before - share
        assert np.all(gave_way >= -1e-12)
        assert np.allclose(gave_way, np.minimum(before, reciprocity * np.maximum(conceded, 0.0)), atol=1e-12)

    @given(SHARES, SHARES)
    def test_to_nothing_it_answers_nothing(self, before, elapsed):
        """Where the other stands still, so does it, however late it is."""
        assert np.array_equal(Reciprocal().share(before, elapsed, np.zeros(R)), before)


class TestFixed:
    """Not at all."""

    @given(st.floats(0, 1), SHARES, SHARES, VALUES)
    def test_nothing_moves_it(self, start, before, elapsed, conceded):
        """It is the start share at any time, whatever the other does."""
        assert np.all(Fixed(Fixed.Settings(share=start)).share(before, elapsed, conceded) == start)


@pytest.mark.parametrize("rule", rules(DemandRule), ids=lambda rule: rule.name)
@given(st.floats(0, 1), SHARES, SHARES, VALUES)
def test_a_party_never_asks_for_more_than_before(rule, start, before, elapsed, conceded):
    """From one session to the next the share does not rise by a rule that is shipped, whatever the other side does."""
    party = rule(rule.Settings(share=start))
    earlier = party.share(np.full(R, start), elapsed * before, conceded)
    assert np.all(party.share(earlier, elapsed, conceded) <= earlier + 1e-12)
